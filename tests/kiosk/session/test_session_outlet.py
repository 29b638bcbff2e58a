"""Paper in the outlet is its printer's: taken, drawn back and booked, or named to the next one as somebody else's."""

from __future__ import annotations

import random

from config.ids import IssuanceId
from config.vocabulary import Role
from drivers.ipp.mechanism import Sheet
from kiosk.core.view import Attract, Collect, Goodbye, TakeCards, View
from kiosk.demo.resident import Action, TakePaper
from kiosk.simulator.run import serve
from kiosk.simulator.staff import Staff
from kiosk.simulator.world import demo_machine_settings
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit, land


def visit_of(retracts: bool, **resident: object) -> Visit:
    return Visit(land(500, **resident), settings=demo_machine_settings(WONJU, retracts=retracts))


def asks_for_paper(view: View) -> bool:
    return isinstance(view, TakeCards) and view.document


def first_screen_says(visit: Visit) -> list[str]:
    view = visit.world.screen.view
    return [each.id for each in view.notices] if isinstance(view, Attract) else []


def papers(visit: Visit, event: str) -> list[tuple[str, str]]:
    return [(each["issuance"], each["number"]) for each in visit.journal(event)]


def test_who_takes_the_paper_at_once_is_asked_for_nothing_more() -> None:
    visit = visit_of(retracts=True).happens()
    assert not any(map(asks_for_paper, visit.views))
    assert visit.world.machine.printer.mechanism.retracted == []
    assert visit.journal("DocumentLeft") == []


def test_who_forgets_the_paper_is_asked_for_it_until_it_is_taken() -> None:
    visit = visit_of(retracts=True, leaves_paper=True)
    visit.when(asks_for_paper, lambda world: world.at(world.now + 20_000, lambda: world.act(TakePaper()))).happens()
    last = [view for view in visit.views if isinstance(view, (TakeCards, Goodbye, Attract))][-4:]
    assert last[-3:-1] == [TakeCards(card=False, payment_card=False, document=True), Goodbye()]
    assert (visit.journal("DocumentLeft"), visit.world.machine.printer.mechanism.retracted) == ([], [])
    assert visit.ended == "issued"


def test_what_nobody_takes_is_drawn_back_and_booked_under_its_number() -> None:
    visit = visit_of(retracts=True, leaves_paper=True).happens()
    mechanism = visit.world.machine.printer.mechanism
    assert mechanism.output == []
    ((issuance, number),) = papers(visit, "DocumentIssued")
    assert {sheet.job_name for sheet in mechanism.retracted} == {issuance}
    assert papers(visit, "DocumentLeft") == papers(visit, "DocumentRetracted") == [(issuance, number)]
    types = [name for name in visit.world.counts() if name in ("RetractIntended", "DocumentRetracted")]
    assert types == ["RetractIntended", "DocumentRetracted"]
    assert first_screen_says(visit) == []
    assert visit.world.outcome(issuance) == "issued"


def test_the_sheets_of_a_void_paper_are_drawn_back_too() -> None:
    """They came out, and the printer could not say that they had."""
    visit = visit_of(retracts=True, leaves_paper=True, walks_away_at="Notice")
    mechanism = visit.world.machine.printer.mechanism
    mechanism.proves = False
    visit.happens()
    ((issuance, number),) = papers(visit, "DocumentVoided")
    assert papers(visit, "DocumentRetracted") == [(issuance, number)]
    assert {sheet.job_name for sheet in mechanism.retracted} == {issuance}


def test_what_cannot_be_drawn_back_is_named_to_the_next_one_as_somebody_elses() -> None:
    visit = visit_of(retracts=False, leaves_paper=True).happens()
    mechanism = visit.world.machine.printer.mechanism
    assert papers(visit, "DocumentLeft") == papers(visit, "DocumentIssued")
    assert first_screen_says(visit) == ["attract.paper-left"]
    visit.views.clear()
    visit.resident = land(500, leaves_paper=True)
    visit.happens()
    *_, collect = (view for view in visit.views if isinstance(view, Collect))
    assert collect.notice is not None
    assert (collect.notice.id, collect.notice.args) == ("collect.earlier-left", {"sheets": 1})
    assert not any(map(asks_for_paper, visit.views)), "the pile is not all theirs"
    assert len(mechanism.output) == 2
    assert len(visit.journal("DocumentLeft")) == 1
    mechanism.take_output()
    visit.world.run(lambda: first_screen_says(visit) == [], 20_000)
    assert first_screen_says(visit) == []
    assert len(visit.journal("OutletEmptied")) == 1


