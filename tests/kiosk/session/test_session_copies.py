"""Several copies: reserved one by one, paid together, printed one after the other; what does not come out is not paid for."""

from __future__ import annotations

import random

import pytest

from config.catalogue import read_catalogue
from config.kind import MOST_COPIES
from config.won import Won
from kiosk.core.view import ChooseCopies, Collect, Message, Pay, Review, View
from kiosk.demo.resident import Resident
from kiosk.demo.settings import example
from kiosk.session.forms.copies import CopiesForm
from kiosk.simulator.oracle import judge
from kiosk.simulator.run import SETTLE_MS, serve
from kiosk.simulator.world import World, demo_machine_settings
from sync.city.api import DocumentState
from sync.journal.format import open_entry
from sync.reference_city.deeds import Deed, deed_of, owed
from sync.reference_city.limits import Limits
from tests.cities import GYEONBON, WONJU
from tests.kiosk.session.cuts import cut_at_effects, cut_when
from tests.kiosk.session.visit import Visit, abstract, land, leave_coins

REST_MS = 600_000


def copy_of(number: int) -> object:
    """When that copy is being printed."""

    def shown(view: View) -> bool:
        step = getattr(view, "step", Message(""))
        return bool(step.id == "working.printing-copy" and step.args["copy"] == number)

    return shown


def jams_at(visit: Visit, number: int) -> Visit:
    return visit.when(copy_of(number), lambda world: world.machine.printer.mechanism.jam())  # type: ignore[arg-type]


def paid_out(visit: Visit, purpose: str) -> int:
    told = {each["payout"]: each["purpose"] for each in visit.journal("PayoutIntended")}
    return sum(
        each["coin"] * each["paid"] for each in visit.journal("PayoutSettled") if told[each["payout"]] == purpose
    )


def receipt(visit: Visit) -> list[tuple[str, str]]:
    lines = [line.text.strip().partition("  ") for line in visit.world.machine.receipts.receipts[-1]]
    return [(left, right.strip()) for left, _, right in lines]


def test_five_copies_are_five_documents_paid_for_together() -> None:
    visit = Visit(land(5_000, copies=5)).happens()
    assert visit.ended == "issued"
    assert [each["due"] for each in visit.journal("CashInStarted")] == [2_500]
    issued = visit.journal("DocumentIssued")
    assert len({each["number"] for each in issued}) == len({each["issuance"] for each in issued}) == 5
    assert {visit.world.outcome(each["issuance"]) for each in issued} == {DocumentState.ISSUED}
    assert paid_out(visit, "change") == 2_500
    assert paid_out(visit, "refund") == 0
    lines = receipt(visit)
    assert {right for left, right in lines if left == "문서확인번호"} == {each["number"] for each in issued}
    assert {("부수", "5통"), ("합계", "2,500원"), ("거스름돈", "2,500원")} <= set(lines)
    collect = next(view for view in visit.views if isinstance(view, Collect))
    assert (collect.copies, collect.sheets, collect.change, collect.refund) == (5, 5, 2_500, 0)


def test_every_copy_has_a_signed_code_of_its_own() -> None:
    visit = Visit(abstract(copies=3)).happens()
    city = visit.world.store
    codes = {reply.reply.partition(b'"signed_code":')[2] for reply in city.issuances.values()}
    assert len(codes) == len(visit.journal("DocumentIssued")) == 3
    assert not any(isinstance(view, Pay) for view in visit.views), "it is free, for as many as are wanted"


def test_how_many_is_changed_from_the_review_and_says_what_they_cost() -> None:
    visit = Visit(land(1_000, 1_000, copies=3)).happens()
    asked = [(view.copies, view.fee, view.due) for view in visit.views if isinstance(view, ChooseCopies)]
    assert asked == [(1, 500, 500), (2, 500, 1_000), (3, 500, 1_500)]
    reviews = [view for view in visit.views if isinstance(view, Review)]
    shown = [(review.fee, row.value) for review in reviews for row in review.rows if row.edit == "copies"]
    assert list(dict.fromkeys(shown)) == [(500, "1"), (1_500, "3")]


def test_a_city_that_gives_one_at_a_time_asks_nobody() -> None:
    kinds = [kind for kind in GYEONBON.offered.values() if kind.name == "land-register"]
    assert kinds[0].copies == 1
    place = next(place for place in GYEONBON.places if GYEONBON.scene and place.id == GYEONBON.scene.town.id)
    wanted = Resident("land-register", place=place.id, number="9423", sub_number="1", purse=(5_000,), copies=5)
    visit = Visit(wanted, city=GYEONBON)
    assert serve(visit.world, visit.resident, random.Random(1))
    assert visit.ended == "issued"
    assert not any(isinstance(view, ChooseCopies) for view in visit.views)
    assert len(visit.journal("DocumentIssued")) == 1


