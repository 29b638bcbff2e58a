"""What is left while its source is away: nobody else gets it, and whoever left it gets it once."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from config.city import City
from config.ids import KioskId
from sync.city.api import IssuanceRequest, RefusalCode, RefusalReply, Subject
from sync.city.left_requests import BoxReply, BoxUpload, LeaveRequest, TicketReply, about
from sync.city.sealed_box import NotOpened, open_box
from sync.reference_city.alarms import AlarmKind
from sync.reference_city.counting import Busy
from sync.reference_city.limits import Limits
from sync.reference_city.memory import MemoryCityStore
from sync.reference_city.readings import Marks
from sync.reference_city.stored_requests import RequestState
from tests.cities import MARKS, WONJU
from tests.sync.city.conftest import KIOSK, Report, Town
from tests.sync.city.left import ANN, CODE, LEFT, ask, begin, leave, sealed, state, take, with_ticket

SOURCE = WONJU.kinds["resident-abstract"].source
ISSUANCE, AGAIN = (f"{digit * 8}-1111-4111-8111-111111111111" for digit in "12")
ELSEWHERE = KioskId("wonju-other")
GONE = RefusalReply(RefusalCode.NO_SUCH_RECORD)
IN_USE = RefusalReply(RefusalCode.TICKET_IN_USE)


def kept(town: Town) -> tuple[RequestState, bool, bool]:
    """Its state, and whether its key and its box are still there."""
    found = town.store.left_requests.get(LEFT)
    assert found
    return found.state, bool(found.private), bool(found.box)


def at(kiosk: KioskId, request: IssuanceRequest) -> IssuanceRequest:
    return replace(request, kiosk=kiosk)


def test_from_the_outage_to_the_paper_at_another_kiosk(towns: tuple[Town, Town]) -> None:
    here, there = towns
    for town in towns:
        town.city.down.add(SOURCE)
    ticket = leave(here)
    here.city.left_requests.look_after()
    assert state(there, ticket) == "waiting"
    assert kept(here) == (RequestState.WAITING, True, True)
    for town in towns:
        town.city.down.clear()
    there.city.left_requests.look_after()
    assert kept(here) == (RequestState.READY, True, True)
    assert state(here, ticket) == "ready"
    paper = there.reserve(ISSUANCE, at(ELSEWHERE, with_ticket(Town.abstract(), ticket)), ELSEWHERE)
    assert paper.kind == "resident-abstract"
    report = Report(kiosk=ELSEWHERE)
    report.issued(ISSUANCE, paper.number)
    there.send(report)
    assert state(here, ticket) == "collected"
    assert kept(here) == (RequestState.COLLECTED, False, False)
    assert here.city.reserve(KIOSK, AGAIN, with_ticket(Town.abstract(), ticket)) == GONE


def test_what_was_typed_when_it_was_left_is_on_the_paper(town: Town) -> None:
    land = replace(Town.land(), subject=Subject(ANN, "WJ0000018"))
    paper = town.reserve(ISSUANCE, with_ticket(land, leave(town, land)))
    plain = town.reserve(AGAIN, Town.land())
    assert paper.record == plain.record


def test_a_paper_that_did_not_come_out_can_be_had_again_and_only_when_its_kiosk_says_so(town: Town) -> None:
    ticket = leave(town)
    town.reserve(ISSUANCE, with_ticket(Town.abstract(), ticket))
    again = with_ticket(Town.abstract(), ticket)
    assert state(town, ticket) == "being-collected"
    assert town.city.reserve(KIOSK, AGAIN, again) == IN_USE
    town.wait(hours=1)
    assert town.city.reserve(KIOSK, AGAIN, again) == IN_USE, "a kiosk that is silent may have printed it"
    report = Report()
    report.voided(ISSUANCE)
    town.send(report)
    assert state(town, ticket) == "ready"
    town.reserve(AGAIN, again)


def test_the_same_reservation_again_gets_the_same_paper(towns: tuple[Town, Town]) -> None:
    here, there = towns
    asked = with_ticket(Town.abstract(), leave(here))
    assert here.reserve(ISSUANCE, asked) == there.reserve(ISSUANCE, asked)


def test_two_kiosks_at_once_get_one_paper(towns: tuple[Town, Town]) -> None:
    here, there = towns
    ticket = leave(here)
    here.reserve(ISSUANCE, with_ticket(Town.abstract(), ticket))
    late = there.city.reserve(ELSEWHERE, AGAIN, at(ELSEWHERE, with_ticket(Town.abstract(), ticket)))
    assert late == IN_USE


def test_nobody_elses_card_collects_it_and_their_card_loses_no_try(town: Town) -> None:
    ticket = leave(town)
    theirs = Town.abstract("9009072000049", "WJ0000041")
    for _ in range(Limits().misses_of_one_holder + 1):
        refused = town.city.reserve(KIOSK, ISSUANCE, with_ticket(theirs, ticket))
        assert refused == RefusalReply(RefusalCode.NOT_HOLDER)


def test_a_wrong_code_and_a_number_that_nobody_has_are_one_answer_and_are_counted(town: Town) -> None:
    ticket = leave(town)
    wrong = replace(ticket, code="000000")
    for tried in (wrong, replace(ticket, number="000000000")):
        assert ask(town, tried) == GONE
        assert town.city.reserve(KIOSK, ISSUANCE, with_ticket(Town.abstract(), tried)) == GONE
    for _ in range(Limits().look_ups_of_one - 2):
        assert ask(town, wrong) == GONE
    assert isinstance(ask(town, ticket, ELSEWHERE), Busy), "not even with the right one"


def test_who_shows_no_card_collects_nothing(town: Town) -> None:
    land = replace(Town.land(), subject=Subject(ANN, "WJ0000018"))
    nobody = replace(with_ticket(land, leave(town, land)), subject=None)
    assert town.city.reserve(KIOSK, ISSUANCE, nobody) == RefusalReply(RefusalCode.NOT_HOLDER)


def test_a_card_that_is_not_its_holders_any_more_is_refused_for_land_too(town: Town) -> None:
    land = replace(Town.land(), subject=Subject(ANN, "WJ0000018"))
    ticket = leave(town, land)
    lost = replace(with_ticket(land, ticket), subject=Subject(ANN, "WJ0000099"))
    assert town.city.reserve(KIOSK, ISSUANCE, lost) == RefusalReply(RefusalCode.CARD_LOST)


def test_after_its_time_it_is_over_and_nothing_of_it_is_left(town: Town) -> None:
    ticket = leave(town)
    assert WONJU.left_requests
    town.wait(days=WONJU.left_requests.days)
    assert town.city.reserve(KIOSK, ISSUANCE, with_ticket(Town.abstract(), ticket)) == GONE
    town.city.left_requests.look_after()
    assert kept(town) == (RequestState.OVER, False, False)
    assert state(town, ticket) == "over"


def test_what_is_not_to_be_had_is_said_when_its_source_is_back_and_its_box_is_erased(town: Town) -> None:
    town.city.down.add(SOURCE)
    ticket = leave(town, Town.abstract(card_number="WJ0000099"))
    assert state(town, ticket) == "waiting"
    town.city.down.clear()
    town.city.left_requests.look_after()
    assert state(town, ticket) == "not-to-be-had"
    assert kept(town) == (RequestState.NOT_TO_BE_HAD, False, False)


def test_the_same_box_again_is_taken_again_and_another_one_is_not(town: Town) -> None:
    begun = begin(town)
    upload = sealed(begun, Town.abstract())
    taken = take(town, upload)
    assert taken == take(town, upload) == BoxReply(sha256(base64.b64decode(upload.box)).hexdigest())
    assert take(town, sealed(begun, Town.abstract(), code="654321")) == RefusalReply(RefusalCode.CONFLICT)


def test_the_same_beginning_again_gets_the_same_number_and_another_kiosk_gets_none(town: Town) -> None:
    assert begin(town) == begin(town)
    assert town.city.left_requests.begin(ELSEWHERE, LEFT, LeaveRequest("resident-abstract")) == RefusalReply(
        RefusalCode.CONFLICT
    )
    upload = sealed(begin(town), Town.abstract())
    assert take(town, upload, kiosk=ELSEWHERE) == GONE


def test_a_city_that_has_forgotten_the_request_says_so(town: Town) -> None:
    upload = sealed(begin(town), Town.abstract())
    assert take(Town(MemoryCityStore()), upload) == GONE


@pytest.mark.parametrize("box", ["", "AAAA", "not base64", base64.b64encode(bytes(200)).decode()])
def test_a_box_that_cannot_be_opened_is_refused_while_its_resident_stands_there(town: Town, box: str) -> None:
    begin(town)
    assert take(town, BoxUpload(box)) == RefusalReply(RefusalCode.BAD_INPUT)


def test_a_box_of_another_kind_or_another_request_is_refused(town: Town) -> None:
    upload = sealed(begin(town, kind="military-service"), Town.abstract())
    assert take(town, upload) == RefusalReply(RefusalCode.BAD_INPUT)
    other = sealed(begin(town, ISSUANCE), Town.abstract(), uuid=LEFT)
    assert take(town, other, ISSUANCE) == RefusalReply(RefusalCode.BAD_INPUT)


def test_a_kiosk_at_which_more_are_left_than_in_any_hour_is_stopped(town: Town) -> None:
    limits = Limits(left_requests=2)
    here = Town(MemoryCityStore(), limits=limits)
    for digit in "12":
        begin(here, f"{digit * 8}-3333-4333-8333-333333333333")
    assert isinstance(here.city.left_requests.begin(KIOSK, LEFT, LeaveRequest("resident-abstract")), Busy)


def test_a_city_that_takes_none_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    none: City = replace(WONJU, left_requests=None)
    here = Town(MemoryCityStore())
    monkeypatch.setattr(here.city, "left_requests", replace(here.city.left_requests, city=none))
    assert here.city.left_requests.begin(KIOSK, LEFT, LeaveRequest("resident-abstract")) == RefusalReply(
        RefusalCode.BAD_INPUT
    )


def test_who_left_it_is_nowhere_in_the_open(towns: tuple[Town, Town]) -> None:
    here, _ = towns
    leave(here)
    found = here.store.left_requests.get(LEFT)
    assert found
    for secret in (ANN, "WJ0000018", CODE):
        assert secret not in str({**vars(found), "private": ""})


def test_a_ticket_tells_its_kind_and_until_when(town: Town) -> None:
    told = ask(town, leave(town))
    assert isinstance(told, TicketReply)
    assert WONJU.left_requests
    assert (told.kind, (told.until - town.time).days) == ("resident-abstract", WONJU.left_requests.days)


def test_who_leaves_requests_with_guessed_cards_hears_no_more_than_at_reservations(town: Town) -> None:
    uuids = [f"{number:08}-3333-4333-8333-333333333333" for number in range(Limits().misses_of_one_holder + 1)]
    guessed = [leave(town, Town.abstract(card_number=f"WJ00001{number:02}"), uuid) for number, uuid in enumerate(uuids)]
    right = leave(town)
    town.city.left_requests.look_after()
    heard = [state(town, ticket) for ticket in guessed]
    assert heard == ["not-to-be-had"] * Limits().misses_of_one_holder + ["waiting"]
    assert state(town, right) == "waiting", "or the right one would be told by it"
    assert (KIOSK, AlarmKind.TOO_MANY, "misses") in town.alarms()
    town.wait(hours=1)
    town.city.left_requests.look_after()
    assert state(town, right) == "ready"


def test_a_request_that_a_register_breaks_on_keeps_no_other_from_being_prepared(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = replace(Town.land(), subject=Subject(ANN, "WJ0000018"))
    broken, well = leave(town), leave(town, others, ISSUANCE)

    def breaks(number: str) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(town.registers, "person", breaks)
        for _ in range(Limits().misses):
            town.city.left_requests.look_after()
        assert state(town, well) == "ready"
        assert state(town, broken) == "waiting"
    town.city.left_requests.look_after()
    assert state(town, broken) == "ready"
    assert town.alarms() == []


def test_a_source_that_is_away_is_asked_once_for_all_that_was_left(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def away(number: str) -> None:
        asked.append(number)
        raise TimeoutError

    for digit in "123":
        leave(town, uuid=f"{digit * 8}-3333-4333-8333-333333333333")
    monkeypatch.setattr(town.registers, "person", away)
    town.city.left_requests.look_after()
    assert asked == [ANN]


def test_what_is_ready_is_not_looked_at_again_before_it_is_collected_or_over(towns: tuple[Town, Town]) -> None:
    town, _ = towns
    ticket = leave(town)
    requests = town.store.left_requests
    assert requests.to_look_after(town.time) == [LEFT]
    town.city.left_requests.look_after()
    assert requests.to_look_after(town.time) == []
    town.reserve(ISSUANCE, with_ticket(Town.abstract(), ticket))
    assert requests.to_look_after(town.time) == [LEFT]
    begin(town, AGAIN)
    assert WONJU.left_requests
    over = town.time + timedelta(days=WONJU.left_requests.days)
    assert sorted(requests.to_look_after(over)) == [AGAIN, LEFT]


def test_whoever_has_the_database_and_not_the_citys_keys_opens_no_box(town: Town) -> None:
    leave(town)
    found = town.store.left_requests.get(LEFT)
    assert found
    assert open_box(MARKS.box_key(found.private), found.box, about(LEFT))
    with pytest.raises(NotOpened):
        open_box(found.private, found.box, about(LEFT))


def test_a_process_with_another_key_than_the_citys_erases_nothing_that_it_cannot_open(town: Town) -> None:
    ticket, right = leave(town), town.city.left_requests
    town.city.left_requests = replace(right, marks=Marks(b"another"))
    assert state(town, ticket) == "waiting"
    town.city.left_requests = right
    assert state(town, ticket) == "ready"


def test_a_paper_that_is_being_collected_elsewhere_was_read_all_the_same() -> None:
    store = MemoryCityStore()
    town = Town(store)
    ticket = leave(town)
    town.reserve(ISSUANCE, with_ticket(Town.abstract(), ticket))
    assert town.city.reserve(KIOSK, AGAIN, with_ticket(Town.abstract(), ticket)) == IN_USE
    assert (store.readings[-1].about, store.readings[-1].result) == (AGAIN, RefusalCode.TICKET_IN_USE)
