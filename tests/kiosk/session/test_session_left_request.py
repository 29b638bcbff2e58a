"""A request is left while its source is away, and collected once it is back."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from config.city import City, Off
from config.dialogue import Failure, FailureReason
from drivers.escpos.emulator import ReceiptPrinterEmulator
from kiosk.core.channels import KeepBox
from kiosk.core.matter_view import ChooseMatter, Details, EnterSlip
from kiosk.core.view import ChooseKind, Review, View
from kiosk.demo.resident import Resident
from kiosk.demo.settings import CARD_HOLDER, CARD_PIN
from kiosk.session.matters.slip import in_groups
from kiosk.simulator.run import SETTLE_MS, serve
from sync.city.left_requests import NUMBER_GROUPS
from sync.reference_city.stored_requests import LeftRequest, RequestState
from tests.cities import GYEONBON, PLACE, WONJU
from tests.kiosk.session.cuts import cut_at_effects
from tests.kiosk.session.visit import Visit
from tests.proofs import of

KIND = "resident-abstract"


def who(matter: str, kind: str = KIND, **more: Any) -> Resident:
    lot = {"place": PLACE["단구동"], "number": "9423", "sub_number": "1"} if kind == "land-register" else {}
    return Resident(kind, matter=matter, **{"pin": CARD_PIN, "purse": (1_000,), **lot, **more})


def away(visit: Visit, kind: str = KIND) -> Visit:
    source = WONJU.kinds[kind].source
    visit.world.city.down.add(source)
    assert visit.world.run(lambda: source in visit.world.composed.issuing.city_down, 600_000)
    return visit


def left(visit: Visit) -> LeftRequest:
    """The one that there is."""
    (request,) = visit.world.store.left_requests.all.values()
    return request


def comes_back(visit: Visit, resident: Resident) -> Visit:
    """Everything answers again, and somebody comes with the ticket."""
    world = visit.world
    world.city.down.clear()
    assert world.run(lambda: not world.composed.issuing.city_down, 600_000)
    return again(visit, resident)


def again(visit: Visit, resident: Resident) -> Visit:
    visit.views.clear()
    resident.slip = visit.resident.slip
    visit.resident = resident
    return visit.happens()


def papers(visit: Visit) -> int:
    return len({sheet.job_name for sheet in visit.world.machine.printer.mechanism.came_out})


def shown(visit: Visit, type_: type[Any]) -> list[Any]:
    return [view for view in visit.views if isinstance(view, type_)]


@pytest.mark.parametrize("kind", [KIND, "land-register"])
def test_from_the_outage_to_the_paper_which_is_paid_when_it_is_collected(kind: str) -> None:
    visit = away(Visit(who("leaving", kind)), kind).happens()
    assert visit.ended == "request-left"
    assert not visit.journal("CashInStarted")
    assert papers(visit) == 0
    assert left(visit).state is RequestState.WAITING
    comes_back(visit, who("ticket", kind))
    assert visit.ended == "issued"
    assert papers(visit) == 1
    assert bool(visit.journal("CashInStarted")) == (kind == "land-register")
    visit.world.city.left_requests.look_after()
    assert (left(visit).state, left(visit).box, left(visit).private) == (RequestState.COLLECTED, b"", b"")


def test_a_second_time_it_is_said_that_it_was_collected() -> None:
    visit = away(Visit(who("leaving"))).happens()
    comes_back(visit, who("ticket"))
    again(visit, who("ticket"))
    assert shown(visit, Details)[0].told.id == "ticket.now.collected"
    assert (visit.ended, papers(visit)) == ("informed", 1)


def test_who_comes_too_early_hears_that_its_source_is_still_away() -> None:
    visit = away(Visit(who("leaving"))).happens()
    again(visit, who("ticket"))
    assert shown(visit, Details)[0].told.id == "ticket.now.waiting"
    assert visit.ended == "informed"


def test_the_chain_holds_the_boxs_digest_and_nothing_of_whoever_left_it() -> None:
    visit = away(Visit(who("leaving")))
    visit.happens()
    (sealed,) = visit.journal("RequestSealed")
    assert sealed["digest"] == sha256(left(visit).box).hexdigest()
    assert [entry["how"] for entry in visit.journal("RequestBoxErased")] == ["delivered"]
    assert visit.world.boxes == {}
    written = b"".join(entry.body for entry in visit.world.journal.read()).decode()
    for secret in (CARD_HOLDER.resident_number, CARD_HOLDER.document_number, *visit.resident.slip):
        assert secret not in written


def test_the_ticket_says_that_it_is_no_application_yet_unless_the_citys_data_say_so() -> None:
    assert WONJU.left_requests
    counts = replace(WONJU, left_requests=replace(WONJU.left_requests, is_application=True))
    for city, told in ((WONJU, "ticket.no-application"), (counts, "ticket.application")):
        visit = away(Visit(who("leaving"), city=city)).happens()
        page = shown(visit, Details)[-1]
        assert told in {getattr(row.value, "id", "") for row in page.rows}
        (roll,) = visit.world.machine.all(ReceiptPrinterEmulator).values()
        lines = [line.text for line in roll.receipts[-1]]
        number, code = visit.resident.slip
        assert any(in_groups(number, NUMBER_GROUPS) in line for line in lines)
        assert any(code in line for line in lines)
        said = "아직 접수된 것이 아닙니다" if city is WONJU else "이 신청은 접수되었습니다"
        assert said in " ".join(lines)


def test_without_a_receipt_printer_both_numbers_are_on_the_screen_to_be_written_down() -> None:
    visit = away(Visit(who("leaving")))
    for roll in visit.world.machine.all(ReceiptPrinterEmulator).values():
        roll.plugged = False
    visit.world.run(lambda: False, 60_000)
    visit.happens()
    page = shown(visit, Details)[-1]
    assert page.told.id == "ticket.now.write-down"
    assert visit.journal("TicketEnded")[0]["result"] != "printed"
    comes_back(visit, who("ticket"))
    assert papers(visit) == 1


def test_it_is_offered_only_while_a_source_is_away_and_the_city_answers() -> None:
    def names(view: View) -> list[str]:
        assert isinstance(view, ChooseMatter)
        return [item.name for item in view.matters]

    well = Visit(who("leaving")).happens()
    assert "leaving" not in names(shown(well, ChooseMatter)[0])
    assert "ticket" in names(shown(well, ChooseMatter)[0])
    gone = away(Visit(who("leaving"))).happens()
    assert names(shown(gone, ChooseMatter)[0])[0] == "leaving"
    kinds = {item.name for item in shown(gone, ChooseKind)[0].kinds}
    source = WONJU.kinds[KIND].source
    assert kinds == {kind.name for kind in WONJU.offered.values() if kind.source == source}
    assert shown(gone, Review)[0].leaves


def test_while_every_source_is_away_the_kiosk_is_still_there_for_it() -> None:
    visit = Visit(who("leaving"))
    visit.world.city.down.update(kind.source for kind in WONJU.kinds.values())
    assert visit.world.run(lambda: len(visit.world.composed.issuing.city_down) > 3, 600_000)
    assert visit.happens().ended == "request-left"


def test_a_city_that_takes_none_offers_none() -> None:
    assert GYEONBON.left_requests is None
    city: City = replace(WONJU, left_requests=None)
    visit = away(Visit(who("leaving"), city=city)).happens()
    assert {"leaving", "ticket"}.isdisjoint(item.name for item in shown(visit, ChooseMatter)[0].matters)


def test_a_city_that_goes_away_behind_the_seal_gets_it_later_and_the_ticket_is_good() -> None:
    """The kiosk's disk keeps it until then, sealed; the resident does not wait for that."""
    visit = away(Visit(who("leaving")))
    world = visit.world
    call_city, lost = world.call_city, 0

    def loses_boxes(call: Any) -> Any:
        nonlocal lost
        if call.path.endswith("/box") and lost < 3:
            lost += 1
            return Failure(FailureReason.UNREACHABLE, "fault")
        return call_city(call)

    world.call_city = loses_boxes  # type: ignore[method-assign]
    visit.happens()
    assert visit.ended == "request-left"
    assert world.run(lambda: world.boxes == {}, SETTLE_MS)
    assert lost == 3
    comes_back(visit, who("ticket"))
    assert papers(visit) == 1


