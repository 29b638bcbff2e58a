"""The inside of the emulated printer: sheets, toner, covers and the queue of jobs, in virtual time.

Time passes in ``step`` only: call it with the present before doing anything to the printer.

Sheets are neither made nor lost: every sheet that was ever loaded is in the tray, in the path, in ``came_out`` or in
``ruined``; what came out lies in ``output``, was taken, or is ``retracted``. ``came_out`` and ``documents`` are the truth that
journals are checked against; nothing ever deletes from them, neither the printer's own forgetting nor a person who takes the paper from the output.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from drivers.device import Ms
from drivers.ipp.printer import JobState

DATA_TIMEOUT_MS: Ms = 120_000  # a job whose document does not come is given up (multiple-operation-time-out)
REMEMBERED_JOBS = 50  # an office printer's own list of jobs is short; the oldest that is over makes room


class Sheet(NamedTuple):
    job_name: str
    number: int  # of the document's sheets, from 1


class Document(NamedTuple):
    job_name: str
    data: bytes


@dataclass
class Job:
    """What the printer's firmware knows of a job. ``counted`` are the sheets it counted out."""

    job_id: int
    name: str
    user: str
    copies: int
    bound: bool
    created_at: Ms
    state: JobState = JobState.HELD
    reasons: tuple[str, ...] = ("job-data-insufficient",)
    sheets: int = 0
    counted: int = 0
    size: int = 0
    started_at: Ms | None = None
    ended_at: Ms | None = None
    stop: tuple[JobState, str] | None = None  # how the job ends as soon as the path is empty

    @property
    def over(self) -> bool:
        return self.state >= JobState.CANCELED


