"""What the kiosk says to its A4 printer: dialogues over IPP, one HTTP exchange at a time.

``Printer(uri)`` makes the dialogues. A certificate is printed so::

    read_status                       before any money: `can_print` must hold
    validate_job(name)                before any money: such a job would be taken
    -- the kiosk records the intent --
    create_job(name)                  the printer gives a job id; nothing is on paper yet
    -- the kiosk records the job id --
    send_document(job_id, pdf)        from here on paper may come out
    read_job(job_id, name)            every second until `outcome` is not RUNNING, or the kiosk's deadline
    cancel_job(job_id)                at the deadline, then read_job until the job has ended, or for as long as a cancelling may take

``name`` is the job's name at the printer and names one document for good. It is visible to whoever can ask the printer,
so it is the issuance's UUID and nothing personal.

What proves a print
    ``job-state`` completed **and** the reason ``job-completed-successfully``, and, where the printer counts sheets at
    all, a count of at least the document's sheets (RFC 8011 sections 5.3.7, 5.3.8, 5.3.18.3). Many printers leave the
    counter at 0 throughout: 0 says nothing. With the reason ``job-completed-with-warnings`` (toner is low, say) only the
    full count proves it. The acceptance of the document proves nothing; idle proves nothing.

What proves nothing was printed
    Nothing does, once ``send_document`` has been asked. A job that ended badly may have left sheets, even all of them,
    in the output tray: `Outcome.FAILED` means "no proof", and the document's number is void.

After a crash
    ``find_jobs(name, job_id)`` finds the jobs of that name that the printer remembers: the one of the id that was
    recorded, or else whatever its lists show. Never send again while there is one. None found is no proof either:
    printers forget (some after a minute, some at once, most when switched off) and some then number their jobs from
    1 again, which is why ``read_job`` compares the name.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property, lru_cache
from typing import TypeVar

from config.dialogue import Failure, FailureReason, Untrusted
from config.vocabulary import PrintHabit
from drivers.device import Level, State, Status
from drivers.ipp.amounts import ASKED as AMOUNTS
from drivers.ipp.amounts import Amounts, amounts
from drivers.ipp.codec import (
    Attribute,
    AttributeGroup,
    Group,
    IppError,
    Message,
    Tag,
    attribute,
    decode,
    encode,
    value,
    values,
)
from drivers.ipp.condition import A4, ASKED, PDF, SUPPLIES, Operation, printer_status
from drivers.ipp.outlet import OUTLET_ASKED, Media, Outlet, outlet_of


class Code(IntEnum):
    """Status codes that are named anywhere here (RFC 8011 appendix B.1); below 0x0100 all is well."""

    OK = 0x0000
    BAD_REQUEST = 0x0400
    NOT_POSSIBLE = 0x0404
    NOT_FOUND = 0x0406
    GONE = 0x0407
    DOCUMENT_FORMAT_NOT_SUPPORTED = 0x040A
    CHARSET_NOT_SUPPORTED = 0x040D
    COMPRESSION_NOT_SUPPORTED = 0x040F
    OPERATION_NOT_SUPPORTED = 0x0501
    SERVICE_UNAVAILABLE = 0x0502
    VERSION_NOT_SUPPORTED = 0x0503
    TEMPORARY_ERROR = 0x0505
    NOT_ACCEPTING_JOBS = 0x0506
    BUSY = 0x0507


LEAST_OF_A_NAME = 24
"""Characters of a UUID's 36, which 80 bits of chance are in."""
PASSING = (Code.SERVICE_UNAVAILABLE, Code.TEMPORARY_ERROR, Code.NOT_ACCEPTING_JOBS, Code.BUSY)


