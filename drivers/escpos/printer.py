"""The receipt printer's bus: status in real time, one receipt at a time, and the printer's own word that it is printed.

Status is asked with ``DLE EOT 1`` to ``4``, which a printer answers even when it is offline. A receipt ends with
``GS ( H`` function 48: the printer repeats its four characters when everything before them is on paper. An older
printer that lacks it is asked with ``GS r 1`` instead, which it answers in its turn, when it has worked off what came
before; then its paper must not have ended meanwhile. Sent is not printed: a receipt without its answer has failed, and
what the printer still holds of it is deleted, so that it does not come out for the next person.

A receipt in dots is on the line for many seconds: so long nothing else is asked, and no time runs against the printer. One
that leaves two receipts in a row unconfirmed, though it says that it is well, gets no more until somebody has looked
at it: opened its cover or switched it off.
"""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Sequence
from enum import Enum

from config.ids import DeviceName, SlipId
from config.vocabulary import ReceiptResult
from drivers.device import (
    BITS_A_BYTE,
    NEVER_SEEN,
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
    Step,
)
from drivers.watched import MISSES, Watched

POLL_MS = 1_000
REPLY_MS = 500
RECEIPT_MS = 15_000
"""From the line's end of it: a receipt of thirty lines takes two seconds; a printer that warms up or waits for its head to cool
takes longer."""
UNCONFIRMED = 2
"""Receipts in a row that a printer which is well may leave unconfirmed."""
MAX_BLOCK = 64

_ASK = b"".join(b"\x10\x04" + bytes((n,)) for n in (1, 2, 3, 4))
_CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8: real time, deletes what is not printed yet
_SEND_PAPER = b"\x1d\x72\x01"
_UNREADABLE = Status(State.HARDWARE_ERROR, "status-unreadable")
_IN_PART = Status(State.HARDWARE_ERROR, "status-in-part")


class Kind(Enum):
    """What a printer says unasked or asked, told apart by its bits."""

    STATUS = "status"  # 0xx1xx10, answers DLE EOT
    BLOCK = "block"  # 37 or 5F, up to 00
    PLAIN = "plain"  # 0xx0xxxx, answers GS r


class ReplyParser:
    """Tells the printer's replies apart; drops everything else, flow control and automatic status included."""

    def __init__(self) -> None:
        self._block = bytearray()
        self._automatic = 0  # bytes of an automatic status that are still to come

    def feed(self, data: bytes) -> list[tuple[Kind, bytes]]:
        found = []
        for byte in data:
            if self._block:
                self._block.append(byte)
                if byte == 0:
                    found.append((Kind.BLOCK, bytes(self._block)))
                if byte == 0 or len(self._block) > MAX_BLOCK:
                    self._block.clear()
            elif byte in (0x37, 0x5F):
                self._block.append(byte)
            elif byte & 0b1001_0011 == 0b0001_0010:
                found.append((Kind.STATUS, bytes((byte,))))
            elif byte & 0b1001_0011 == 0b0001_0000:
                self._automatic = 3
            elif byte & 0b1001_0000 == 0:
                if self._automatic:
                    self._automatic -= 1
                else:
                    found.append((Kind.PLAIN, bytes((byte,))))
        return found


