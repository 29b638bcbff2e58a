"""Sheets that are no certificate: what the printer says of them, and what whoever holds them sees."""

from __future__ import annotations

from config.ids import IssuanceId
from config.vocabulary import JobEnd
from drivers.ipp.binding import can_bind
from drivers.ipp.printer import Account, JobCreated, Outcome, became, can_print
from kiosk.core.channels import PRINTER
from kiosk.core.step import Flow
from kiosk.core.view import Message, ServiceList, View, Working
from kiosk.session.issuing import JOB_POLL_MS
from kiosk.session.technician.machine import Visit
from kiosk.session.technician.trying import PASSED, TrialTrouble, Tried, failed, out_of_order
from printing.trial import trial_page, trial_sheets
from sync.journal import events as ev

SHEETS = 2


def bind(visit: Visit) -> Flow[Tried]:
    """A printer's word is that sheets came out; whether there are staples in them, at both places, a person has to say."""
    printed = yield from print_sheets(visit, trial_sheets(SHEETS), SHEETS, bound=True)
    return printed or (yield from _seen(visit, "service.try.bound", "bound", "loose", TrialTrouble.NOT_STAPLED))


def page(visit: Visit) -> Flow[Tried]:
    """Whether it can be read, and nothing of it is cut off, a person has to say."""
    issuing = visit.machine.issuing
    printed = yield from print_sheets(visit, trial_page(issuing.kiosk.printed, issuing.wall()), 1, bound=False)
    return printed or (yield from _seen(visit, "service.try.page", "clear", "unclear", TrialTrouble.NOT_CLEAR))


def print_sheets(visit: Visit, pdf: bytes, sheets: int, bound: bool = False) -> Flow[Tried | None]:
    """What is no certificate. Why it did not come out; None where the printer says that it did."""
    desk, printer = visit.machine.desk, visit.machine.issuing.printer
    status = yield from desk.converse(PRINTER, printer.read_status(), _printing)
    if not can_print(status) or (bound and not can_bind(status)):
        return out_of_order(status.reason) if status.reason else failed(TrialTrouble.CANNOT_PRINT)
    name = IssuanceId(desk.step.sources.uuid())
    desk.record(ev.TrialPrintIntended(visit.id, visit.by, name, sheets))
    trouble = yield from _come_out(visit, name, pdf, sheets, bound)
    desk.record(ev.TrialPrintEnded(visit.id, name, JobEnd.FAILED if trouble else JobEnd.PRINTED))
    return trouble


def _come_out(visit: Visit, name: IssuanceId, pdf: bytes, sheets: int, bound: bool) -> Flow[Tried | None]:
    """Why the printer does not prove that they did; None where it does."""
    desk, printer = visit.machine.desk, visit.machine.issuing.printer
    job = yield from desk.converse(PRINTER, printer.create_job(name, bound), _printing)
    if not isinstance(job, JobCreated):
        return failed(TrialTrouble.TAKES_NO_JOB)
    yield from desk.converse(PRINTER, printer.send_document(job.job_id, pdf), _printing)
    account = yield from _ended(visit, job.job_id, name, sheets)
    if became(account, sheets) is not Outcome.PRINTED:
        status = yield from desk.converse(PRINTER, printer.read_status(), _printing)
        return out_of_order(status.reason) if status.reason else failed(TrialTrouble.NOT_PRINTED)
    return None


def _seen(visit: Visit, asked: str, good: str, bad: str, otherwise: TrialTrouble) -> Flow[Tried]:
    shown = ServiceList("service.tests", (), Message(asked), "plain", (good, bad))
    while True:
        tap = yield from visit.answer(lambda: shown)
        if tap and tap.control == good:
            return PASSED
        if tap and tap.control in (bad, "back"):
            return failed(otherwise)


def _printing() -> View:
    return Working(Message("working.trial"), 0, 0)


def _ended(visit: Visit, job: int, name: str, sheets: int) -> Flow[Account]:
    """What the printer says of the job at its end. One that does not end is taken back: nothing is to come out for the next person."""
    desk, issuing = visit.machine.desk, visit.machine.issuing
    gives_up_at = desk.step.now + issuing.print_times.of(sheets) + issuing.print_times.stuck
    while True:
        account = yield from desk.converse(PRINTER, issuing.printer.read_job(job, name), _printing)
        if became(account, sheets) is not Outcome.RUNNING:
            return account
        if desk.step.now >= gives_up_at:
            return (yield from issuing.stop_job(desk, job, name, sheets))
        yield from desk.pause(JOB_POLL_MS)
