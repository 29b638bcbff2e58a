"""The journal goes to the city although the disk lost some of it; what a printer or a city refuses is written down once."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice, pairwise
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from config.ids import DeviceName, DocumentNumber, IssuanceId, KioskId, SessionId
from config.vocabulary import SourceTrouble, VoidReason
from drivers.device import State, Status
from drivers.ipp.printer import Printer
from kiosk.core.background import STEADY_MS, CityWatch, Pace, PrinterWatch, Upload
from kiosk.core.status import Board
from kiosk.core.step import Acknowledge, Answered, Ask, Recall, Recalled, Step
from kiosk.core.unsent import NEAR
from kiosk.shell.history import History, read_history
from kiosk.simulator.sources import SeededSources
from sync.city.api import JournalReply, JournalUpload
from sync.city.client import CityCall, CityClient, CityReply, SourcesKnown
from sync.journal import events as ev
from sync.journal.format import Chain, Entry, Head
from sync.journal.memory import MemoryStore
from sync.journal.opening import open_for_reading, open_for_writing
from sync.journal.store import JournalStore
from sync.journal.verify import verify
from sync.reference_city.alarms import AlarmKind
from sync.reference_city.domain import ReferenceCity
from sync.reference_city.memory import MemoryCityStore
from tests.cities import MARKS, REGISTERS, WONJU

KIOSK = KioskId("wonju-test")
JOURNAL = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
ISSUANCE = "00000000-0000-4000-8000-00000000000a"
_UPLOAD, _REPLY = TypeAdapter(JournalUpload), TypeAdapter(JournalReply)


def write(store: JournalStore, history: History, *events: ev.Event) -> None:
    chain = Chain(store.id, "boot", store.head, history.segment)
    for event in events:
        entry = chain.entry(event, 1, datetime.now(UTC))
        store.commit((entry,))
        history.take(entry)


def step(store: JournalStore, recorded: list[ev.Event]) -> Step:
    def applied(entry: Entry, event: ev.Event) -> None:
        recorded.append(event)

    sources = SeededSources(random.Random(1), lambda: 0)
    return Step({}, Chain(store.id, "boot", store.head, 9), sources, applied)


def talk(upload: Upload, city: ReferenceCity) -> None:
    """One upload and its answer."""
    dialogue = upload.dialogue()
    call: Any = next(dialogue)
    asked = _UPLOAD.validate_json(call.body)
    reply = city.take_journal(KIOSK, JOURNAL, asked.first, asked.bodies(), asked.lost)
    assert isinstance(reply, JournalReply)
    try:
        dialogue.send(CityReply(200, _REPLY.dump_json(reply)))
    except StopIteration as end:
        upload.done(0, end.value)


def test_a_lost_tail_does_not_hold_back_what_comes_after(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    store = open_for_writing(path, JOURNAL)
    write(store, read_history(store), *[ev.SessionStarted(SessionId(str(number))) for number in range(1, 7)])
    city_store = MemoryCityStore()
    city = ReferenceCity(
        WONJU, REGISTERS, city_store, lambda: datetime.now(UTC), lambda text: text, random.Random(1).randbytes, MARKS
    )
    city.take_journal(KIOSK, store.id, 1, [entry.body for entry in store.read()][:3])
    store.acknowledge(3)
    store.close()
    with closing(sqlite3.connect(path)) as damaged:
        damaged.execute("DELETE FROM entry WHERE seq >= 5")
        damaged.commit()
    assert [problem.place for problem in verify(open_for_reading(path)).problems] == ["entries 5 to 6"]

    store = open_for_writing(path, JOURNAL)
    history = read_history(store)
    write(
        store,
        history,
        ev.KioskStarted("kiosk", "01", "문막읍", "1", 1),
        ev.DocumentVoided(SessionId("5"), IssuanceId(ISSUANCE), DocumentNumber("number"), VoidReason.RESTART),
    )
    assert [entry.seq for entry in history.unsent.near] == [4, 7, 8]
    recorded: list[ev.Event] = []
    kiosk = step(store, recorded)
    upload = Upload(kiosk, CityClient(WONJU, ()), store.id, history.unsent, Pace(), lambda: True, lambda: True)
    kiosk.begin(0)
    talk(upload, city)
    talk(upload, city)
    assert not history.unsent.waiting
    assert [effect.seq for effect in kiosk.end(None).effects if isinstance(effect, Acknowledge)] == [4, 8]
    assert city_store.outcome(KIOSK, ISSUANCE) == "void"
    assert [city_store.entry_hash(JOURNAL, seq) is None for seq in range(1, 9)] == [False] * 4 + [True] * 2 + [
        False
    ] * 2
    assert recorded == []
    store.close()


def test_a_city_whose_database_was_restored_gets_again_what_it_lost(tmp_path: Path) -> None:
    """It had acknowledged seven; its backup has two. The rest is read from the disk."""
    store = open_for_writing(tmp_path / "journal.sqlite", JOURNAL)
    write(store, read_history(store), *[ev.SessionStarted(SessionId(str(number))) for number in range(1, 8)])
    store.acknowledge(7)
    history = read_history(store)
    write(store, history, ev.SessionStarted(SessionId("8")))
    restored = MemoryCityStore()
    city = ReferenceCity(
        WONJU, REGISTERS, restored, lambda: datetime.now(UTC), lambda text: text, random.Random(1).randbytes, MARKS
    )
    city.take_journal(KIOSK, store.id, 1, [entry.body for entry in store.read()][:2])
    kiosk = step(store, [])
    upload = Upload(
        kiosk,
        CityClient(WONJU, ()),
        store.id,
        history.unsent,
        Pace(batch=2, most=2, retry_ms=0),
        lambda: True,
        lambda: True,
    )
    sent = []
    for now in range(1, 12):
        kiosk.begin(now)
        if upload.due is not None:
            talk(upload, city)
        for effect in kiosk.end(None).effects:
            if isinstance(effect, Acknowledge):
                sent.append(effect.seq)
                store.acknowledge(effect.seq)
            elif isinstance(effect, Recall):
                kiosk.take([Recalled(tuple(islice(store.read(effect.after), effect.count)))])
    assert sent == [2, 4, 6, 8]
    assert [restored.entry_hash(JOURNAL, entry.seq) for entry in store.read()] == [entry.hash for entry in store.read()]
    assert {(each.kiosk, each.kind) for each in restored.alarms()} == {(KIOSK, AlarmKind.AHEAD)}
    assert (upload.known, upload.another) == (True, False)
    assert upload.due is None
    store.close()


def test_what_waits_for_weeks_is_not_in_memory_and_arrives_once_and_in_order(tmp_path: Path) -> None:
    store, chain = MemoryStore(JOURNAL), Chain(JOURNAL, "boot", Head(), 1)
    began = tuple(chain.entry(ev.SessionStarted(SessionId("s")), 1, datetime.now(UTC)) for _ in range(3 * NEAR + 70))
    store.commit(began)
    store.acknowledge(50)
    history = read_history(store)
    unsent = history.unsent
    assert ([unsent.near[at].seq for at in (0, -1)], unsent.waiting) == ([51, NEAR + 50], 3 * NEAR + 20)
    kiosk = step(store, [])
    upload = Upload(
        kiosk, CityClient(WONJU, ()), store.id, unsent, Pace(batch=100, retry_ms=0), lambda: True, lambda: True
    )
    arrived, now = 50, 0
    while unsent.waiting:
        now += 1
        kiosk.begin(now)
        upload.act()
        if upload.due is not None:
            call: Any = next(asking := upload.dialogue())
            asked = _UPLOAD.validate_json(call.body)
            assert (asked.first, asked.lost) == (arrived + 1, 0)
            arrived += len(asked.bodies())
            with pytest.raises(StopIteration) as end:
                asking.send(CityReply(200, _REPLY.dump_json(JournalReply(arrived))))
            upload.done(now, end.value.value)
        if now % 5 == 0:  # and the kiosk goes on
            made = chain.entry(ev.SessionStarted(SessionId("s")), now, datetime.now(UTC))
            store.commit((made,))
            unsent.add(made)
        assert len(unsent.near) <= NEAR
        for effect in kiosk.end(None).effects:
            if isinstance(effect, Recall):
                kiosk.take([Recalled(tuple(islice(store.read(effect.after), effect.count)))])
    assert arrived == store.head.seq > len(began)


def sizes_of_batches(busy: set[int], replies: dict[int, CityReply]) -> list[tuple[int, int, int]]:
    """When each batch of a backlog of 3,000 goes up, its first entry, and how many. In the steps of ``busy`` somebody is served; a step is 100 ms."""
    store, chain = MemoryStore(JOURNAL), Chain(JOURNAL, "boot", Head(), 1)
    store.commit(tuple(chain.entry(ev.SessionStarted(SessionId("s")), 1, datetime.now(UTC)) for _ in range(3_000)))
    history = read_history(store)
    kiosk, at = step(store, []), 0
    upload = Upload(
        kiosk, CityClient(WONJU, ()), store.id, history.unsent, Pace(), lambda: True, lambda: at not in busy
    )
    sent: list[tuple[int, int, int]] = []
    while history.unsent.waiting and at < 5_000:
        at += 1
        kiosk.begin(100 * at)
        upload.act()
        for effect in kiosk.end(None).effects:
            if isinstance(effect, Ask):
                assert isinstance(effect.question, CityCall)
                asked = _UPLOAD.validate_json(effect.question.body)
                sent.append((at, asked.first, len(asked.entries)))
                arrived = CityReply(200, _REPLY.dump_json(JournalReply(asked.first + len(asked.entries) - 1)))
                kiosk.take([Answered(effect.number, replies.get(len(sent), arrived))])
        for effect in kiosk.end(None).effects:
            if isinstance(effect, Recall):
                kiosk.take([Recalled(tuple(islice(store.read(effect.after), effect.count)))])
    return sent


def test_a_backlog_goes_up_ever_more_at_once_and_without_a_pause_while_nobody_is_served() -> None:
    sent = sizes_of_batches(set(), {})
    assert [count for _, _, count in sent[:4]] == [100, 200, 400, 300], "and no more than there is in memory"
    assert max(count for _, _, count in sent) == NEAR
    assert sum(count for _, _, count in sent) == 3_000
    assert all(after[0] - before[0] <= 2 for before, after in pairwise(sent)), "a step to read the next, at most"


def test_while_somebody_is_served_a_backlog_goes_up_little_by_little_with_pauses() -> None:
    sent = sizes_of_batches(set(range(3, 100)), {})
    served = [(at, count) for at, _, count in sent if 3 <= at < 100]
    assert {count for _, count in served} == {100}
    assert all(after - before >= 5 for (before, _), (after, _) in pairwise(served)), "half a second"
    assert [first for _, first, _ in sent] == list(accumulate((count for _, _, count in sent[:-1]), initial=1)), (
        "in order, once"
    )


def test_a_line_that_failed_is_tried_again_ever_later_by_chance_and_with_little_at_once() -> None:
    sent = sizes_of_batches(set(), dict.fromkeys(range(3, 9), CityReply(500, b"")) | {9: CityReply(503, b"", 0)})
    assert [(first, count) for _, first, count in sent[2:10]] == [(301, 400), *[(301, 100)] * 7]
    waits = [100 * (after[0] - before[0]) for before, after in pairwise(sent[2:10])]
    for failures, wait in enumerate(waits, 1):
        whole = min(10_000 * 2 ** (failures - 1), STEADY_MS)
        assert whole // 2 <= wait <= whole * 3 // 2 + 100
    assert len({wait % 10_000 for wait in waits}) > 1, "by chance"


def test_a_city_that_refuses_the_journal_is_written_down_once(tmp_path: Path) -> None:
    store = open_for_writing(tmp_path / "journal.sqlite", JOURNAL)
    history = read_history(store)
    write(store, history, ev.SessionStarted(SessionId("1")))
    recorded: list[ev.Event] = []
    kiosk = step(store, recorded)
    upload = Upload(kiosk, CityClient(WONJU, ()), store.id, history.unsent, Pace(), lambda: True, lambda: True)
    kiosk.begin(0)
    for reply in (CityReply(409, b"{}"), CityReply(409, b"{}"), CityReply(200, b'{"acknowledged": 1}')):
        dialogue = upload.dialogue()
        next(dialogue)
        try:
            dialogue.send(reply)
        except StopIteration as end:
            upload.done(0, end.value)
    assert recorded == [
        ev.SourceChanged("journal", False, SourceTrouble.REFUSED),
        ev.SourceChanged("journal", True, None),
    ]
    store.close()


def test_a_printer_is_gone_after_three_polls_and_after_the_first_where_nothing_was_known(tmp_path: Path) -> None:
    store = open_for_writing(tmp_path / "journal.sqlite", JOURNAL)
    recorded: list[ev.Event] = []
    kiosk = step(store, recorded)
    watch = PrinterWatch(kiosk, Printer("ipp://printer"), Board(kiosk, (DeviceName("printer"),)), Pace())
    online, silent = Status(State.ONLINE), Status(State.OFFLINE, "timeout")
    kiosk.begin(0)
    for status in (silent, silent, online, online, silent, silent, online, silent, silent, silent, silent):
        watch.done(0, status)
    told = [event.state for event in recorded if isinstance(event, ev.DeviceChanged)]
    assert told == ["offline", "online", "offline"]
    store.close()


def test_a_clock_that_is_not_the_citys_is_written_down_once_and_when_it_is_right_again(tmp_path: Path) -> None:
    store = open_for_writing(tmp_path / "journal.sqlite", JOURNAL)
    recorded: list[ev.Event] = []
    kiosk = step(store, recorded)
    watch = CityWatch(kiosk, CityClient(WONJU, ()), {}, Pace())
    kiosk.begin(0)
    for off in (timedelta(seconds=20), timedelta(minutes=6), timedelta(minutes=7), timedelta(0)):
        watch.done(0, SourcesKnown((("land", True),), kiosk.wall - off))
    assert recorded == [
        ev.SourceChanged("clock", False, SourceTrouble.CLOCK_OFF),
        ev.SourceChanged("clock", True, None),
    ]
    watch.done(0, SourcesKnown((("land", True),)))
    assert len(recorded) == 2, "a city that does not tell its time says nothing against the kiosk's"
    store.close()
