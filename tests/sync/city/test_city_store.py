"""The same city over a database that several processes and threads use at once: SQLite and PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, event

from config.ids import SessionId
from sync.city.api import DocumentState, RefusalReply
from sync.journal.events import KindChosen
from sync.reference_city.alarms import AlarmKind
from sync.reference_city.journals import JournalRefused
from sync.reference_city.store import SqlStore
from tests.patience import PATIENCE_S
from tests.sync.city.conftest import KIOSK, Town

if TYPE_CHECKING:
    from tests.sync.city.conftest import Report

A, B = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
CROWD = 8


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=PATIENCE_S) for future in [pool.submit(act) for act in acts]]


def test_what_one_process_wrote_another_reads(towns: tuple[Town, Town], report: Report, database: str) -> None:
    here, there = towns
    reply = here.reserve(A, here.land())
    assert there.city.reserve(KIOSK, A, there.land()) == here.city.reserve(KIOSK, A, here.land())
    assert isinstance(there.city.reserve(KIOSK, A, there.abstract()), RefusalReply)
    assert there.state(reply.number) == DocumentState.RESERVED
    there.wait(minutes=10)
    assert there.state(reply.number) == DocumentState.EXPIRED
    report.issued(A, reply.number)
    report.voided(B)
    here.send(report)
    assert there.state(reply.number) == DocumentState.ISSUED
    report.voided(A)
    assert there.send(report).acknowledged == 3
    assert there.send(report, 2).acknowledged == 3
    assert here.state(reply.number) == DocumentState.ISSUED
    assert here.state(here.reserve(B, here.land()).number) == DocumentState.VOID
    again = SqlStore(database)
    assert again.journal_head(report.journal) == 3
    assert again.by_number(reply.number) == again.get(A)
    again.close()


def test_everything_from_one_journal_or_nothing(towns: tuple[Town, Town], report: Report) -> None:
    here, there = towns
    for _ in range(3):
        report.add(KindChosen(SessionId("session"), "land-register"))
    here.send(report)
    assert not there.store.add_entries(report.journal, 3, [b"other", b"further"])
    assert there.store.journal_head(report.journal) == 3
    assert there.store.entry_hash(report.journal, 4) is None
    other = type(report)()
    other.add(KindChosen(SessionId("session"), "resident-abstract"))
    with pytest.raises(JournalRefused):
        there.send(other)


def test_one_reservation_however_many_ask_at_once(towns: tuple[Town, Town]) -> None:
    for number in range(5):
        uuid = f"{number:08d}-1111-4111-8111-111111111111"
        answers = at_once([partial(town.city.reserve, KIOSK, uuid, town.land()) for town in towns * CROWD])
        assert len(set(answers)) == 1
        assert isinstance(answers[0], bytes)


def test_of_different_requests_at_once_one_wins(towns: tuple[Town, Town]) -> None:
    requests = [(town, lot) for town in towns for lot in (town.land(), town.abstract())] * 3
    answers = at_once([partial(town.city.reserve, KIOSK, A, lot) for town, lot in requests])
    kinds = Counter(type(answer) for answer in answers)
    assert kinds == {bytes: len(requests) / 2, RefusalReply: len(requests) / 2}
    assert len({answer for answer in answers if isinstance(answer, bytes)}) == 1


def test_numbers_are_unique_among_many(towns: tuple[Town, Town]) -> None:
    """Both processes roll the same dice, so every number is wanted twice."""
    towns = Town(towns[0].store), Town(towns[1].store)
    uuids = [f"{number:08d}-2222-4222-8222-222222222222" for number in range(20)]
    acts = [partial(towns[number % 2].reserve, uuid, towns[0].land()) for number, uuid in enumerate(uuids)]
    replies = at_once(acts)
    assert len({reply.number for reply in replies}) == len(uuids)


def test_a_journal_sent_twice_at_a_time_is_taken_once(towns: tuple[Town, Town], report: Report) -> None:
    here, there = towns
    number = here.reserve(A, here.land()).number
    report.issued(A, number)
    report.voided(A)
    for _ in range(20):
        report.add(KindChosen(SessionId("session"), "land-register"))
    taken = 0
    for end in (1, 2, 12, 22):
        pieces = [(first, report.bodies[first - 1 : end]) for first in (1, taken + 1)]
        acts = [
            partial(town.city.take_journal, KIOSK, report.journal, *piece) for town in towns for piece in pieces * 2
        ]
        assert {reply.acknowledged for reply in at_once(acts)} == {end}
        assert here.store.journal_head(report.journal) == end
        taken = end
    assert here.state(number) == DocumentState.ISSUED
    assert here.alarms() == there.alarms() == [(KIOSK, AlarmKind.CONTRADICTION, A)]


def test_reports_and_reservation_at_once_lose_nothing(towns: tuple[Town, Town], report: Report) -> None:
    """A void for a request that is still on its way: whoever is first, the number is void."""
    here, there = towns
    for number in range(10):
        uuid = f"{number:08d}-3333-4333-8333-333333333333"
        report.voided(uuid)
        acts: list[Callable[[], Any]] = [
            partial(here.reserve, uuid, here.land()),
            partial(there.send, report, len(report.bodies)),
        ]
        reply, _ = at_once(acts)
        assert here.state(reply.number) == DocumentState.VOID


def test_an_error_of_the_database_names_no_values(towns: tuple[Town, Town]) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    store = towns[0].store
    assert isinstance(store, SqlStore)
    with pytest.raises(DBAPIError) as error, store.engine.begin() as connection:
        connection.execute(text("insert into nowhere values (:secret)"), {"secret": "8011239000018"})
    assert "8011239000018" not in str(error.value)


def test_an_outcome_changes_only_from_what_it_was(towns: tuple[Town, Town], town: Town) -> None:
    for store in (towns[0].store, town.store):
        assert not store.set_outcome(KIOSK, A, DocumentState.ISSUED, DocumentState.REVOKED, "")
        assert store.set_outcome(KIOSK, A, None, DocumentState.ISSUED, "")
        assert not store.set_outcome(KIOSK, A, None, DocumentState.VOID, "")
        assert not store.set_outcome(KIOSK, A, DocumentState.VOID, DocumentState.REVOKED, "")
        assert store.outcome(KIOSK, A) == DocumentState.ISSUED
        assert store.set_outcome(KIOSK, A, DocumentState.ISSUED, DocumentState.REVOKED, "withdrawn")
        assert store.outcome(KIOSK, A) == DocumentState.REVOKED
        assert store.outcome(KIOSK, B) is None


def test_of_a_reservation_one_commit_waits_for_the_disk(towns: tuple[Town, Town]) -> None:
    """The reservation. What it counts towards the limits is everybody's at once, and a power cut may forget it."""
    town, waits = towns[0], list[str]()
    assert isinstance(town.store, SqlStore)
    asked = "pragma synchronous" if town.store.engine.dialect.name == "sqlite" else "show synchronous_commit"

    @event.listens_for(town.store.engine, "commit")
    def committed(connection: Connection) -> None:
        waits.append(str(connection.exec_driver_sql(asked).scalar()))

    town.reserve(A, town.abstract())
    assert [each in ("2", "on") for each in waits] == [False, False, False, True]
    town.reserve(B, town.abstract())
    assert counted_there(towns) == {"reservations": 2, "holders": 1}


def counted_there(towns: tuple[Town, Town]) -> dict[str, int]:
    """As the other process has them."""
    hour = int(towns[1].time.timestamp()) // 3_600
    return {what: towns[1].store.count(KIOSK, what, hour, 0) for what in ("reservations", "holders")}
