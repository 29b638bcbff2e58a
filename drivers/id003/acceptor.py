"""Note acceptor over ID-003: escrow, stack, vend valid.

Vend valid is the only proof that a note is inside. The acceptor repeats it until it is acknowledged, and the driver
acknowledges it only when the kiosk has recorded the credit (`Recorded`); a repeated vend valid of a recorded note is
acknowledged again and credited never. The power-recovery option is always set, so that after a power cut the
acceptor repeats a vend valid that nobody acknowledged.

A note's ``ref`` is made by the kiosk's start and a count (``n<start>.<count>``). A vend valid that the acceptor shows
before this run has seen any escrow belongs to an earlier run; it gets the ref that was told to stack then
(``resume``), so that the credit finds the session that owns it.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from enum import IntEnum

from config.won import Won
from drivers.device import (
    Accept,
    Command,
    Credited,
    Escrowed,
    Identified,
    Level,
    LineSettings,
    Ms,
    NoteInPath,
    Recorded,
    Rejected,
    Return,
    Returned,
    Stack,
    State,
    Status,
)
from drivers.id003.codec import Frame, FrameParser, encode
from drivers.polling import Life, Pause, PolledDevice, PollingBus, Query

REPLY_MS = 300
POLL_MS = 150
"""The protocol asks for a status request every 100 to 200 ms; an escrowed note is given back when polls stop for 3 s."""
INITIALIZE_POLLS = 100
"""An acceptor moves its mechanics for some seconds after a reset."""


class Code(IntEnum):
    """Commands, their replies, and settings."""

    STATUS = 0x11
    RESET = 0x40
    STACK_1 = 0x41
    RETURN = 0x43
    ACK = 0x50
    VERSION = 0x88
    CURRENCY = 0x8A
    ENABLE = 0xC0
    SECURITY = 0xC1
    MODE = 0xC2
    INHIBIT = 0xC3
    DIRECTION = 0xC4
    OPTIONS = 0xC5


class Shown(IntEnum):
    """What the acceptor shows when asked for its status."""

    IDLING = 0x11
    ACCEPTING = 0x12
    ESCROW = 0x13
    STACKING = 0x14
    VEND_VALID = 0x15
    STACKED = 0x16
    REJECTING = 0x17
    RETURNING = 0x18
    HOLDING = 0x19
    INHIBITED = 0x1A
    INITIALIZE = 0x1B
    POWER_UP = 0x40
    POWER_UP_NOTE_IN_ACCEPTOR = 0x41
    POWER_UP_NOTE_IN_STACKER = 0x42
    STACKER_FULL = 0x43
    STACKER_OPEN = 0x44
    JAM_IN_ACCEPTOR = 0x45
    JAM_IN_STACKER = 0x46
    PAUSE = 0x47
    CHEATED = 0x48
    FAILURE = 0x49
    COMMUNICATION_ERROR = 0x4A
    INVALID_COMMAND = 0x4B


_TROUBLE: dict[int, Status] = {
    Shown.STACKER_FULL: Status(State.USER_ERROR, "stacker-full", (("notes", Level.FULL),)),
    Shown.STACKER_OPEN: Status(State.USER_ERROR, "stacker-open"),
    Shown.JAM_IN_ACCEPTOR: Status(State.HARDWARE_ERROR, "jam-in-acceptor"),
    Shown.JAM_IN_STACKER: Status(State.HARDWARE_ERROR, "jam-in-stacker"),
    Shown.PAUSE: Status(State.USER_ERROR, "second-note"),
    Shown.CHEATED: Status(State.FRAUD_ATTEMPT, "cheated"),
    Shown.FAILURE: Status(State.HARDWARE_ERROR, "failure"),
}
_POWER_UP = (Shown.POWER_UP, Shown.POWER_UP_NOTE_IN_ACCEPTOR, Shown.POWER_UP_NOTE_IN_STACKER)
_REJECTS: dict[int, str] = {
    0x71: "insertion", 0x72: "magnetic", 0x73: "note-remaining", 0x74: "calibration", 0x75: "conveying",
    0x76: "denomination", 0x77: "photo-pattern", 0x78: "photo-level", 0x79: "inhibited", 0x7B: "operation",
    0x7C: "remaining-in-stacker", 0x7D: "length", 0x7E: "photo-pattern", 0x7F: "true-note-feature", 0x98: "multiple",
}  # fmt: skip

Asking = Generator[Query | Pause, Frame | None, Frame | None]


class NoteAcceptor(PolledDevice[Frame]):
    """Attributes:
    notes: escrow code (61 to 68 hexadecimal) to value; the acceptor's own table must agree where it has one.
    start: makes this run's refs differ from every other run's.
    resume: ref of the note that an earlier run told to stack and never saw credited, if there is one.
    """

    def __init__(self, name: str, notes: Mapping[int, Won], start: str, resume: str = "") -> None:
        super().__init__(name)
        self._notes = notes
        self._prefix = f"n{start}"
        self._resume = resume
        self._count = 0
        self._wanted: frozenset[Won] = frozenset()
        self._applied: frozenset[Won] | None = None
        self._escrow = ""  # ref of the note between escrow and its end
        self._recorded = ""  # ref of the last note that the kiosk has on its books
        self._last_shown = -1

    def life(self) -> Life[Frame]:
        while True:
            frame = yield from self.ask(Query(encode(Frame(Code.STATUS)), REPLY_MS))
            if frame is None:
                yield Pause(POLL_MS)
                continue
            yield from self._react(frame)
            yield from self._obey_all(frame)
            if self._applied not in (None, self._wanted) and frame.code in (Shown.IDLING, Shown.INHIBITED):
                yield from self._apply_inhibits()
            yield Pause(POLL_MS)
            # What came during the pause answers what was just reported: an acknowledgement must not wait for a poll.
            yield from self._obey_all(frame)

    # -- what it shows --

    def _react(self, frame: Frame) -> Life[Frame]:
        shown, before = frame.code, self._last_shown
        self._last_shown = shown
        if shown in _POWER_UP or shown == Shown.INITIALIZE or self._applied is None:
            if shown == Shown.VEND_VALID:
                self._vend_valid(frame)
            elif shown in (*_POWER_UP, Shown.INITIALIZE, Shown.IDLING, Shown.INHIBITED):
                yield from self._initialize(shown)
            return
        if shown != before and shown in _TROUBLE:
            self.report(_TROUBLE[shown])
        elif shown in (Shown.IDLING, Shown.INHIBITED, Shown.ACCEPTING):
            self.report(Status(State.ONLINE))
        match shown:
            case Shown.ESCROW if shown != before:
                self._escrowed(frame)
            case Shown.VEND_VALID:
                self._vend_valid(frame)
            case Shown.REJECTING if shown != before:
                reason = _REJECTS.get(frame.data[0] if frame.data else 0, "unknown")
                self.events.append(Rejected(self.name, reason))
            case Shown.IDLING | Shown.INHIBITED:
                self._came_to_rest()

    def _escrowed(self, frame: Frame) -> None:
        value = self._notes.get(frame.data[0]) if frame.data else None
        self._count += 1
        self._escrow = f"{self._prefix}.{self._count}"
        if value is None:
            self.commands.append(Return(self.name, self._escrow))
        else:
            self.events.append(Escrowed(self.name, self._escrow, value))

    def _vend_valid(self, frame: Frame) -> None:
        """Reports the credit until the kiosk has recorded it; `Recorded` then sends the acknowledgement."""
        value = self._notes.get(frame.data[0]) if frame.data else None
        if not self._escrow:
            if self._recorded:
                # No new escrow since the recorded note: the acceptor missed our acknowledgement.
                self.commands.append(Recorded(self.name, self._recorded))
                return
            self._count += 1
            self._escrow = self._resume or f"{self._prefix}.{self._count}"
        if value is not None:
            self.events.append(Credited(self.name, self._escrow, value))

    def _came_to_rest(self) -> None:
        """Idle with a note unaccounted for: it was given back, for vend valid would have stayed until acknowledged."""
        if self._escrow:
            self.events.append(Returned(self.name, self._escrow))
            self._escrow = ""

    # -- what it is told --

    def _obey_all(self, frame: Frame) -> Life[Frame]:
        while self.commands:
            yield from self._obey(self.commands.popleft(), frame)

    def _obey(self, command: Command, frame: Frame) -> Life[Frame]:
        match command:
            case Accept():
                self._wanted = command.denominations
            case Stack() if command.ref == self._escrow and frame.code in (Shown.ESCROW, Shown.HOLDING):
                yield from self._command(Code.STACK_1)
            case Return() if command.ref == self._escrow and frame.code in (Shown.ESCROW, Shown.HOLDING):
                yield from self._command(Code.RETURN)
            case Recorded():
                self._recorded = command.ref
                if command.ref == self._escrow:
                    self._escrow, self._resume = "", ""
                if frame.code == Shown.VEND_VALID:
                    yield Query(encode(Frame(Code.ACK)), 0)
            case _:
                pass

    def _command(self, code: Code, data: bytes = b"") -> Asking:
        return (yield from self.ask(Query(encode(Frame(code, data)), REPLY_MS)))

    def _set(self, code: Code, data: bytes) -> Generator[Query | Pause, Frame | None, bool]:
        """A setting; the acceptor repeats it when it has taken it."""
        reply = yield from self._command(code, data)
        return reply == Frame(code, data)

    # -- start --

    def _initialize(self, shown: int) -> Life[Frame]:
        """From power-up to a configured, inhibited acceptor."""
        if shown == Shown.POWER_UP_NOTE_IN_ACCEPTOR:
            self.events.append(NoteInPath(self.name, "acceptor"))
        elif shown == Shown.POWER_UP_NOTE_IN_STACKER:
            self.events.append(NoteInPath(self.name, "stacker"))
        if not (yield from self._identified()):
            return
        if shown != Shown.INITIALIZE:
            reply = yield from self._command(Code.RESET)
            if reply is None or reply.code != Code.ACK:
                return
            for _ in range(INITIALIZE_POLLS):
                yield Pause(POLL_MS)
                frame = yield from self._command(Code.STATUS)
                if frame and frame.code == Shown.INITIALIZE:
                    break
        settings = (
            (Code.ENABLE, b"\x00\x00"), (Code.SECURITY, b"\x00\x00"), (Code.DIRECTION, b"\x00"),
            (Code.OPTIONS, b"\x02\x00"), (Code.MODE, b"\x00"), (Code.INHIBIT, b"\x01"),
        )  # fmt: skip
        for code, data in settings:
            if not (yield from self._set(code, data)):
                return
        self._applied = frozenset()
        self._last_shown = -1

    def _identified(self) -> Generator[Query | Pause, Frame | None, bool]:
        """A looped-back line answers a status request with itself; only an acceptor answers with its version."""
        version = yield from self._command(Code.VERSION)
        if version is None or version.code != Code.VERSION or not version.data:
            self.report(Status(State.HARDWARE_ERROR, "not-a-note-acceptor"))
            return False
        table = yield from self._command(Code.CURRENCY)
        if table is None or table.code != Code.CURRENCY:
            return False
        if not self._table_agrees(table.data):
            self.report(Status(State.HARDWARE_ERROR, "note-table-differs"))
            return False
        if self._applied is None:
            self.events.append(Identified(self.name, version.data.decode("ascii", "replace").strip()))
        return True

    def _table_agrees(self, data: bytes) -> bool:
        """Rows of escrow code, country, value, power of ten; a value of 0 is an unused row."""
        rows = {data[at]: data[at + 2] * 10 ** data[at + 3] for at in range(0, len(data) - 3, 4)}
        return all(rows.get(code) == int(value) for code, value in self._notes.items())

    def _apply_inhibits(self) -> Life[Frame]:
        wanted = self._wanted
        disabled = 0xFF
        for code, value in self._notes.items():
            if value in wanted:
                disabled &= ~(1 << (code - 0x61))
        if (yield from self._set(Code.ENABLE, bytes((disabled, 0)))) and (
            yield from self._set(Code.INHIBIT, b"\x00" if wanted else b"\x01")
        ):
            self._applied = wanted


def id003_bus(acceptor: NoteAcceptor) -> PollingBus[Frame]:
    return PollingBus((acceptor,), LineSettings(9600, "E", 1), FrameParser())
