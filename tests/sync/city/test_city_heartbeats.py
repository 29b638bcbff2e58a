"""How kiosks are: what they send over their own TLS, and what the city keeps of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from config.ids import KioskId
from sync.city.client import CityCall, CityReply
from sync.city.heartbeat import Fault, Heard, Heartbeat, HeartbeatReply, Stock
from sync.reference_city.enrolments import KnownCertificate
from sync.reference_city.fleet.batches import Batches
from sync.reference_city.fleet.beats import HEARTBEAT, Beat
from sync.reference_city.fleet.wishes import Wanted, wish_of
from sync.reference_city.keys import CityKeys
from sync.reference_city.store import SqlStore
from tests.sync.city.conftest import KIOSK
from tests.sync.city.test_city_server import serving, transport

WELL = Heartbeat(
    number="03", site="단구동", software="7.8.9", configuration="", started="2031-03-14T00:00:00+00:00", unable="", occupied=False,
    faults=[], stocks=[Stock("paper", 240, 20.5)], cash=123_400, queue=0, clock_off_ms=-12,
    certificate_until="2031-06-01T00:00:00+00:00",
)  # fmt: skip
NOTED = HeartbeatReply(Heard.NOTED)
ILL = replace(WELL, unable="out.printer", faults=[Fault("printer", "media-jam", "media-jam", 2)])


def sent(told: Heartbeat, certificate: str = "a", at: str = "2031-03-14T00:00:00+00:00") -> Beat:
    return Beat.of(certificate, at, told)


@pytest.fixture
def store(database: str) -> Iterator[SqlStore]:
    opened = SqlStore(database)
    yield opened
    opened.close()


def let_in(store: SqlStore, certificate: str, kiosk: str) -> None:
    store.enrolments.admit(KnownCertificate(certificate, KioskId(kiosk), "key", "2031", "2032", "the office"))


def test_of_each_kiosk_the_last_is_kept_and_since_when_it_stands_so(store: SqlStore) -> None:
    let_in(store, "a", "one")
    let_in(store, "b", "two")
    assert store.beats.write([sent(WELL, "a", "t1"), sent(ILL, "b", "t1")]) == [HeartbeatReply(), HeartbeatReply()]
    store.beats.write([sent(replace(WELL, cash=0), "a", "t2"), sent(replace(ILL, unable=""), "b", "t2")])
    one, two = store.beats.beats()
    assert (one.kiosk, one.at, one.since, one.told.cash) == ("one", "t2", "t1", 0)
    assert (two.kiosk, two.at, two.since, two.told.unable) == ("two", "t2", "t2", "")
    assert store.beats.beat(KioskId("two")) == two
    assert store.beats.beat(KioskId("three")) is None


def test_of_a_kiosk_that_is_barred_or_unknown_nothing_is_written(store: SqlStore) -> None:
    let_in(store, "a", "one")
    let_in(store, "b", "two")
    store.enrolments.bar(KioskId("two"), "2031", "the office", "stolen")
    answers = store.beats.write([sent(WELL, "b"), sent(WELL, "a"), sent(WELL, "nobody's"), sent(WELL, "")])
    assert answers == [None, HeartbeatReply(), None, None]
    assert [each.kiosk for each in store.beats.beats()] == ["one"]


def test_two_of_one_kiosk_in_a_batch_leave_the_later_one(store: SqlStore) -> None:
    let_in(store, "a", "one")
    store.beats.write([sent(WELL, "a", "t1"), sent(replace(WELL, cash=7), "a", "t2")])
    (one,) = store.beats.beats()
    assert (one.at, one.told.cash) == ("t2", 7)


def test_a_wish_goes_with_every_answer_until_the_kiosk_names_it_and_only_the_last_counts(store: SqlStore) -> None:
    let_in(store, "a", "one")
    let_in(store, "b", "two")
    first, last = (wish_of(name, what, "원주시 kim", "") for name, what in (("u1", "restart"), ("u2", "self-test")))
    store.wishes.want(Wanted(KioskId("one"), first, "t1"))
    assert store.beats.write([sent(WELL, "a"), sent(WELL, "b")]) == [HeartbeatReply(wish=first), HeartbeatReply()]
    store.wishes.want(Wanted(KioskId("one"), last, "t2"))
    assert store.beats.write([sent(WELL, "a")]) == [HeartbeatReply(wish=last)]
    # Another kiosk that names it has nothing to do with it.
    assert store.beats.write([sent(replace(WELL, wish="u2"), "b"), sent(WELL, "a")])[1] == HeartbeatReply(wish=last)
    assert store.beats.write([sent(replace(WELL, wish="u2"), "a", "t3")]) == [HeartbeatReply()]
    assert store.beats.write([sent(replace(WELL, wish="u2"), "a", "t4")]) == [HeartbeatReply()]
    assert store.wishes.of(KioskId("one")) == [Wanted(KioskId("one"), last, "t2", "t3")]


@pytest.mark.parametrize(("what", "text"), [("payout", ""), ("close", ""), ("close", " "), ("close", "x" * 301)])
def test_what_no_kiosk_does_is_not_wished_for(what: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"what residents read|is not a valid"):
        wish_of("u", what, "원주시 kim", text)


def test_whoever_comes_while_a_batch_is_written_is_in_the_next_and_all_are_answered() -> None:
    written: list[int] = []

    def write(beats: Sequence[Beat]) -> list[HeartbeatReply | None]:
        written.append(len(beats))
        return [None if each.certificate == "barred" else NOTED for each in beats]

    async def many() -> list[HeartbeatReply | None]:
        batches = Batches(write)
        first = [batches.write(sent(WELL, name)) for name in ("a", "barred", "b")]
        answers = await asyncio.gather(*first)
        return [*answers, *(await asyncio.gather(*(batches.write(sent(WELL)) for _ in range(100))))]

    assert asyncio.run(many()) == [NOTED, None, NOTED, *[NOTED] * 100]
    assert written == [3, 100]


def test_a_batch_that_cannot_be_written_fails_for_each_and_the_next_is_tried() -> None:
    tries: list[int] = []

    def write(beats: Sequence[Beat]) -> list[HeartbeatReply | None]:
        tries.append(len(beats))
        if len(tries) == 1:
            raise OSError("the disk is full")
        return [HeartbeatReply() for _ in beats]

    async def twice() -> tuple[list[object], object]:
        batches = Batches(write)
        failed = await asyncio.gather(*(batches.write(sent(WELL)) for _ in range(3)), return_exceptions=True)
        return list(failed), await batches.write(sent(WELL))

    failed, then = asyncio.run(twice())
    assert [str(each) for each in failed] == ["the disk is full"] * 3
    assert then == HeartbeatReply()


def test_a_kiosk_sends_how_it_is_over_its_own_tls(demo_keys: CityKeys, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/city.sqlite"
    with serving(database, demo_keys) as url:
        carry = transport(url, demo_keys)

        def send(body: bytes) -> CityReply:
            reply = carry(CityCall("POST", "/v1/heartbeats", body, 5_000), 30_000)
            assert isinstance(reply, CityReply), reply
            return reply

        assert json.loads(send(HEARTBEAT.dump_json(ILL)).body) == {"heard": "", "wish": None}
        assert send(b"{}").status == 422
        (known,) = SqlStore(database, "read").beats.beats()
        assert (known.kiosk, known.told) == (KIOSK, ILL)
        SqlStore(database, "there").enrolments.bar(KIOSK, "2031", "the office", "stolen")
        barred = send(HEARTBEAT.dump_json(WELL))
        assert (barred.status, json.loads(barred.body)) == (403, {"refused": "barred"})
