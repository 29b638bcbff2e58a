"""A printer that speaks IPP/1.1 and 2.0 in front of a `Mechanism`; pure, in virtual time.

Attributes and replies follow RFC 8011 sections 4 and 5. Not here: authentication, more than one document a job,
collections in requests (they are accepted and ignored).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from functools import lru_cache

from drivers.device import Ms
from drivers.emulated import Action, EmulatedDevice
from drivers.ipp.codec import (
    Attribute,
    AttributeGroup,
    Group,
    IppError,
    Message,
    Range,
    Resolution,
    Tag,
    attribute,
    decode,
    encode,
    value,
    values,
)
from drivers.ipp.condition import A4, PDF, Operation, PrinterState
from drivers.ipp.mechanism import Job, Mechanism
from drivers.ipp.printer import Code, JobState

SMALL = 512
"""Bytes of a request without a document; the few that come again and again are remembered."""
A4_SIZE = (attribute(Tag.INTEGER, "x-dimension", 21_000), attribute(Tag.INTEGER, "y-dimension", 29_700))


class _No(Exception):
    """The reply to this request is this status code."""

    def __init__(self, code: Code) -> None:
        self.code = code


class PrinterEmulator(EmulatedDevice):
    """Attributes:
    mechanism: everything behind the protocol; faults are done to it directly.
    plugged: with the data cable hanging loose the printer goes on with what it has.
    lose_replies: that many requests are carried out without an answer.
    lacks: operations that it has not.
    staple: the finishing that it has, None for none.
    retract: its maker's operation that draws back what lies in the output, None where it has none.
    keeps_history: False for one that knows nothing of a job from the moment it has ended.
    """

    heading = "A4 프린터 printer"
    front = ("take-output",)

    def __init__(
        self, name: str, uri: str = "ipp://localhost/ipp/print", mechanism: Mechanism | None = None,
        retract: int | None = None, staple: int | None = None,
    ) -> None:  # fmt: skip
        self.name = name
        self.uri = uri
        self.mechanism = mechanism or Mechanism(retracts=retract is not None, staples=None if staple is None else 500)
        self.staple = staple
        self.retract = retract
        self.plugged = True
        self.lose_replies = 0
        self.lacks: frozenset[Operation] = frozenset()
        self.keeps_history = True

    def truth(self) -> dict[str, object]:
        inside = self.mechanism
        return {
            "plugged": self.plugged, "tray": inside.tray, "output": len(inside.output), "came_out": len(inside.came_out),
            "jammed": inside.jammed, "cover_open": inside.cover_open, "toner": inside.toner,
            "documents": len(inside.documents), "retracted": len(inside.retracted), "bound": len(inside.bound),
        }  # fmt: skip

    def actions(self) -> dict[str, Action]:
        inside = self.mechanism
        return {
            "empty-tray": Action("용지 빼기 empty tray", lambda now, _: inside.empty_tray()),
            "load": Action("용지 넣기 load", lambda now, sheets: inside.load(int(sheets)), (50,)),
            "jam": Action("걸림 jam", lambda now, _: inside.jam()),
            "clear": Action("해결 clear", lambda now, _: inside.clear_jam()),
            "open": Action("덮개 열기 open", lambda now, _: inside.open_cover()),
            "close": Action("덮개 닫기 close", lambda now, _: inside.close_cover()),
            "jam-stapler": Action("스테이플 걸림 jam stapler", lambda now, _: setattr(inside, "stapler_jammed", True)),
            "clear-stapler": Action(
                "스테이플 해결 clear stapler", lambda now, _: setattr(inside, "stapler_jammed", False)
            ),
            "take-output": Action("종이 가져가기 take", lambda now, _: inside.take_output()),
            **super().actions(),
        }

    def step(self, now: Ms) -> Ms | None:
        return self.mechanism.step(now)

    def handle(self, now: Ms, body: bytes) -> bytes | None:
        """The reply to one request, or None: nothing comes back. Never raises on bytes."""
        self.mechanism.step(now)
        if not self.plugged or not self.mechanism.powered:
            return None
        reply = self._reply(body)
        if self.lose_replies:
            self.lose_replies -= 1
            return None
        return encode(reply)

    def _reply(self, body: bytes) -> Message:
        try:
            request = _decoded(body) if len(body) < SMALL else decode(body)
        except IppError:
            return self._message(Code.BAD_REQUEST, 1, (2, 0))
        version = request.version if request.version[0] in (1, 2) else (2, 0)
        try:
            groups = self._answer(request)
        except _No as no:
            return self._message(no.code, request.request_id, version)
        return self._message(Code.OK, request.request_id, version, groups)

    def _message(
        self, code: Code, request_id: int, version: tuple[int, int], groups: Iterable[AttributeGroup] = ()
    ) -> Message:
        first = AttributeGroup(
            Group.OPERATION,
            (
                attribute(Tag.CHARSET, "attributes-charset", "utf-8"),
                attribute(Tag.LANGUAGE, "attributes-natural-language", "en"),
                attribute(Tag.TEXT, "status-message", code.name.lower().replace("_", "-")),
            ),
        )
        return Message(code, (first, *groups), b"", request_id, version)

    def _answer(self, request: Message) -> list[AttributeGroup]:
        if request.version[0] not in (1, 2):
            raise _No(Code.VERSION_NOT_SUPPORTED)
        asked = _operation_group(request)
        operations: dict[int, Callable[[AttributeGroup, Message], list[AttributeGroup]]] = {
            Operation.PRINT_JOB: self._print_job,
            Operation.VALIDATE_JOB: self._validate_job,
            Operation.CREATE_JOB: self._create_job,
            Operation.SEND_DOCUMENT: self._send_document,
            Operation.CANCEL_JOB: self._cancel_job,
            Operation.GET_JOB_ATTRIBUTES: self._get_job_attributes,
            Operation.GET_JOBS: self._get_jobs,
            Operation.GET_PRINTER_ATTRIBUTES: self._get_printer_attributes,
        }
        if self.retract is not None:
            operations[self.retract] = self._retract
        if request.code not in operations or request.code in self.lacks:
            raise _No(Code.OPERATION_NOT_SUPPORTED)
        return operations[request.code](asked, request)

    def _retract(self, asked: AttributeGroup, request: Message) -> list[AttributeGroup]:
        self.mechanism.retract()
        return []

    # --- jobs ----------------------------------------------------------------------------------------------------

    def _print_job(self, asked: AttributeGroup, request: Message) -> list[AttributeGroup]:
        _check_document(asked)
        job = self._new_job(asked, request)
        self.mechanism.give(job, request.data)
        return [self._job_group(job)]

    def _validate_job(self, asked: AttributeGroup, request: Message) -> list[AttributeGroup]:
        _check_document(asked)
        return []

    def _create_job(self, asked: AttributeGroup, request: Message) -> list[AttributeGroup]:
        return [self._job_group(self._new_job(asked, request))]

    def _send_document(self, asked: AttributeGroup, request: Message) -> list[AttributeGroup]:
        job = self._job(asked)
        if value(asked, "last-document", bool) is None:
            raise _No(Code.BAD_REQUEST)
        _check_document(asked)
        if job.state != JobState.HELD:
            raise _No(Code.NOT_POSSIBLE)
        self.mechanism.give(job, request.data)
        return [self._job_group(job)]

    def _cancel_job(self, asked: AttributeGroup, request: Message) -> list[AttributeGroup]:
        job = self._job(asked)
        if job.over:
            raise _No(Code.NOT_POSSIBLE)
        self.mechanism.cancel(job)
        return []

    def _get_job_attributes(self, asked: AttributeGroup, request: Message) -> list[AttributeGroup]:
        job = self._job(asked)
        return [AttributeGroup(Group.JOB, tuple(_wanted(self._job_attributes(job), asked)))]

    def _get_jobs(self, asked: AttributeGroup, request: Message) -> list[AttributeGroup]:
        which = value(asked, "which-jobs", str) or "not-completed"
        if which == "completed" and not self.keeps_history:
            raise _No(Code.NOT_FOUND)
        jobs = [job for job in self.mechanism.jobs.values() if which == "all" or job.over == (which == "completed")]
        if which == "completed":
            jobs.sort(key=lambda job: job.ended_at or 0, reverse=True)
        if value(asked, "my-jobs", bool):
            jobs = [job for job in jobs if job.user == value(asked, "requesting-user-name", str)]
        limit = value(asked, "limit", int)
        return [
            AttributeGroup(Group.JOB, tuple(_wanted(self._job_attributes(job), asked, {"job-id", "job-uri"})))
            for job in jobs[:limit]
        ]

    def _new_job(self, asked: AttributeGroup, request: Message) -> Job:
        template = next(iter(request.all(Group.JOB)), AttributeGroup(Group.JOB, ()))
        return self.mechanism.create(
            value(asked, "job-name", str) or "untitled",
            value(asked, "requesting-user-name", str) or "anonymous",
            max(1, min(value(template, "copies", int) or 1, 99)),
            self.staple is not None and self.staple in values(template, "finishings", int),
        )

    def _job(self, asked: AttributeGroup) -> Job:
        job_id = value(asked, "job-id", int)
        if job_id is None:
            uri = value(asked, "job-uri", str) or ""
            last = uri.rpartition("/")[2]
            if not last.isascii() or not last.isdigit():
                raise _No(Code.BAD_REQUEST)
            job_id = int(last[:9])
        job = self.mechanism.jobs.get(job_id)
        if job is None or (job.over and not self.keeps_history):
            raise _No(Code.NOT_FOUND)
        return job

    def _job_group(self, job: Job) -> AttributeGroup:
        shown = {"job-id", "job-uri", "job-uuid", "job-state", "job-state-reasons", "job-state-message"}
        return AttributeGroup(Group.JOB, tuple(each for each in self._job_attributes(job) if each.name in shown))

    def _job_attributes(self, job: Job) -> list[Attribute]:
        counted = job.counted if self.mechanism.counts_sheets else 0
        name = f"{self.uri}/{self.mechanism.booted_at}/{job.job_id}"
        return [
            attribute(Tag.INTEGER, "job-id", job.job_id),
            attribute(Tag.URI, "job-uri", f"{self.uri}/{job.job_id}"),
            attribute(Tag.URI, "job-uuid", f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"),
            attribute(Tag.URI, "job-printer-uri", self.uri),
            attribute(Tag.NAME, "job-name", job.name),
            attribute(Tag.NAME, "job-originating-user-name", job.user),
            attribute(Tag.ENUM, "job-state", int(job.state)),
            attribute(Tag.KEYWORD, "job-state-reasons", *job.reasons),
            attribute(Tag.TEXT, "job-state-message", job.state.name.lower()),
            attribute(Tag.INTEGER, "copies", job.copies),
            attribute(Tag.INTEGER, "job-k-octets", -(-job.size // 1024)),
            attribute(Tag.INTEGER, "job-impressions", job.sheets),
            attribute(Tag.INTEGER, "job-media-sheets", job.sheets),
            attribute(Tag.INTEGER, "job-impressions-completed", counted),
            attribute(Tag.INTEGER, "job-media-sheets-completed", counted),
            attribute(Tag.INTEGER, "job-printer-up-time", self._up_time(self.mechanism.now)),
            attribute(Tag.INTEGER, "time-at-creation", self._up_time(job.created_at)),
            self._time("time-at-processing", job.started_at),
            self._time("time-at-completed", job.ended_at),
        ]

    def _time(self, name: str, at: Ms | None) -> Attribute:
        return attribute(Tag.NO_VALUE, name, None) if at is None else attribute(Tag.INTEGER, name, self._up_time(at))

    def _up_time(self, at: Ms) -> int:
        """Seconds since the printer was switched on; 0 for what happened before, and never 0 for now."""
        return max(0, (at - self.mechanism.booted_at) // 1000 + 1)

    # --- the printer ---------------------------------------------------------------------------------------------

    def _get_printer_attributes(self, asked: AttributeGroup, request: Message) -> list[AttributeGroup]:
        return [AttributeGroup(Group.PRINTER, tuple(_wanted(self._printer_attributes(), asked)))]

    def _state(self) -> tuple[PrinterState, list[str]]:
        """Reasons carry a suffix that depends on the moment, as on many real printers."""
        machine = self.mechanism
        busy = machine.active() is not None
        stems = machine.obstacles()
        stopped = bool(stems) and (busy or stems != ["media-empty"])
        if busy and "media-empty" in stems:
            stems.append("media-needed")
        stems += [
            stem
            for stem, there in (
                ("media-low", 0 < machine.tray <= 20),
                ("toner-low", 0 < machine.toner <= 10),
                ("output-area-almost-full", 0.9 * machine.capacity <= len(machine.output) < machine.capacity),
            )
            if there
        ]
        stems += machine.stapler_trouble()
        stopped = stopped or any(job.state == JobState.STOPPED for job in machine.jobs.values())
        suffix = "-error" if stopped else "-warning" if busy else "-report"
        state = PrinterState.STOPPED if stopped else PrinterState.PROCESSING if busy else PrinterState.IDLE
        return state, [stem + suffix for stem in stems] or ["none"]

    def _printer_attributes(self) -> list[Attribute]:
        machine = self.mechanism
        state, reasons = self._state()
        has = [int(each) for each in (*Operation, self.retract) if each is not None and each not in self.lacks]
        tray = f"type=unRemovableBin;maxcapacity={machine.capacity};remaining={machine.capacity - len(machine.output)};"
        return [
            attribute(Tag.ENUM, "operations-supported", *has),
            attribute(Tag.ENUM, "printer-state", int(state)),
            attribute(Tag.KEYWORD, "printer-state-reasons", *reasons),
            attribute(Tag.TEXT, "printer-state-message", ", ".join(reasons)),
            attribute(Tag.BOOLEAN, "printer-is-accepting-jobs", True),
            attribute(Tag.INTEGER, "queued-job-count", sum(not job.over for job in machine.jobs.values())),
            attribute(Tag.INTEGER, "printer-up-time", self._up_time(machine.now)),
            attribute(Tag.NAME, "marker-names", "Black"),
            attribute(Tag.KEYWORD, "marker-types", "toner"),
            attribute(Tag.INTEGER, "marker-levels", machine.toner),
            attribute(Tag.ENUM, "finishings-supported", 3, *(() if self.staple is None else (self.staple,))),
            attribute(Tag.OCTETS, "printer-output-tray", tray.encode()),
            attribute(Tag.KEYWORD, "media-ready", A4) if machine.tray else attribute(Tag.NO_VALUE, "media-ready", None),
            *_description(self.name, self.uri),
        ]


_decoded = lru_cache(maxsize=16)(decode)


@lru_cache(maxsize=8)
def _description(name: str, uri: str) -> tuple[Attribute, ...]:
    """What never changes while the printer is what it is."""
    page = uri.replace("ipp:", "http:", 1)
    return (
        attribute(Tag.NAME, "printer-name", name),
        attribute(Tag.TEXT, "printer-info", name),
        attribute(Tag.TEXT, "printer-location", ""),
        attribute(Tag.TEXT, "printer-make-and-model", "Emulated A4 Printer"),
        attribute(Tag.URI, "printer-more-info", page),
        attribute(Tag.URI, "printer-uri-supported", uri),
        attribute(Tag.URI, "printer-uuid", f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, uri)}"),
        attribute(Tag.KEYWORD, "uri-authentication-supported", "none"),
        attribute(Tag.KEYWORD, "uri-security-supported", "none"),
        attribute(Tag.KEYWORD, "ipp-versions-supported", "1.1", "2.0"),
        attribute(Tag.CHARSET, "charset-configured", "utf-8"),
        attribute(Tag.CHARSET, "charset-supported", "utf-8"),
        attribute(Tag.LANGUAGE, "natural-language-configured", "en"),
        attribute(Tag.LANGUAGE, "generated-natural-language-supported", "en"),
        attribute(Tag.KEYWORD, "compression-supported", "none"),
        attribute(Tag.MIME_TYPE, "document-format-default", PDF),
        attribute(Tag.MIME_TYPE, "document-format-supported", PDF),
        attribute(Tag.KEYWORD, "pdl-override-supported", "attempted"),
        attribute(Tag.BOOLEAN, "multiple-document-jobs-supported", False),
        attribute(Tag.INTEGER, "multiple-operation-time-out", 120),
        attribute(Tag.KEYWORD, "multiple-operation-time-out-action", "abort-job"),
        attribute(Tag.KEYWORD, "which-jobs-supported", "completed", "not-completed", "all"),
        attribute(Tag.INTEGER, "copies-default", 1),
        attribute(Tag.RANGE, "copies-supported", Range(1, 99)),
        attribute(Tag.KEYWORD, "media-default", A4),
        attribute(Tag.KEYWORD, "media-supported", A4),
        attribute(Tag.KEYWORD, "media-col-supported", "media-size"),
        attribute(Tag.COLLECTION, "media-col-default", (attribute(Tag.COLLECTION, "media-size", A4_SIZE),)),
        attribute(Tag.COLLECTION, "media-size-supported", A4_SIZE),
        attribute(Tag.KEYWORD, "sides-default", "one-sided"),
        attribute(Tag.KEYWORD, "sides-supported", "one-sided"),
        attribute(Tag.KEYWORD, "print-scaling-default", "none"),
        attribute(Tag.KEYWORD, "print-scaling-supported", "none"),
        attribute(Tag.BOOLEAN, "color-supported", False),
        attribute(Tag.RESOLUTION, "printer-resolution-default", Resolution(600, 600, 3)),
        attribute(Tag.RESOLUTION, "printer-resolution-supported", Resolution(600, 600, 3)),
        attribute(Tag.ENUM, "finishings-default", 3),
        attribute(Tag.ENUM, "print-quality-default", 4),
        attribute(Tag.ENUM, "print-quality-supported", 4),
        attribute(Tag.ENUM, "orientation-requested-default", 3),
        attribute(Tag.ENUM, "orientation-requested-supported", 3),
        attribute(Tag.KEYWORD, "output-bin-default", "face-down"),
        attribute(Tag.KEYWORD, "output-bin-supported", "face-down"),
    )


def _operation_group(request: Message) -> AttributeGroup:
    """The checks every request passes first (RFC 8011 sections 4.1.1, 4.1.4 and 4.1.5)."""
    first = request.groups[0] if request.groups else AttributeGroup(Group.END, ())
    names = [each.name for each in first.attributes]
    if (
        request.request_id == 0
        or first.tag != Group.OPERATION
        or names[:2] != ["attributes-charset", "attributes-natural-language"]
        or not {"printer-uri", "job-uri"} & set(names)
    ):
        raise _No(Code.BAD_REQUEST)
    if (value(first, "attributes-charset", str) or "").lower() not in ("utf-8", "us-ascii"):
        raise _No(Code.CHARSET_NOT_SUPPORTED)
    return first


def _check_document(asked: AttributeGroup) -> None:
    if value(asked, "document-format", str) not in (None, PDF, "application/octet-stream"):
        raise _No(Code.DOCUMENT_FORMAT_NOT_SUPPORTED)
    if value(asked, "compression", str) not in (None, "none"):
        raise _No(Code.COMPRESSION_NOT_SUPPORTED)


def _wanted(attributes: list[Attribute], asked: AttributeGroup, default: set[str] | None = None) -> list[Attribute]:
    """Those named in requested-attributes; a group name (``all``, ``job-template``) is taken as everything."""
    names = set(values(asked, "requested-attributes", str)) or default
    groups = {"all", "printer-description", "job-description", "job-template"}
    return [each for each in attributes if names is None or names & groups or each.name in names]
