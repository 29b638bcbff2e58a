"""Stapling: asked for where the printer can, told where it cannot, and never what stops a paper of one sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from drivers.device import Level, State, Status
from drivers.ipp.binding import BINDING, can_bind
from drivers.ipp.codec import AttributeGroup, Group, Tag, attribute
from drivers.ipp.condition import PDF, printer_status
from drivers.ipp.emulator import PrinterEmulator
from drivers.ipp.fitting import Ipp
from drivers.ipp.printer import JobCreated, JobStatus, Outcome, Printer, can_print, outcome
from drivers.ipp.transport import IppTransport
from tests.drivers.ipp.conftest import Desk

if TYPE_CHECKING:
    from tests.conftest import EvePrinter

DUAL_LEFT = 28


def said(*reasons: str, finishings: tuple[int, ...] = (3, DUAL_LEFT), state: int = 3) -> Status:
    return printer_status(
        AttributeGroup(
            Group.PRINTER,
            (
                attribute(Tag.ENUM, "printer-state", state),
                attribute(Tag.KEYWORD, "printer-state-reasons", *reasons),
                attribute(Tag.MIME_TYPE, "document-format-supported", PDF),
                attribute(Tag.ENUM, "finishings-supported", *finishings),
            ),
        ),
        DUAL_LEFT,
    )


@pytest.mark.parametrize(
    ("reasons", "level", "reason"),
    [
        (("none",), Level.OK, ""),
        (("stapler-almost-empty-report",), Level.LOW, "stapler-almost-empty"),
        (("stapler-empty",), Level.OUT, "stapler-empty"),
        (("stapler-empty-report",), Level.OUT, "stapler-empty"),
        (("stapler-almost-empty-warning", "stapler-jam-warning"), Level.OUT, "stapler-jam"),
        (("stapler-warming-up",), Level.OK, ""),
        (("toner-low-report", "stapler-missing"), Level.OUT, "toner-low"),
    ],
)
def test_its_faults_are_told_and_sheets_come_out_all_the_same(
    reasons: tuple[str, ...], level: Level, reason: str
) -> None:
    status = said(*reasons)
    assert (status.state, status.level(BINDING), status.reason) == (State.ONLINE, level, reason)
    assert can_print(status)
    assert can_bind(status) == (level is not Level.OUT)


def test_a_printer_that_the_stapler_has_stopped_prints_nothing() -> None:
    status = said("stapler-jam-error", state=5)
    assert (status.state, status.reason) == (State.HARDWARE_ERROR, "stapler-jam-error")


def test_a_printer_without_the_finishing_is_told() -> None:
    status = said("none", finishings=(3, 20))
    assert (status.level(BINDING), status.reason, can_print(status)) == (Level.OUT, "binding-not-supported", True)


def test_a_printer_of_which_nobody_wants_it_has_no_such_supply(desk: Desk) -> None:
    assert BINDING not in dict(desk.run(desk.printer.read_status()).supplies)
    assert not can_bind(desk.run(desk.printer.read_status()))


def bound_job(desk: Desk, pdf: bytes) -> tuple[Printer, int]:
    desk.emulator = PrinterEmulator("finisher", staple=DUAL_LEFT)
    desk.machine = desk.emulator.mechanism
    printer = Printer(desk.emulator.uri, staple=DUAL_LEFT)
    assert can_bind(desk.run(printer.read_status()))
    created = desk.run(printer.create_job("bound", bound=True))
    assert isinstance(created, JobCreated)
    return printer, created.job_id


def test_the_sheets_of_one_document_are_stapled(desk: Desk, make_pdf: Callable[[int], bytes]) -> None:
    printer, job_id = bound_job(desk, make_pdf(2))
    desk.run(printer.send_document(job_id, make_pdf(2)))
    desk.wait(10_000)
    job = desk.run(printer.read_job(job_id, "bound"))
    assert isinstance(job, JobStatus)
    assert outcome(job, 2) == Outcome.PRINTED
    assert desk.machine.bound == ["bound"]


def test_a_job_waits_for_a_stapler_that_jams_under_it(desk: Desk, make_pdf: Callable[[int], bytes]) -> None:
    printer, job_id = bound_job(desk, make_pdf(2))
    desk.machine.stapler_jammed = True
    desk.run(printer.send_document(job_id, make_pdf(2)))
    desk.wait(10_000)
    job = desk.run(printer.read_job(job_id, "bound"))
    assert isinstance(job, JobStatus)
    assert (outcome(job, 2), job.printer.reason) == (Outcome.RUNNING, "stapler-jam-error")
    desk.machine.stapler_jammed = False
    desk.wait(10_000)
    assert desk.machine.bound == ["bound"]


def test_cups_own_printer_takes_a_job_that_is_to_be_bound_and_says_that_it_cannot(eve: EvePrinter) -> None:
    fitted = Ipp.model_validate({"uri": eve.uri, "staple": "staple-dual-left"})
    transport = IppTransport(eve.uri)
    status = transport.run(fitted.printer.read_status(), 5_000)
    assert (status.level(BINDING), status.reason, can_print(status)) == (Level.OUT, "binding-not-supported", True)
    assert isinstance(transport.run(fitted.printer.create_job("bound", bound=True), 5_000), JobCreated)