class JobState(IntEnum):
    """RFC 8011 section 5.3.7."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


_JOB_STATES: dict[int | None, JobState] = {each.value: each for each in JobState}


# --- what goes over the wire, what comes out ---------------------------------------------------------------------


@dataclass(frozen=True)
class IppExchange:
    """One HTTP POST of type application/ipp; the answer is the body of the reply, or a `Failure`."""

    body: bytes


@dataclass(frozen=True)
class JobCreated:
    job_id: int


@dataclass(frozen=True)
class Accepted:
    """The printer took what it was given: a whole document (sent, not printed), or the wish to cancel."""


@dataclass(frozen=True)
class Refused:
    """The printer answered no.

    Attributes:
        code: its status code (RFC 8011 appendix B.1).
        words: its own words, for the log.
    """

    code: int
    words: str

    @property
    def passing(self) -> bool:
        """The same request may succeed later: the printer is busy or not accepting jobs."""
        return self.code in PASSING


class Garbled(Failure):
    """An answer came that is no IPP; whether the printer acted on the request is not known."""


@dataclass(frozen=True)
class JobNotFound:
    """The printer knows no such job, now; see "After a crash" above."""


@dataclass(frozen=True)
class JobStatus:
    """A job, and the printer at about the same time: a job that waits for paper stays "processing" at many printers.

    Attributes:
        reasons: ``job-state-reasons``.
        sheets_completed: sheets (one-sided: pages) the printer counted out; None when it does not count.
    """

    job_id: int
    state: JobState
    reasons: tuple[str, ...]
    sheets_completed: int | None
    printer: Status


def is_not_understood(answer: Refused | Failure) -> bool:
    """The printer has no such operation."""
    return isinstance(answer, Refused) and answer.code == Code.OPERATION_NOT_SUPPORTED


def says_no(answer: Refused | Failure) -> bool:
    """It is there, and this is how it is: it refuses, wants to be logged in to, or answers what is no IPP. No answer says nothing."""
    if isinstance(answer, Refused):
        return not answer.passing
    return isinstance(answer, Garbled) or answer.reason == FailureReason.REFUSED


class Outcome(StrEnum):
    RUNNING = "running"
    PRINTED = "printed"
    FAILED = "failed"  # over, without proof of print


T = TypeVar("T")
Dialogue = Generator[IppExchange, bytes | Failure, T]


def outcome(job: JobStatus, sheets: int) -> Outcome:
    """What became of a job whose document has ``sheets`` sheets; see "What proves a print" above."""
    if job.state < JobState.CANCELED:
        return Outcome.RUNNING
    if job.state != JobState.COMPLETED:
        return Outcome.FAILED
    counted = job.sheets_completed or 0
    proven = "job-completed-successfully" in job.reasons and (counted >= sheets or not counted)
    proven = proven or ("job-completed-with-warnings" in job.reasons and counted >= sheets)
    return Outcome.PRINTED if proven else Outcome.FAILED


Account = JobStatus | JobNotFound | Refused | Failure
"""What the printer says of a job."""


def became(job: Account, sheets: int) -> Outcome:
    """As `outcome`: over, without a proof, when the printer knows no such job; no end when it does not say."""
    if isinstance(job, JobStatus):
        return outcome(job, sheets)
    return Outcome.FAILED if isinstance(job, JobNotFound) else Outcome.RUNNING


def habit(job: Account, sheets: int) -> PrintHabit:
    """In what way the printer leaves it unproven that so many sheets are printed."""
    if isinstance(job, JobNotFound):
        return PrintHabit.FORGETS_JOBS
    if not isinstance(job, JobStatus):
        return PrintHabit.NO_ACCOUNT
    if job.state != JobState.COMPLETED:
        return PrintHabit.NEVER_ENDS if job.state < JobState.CANCELED else PrintHabit.GIVES_UP
    if "processing-to-stop-point" in job.reasons:
        return PrintHabit.STOP_POINT
    return PrintHabit.COUNTS_FEWER if "job-completed-successfully" in job.reasons else PrintHabit.NO_SUCCESS


def _name(group: AttributeGroup) -> str | None:
    """A job's name, without what fixed-length firmware puts behind it; None where the printer does not tell it."""
    octets = [data for each in group.attributes if each.name == "job-name" for _, data in each.values]
    told = value(group, "job-name", str) or next(
        (each.decode("ascii", "replace") for each in octets if isinstance(each, bytes)), ""
    )
    return told.strip("\0 ") or None