def test_a_city_that_has_forgotten_it_is_told_of_at_once_and_no_ticket_is_printed() -> None:
    visit = away(Visit(who("leaving")))
    world = visit.world
    call_city = world.call_city

    def forgets(call: Any) -> Any:
        if call.path.endswith("/box"):
            world.store.left_requests.all.clear()
        return call_city(call)

    world.call_city = forgets  # type: ignore[method-assign]
    visit.happens()
    assert visit.notices() == ["leave-failed"]
    assert visit.ended == "refused"
    assert [entry["how"] for entry in visit.journal("RequestBoxErased")] == ["refused"]
    assert not visit.journal("TicketEnded")
    assert world.boxes == {}


def test_what_is_switched_off_here_is_not_collected_here_though_it_is_ready() -> None:
    visit = away(Visit(who("leaving"))).happens()
    issuing = visit.world.composed.issuing
    issuing.city = replace(issuing.city, off=(Off((KIND,)),))
    comes_back(visit, who("ticket"))
    assert shown(visit, Details)[0].told.id == "unavailable.off"
    assert (visit.ended, papers(visit)) == ("informed", 0)
    issuing.city = replace(issuing.city, off=())
    again(visit, who("ticket"))
    assert papers(visit) == 1


NOT_A_KEY = base64.b64encode(bytes(32)).decode()
"""As long as one, and nothing can be sealed to it."""


