"""What the city reserves, refuses and remembers."""

from __future__ import annotations

import base64
import itertools
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from pydantic import TypeAdapter

from config.canonical import digest
from config.ids import SessionId
from config.visible_seal import verify
from sync.city.api import DocumentState, IssuanceRequest, RefusalCode, RefusalReply
from sync.journal.events import KindChosen
from sync.reference_city.alarms import AlarmKind
from sync.reference_city.journals import JournalRefused
from sync.reference_city.made_up.people import people
from sync.reference_city.memory import MemoryCityStore
from tests.cities import WONJU
from tests.sync.city.conftest import KIOSK, Town

if TYPE_CHECKING:
    from tests.sync.city.conftest import Report

A, B = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


# --- reserving ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["land-register", "resident-abstract"])
def test_one_signature_covers_number_time_and_record(town: Town, kind: str) -> None:
    reply = town.reserve(A, town.land() if kind == "land-register" else town.abstract())
    fields = verify(base64.b64decode(reply.signed_code), (town.seal_key.public_key(),))
    record = TypeAdapter(WONJU.kinds[kind].record).validate_python(reply.record)
    assert (fields.number, fields.kind, fields.digest) == (reply.number, kind, digest(record))
    assert fields.issued_at == datetime.fromisoformat(reply.issued_at) == town.time.replace(microsecond=0)
    assert reply.issued_at == "2031-03-15T03:00:07+09:00"
    assert datetime.fromisoformat(reply.expires_at) - fields.issued_at == timedelta(minutes=10)


def test_the_same_request_gets_the_same_bytes_whatever_became_of_it(town: Town, report: Report) -> None:
    first = town.city.reserve(KIOSK, A, town.land())
    town.wait(minutes=5)
    town.city.down.add("land")
    assert town.city.reserve(KIOSK, A, town.land()) == first
    report.issued(A, town.reserve(A, town.land()).number)
    town.send(report)
    town.wait(days=1)
    assert town.city.reserve(KIOSK, A, town.land()) == first


def test_another_request_under_the_same_uuid_is_a_conflict(town: Town) -> None:
    first = town.city.reserve(KIOSK, A, town.land())
    assert town.city.reserve(KIOSK, A, town.abstract()) == RefusalReply(RefusalCode.CONFLICT)
    assert town.city.reserve(KIOSK, A, town.land(sub_number="2")) != first
    assert town.city.reserve(KIOSK, A, town.land()) == first


def test_a_refusal_reserves_nothing(town: Town) -> None:
    assert town.city.reserve(KIOSK, A, town.land(number="1")) == RefusalReply(RefusalCode.NO_SUCH_RECORD)
    assert town.reserve(A, town.land()).kind == "land-register"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"number": "1"}, "no-such-record"),
        ({"mountain": "1"}, "no-such-record"),
        ({"number": "94231"}, "bad-input"),
        ({"number": ""}, "bad-input"),
        ({"number": "９"}, "bad-input"),
        ({"sub_number": "-1"}, "bad-input"),
        ({"place": "1111010100"}, "outside-area"),
        ({"place": ""}, "outside-area"),
    ],
)
def test_a_lot_that_is_not_there(town: Town, asked: dict[str, str], code: str) -> None:
    assert town.city.reserve(KIOSK, A, town.land(**asked)) == RefusalReply(RefusalCode(code))


@pytest.mark.parametrize(
    ("number", "card", "code"),
    [
        ("8011239000019", "WJ0000018", "card-lost"),
        ("8011239000018", "WJ0000017", "card-lost"),
        ("7909090000042", "WJ0000042", "card-lost"),
        ("8207049000034", "WJ0000034", "restricted"),
    ],
)
def test_a_person_who_gets_nothing(town: Town, number: str, card: str, code: str) -> None:
    assert town.city.reserve(KIOSK, A, town.abstract(number, card)) == RefusalReply(RefusalCode(code))


def test_who_does_not_say_who_they_are_gets_nothing_personal(town: Town) -> None:
    request = IssuanceRequest("resident-abstract", "wonju-test")
    assert town.city.reserve(KIOSK, A, request) == RefusalReply(RefusalCode.BAD_INPUT)
    assert town.city.reserve(KIOSK, A, IssuanceRequest("no-such-kind", "wonju-test")) == RefusalReply(
        RefusalCode.BAD_INPUT
    )


def test_everybody_can_be_served_and_nobody_is_real(town: Town) -> None:
    for number, person in people().items():
        assert number[6] in "90", "born in the 1800s"
        assert number not in repr(person)
        if not person.restricted and not person.card_lost:
            reply = town.reserve(f"{int(number):032x}", town.abstract(number, person.card_number))
            assert reply.record["resident_number"] == f"{number[:6]}-{number[6]}******"
            assert number not in str(reply)


def test_a_source_that_is_down_takes_down_its_own_kinds_only(town: Town) -> None:
    town.city.down.add("land")
    assert [name for name, answers in town.city.sources().sources.items() if not answers] == ["land"]
    assert town.city.reserve(KIOSK, A, town.land()) == RefusalReply(RefusalCode.SOURCE_DOWN)
    assert town.reserve(B, town.abstract())
    town.city.down.clear()
    assert town.reserve(A, town.land())


def test_a_taken_number_is_not_given_again(town: Town) -> None:
    taken = town.reserve(A, town.land()).number
    same_dice = Town(MemoryCityStore())
    assert same_dice.reserve(B, town.land()).number == taken
    assert Town(town.store).reserve(B, town.land()).number != taken


# --- what becomes of it ------------------------------------------------------------------------------------------

STEPS = ("issued", "void", "wait")