@dataclass
class Mechanism:
    """One printer. Attributes without a word below are what their names say.

    Attributes:
        capacity: sheets the output holds before it is full.
        toner: per cent.
        counts_sheets: False for a printer whose counters stay 0.
        proves: False for one that ends a good job as a queue of CUPS 2.4 does, at its stop point.
        staples: how many bindings are left in its stapler; None for a printer without one.
        bound: names of the jobs whose sheets were stapled.
        retracts: it can draw the sheets in the output back into a locked bin, ``retracted``.
        reprints_after_jam: whether a cleared jam prints the sheet again or aborts the job.
        booted_at: when the printer was switched on.
        came_out_at: when each sheet of ``came_out`` did.
    """

    page_ms: Ms = 2_000
    tray: int = 250
    capacity: int = 150
    toner: int = 80
    counts_sheets: bool = True
    proves: bool = True
    retracts: bool = False
    staples: int | None = None
    stapler_jammed: bool = False
    reprints_after_jam: bool = True
    powered: bool = True
    cover_open: bool = False
    jammed: bool = False
    booted_at: Ms = 0
    now: Ms = 0
    output: list[Sheet] = field(default_factory=list)
    came_out: list[Sheet] = field(default_factory=list)
    came_out_at: list[Ms] = field(default_factory=list)
    ruined: list[Sheet] = field(default_factory=list)
    retracted: list[Sheet] = field(default_factory=list)
    bound: list[str] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    jobs: dict[int, Job] = field(default_factory=dict)
    path: Sheet | None = None
    path_free_at: Ms = 0
    next_id: int = 1

    # --- time ----------------------------------------------------------------------------------------------------

    def step(self, now: Ms) -> Ms | None:
        """Lets everything happen that happens up to ``now``; returns when the next thing does."""
        while True:
            self._feed()
            due = self._due()
            if due is None or due > now:
                break
            self.now = max(self.now, due)
            self._happen()
        self.now = max(self.now, now)
        return due

    def _due(self) -> Ms | None:
        waiting = [job.created_at + DATA_TIMEOUT_MS for job in self.jobs.values() if job.state == JobState.HELD]
        if self.path and not self.jammed:
            waiting.append(self.path_free_at)
        return min(waiting, default=None) if self.powered else None

    def _happen(self) -> None:
        for job in self.jobs.values():
            if job.state == JobState.HELD and self.now >= job.created_at + DATA_TIMEOUT_MS:
                self._end(job, JobState.ABORTED, "aborted-by-system")
        if self.path and not self.jammed and self.now >= self.path_free_at:
            if active := self.active():
                active.counted += 1
            self._comes_out()

    def _feed(self) -> None:
        """Starts the next sheet if there is work and nothing in the way; ends jobs that have no sheet left."""
        while self.powered and self.path is None and not self.jammed and (job := self.active()):
            if job.stop:
                self._end(job, *job.stop)
            elif job.counted == job.sheets:
                if job.bound and self.staples and not self.stapler_jammed:
                    self.staples -= 1
                    self.bound.append(job.name)
                self._end(
                    job,
                    JobState.COMPLETED,
                    "job-completed-successfully" if self.proves else "processing-to-stop-point",
                )
            elif self.obstacles() or (job.bound and self.stapler_trouble()):
                job.state, job.reasons = JobState.STOPPED, ("printer-stopped",)
                return
            else:
                job.state, job.reasons = JobState.PROCESSING, ("job-printing",)
                if job.started_at is None:
                    job.started_at = self.now
                self.tray -= 1
                self.path = Sheet(job.name, job.counted + 1)
                self.path_free_at = self.now + self.page_ms

    def _comes_out(self) -> None:
        assert self.path
        self.output.append(self.path)
        self.came_out.append(self.path)
        self.came_out_at.append(self.now)
        self.path = None

    def _end(self, job: Job, state: JobState, reason: str) -> None:
        job.state, job.reasons, job.ended_at, job.stop = state, (reason,), self.now, None

    # --- what the firmware sees and does ---------------------------------------------------------------------------

    def active(self) -> Job | None:
        """The job whose turn it is: the oldest that has its document and is not over."""
        return next((job for job in self.jobs.values() if not job.over and job.state != JobState.HELD), None)

    def obstacles(self) -> list[str]:
        """Why no sheet can be fed, as stems of printer-state-reasons."""
        return [
            stem
            for stem, there in (
                ("media-jam", self.jammed),
                ("cover-open", self.cover_open),
                ("media-empty", self.tray == 0),
                ("toner-empty", self.toner == 0),
                ("output-area-full", len(self.output) >= self.capacity),
            )
            if there
        ]

    def stapler_trouble(self) -> list[str]:
        """Why nothing can be bound, as stems of printer-state-reasons; sheets that are not to be bound come out."""
        there = (("stapler-jam", self.stapler_jammed), ("stapler-empty", self.staples == 0))
        return [stem for stem, is_so in there if is_so]

    def create(self, name: str, user: str, copies: int, bound: bool = False) -> Job:
        job = Job(self.next_id, name, user, copies, bound, self.now)
        self.jobs[job.job_id] = job
        self.next_id += 1
        if len(self.jobs) > REMEMBERED_JOBS and (
            over := next((each for each in self.jobs.values() if each.over), None)
        ):
            del self.jobs[over.job_id]
        return job

    def give(self, job: Job, data: bytes) -> None:
        """The document of a created job."""
        self.documents.append(Document(job.name, data))
        job.size = len(data)
        if data.startswith(b"%PDF-"):
            job.sheets = count_pages(data) * job.copies
            job.state, job.reasons = JobState.PENDING, ("none",)
            self._feed()
        else:
            self._end(job, JobState.ABORTED, "document-format-error")

    def retract(self) -> None:
        """The presenter draws back what nobody took."""
        if self.retracts:
            self.retracted += self.output
            self.output = []

    def cancel(self, job: Job) -> None:
        self._stop(job, JobState.CANCELED, "job-canceled-by-user")

    def _stop(self, job: Job, state: JobState, reason: str) -> None:
        if job.over:
            return
        if self.path and job is self.active():  # the sheet on its way cannot be called back
            job.stop, job.reasons = (state, reason), ("processing-to-stop-point",)
        else:
            self._end(job, state, reason)

    # --- what people and fate do -----------------------------------------------------------------------------------

    def load(self, sheets: int) -> None:
        self.tray += sheets

    def empty_tray(self) -> int:
        """Somebody pulls all paper from the tray; returns how many sheets that were."""
        sheets, self.tray = self.tray, 0
        return sheets

    def take_output(self) -> list[Sheet]:
        """A person takes what lies in the output."""
        taken, self.output = self.output, []
        return taken

    def jam(self) -> None:
        """The sheet in the path crumples, or the roller takes none."""
        self.jammed = True

    def open_cover(self) -> None:
        """A sheet that is in the path when the cover opens stays there."""
        self.cover_open = True
        self.jammed = self.jammed or self.path is not None

    def close_cover(self) -> None:
        self.cover_open = False

    def clear_jam(self) -> None:
        """A technician pulls the crumpled sheet out."""
        self.jammed = False
        if self.path:
            self.ruined.append(self.path)
            job = self.active()
            if job and job.name == self.path.job_name and not self.reprints_after_jam:
                self._end(job, JobState.ABORTED, "aborted-by-system")
            self.path = None

    def abort(self) -> None:
        """The firmware gives the current job up (out of memory, a font it cannot draw)."""
        if job := self.active():
            self._stop(job, JobState.ABORTED, "aborted-by-system")

    def cut_power(self, sheet_comes_out: bool, forgets: bool = False) -> None:
        """The printer goes dark. A sheet in the path rolls out whole or stays in the fuser.

        ``forgets``: its memory of jobs is gone too, and ids start from 1 again.
        """
        if not self.powered:
            return
        if self.path and not self.jammed:
            if sheet_comes_out:
                self._comes_out()  # but nobody counted it
            else:
                self.jammed = True
        for job in self.jobs.values():
            if not job.over:
                self._end(job, JobState.ABORTED, "aborted-by-system")
        if forgets:
            self.forget()
            self.next_id = 1
        self.powered = False

    def restore_power(self) -> None:
        self.powered = True
        self.booted_at = self.now

    def forget(self) -> None:
        """Jobs that are over leave the printer's own list; real ones do so after a minute or a day."""
        self.jobs = {job_id: job for job_id, job in self.jobs.items() if not job.over}

    def sheets_out(self, job_name: str) -> int:
        """How many sheets of that job ever came out whole."""
        return sum(sheet.job_name == job_name for sheet in self.came_out)


def count_pages(pdf: bytes) -> int:
    """Page objects of a PDF whose objects lie open, as reportlab writes them; at least 1."""
    return max(1, len(re.findall(rb"/Type\s*/Page\b", pdf)))