@pytest.mark.parametrize(
    "said",
    [
        {"key": ""},
        {"key": "?" * 44},
        {"key": "AAAA"},
        {"key": NOT_A_KEY},
        {"until": "2031-03-21T09:00:00"},
        {"until": "0001-01-01T00:00:00+09:00"},
        {"until": "9999-12-31T23:00:00Z"},
        {"number": "12"},
    ],
)
def test_a_city_that_begins_a_request_with_nonsense_is_told_of_and_nothing_is_kept(said: dict[str, str]) -> None:
    visit = away(Visit(who("leaving")))
    answering(visit, lambda path: path.count("/") == 3, said)
    visit.happens()
    assert set(visit.notices()) == {"leave-failed"}
    assert not visit.journal("RequestSealed")


@pytest.mark.parametrize("until", ["2031-03-21T09:00:00", "0001-01-01T00:00:00+09:00", "9999-12-31T23:00:00Z"])
def test_a_city_that_tells_a_ticket_with_no_day_at_all_is_told_of(until: str) -> None:
    visit = away(Visit(who("leaving"))).happens()
    answering(visit, lambda path: path.endswith("/ticket"), {"until": until})
    again(visit, who("ticket"))
    assert set(visit.notices()) == {"look-up-failed"}


def answering(visit: Visit, at: Callable[[str], bool], said: dict[str, str]) -> None:
    """The city says otherwise what it says of requests at such a path."""
    honest = visit.world.call_city

    def answers(call: Any) -> Any:
        reply = honest(call)
        if "left-requests" not in call.path or not at(call.path):
            return reply
        return replace(reply, body=json.dumps(json.loads(reply.body) | said).encode())

    visit.world.call_city = answers  # type: ignore[method-assign]


def test_what_the_disk_has_too_late_is_erased_for_whoever_left_it_was_told_that_it_failed() -> None:
    visit = away(Visit(who("leaving")))
    world = visit.world
    honest = world.answer

    def late(channel: str, question: object, timeout_ms: int) -> tuple[object, int]:
        answer, took_ms = honest(channel, question, timeout_ms)
        return (Failure(FailureReason.TIMEOUT), timeout_ms) if isinstance(question, KeepBox) else (answer, took_ms)

    world.answer = late  # type: ignore[method-assign]
    visit.happens()
    assert (visit.ended, visit.notices()) == ("refused", ["leave-failed"])
    assert world.boxes == {}
    world.lose_power()
    assert world.run(lambda: world.ready() and world.at_rest(), SETTLE_MS)
    assert [entry["how"] for entry in visit.journal("RequestBoxErased")] == ["not-kept"]


def test_a_wrong_code_is_told_as_a_number_that_nobody_has() -> None:
    visit = away(Visit(who("leaving"))).happens()
    wrong = who("ticket")
    visit.resident.slip = visit.resident.slip[0], "000000"
    comes_back(visit, wrong)
    assert "ticket.unknown" in {view.problem.id for view in shown(visit, EnterSlip) if view.problem}
    assert papers(visit) == 0


@pytest.mark.parametrize("cut", range(0, 60, of(1, sample=17)))
def test_power_cuts_while_it_is_left_lose_nothing_that_has_a_ticket(cut: int) -> None:
    visit = away(Visit(who("leaving")))
    world = visit.world
    visit.when(
        lambda view: isinstance(view, Review), lambda world: cut_at_effects(world, [cut], 20_000, kept=cut % 2 == 0)
    )
    assert serve(world, visit.resident, random.Random(1))
    world.run(lambda: world.at_rest() and not world.boxes, SETTLE_MS)
    assert world.boxes == {}, "delivered in the end, or never kept"
    known = [each for each in world.store.left_requests.all.values() if each.state is not RequestState.BEGUN]
    tickets = visit.journal("TicketEnded")
    assert len(tickets) <= len(known), "who has a ticket has left something"
    assert {entry["request"] for entry in tickets} <= {each.uuid for each in known}


@pytest.mark.parametrize("cut", range(0, 90, of(1, sample=23)))
def test_power_cuts_while_it_is_collected_neither_lose_it_nor_print_it_twice(cut: int) -> None:
    visit = away(Visit(who("leaving"))).happens()
    world, slip = visit.world, visit.resident.slip
    world.city.down.clear()
    assert world.run(lambda: not world.composed.issuing.city_down, 600_000)
    first = who("ticket", slip=slip)
    visit.when(
        lambda view: isinstance(view, EnterSlip),
        lambda world: cut_at_effects(world, [40 + cut], 20_000, kept=cut % 2 == 0),
    )
    serve(world, first, random.Random(1))
    world.run(world.at_rest, SETTLE_MS)
    if not visit.journal("DocumentIssued"):
        visit.resident = first
        again(visit, who("ticket", slip=slip))
    assert len(visit.journal("DocumentIssued")) == 1
    again(visit, who("ticket", slip=slip))
    assert len(visit.journal("DocumentIssued")) == 1
    assert shown(visit, Details)[0].told.id == "ticket.now.collected"
