"""The same dialogues against CUPS' `ippeveprinter`: a printer that nobody here wrote."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import pytest

from config.dialogue import Failure
from drivers.device import Level, State, Status
from drivers.ipp.printer import (
    Accepted,
    JobCreated,
    JobNotFound,
    JobState,
    JobStatus,
    Outcome,
    Printer,
    Refused,
    can_print,
    outcome,
)
from drivers.ipp.printer import Dialogue as IppDialogue
from drivers.ipp.transport import IppTransport
from tests.patience import PATIENCE_MS, PATIENCE_S

if TYPE_CHECKING:
    from tests.conftest import EvePrinter

T = TypeVar("T")
NAME = "0b8e1c1e-0000-4000-8000-000000000002"
MakePdf = Callable[[int], bytes]


class Talk:
    def __init__(self, uri: str) -> None:
        self.transport = IppTransport(uri)
        self.printer = Printer(uri)

    def run(self, dialogue: IppDialogue[T]) -> T:
        return self.transport.run(dialogue, PATIENCE_MS)

    def status(self) -> Status:
        return self.run(self.printer.read_status())

    def start(self, pdf: bytes) -> int:
        created = self.run(self.printer.create_job(NAME))
        assert isinstance(created, JobCreated), created
        assert self.run(self.printer.send_document(created.job_id, pdf)) == Accepted()
        return created.job_id

    def find(self) -> tuple[JobStatus, ...]:
        found = self.run(self.printer.find_jobs(NAME))
        assert isinstance(found, tuple)
        return found

    def follow(self, job_id: int, until: Callable[[JobStatus], bool]) -> JobStatus:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            job = self.run(self.printer.read_job(job_id, NAME))
            assert isinstance(job, JobStatus), job
            if until(job):
                return job
            time.sleep(0.02)
        raise AssertionError(f"still {job}")


@pytest.fixture
def talk(eve: EvePrinter) -> Talk:
    return Talk(eve.uri)


def over(job: JobStatus) -> bool:
    return outcome(job, 1) != Outcome.RUNNING


def test_a_certificate_is_printed_and_its_bytes_arrive_unchanged(
    eve: EvePrinter, talk: Talk, make_pdf: MakePdf
) -> None:
    assert can_print(talk.status())
    pdf = make_pdf(1)
    job = talk.follow(talk.start(pdf), over)
    assert outcome(job, 1) == Outcome.PRINTED
    assert (job.state, job.reasons, job.sheets_completed) == (JobState.COMPLETED, ("job-completed-successfully",), 1)
    assert [each.read_bytes() for each in eve.spool.rglob("*.pdf")] == [pdf]


def test_an_empty_tray_holds_the_job_until_it_is_refilled(eve: EvePrinter, talk: Talk, make_pdf: MakePdf) -> None:
    eve.load_a4(0)
    before = talk.status()
    assert (before.state, before.level("paper")) == (State.ONLINE, Level.OUT)
    assert not can_print(before)
    job_id = talk.start(make_pdf(1))
    held = talk.follow(job_id, lambda job: job.state == JobState.PROCESSING)
    assert (outcome(held, 1), held.printer.level("paper")) == (Outcome.RUNNING, Level.OUT)
    (found,) = talk.find()
    assert (found.job_id, found.state) == (job_id, JobState.PROCESSING)
    eve.load_a4(5)
    job = talk.follow(job_id, over)
    assert outcome(job, 1) == Outcome.PRINTED
    assert talk.status().level("paper") == Level.LOW
    eve.load_a4(250)
    assert can_print(talk.status())
    (found,) = talk.find()
    assert (found.job_id, outcome(found, 1)) == (job_id, Outcome.PRINTED)


def test_a_job_held_for_paper_can_be_cancelled(eve: EvePrinter, talk: Talk, make_pdf: MakePdf) -> None:
    eve.load_a4(0)
    job_id = talk.start(make_pdf(1))
    talk.follow(job_id, lambda job: job.state == JobState.PROCESSING)
    assert talk.run(talk.printer.cancel_job(job_id)) == Accepted()
    eve.load_a4(250)
    job = talk.follow(job_id, over)
    assert (job.state, outcome(job, 1)) == (JobState.CANCELED, Outcome.FAILED)


def test_supplies_are_read(eve: EvePrinter, talk: Talk) -> None:
    eve.set_supplies(waste=95, toner=5)
    low = talk.status()
    assert (low.state, low.level("toner"), can_print(low)) == (State.ONLINE, Level.LOW, True)
    eve.set_supplies(waste=0, toner=0)
    out = talk.status()
    assert (out.state, out.reason, out.level("toner")) == (State.ONLINE, "toner-empty", Level.OUT)
    eve.set_supplies(waste=100, toner=50)
    full = talk.status()
    assert (full.state, full.reason) == (State.HARDWARE_ERROR, "marker-waste-full")


@pytest.mark.parametrize("eve", ["exit 1"], indirect=True)
def test_a_job_the_printer_gives_up_is_no_print(talk: Talk, make_pdf: MakePdf) -> None:
    job = talk.follow(talk.start(make_pdf(1)), over)
    assert (job.state, job.reasons, outcome(job, 1)) == (JobState.ABORTED, ("aborted-by-system",), Outcome.FAILED)


@pytest.mark.parametrize(
    "eve",
    [
        (
            'echo \'STATE: +media-jam\' >&2; while [ ! -e "$(dirname "$0")/clear" ]; do sleep '
            "0.02; done; echo 'STATE: -media-jam' >&2"
        )
    ],
    indirect=True,
)
def test_a_jam_while_printing_is_seen_and_cleared(eve: EvePrinter, talk: Talk, make_pdf: MakePdf) -> None:
    job_id = talk.start(make_pdf(1))
    jammed = talk.follow(job_id, lambda job: job.printer.reason == "media-jam")
    assert (jammed.printer.state, outcome(jammed, 1)) == (State.HARDWARE_ERROR, Outcome.RUNNING)
    busy = talk.run(talk.printer.create_job("a second one"))
    assert isinstance(busy, Refused)
    assert busy.passing
    (eve.spool.parent / "clear").touch()
    assert outcome(talk.follow(job_id, over), 1) == Outcome.PRINTED
    assert talk.status().state == State.ONLINE


def test_what_it_does_not_know_is_not_found(talk: Talk, make_pdf: MakePdf) -> None:
    assert talk.run(talk.printer.read_job(99, NAME)) == JobNotFound()
    assert talk.run(talk.printer.find_jobs(NAME)) == ()
    job_id = talk.start(make_pdf(1))
    assert talk.run(talk.printer.read_job(job_id, "another name")) == JobNotFound()
    talk.follow(job_id, over)
    refused = talk.run(talk.printer.send_document(job_id, make_pdf(1)))
    assert isinstance(refused, Refused)
    assert not refused.passing


def test_a_job_without_its_document_waits_and_is_found(talk: Talk) -> None:
    created = talk.run(talk.printer.create_job(NAME))
    assert isinstance(created, JobCreated)
    (found,) = talk.find()
    assert (found.job_id, found.state, outcome(found, 1)) == (created.job_id, JobState.HELD, Outcome.RUNNING)
    assert talk.run(talk.printer.cancel_job(created.job_id)) == Accepted()
    assert not isinstance(talk.run(talk.printer.read_job(created.job_id, NAME)), Failure)
