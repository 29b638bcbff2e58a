"""The receipt printer's bus: status in real time, one receipt at a time, and the printer's own word that it is printed.

Status is asked with ``DLE EOT 1`` to ``4``, which a printer answers even when it is offline. A receipt ends with
``GS ( H`` function 48: the printer repeats the four characters when everything before them is on paper. A printer that
never answers that (older ones lack it) has its receipt called failed: sent is not printed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from enum import Enum

from drivers.device import (
    Command,
    Event,
    Level,
    LineSettings,
    Ms,
    PrintReceipt,
    ReceiptFailed,
    ReceiptPrinted,
    State,
    Status,
    StatusChanged,
    Step,
)

POLL_MS = 1_000
REPLY_MS = 500
MISSES = 3
RECEIPT_MS = 15_000
"""A receipt of thirty lines takes two seconds; a printer that warms up or waits for its head to cool takes longer."""
MAX_BLOCK = 64

_ASK = b"".join(b"\x10\x04" + bytes((n,)) for n in (1, 2, 3, 4))


class _Kind(Enum):
    STATUS = "status"
    BLOCK = "block"


class ReplyParser:
    """Tells the printer's replies apart (one byte of status, blocks from 37 or 5F to 00); drops everything else."""

    def __init__(self) -> None:
        self._block = bytearray()

    def feed(self, data: bytes) -> list[tuple[_Kind, bytes]]:
        found = []
        for byte in data:
            if self._block:
                self._block.append(byte)
                if byte == 0:
                    found.append((_Kind.BLOCK, bytes(self._block)))
                if byte == 0 or len(self._block) > MAX_BLOCK:
                    self._block.clear()
            elif byte in (0x37, 0x5F):
                self._block.append(byte)
            elif byte & 0b1001_0011 == 0b0001_0010:
                found.append((_Kind.STATUS, bytes((byte,))))
        return found


class EscPosBus:
    """Implements `drivers.device.Bus` for one printer on its own port."""

    def __init__(self, name: str) -> None:
        self.devices: tuple[str, ...] = (name,)
        self.line = LineSettings(38_400, "N", 1)
        self._name = name
        self._parser = ReplyParser()
        self._status = Status(State.UNKNOWN)
        self._replies: list[int] = []
        self._asked_ms: Ms | None = None
        self._next_poll: Ms = 0
        self._misses = 0
        self._jobs: deque[PrintReceipt] = deque()
        self._job: PrintReceipt | None = None
        self._job_until: Ms = 0
        self._job_id = b""
        self._count = 0

    def step(self, now: Ms, received: bytes, commands: Sequence[Command]) -> Step:
        events: list[Event] = []
        self._jobs.extend(command for command in commands if isinstance(command, PrintReceipt))
        for kind, data in self._parser.feed(received):
            if kind == _Kind.STATUS and self._asked_ms is not None:
                self._replies.append(data[0])
            elif kind == _Kind.BLOCK and self._job and data == b"\x37\x22" + self._job_id + b"\x00":
                events.append(ReceiptPrinted(self._name, self._job.ref))
                self._job = None
        events += self._read_status(now)
        if self._job and now >= self._job_until:
            events.append(ReceiptFailed(self._name, self._job.ref, self._status.reason or "not-confirmed"))
            self._job = None
        to_send = self._next_bytes(now, events)
        return Step(to_send, tuple(events), self._wake_at())

    def _wake_at(self) -> Ms:
        poll = self._asked_ms + REPLY_MS if self._asked_ms is not None else self._next_poll
        return min(poll, self._job_until) if self._job else poll

    def _next_bytes(self, now: Ms, events: list[Event]) -> bytes:
        """While status is asked for nothing else is sent: replies carry no number, only their order tells them apart."""
        if self._asked_ms is not None:
            return b""
        if self._jobs and self._job is None and self._status.state != State.UNKNOWN:
            job = self._jobs.popleft()
            if self._status.state != State.ONLINE or self._status.level("paper") == Level.OUT:
                events.append(ReceiptFailed(self._name, job.ref, self._status.reason or "out-of-paper"))
                return b""
            self._job, self._job_until = job, now + RECEIPT_MS
            self._count = (self._count + 1) % 10_000
            self._job_id = f"{self._count:04d}".encode()
            return job.data + b"\x1d\x28\x48\x06\x00\x30\x30" + self._job_id
        if now >= self._next_poll:
            self._asked_ms, self._replies = now, []
            return _ASK
        return b""

    def _read_status(self, now: Ms) -> list[Event]:
        if self._asked_ms is None:
            return []
        if len(self._replies) >= 4:
            status = _decode(*self._replies[:4])
            self._misses = 0
        elif now - self._asked_ms >= REPLY_MS:
            self._misses += 1
            if self._misses < MISSES:
                status = self._status
            else:
                status = Status(State.OFFLINE, "no-answer")
        else:
            return []
        self._asked_ms, self._next_poll = None, now + POLL_MS
        if status == self._status:
            return []
        self._status = status
        return [StatusChanged(self._name, status)]


def _decode(printer: int, offline: int, error: int, paper: int) -> Status:
    """The four replies of ``DLE EOT`` 1 to 4."""
    level = Level.OUT if paper & 0x60 == 0x60 else Level.LOW if paper & 0x0C == 0x0C else Level.OK
    supplies = (("paper", level),)
    if offline & 0x04:
        return Status(State.USER_ERROR, "cover-open", supplies)
    if error & 0x08:
        return Status(State.HARDWARE_ERROR, "cutter-error", supplies)
    if error & 0x20:
        return Status(State.HARDWARE_ERROR, "unrecoverable-error", supplies)
    if error & 0x44:
        return Status(State.HARDWARE_ERROR, "recoverable-error", supplies)
    if printer & 0x08 and level != Level.OUT:
        return Status(State.USER_ERROR, "offline", supplies)
    return Status(State.ONLINE, "", supplies)