def _is_called(told: str, name: str) -> bool:
    """Some firmware cuts a name that is longer than its field, or writes it in capitals; what is left of a UUID is still nobody else's."""
    told, name = told.casefold(), name.casefold()
    return told == name or (len(told) >= LEAST_OF_A_NAME and name.startswith(told))


def can_print(status: Status) -> bool:
    """Whether a document may be started: the printer was read, is well, and has what it needs."""
    ready = {Level.OK, Level.LOW}
    return status.state == State.ONLINE and all(status.level(each) in ready for each in SUPPLIES)


_TEMPLATE: tuple[Attribute, ...] = (
    attribute(Tag.INTEGER, "copies", 1),
    attribute(Tag.KEYWORD, "media", A4),
    attribute(Tag.KEYWORD, "sides", "one-sided"),
    attribute(Tag.KEYWORD, "print-scaling", "none"),
)
"""What is wanted of every job."""


# --- the dialogues -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Printer:
    """The dialogues with one printer.

    Attributes:
        uri: ``ipp://host:port/path`` as the printer knows itself.
        user: the name the printer shows for whose jobs these are.
        staple: the finishing that binds several sheets, None where it binds none.
        retract: its maker's operation that draws back what lies in the outlet, None where it has none.
    """

    uri: str
    user: str = "kiosk"
    staple: int | None = None
    retract: int | None = None

    def read_status(self) -> Dialogue[Status]:
        """The printer's state and its supplies ``output``, ``paper`` and ``toner``.

        No answer is OFFLINE (the caller waits for three in a row before it says so); an answer that cannot be read is
        UNKNOWN; a printer that is merely out of paper or toner is ONLINE with that supply OUT. One that shows another certificate
        than the settings trust is a HARDWARE_ERROR that says so: perhaps it is another printer, or somebody between.
        """
        answer = yield self._status_question
        if isinstance(answer, Untrusted):
            return Status(State.HARDWARE_ERROR, answer.detail)
        if isinstance(answer, Failure):
            silent = answer.reason in (FailureReason.TIMEOUT, FailureReason.UNREACHABLE)
            return Status(State.OFFLINE if silent else State.UNKNOWN, answer.reason.value)
        return _status_said(answer, self.staple)

    def read_amounts(self) -> Dialogue[Amounts]:
        """What the printer itself counts of paper and toner; nothing where it does not answer."""
        reply = yield from self._ask(
            Operation.GET_PRINTER_ATTRIBUTES, attribute(Tag.KEYWORD, "requested-attributes", *AMOUNTS)
        )
        if not isinstance(reply, Message):
            return Amounts()
        return next((amounts(group) for group in reply.all(Group.PRINTER)), Amounts())

    @cached_property
    def _status_question(self) -> IppExchange:
        """The same every few seconds, for years."""
        asked = attribute(Tag.KEYWORD, "requested-attributes", *ASKED)
        return self._request(Operation.GET_PRINTER_ATTRIBUTES, (asked,))

    def validate_job(self, name: str) -> Dialogue[Accepted | Refused | Failure]:
        """Whether it would take such a job, before any money. A printer need not have this question, and may refuse it alone."""
        reply = yield from self._ask(
            Operation.VALIDATE_JOB,
            attribute(Tag.NAME, "job-name", name),
            attribute(Tag.MIME_TYPE, "document-format", PDF),
            job=_TEMPLATE,
        )
        return Accepted() if isinstance(reply, Message) else reply

    def create_job(self, name: str, bound: bool = False) -> Dialogue[JobCreated | Refused | Failure]:
        """A job without a document, its sheets ``bound`` if so. One copy: a further copy is a document with a number of its own."""
        bind = (attribute(Tag.ENUM, "finishings", self.staple),) if bound and self.staple is not None else ()
        named = attribute(Tag.NAME, "job-name", name)
        reply = yield from self._ask(Operation.CREATE_JOB, named, job=(*_TEMPLATE, *bind))
        if not isinstance(reply, Message):
            return reply
        for group in reply.all(Group.JOB):
            job_id = value(group, "job-id", int)
            if job_id is not None:
                return JobCreated(job_id)
        return _garbled("no job-id")

    def send_document(self, job_id: int, pdf: bytes) -> Dialogue[Accepted | Refused | Failure]:
        """The whole document. After `Failure` it may or may not print: follow the job, never send again."""
        reply = yield from self._ask(
            Operation.SEND_DOCUMENT,
            attribute(Tag.INTEGER, "job-id", job_id),
            attribute(Tag.MIME_TYPE, "document-format", PDF),
            attribute(Tag.BOOLEAN, "last-document", True),
            document=pdf,
        )
        return Accepted() if isinstance(reply, Message) else reply

    def read_job(self, job_id: int, name: str) -> Dialogue[JobStatus | JobNotFound | Refused | Failure]:
        """The job and the printer. A job of that id under another name, or none, is not this job."""
        return self._read_job(job_id, name, nameless=False)

    def _read_job(self, job_id: int, name: str, nameless: bool) -> Dialogue[Account]:
        """``nameless``: a job whose name the printer keeps to itself counts as well."""
        reply = yield from self._ask(
            Operation.GET_JOB_ATTRIBUTES,
            attribute(Tag.INTEGER, "job-id", job_id),
            attribute(
                Tag.KEYWORD,
                "requested-attributes",
                "job-name",
                "job-state",
                "job-state-reasons",
                "job-media-sheets-completed",
                "job-impressions-completed",
            ),
        )
        if isinstance(reply, Refused) and reply.code in (Code.NOT_FOUND, Code.GONE):
            return JobNotFound()
        if not isinstance(reply, Message):
            return reply
        others = False
        for group in reply.all(Group.JOB):
            told = _name(group)
            if not (_is_called(told, name) if told else nameless):
                others = True
                continue
            state = _JOB_STATES.get(value(group, "job-state", int))
            if state is not None:
                counters = [
                    value(group, each, int) for each in ("job-media-sheets-completed", "job-impressions-completed")
                ]
                printer = yield from self.read_status()
                return JobStatus(
                    job_id,
                    state,
                    values(group, "job-state-reasons", str),
                    max((each for each in counters if each is not None), default=None),
                    printer,
                )
        return JobNotFound() if others else _garbled("no job-state")

    def find_jobs(self, name: str, known: int | None = None) -> Dialogue[tuple[JobStatus, ...] | Refused | Failure]:
        """All jobs of that name that the printer remembers, oldest id first; see "After a crash" above.

        The job of the ``known`` id is all there is, if it is of that name or of none. Otherwise the lists are asked; a printer
        that refuses one of them may show the job in the other, and one that lists numbers alone (what RFC 8011 section 4.2.6.1 lets
        it do) is asked for each. `Refused`: it shows none at all.
        """
        if known is not None:
            job = yield from self._read_job(known, name, nameless=True)
            if isinstance(job, (JobStatus, Failure)):
                return job if isinstance(job, Failure) else (job,)
        ids: set[int] = set()
        refused: list[Refused] = []
        # In this order: a job that ends between the two questions is then seen at least once.
        for which in ("not-completed", "completed"):
            reply = yield from self._ask(
                Operation.GET_JOBS,
                attribute(Tag.KEYWORD, "which-jobs", which),
                attribute(Tag.KEYWORD, "requested-attributes", "job-id", "job-name"),
            )
            if isinstance(reply, Refused):
                refused.append(reply)
                continue
            if isinstance(reply, Failure):
                return reply
            for group in reply.all(Group.JOB):
                job_id, told = value(group, "job-id", int), _name(group)
                is_asked = told is None and which == "not-completed"  # of what has ended nothing can be cancelled
                if job_id is not None and (_is_called(told, name) if told else is_asked):
                    ids.add(job_id)
        if len(refused) == 2:
            return refused[0]
        found: list[JobStatus] = []
        for job_id in sorted(ids):
            job = yield from self.read_job(job_id, name)
            if isinstance(job, (Refused, Failure)):
                return job
            if isinstance(job, JobStatus):
                found.append(job)
        return tuple(found)

    def cancel_job(self, job_id: int) -> Dialogue[Accepted | Refused | Failure]:
        """Asks the printer to stop the job; refused (NOT_POSSIBLE) when it is over already."""
        reply = yield from self._ask(Operation.CANCEL_JOB, attribute(Tag.INTEGER, "job-id", job_id))
        return Accepted() if isinstance(reply, Message) else reply

    def read_outlet(self) -> Dialogue[Outlet]:
        """What lies in the outlet; unknown where the printer does not answer or does not say."""
        asked = attribute(Tag.KEYWORD, "requested-attributes", *OUTLET_ASKED)
        reply = yield from self._ask(Operation.GET_PRINTER_ATTRIBUTES, asked)
        if not isinstance(reply, Message):
            return Outlet(Media.UNKNOWN)
        return next((outlet_of(each, self.retract) for each in reply.all(Group.PRINTER)), Outlet(Media.UNKNOWN))

    def retract_outlet(self) -> Dialogue[Accepted | Refused | Failure]:
        """Draws back what lies in the outlet; only `read_outlet` says whether it has gone."""
        assert self.retract is not None, "only a printer that has the operation is told to"
        reply = yield from self._ask(self.retract)
        return Accepted() if isinstance(reply, Message) else reply

    def _ask(
        self, operation: int, *more: Attribute, job: tuple[Attribute, ...] = (), document: bytes = b""
    ) -> Dialogue[Message | Refused | Failure]:
        answer = yield self._request(operation, more, job, document)
        return answer if isinstance(answer, Failure) else _read(answer)

    def _request(
        self, operation: int, more: tuple[Attribute, ...], job: tuple[Attribute, ...] = (), document: bytes = b""
    ) -> IppExchange:
        # RFC 8011 fixes the order of what comes first: charset, language (4.1.4), target (4.1.5), job-id, user.
        target = [attribute(Tag.URI, "printer-uri", self.uri)] + [each for each in more if each.name == "job-id"]
        groups = [
            AttributeGroup(
                Group.OPERATION,
                (
                    attribute(Tag.CHARSET, "attributes-charset", "utf-8"),
                    attribute(Tag.LANGUAGE, "attributes-natural-language", "en"),
                    *target,
                    attribute(Tag.NAME, "requesting-user-name", self.user),
                    *(each for each in more if each.name != "job-id"),
                ),
            )
        ]
        if job:
            groups.append(AttributeGroup(Group.JOB, job))
        return IppExchange(encode(Message(operation, tuple(groups), document)))


@lru_cache(maxsize=8)
def _status_said(answer: bytes, staple: int | None) -> Status:
    """It is asked every few seconds, and says the same bytes until something changes."""
    reply = _read(answer)
    if isinstance(reply, Refused):
        return Status(State.UNKNOWN, f"refused-{reply.code:04x}")
    if isinstance(reply, Garbled):
        return Status(State.UNKNOWN, "garbled")
    # One group, whatever the firmware makes of it; without any, there is no state in it.
    told = [each for group in reply.all(Group.PRINTER) for each in group.attributes]
    return printer_status(AttributeGroup(Group.PRINTER, tuple(told)), staple)


def _read(answer: bytes) -> Message | Refused | Garbled:
    try:
        reply = decode(answer)
    except IppError as bad:
        return _garbled(str(bad))
    if reply.code < 0x0100:
        return reply
    return Refused(reply.code, _words(reply))


def _words(reply: Message) -> str:
    messages = (value(group, "status-message", str) for group in reply.all(Group.OPERATION))
    return next((each[:200] for each in messages if each), "")


def _garbled(what: str) -> Garbled:
    return Garbled(FailureReason.UNREACHABLE, f"garbled reply: {what}")