# --- what does not come out ----------------------------------------------------------------------------------------


def test_the_third_of_five_jams_and_exactly_what_was_paid_for_the_rest_comes_back() -> None:
    visit = jams_at(Visit(land(5_000, copies=5)), 3).happens()
    assert visit.ended == "print-failed"
    issued, void = visit.journal("DocumentIssued"), visit.journal("DocumentVoided")
    reserved = [each["number"] for each in visit.journal("Reserved")]
    assert [each["number"] for each in issued] == reserved[:2]
    assert [(each["number"], each["reason"]) for each in void] == [(number, "print-failed") for number in reserved[2:]]
    assert len(visit.journal("PrintIntended")) == 3, "what comes after a jam is not begun"
    assert (paid_out(visit, "refund"), paid_out(visit, "change")) == (1_500, 2_500)
    lines = receipt(visit)
    assert [right for left, right in lines if left == "문서확인번호"] == reserved[:2]
    assert [right for left, right in lines if left == "발급되지 않음"] == reserved[2:]
    assert {("부수", "2통"), ("합계", "1,000원"), ("거스름돈", "2,500원"), ("환불", "1,500원")} <= set(lines)
    collect = next(view for view in visit.views if isinstance(view, Collect))
    assert (collect.copies, collect.refund, collect.change) == (2, 1_500, 2_500)
    assert collect.notice == Message("collect.part", {"issued": 2, "copies": 5})


def test_of_a_charge_that_paid_for_more_than_came_out_the_rest_is_a_claim_that_fits_the_citys_count() -> None:
    """The terminal takes a charge back whole or not at all."""
    visit = jams_at(Visit(land(payment_card="insert", copies=5)), 3).happens()
    assert [each["amount"] for each in visit.journal("ChargeApproved")] == [2_500]
    assert visit.journal("ChargeCancelIntended") == []
    (claim,) = visit.journal("SuspenseOpened")
    assert (claim["amount"], claim["reason"]) == (1_500, "part-of-a-charge")
    assert claim["about"] == visit.journal("ChargeApproved")[0]["charge"]
    assert visit.notices() == ["part-claim"]
    assert visit.world.ledger.earned_by_card == Won(1_000)
    events = [open_entry(entry.body).event for entry in visit.world.journal.read()]
    told = [(type(event).__name__, deed_of(event)) for event in events if event]
    assert owed(Deed("", 0, deed[0], name, deed[1], deed[2], "") for name, deed in told if deed) == Won(1_500)


def test_the_first_of_three_jams_and_nothing_is_issued() -> None:
    visit = jams_at(Visit(land(1_000, 1_000, copies=3)), 1).happens()
    assert visit.journal("DocumentIssued") == []
    assert [each["reason"] for each in visit.journal("DocumentVoided")] == ["print-failed"] * 3
    assert (paid_out(visit, "refund"), paid_out(visit, "change")) == (2_000, 0)
    assert visit.notices() == ["print-failed-refunded"]


def test_a_hopper_that_runs_empty_owes_change_and_refund_by_claims_of_their_own() -> None:
    visit = Visit(land(5_000, copies=5))

    def jams_and_empties(world: World) -> None:
        world.machine.printer.mechanism.jam()
        for hopper in world.machine.hoppers.values():
            hopper.tube = 0

    visit.when(copy_of(3), jams_and_empties).happens()  # type: ignore[arg-type]
    owed = {each["reason"]: each["amount"] for each in visit.journal("SuspenseOpened")}
    assert owed == {"refund-not-paid": 1_500, "change-not-paid": 2_500}
    assert visit.notices() == ["part-claim"]
    assert len(visit.journal("RefundSlipEnded")) == 2


@pytest.mark.parametrize("emptied", [False, True])
def test_what_was_refunded_before_power_failed_is_not_refunded_again(emptied: bool) -> None:
    """What is left to give back is change, and is on the books as change; so it is where the refund became a claim."""
    visit = jams_at(Visit(land(5_000, copies=2)), 2)
    if emptied:
        visit.when(copy_of(2), lambda world: leave_coins(world, 0))  # type: ignore[arg-type]
    entry = "SuspenseOpened" if emptied else "PayoutSettled"
    cut_when(visit.world, visit.resident, entry, 0, 5_000, lambda world: leave_coins(world, 50))
    visit.happens()
    owed = {each["reason"]: each["amount"] for each in visit.journal("SuspenseOpened")}
    assert owed == ({"refund-not-paid": 500} if emptied else {})
    assert (paid_out(visit, "refund"), paid_out(visit, "change")) == (0 if emptied else 500, 4_000)