@pytest.mark.parametrize("steps", [steps for count in range(5) for steps in itertools.product(STEPS, repeat=count)])
@pytest.mark.parametrize("reserved_after", [0, 1, 2])
def test_every_order_of_reports(town: Town, report: Report, steps: tuple[str, ...], reserved_after: int) -> None:
    """Against the rules said once more in other words; the reservation's request may come late."""
    number = town.reserve(A, town.land()).number if not reserved_after else ""
    for count, step in enumerate(steps, 1):
        if step == "wait":
            town.wait(minutes=6)
        else:
            if step == "issued":
                report.issued(A, number or "0000-0000-0000-0000")
            else:
                report.voided(A)
            assert town.send(report).acknowledged == len(report.bodies)
        if count == reserved_after:
            number = town.reserve(A, town.land()).number
    number = number or town.reserve(A, town.land()).number
    reports = [step for step in steps if step != "wait"]
    waited = 6 * steps[min(reserved_after, len(steps)) :].count("wait")
    unreported = "expired" if waited >= 10 else "reserved"
    expected = reports[0] if reports else unreported
    assert town.state(number) == expected
    contradicted = len(set(reports)) > 1
    assert (AlarmKind.CONTRADICTION in {kind for _, kind, _ in town.alarms()}) == contradicted


def test_it_expires_when_its_time_is_over(town: Town) -> None:
    number = town.reserve(A, town.land()).number
    town.wait(minutes=9, seconds=59)
    assert town.state(number) == DocumentState.RESERVED
    town.wait(seconds=1)
    assert town.state(number) == DocumentState.EXPIRED


def test_an_unknown_number_is_unknown(town: Town) -> None:
    assert town.city.document(KIOSK, "0000-0000-0000-0000") is None


# --- the journal -------------------------------------------------------------------------------------------------


def test_a_journal_comes_in_pieces_and_pieces_come_again(town: Town, report: Report) -> None:
    number = town.reserve(A, town.land()).number
    report.add(KindChosen(SessionId("session"), "land-register"))
    report.issued(A, number)
    assert town.send(report).acknowledged == 2
    report.add(KindChosen(SessionId("session"), "land-register"))
    assert town.send(report, 3).acknowledged == 3
    for first in (1, 2, 3, 4):
        assert town.send(report, first).acknowledged == 3
    assert town.take(report, 1, report.bodies[:1]).acknowledged == 3
    assert town.state(number) == DocumentState.ISSUED


def test_a_gap_is_asked_for(town: Town, report: Report) -> None:
    for _ in range(3):
        report.add(KindChosen(SessionId("session"), "land-register"))
    assert town.send(report, 2).acknowledged == 0
    assert town.send(report, 1).acknowledged == 3


def test_a_gap_that_the_kiosk_declares_stays_empty(town: Town, report: Report) -> None:
    """The disk came back without entries 2 and 3: what happened after them must reach the city all the same."""
    number = town.reserve(A, town.land()).number
    for _ in range(3):
        report.add(KindChosen(SessionId("session"), "land-register"))
    assert town.take(report, 1, report.bodies[:1]).acknowledged == 1
    report.issued(A, number)
    after = report.bodies[3:]
    assert town.take(report, 4, after, lost=1).acknowledged == 1
    assert town.take(report, 4, after, lost=2).acknowledged == 4
    assert town.take(report, 4, after, lost=2).acknowledged == 4
    assert town.state(number) == DocumentState.ISSUED
    report.add(KindChosen(SessionId("session"), "land-register"))
    assert town.send(report, 5).acknowledged == 5
    with pytest.raises(JournalRefused):
        town.take(report, 4, [*report.bodies[3:4], *report.bodies[2:3]])


def test_what_does_not_continue_the_journal_is_refused_whole(town: Town, report: Report) -> None:
    number = town.reserve(A, town.land()).number
    report.add(KindChosen(SessionId("session"), "land-register"))
    report.issued(A, number)
    good = list(report.bodies)
    for bad in (good[1][:-1], b"", b"[]", good[1].replace(b"session", b"Session"), good[0]):
        report.bodies[:] = [good[0], bad, good[1]]
        with pytest.raises(JournalRefused):
            town.send(report)
    report.bodies[:] = good
    with pytest.raises(JournalRefused):
        town.city.take_journal(KIOSK, B, 1, good)
    assert town.state(number) == DocumentState.RESERVED
    assert town.send(report).acknowledged == 2


def test_a_journal_rewritten_behind_the_citys_back_is_refused(town: Town, report: Report) -> None:
    """A kiosk set back to an old image would write other entries under numbers that the city has."""
    for kind in ("land-register", "resident-abstract", "land-register"):
        report.add(KindChosen(SessionId("session"), kind))
    town.send(report)
    other = type(report)()
    for _ in range(2):
        other.add(KindChosen(SessionId("session"), "land-register"))
    for first in (1, 2):
        with pytest.raises(JournalRefused):
            town.send(other, first)


def test_an_outcome_of_a_version_to_come_is_not_taken_and_lost(
    town: Town, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync.journal.events import DocumentIssued

    monkeypatch.setattr(DocumentIssued, "VERSION", 2)
    report.issued(A)
    monkeypatch.undo()
    with pytest.raises(JournalRefused, match="version"):
        town.send(report)


def test_a_reservation_takes_no_time_worth_mentioning(town: Town) -> None:
    """The simulator asks for tens of thousands."""
    assert isinstance(town.store, MemoryCityStore)
    longest = town.land(place="5113025021", number="9200", sub_number="3")
    began = time.process_time()
    for number in range(100):
        town.city.reserve(KIOSK, str(number), longest)
    assert len(town.store.issuances) == 100
    assert (time.process_time() - began) / 100 < 0.02
