"""A printer that prints and does not prove it, one that lacks what a session needs, and jobs that are nobody's any more."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from config.dialogue import Failure, FailureReason
from drivers.bench.machine import EmulatedMachine
from drivers.ipp.condition import Operation
from drivers.ipp.printer import Dialogue, Garbled, Printer, Refused
from kiosk.core.view import Attract, Message, OutOfService, View
from kiosk.simulator.oracle import judge
from kiosk.simulator.run import SETTLE_MS, serve
from kiosk.simulator.world import World
from sync.city.heartbeat import Heard
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit, land, paying, printing


def unproven(machine: EmulatedMachine) -> None:
    machine.printer.mechanism.proves = False


def without_history(machine: EmulatedMachine) -> None:
    machine.printer.keeps_history = False


def starting(view: View) -> bool:
    return getattr(getattr(view, "step", None), "id", "") == "working.starting-printer"


def serve_another(visit: Visit) -> None:
    assert serve(visit.world, land(500), random.Random(2))
    visit.world.run(visit.world.at_rest, SETTLE_MS)


def out_of_service(world: World) -> str:
    world.run(lambda: False, 10_000)
    assert isinstance(world.screen.view, OutOfService), world.screen.view
    return world.screen.view.reason.id


@pytest.mark.parametrize(("fault", "habit"), [(unproven, "ends-at-stop-point"), (without_history, "forgets-jobs")])
def test_the_second_unproven_print_in_a_row_takes_the_kiosk_out_of_service(
    fault: Callable[[EmulatedMachine], None], habit: str
) -> None:
    visit = Visit(land(500))
    fault(visit.world.machine)
    visit.happens()
    assert visit.ended == "print-failed"
    visit.world.run(lambda: False, 10_000)
    assert isinstance(visit.world.screen.view, Attract)  # once is no habit
    serve_another(visit)
    assert out_of_service(visit.world) == "out.printer"
    assert [data["habit"] for data in visit.journal("PrintUnproven")] == [habit] * 2
    printer = [data for data in visit.journal("DeviceChanged") if data["device"] == "printer"][-1]
    assert (printer["state"], printer["reason"]) == ("hardware-error", habit)
    truth = visit.world.machine.truth()
    assert truth.taken == truth.thrown == 1_000
    assert visit.journal("DocumentIssued") == []
    assert judge(visit.world).clean


def test_it_stays_out_of_service_when_it_is_started_anew_and_until_somebody_has_looked() -> None:
    visit = Visit(land(500))
    unproven(visit.world.machine)
    visit.happens()
    serve_another(visit)
    visit.world.lose_power()
    visit.world.run(lambda: False, 200_000)
    assert out_of_service(visit.world) == "out.printer"
    mechanism = visit.world.machine.printer.mechanism
    mechanism.open_cover()
    visit.world.run(lambda: False, 10_000)
    mechanism.proves = True
    mechanism.close_cover()
    visit.world.run(lambda: False, 10_000)
    assert isinstance(visit.world.screen.view, Attract)
    serve_another(visit)
    assert visit.ended == "issued"


def test_a_proven_print_in_between_is_no_habit() -> None:
    visit = Visit(land(500))
    mechanism = visit.world.machine.printer.mechanism
    for proves in (False, True, False, True):
        mechanism.proves = proves
        serve_another(visit)
    assert [data["how"] for data in visit.journal("SessionEnded")] == ["print-failed", "issued"] * 2


def test_a_print_whose_trouble_the_printer_names_is_no_habit() -> None:
    visit = Visit(land(500))
    visit.when(printing, lambda world: world.machine.printer.mechanism.jam()).happens()
    assert visit.ended == "print-failed"
    assert visit.journal("PrintUnproven") == []


@pytest.mark.parametrize("lacking", [Operation.CREATE_JOB, Operation.SEND_DOCUMENT, Operation.CANCEL_JOB])
def test_what_the_printer_lacks_is_known_before_money_is_taken(lacking: Operation) -> None:
    visit = Visit(land(500))
    visit.when(paying, lambda world: pytest.fail("money is asked for"))
    visit.world.machine.printer.lacks = frozenset({lacking})
    assert out_of_service(visit.world) == "out.printer"
    assert visit.journal("CashInStarted") == []


def test_a_printer_that_cannot_be_asked_whether_it_would_take_a_job_is_used() -> None:
    visit = Visit(land(500))
    visit.world.machine.printer.lacks = frozenset({Operation.VALIDATE_JOB, Operation.GET_JOBS})
    assert visit.happens().ended == "issued"


@pytest.mark.parametrize(
    "answer", [Failure(FailureReason.REFUSED, "HTTP 401"), Garbled(FailureReason.UNREACHABLE), Refused(0x0403, "")]
)
def test_one_that_says_no_to_everybody_before_money_is_out_of_service(
    monkeypatch: pytest.MonkeyPatch, answer: Failure | Refused
) -> None:
    """A printer that wants to be logged in to, or whose answer is no IPP, is as little use to the next."""

    def says_no(printer: Printer, name: str) -> Dialogue[Failure | Refused]:
        yield from printer.read_status()
        return answer

    monkeypatch.setattr(Printer, "validate_job", says_no)
    visit = Visit(land(500))
    visit.when(paying, lambda world: pytest.fail("money is asked for"))
    for _ in range(2):
        serve_another(visit)
    assert out_of_service(visit.world) == "out.printer"
    assert [data["habit"] for data in visit.journal("PrintUnproven")] == ["takes-no-job"] * 2


@pytest.mark.parametrize("lists", [True, False])
def test_a_void_job_that_waits_for_paper_is_cancelled_by_its_number_and_never_comes_out(lists: bool) -> None:
    """The kiosk loses power meanwhile; the printer says nothing of jobs that have ended, or shows no list at all."""
    visit = Visit(land(500))
    world, printer = visit.world, visit.world.machine.printer
    printer.keeps_history = False
    if not lists:
        printer.lacks = frozenset({Operation.GET_JOBS})
    visit.when(starting, lambda _: printer.mechanism.empty_tray())
    visit.when(printing, lambda _: world.lose_power())
    serve(world, visit.resident, random.Random(1))
    world.run(lambda: False, 200_000)
    assert all(job.over for job in printer.mechanism.jobs.values())
    printer.mechanism.load(50)
    world.run(lambda: False, 30_000)
    assert printer.mechanism.came_out == []
    assert judge(world).clean


@pytest.mark.parametrize("heard", [Heard.NOTED, Heard.TOLD])
def test_the_screen_says_that_somebody_knows_only_where_the_city_said_so(heard: Heard) -> None:
    world = World(WONJU, 1)
    world.machine.printer.mechanism.empty_tray()
    assert out_of_service(world) == "out.paper"
    assert isinstance(world.screen.view, OutOfService)
    assert world.screen.view.heard is None
    world.composed.issuing.heard = lambda unable: heard if unable == "out.paper" else Heard.NOTHING
    world.run(lambda: False, 60_000)
    assert isinstance(world.screen.view, OutOfService)
    assert world.screen.view.heard == Message(f"out.{heard}")