def test_a_city_that_stops_answering_between_two_copies_keeps_none_of_them() -> None:
    visit = Visit(land(5_000, copies=3))
    asks, seen = visit.world.ask, 0

    def ask(question: object) -> None:
        nonlocal seen
        if getattr(question, "channel", "") == "city":
            seen += 1
            visit.world.city.down = {"land"} if seen >= 2 else set()
        asks(question)  # type: ignore[arg-type]

    visit.world.ask = ask  # type: ignore[method-assign, assignment]
    assert serve(visit.world, visit.resident, random.Random(1))
    visit.world.run(visit.world.at_rest, SETTLE_MS)
    assert visit.journal("CashInStarted") == []
    assert len(visit.journal("Reserved")) == 1
    assert {each["reason"] for each in visit.journal("DocumentVoided")} == {"source-down"}
    assert len(visit.journal("DocumentVoided")) == len(visit.journal("ReservationIntended"))


# --- what may be chosen --------------------------------------------------------------------------------------------


def form(payable: int) -> CopiesForm:
    return CopiesForm(5, lambda: Won(500), lambda won: won <= Won(payable))


@pytest.mark.parametrize(("payable", "most"), [(500, 1), (1_500, 3), (2_499, 4), (2_500, 5), (99_000, 5)])
def test_no_more_can_be_chosen_than_can_be_paid_for_now(payable: int, most: int) -> None:
    shown = form(payable).view("토지대장", "ko")
    assert shown.most == most
    assert shown.problem == (None if most == 5 else Message("copies.change-short", {"most": most}))


def test_what_can_be_paid_for_no_more_when_it_is_confirmed_is_said() -> None:
    payable = Won(99_000)
    filled = CopiesForm(5, lambda: Won(500), lambda won: won <= payable)
    filled.copies = 4
    payable = Won(1_000)
    assert filled.check() == Message("copies.change-short", {"most": 2})


def test_more_than_the_printer_makes_in_time_are_not_paid_for() -> None:
    """The city keeps a number for ten minutes; what was chosen is corrected where it was chosen."""
    slow = demo_machine_settings(WONJU, printer={**example(WONJU)["printer"], "sheet_ms": 60_000, "start_ms": 60_000})
    visit = Visit(land(5_000, copies=5), settings=slow)
    assert serve(visit.world, visit.resident, random.Random(1))
    problems = [view.problem.id for view in visit.views if isinstance(view, ChooseCopies) and view.problem]
    assert set(problems) == {"copies.too-long"}
    assert visit.ended == "issued"
    assert 1 < len(visit.journal("DocumentIssued")) == visit.resident.copies < 5


def test_one_person_may_have_the_most_copies_of_every_kind_in_an_hour() -> None:
    assert MOST_COPIES * len(read_catalogue()) <= Limits().of_one_holder
    assert {kind.copies for kind in WONJU.kinds.values()} == {MOST_COPIES}


# --- kills ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("card", ["", "tap"])
def test_killed_at_every_step_from_the_first_sheet_on_every_number_is_closed_and_every_won_accounted_for(
    card: str,
) -> None:
    whole = Visit(land(1_000, copies=2, payment_card=card))
    counted: list[str] = []
    do = whole.world.do

    def count(effect: object) -> None:
        entries = getattr(effect, "entries", ())
        counted.extend([*(open_entry(entry.body).type for entry in entries[:1]), ""][:1])
        do(effect)  # type: ignore[arg-type]

    whole.world.do = count  # type: ignore[method-assign]
    whole.happens()
    commits = [
        at for at, type_ in enumerate(counted) if type_ in ("PrintIntended", "PrintJobCreated", "DocumentIssued")
    ]
    assert len(commits) == 6
    for at in (point for commit in commits for point in (commit, commit + 1)):
        visit = Visit(land(1_000, copies=2, payment_card=card))
        visit.world.layouts = whole.world.layouts
        cut_at_effects(visit.world, [at], 5_000, kept=False)
        assert serve(visit.world, visit.resident, random.Random(1))
        assert visit.world.run(visit.world.at_rest, REST_MS)
        findings = judge(visit.world)
        assert findings.clean, (at, findings.story)
        assert visit.world.power_cuts == 1
        outcomes = [*visit.journal("DocumentIssued"), *visit.journal("DocumentVoided")]
        assert {each["issuance"] for each in outcomes} == {
            each["issuance"] for each in visit.journal("ReservationIntended")
        }