class EscPosBus:
    """Implements `drivers.device.Bus` for one printer on its own port.

    Attributes:
        confirms: the printer has ``GS ( H``.
    """

    def __init__(self, name: DeviceName, *, confirms: bool = True, baud: int = 38_400) -> None:
        self.devices: tuple[DeviceName, ...] = (name,)
        self.line = LineSettings(baud, "N", 1)
        self.confirms = confirms
        self._name = name
        self._parser = ReplyParser()
        self._watched = Watched(name)
        self._replies: list[int] = []
        self._asked_ms: Ms | None = None
        self._next_poll: Ms = 0
        self._jobs: deque[PrintReceipt] = deque()
        self._job: PrintReceipt | None = None
        self._job_until: Ms = 0
        self._clear = False
        self._line_free_at: Ms = 0
        self._unconfirmed = 0
        self._parts = (
            0  # times in a row that it answered some of the four questions, or all of them with something else
        )
        self._heard = False  # since the last question, whatever it was

    def step(self, now: Ms, received: bytes, commands: Sequence[Command]) -> Step:
        events: list[Event] = []
        self._jobs.extend(command for command in commands if isinstance(command, PrintReceipt))
        self._heard = self._heard or bool(received)
        for kind, data in self._parser.feed(received) if received else ():
            if kind == Kind.STATUS and self._asked_ms is not None:
                self._replies.append(data[0])
            elif self._job and self._ends(kind, data, self._job):
                events.append(ReceiptPrinted(self._name, self._job.ref))
                self._job, self._unconfirmed = None, 0
        events += self._read_status(now)
        if self._job and now >= self._job_until:
            status = self._watched.status
            events.append(ReceiptFailed(self._name, self._job.ref, _result(status, ReceiptResult.NOT_CONFIRMED)))
            self._job, self._clear = None, True
            if status.state == State.ONLINE:
                self._unconfirmed += 1
                events += self._tell(status)
        to_send = self._next_bytes(now, events)
        return Step(to_send, tuple(events), self._wake_at())

    def _ends(self, kind: Kind, data: bytes, job: PrintReceipt) -> bool:
        if self.confirms:
            return kind == Kind.BLOCK and data == b"\x37\x22" + end_mark(job.ref) + b"\x00"
        return kind == Kind.PLAIN and not data[0] & 0b1100

    def _wake_at(self) -> Ms:
        poll = self._asked_ms + REPLY_MS if self._asked_ms is not None else self._next_poll
        return min(poll, self._job_until) if self._job else poll

    def _next_bytes(self, now: Ms, events: list[Event]) -> bytes:
        """While status is asked for nothing else is sent: replies carry no number, only their order tells them apart."""
        if self._asked_ms is not None:
            return b""
        if self._clear and self._watched.status.state != State.OFFLINE:
            # Where the line was down this waits: it is what was sent before that must not come out.
            self._clear = False
            return _CLEAR
        if self._jobs and self._job is None and self._watched.status != NEVER_SEEN:
            job = self._jobs.popleft()
            if self._watched.status.state != State.ONLINE:
                events.append(
                    ReceiptFailed(self._name, job.ref, _result(self._watched.status, ReceiptResult.NO_ANSWER))
                )
                return b""
            end = b"\x1d\x28\x48\x06\x00\x30\x30" + end_mark(job.ref) if self.confirms else _SEND_PAPER
            data = job.data + end
            self._line_free_at = now + line_ms(len(data), self.line.baud)
            self._job, self._job_until = job, self._line_free_at + RECEIPT_MS
            self._next_poll = max(self._next_poll, self._line_free_at)  # asked behind it, it would answer too late
            return data
        if now >= self._next_poll:
            self._asked_ms, self._replies, self._heard = now, [], False
            return _ASK
        return b""

    def _read_status(self, now: Ms) -> tuple[Event, ...]:
        if self._asked_ms is None:
            return ()
        if len(self._replies) >= 4:
            self._watched.answered()
            self._parts = 0
            news = self._tell(_decode(*self._replies[:4]))
        elif now - self._asked_ms < REPLY_MS:
            return ()
        elif self._heard:
            self._watched.answered()
            self._parts += 1
            news = self._watched.tell(_IN_PART if self._replies else _UNREADABLE) if self._parts >= MISSES else ()
        else:
            self._unconfirmed = 0
            news = self._watched.missed()
        self._asked_ms, self._next_poll = None, now + POLL_MS
        return news

    def _tell(self, status: Status) -> tuple[Event, ...]:
        """What it says of itself, and that it has left receipts unconfirmed since somebody last looked at it."""
        if status.state != State.ONLINE:
            self._unconfirmed = 0
        elif self._unconfirmed >= UNCONFIRMED:
            status = Status(State.HARDWARE_ERROR, ReceiptResult.NOT_CONFIRMED, status.supplies)
        return self._watched.tell(status)


def line_ms(size: int, baud: int) -> Ms:
    """How long so many bytes are on the line."""
    return size * BITS_A_BYTE * 1_000 // baud


def receipt_ms(size: int, baud: int) -> Ms:
    """Within which a receipt of so many bytes is printed or has failed."""
    return line_ms(size, baud) + RECEIPT_MS + POLL_MS + REPLY_MS


def end_mark(ref: SlipId) -> bytes:
    """Four printable characters that stand for this receipt: no earlier receipt's answer may confirm it."""
    number = zlib.crc32(ref.encode())
    return bytes(0x21 + number // 90**place % 90 for place in range(4))


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
    if level == Level.OUT or offline & 0x20:
        return Status(State.USER_ERROR, "paper-out", (("paper", Level.OUT),))
    if printer & 0x08:
        return Status(State.USER_ERROR, "offline", supplies)
    return Status(State.ONLINE, "", supplies)


def _result(status: Status, otherwise: ReceiptResult) -> ReceiptResult:
    """Why a receipt did not come out of a printer in this state; ``otherwise`` where its state has no word for it."""
    return next((result for result in ReceiptResult if result == status.reason), otherwise)