def test_what_lies_there_without_anybody_knowing_whose_is_not_offered_even_after_a_start() -> None:
    visit = visit_of(retracts=True, leaves_paper=True)
    mechanism = visit.world.machine.printer.mechanism
    mechanism.output.append(Sheet("somebody's", 1))
    visit.world.faults.power_returns_after = lambda: 5_000  # type: ignore[method-assign]
    visit.when(lambda view: isinstance(view, Collect), lambda world: world.lose_power()).happens()
    assert len(visit.journal("OutletOccupied")) == 1
    assert not any(map(asks_for_paper, visit.views))
    assert (len(mechanism.output), mechanism.retracted) == (2, [])
    assert first_screen_says(visit) == ["attract.paper-left"]


def test_a_presenter_that_is_stuck_leaves_the_paper_named_on_the_first_screen() -> None:
    visit = visit_of(retracts=True, leaves_paper=True)
    visit.world.machine.printer.mechanism.retracts = False
    visit.happens()
    assert (len(visit.journal("RetractIntended")), visit.journal("DocumentRetracted")) == (1, [])
    assert first_screen_says(visit) == ["attract.paper-left"]


def test_paper_that_was_waiting_when_the_kiosk_went_down_is_asked_for_and_drawn_back_after_the_start() -> None:
    visit = visit_of(retracts=True, leaves_paper=True)
    visit.world.faults.power_returns_after = lambda: 5_000  # type: ignore[method-assign]
    visit.when(asks_for_paper, lambda world: world.lose_power()).happens()
    assert sum(map(asks_for_paper, visit.views)) == 2, "before and after"
    assert papers(visit, "DocumentRetracted") == papers(visit, "DocumentIssued")


def test_a_kiosk_that_went_down_while_the_paper_was_drawn_back_says_no_more_than_it_knows() -> None:
    """It may be in the bin, and somebody may have it."""
    visit = visit_of(retracts=True, leaves_paper=True)
    visit.world.faults.power_returns_after = lambda: 5_000  # type: ignore[method-assign]
    visit.when(
        lambda view: getattr(getattr(view, "step", None), "id", "") == "working.retracting",
        lambda world: world.lose_power(),
    ).happens()
    ((issuance, _),) = papers(visit, "DocumentIssued")
    assert papers(visit, "DocumentRetracted") == []
    assert len(visit.journal("OutletEmptied")) == 1
    assert {sheet.job_name for sheet in visit.world.machine.printer.mechanism.retracted} == {IssuanceId(issuance)}


def test_a_printer_that_does_not_look_is_not_asked() -> None:
    settings = demo_machine_settings(WONJU, printer={"uri": "ipp://192.0.2.10/ipp/print"})
    visit = Visit(land(500, leaves_paper=True), settings=settings).happens()
    assert not any(map(asks_for_paper, visit.views))
    assert visit.journal("DocumentLeft") == []


def test_a_page_that_staff_left_there_is_not_the_paper_of_whoever_came_before_them() -> None:
    """The sensor sees that something lies there, and not whose; after a restart nobody is asked to take it, and nobody's paper is left."""
    visit = visit_of(retracts=True).happens()
    world, act = visit.world, visit.world.act

    def leaves_it(action: Action) -> None:
        world.lose_power() if isinstance(action, TakePaper) else act(action)

    world.act = leaves_it  # type: ignore[method-assign]
    assert serve(world, Staff(world.inside, Role.TECHNICIAN, ["tests"], tests=["page"]), random.Random(1))
    assert world.machine.printer.mechanism.output
    assert not any(map(asks_for_paper, visit.views))
    assert (visit.journal("DocumentLeft"), world.machine.printer.mechanism.retracted) == ([], [])
