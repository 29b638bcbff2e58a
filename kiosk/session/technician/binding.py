"""Two sheets that are no certificate, stapled: what the printer says of them, and what whoever holds them sees."""

from __future__ import annotations

from drivers.ipp.binding import can_bind
from drivers.ipp.printer import Account, JobCreated, Outcome, became, can_print
from kiosk.core.channels import PRINTER
from kiosk.core.step import Flow
from kiosk.core.view import Message, ServiceList, View, Working
from kiosk.session.issuing import JOB_POLL_MS
from kiosk.session.technician.machine import Visit
from kiosk.session.technician.trying import PASSED, Tried, failed
from printing.trial import trial_sheets

SHEETS = 2


def bind(visit: Visit) -> Flow[Tried]:
    """A printer's word is that sheets came out; whether there are staples in them, at both places, a person has to say."""
    desk, printer = visit.machine.desk, visit.machine.issuing.printer
    status = yield from desk.converse(PRINTER, printer.read_status(), _printing)
    if not (can_print(status) and can_bind(status)):
        return failed(status.reason or "cannot-print")
    name = desk.step.sources.uuid()
    job = yield from desk.converse(PRINTER, printer.create_job(name, bound=True), _printing)
    if not isinstance(job, JobCreated):
        return failed("takes-no-job")
    yield from desk.converse(PRINTER, printer.send_document(job.job_id, trial_sheets(SHEETS)), _printing)
    account = yield from _ended(visit, job.job_id, name)
    if became(account, SHEETS) is not Outcome.PRINTED:
        status = yield from desk.converse(PRINTER, printer.read_status(), _printing)
        return failed(status.reason or "not-printed")
    page = ServiceList("service.tests", (), Message("service.try.bound"), "plain", ("bound", "loose"))
    while True:
        tap = yield from visit.answer(lambda: page)
        if tap and tap.control == "bound":
            return PASSED
        if tap and tap.control in ("loose", "back"):
            return failed("not-stapled")


def _printing() -> View:
    return Working(Message("working.trial"), 0, 0)


def _ended(visit: Visit, job: int, name: str) -> Flow[Account]:
    """What the printer says of the job at its end. One that does not end is taken back: nothing is to come out for the next person."""
    desk, issuing = visit.machine.desk, visit.machine.issuing
    gives_up_at = desk.step.now + issuing.print_times.of(SHEETS) + issuing.print_times.stuck
    while True:
        account = yield from desk.converse(PRINTER, issuing.printer.read_job(job, name), _printing)
        if became(account, SHEETS) is not Outcome.RUNNING:
            return account
        if desk.step.now >= gives_up_at:
            return (yield from issuing.stop_job(desk, job, name, SHEETS))
        yield from desk.pause(JOB_POLL_MS)
