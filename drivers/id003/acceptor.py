"""Note acceptor over ID-003: escrow, stack, vend valid.

Vend valid is the only proof that a note is inside. The acceptor repeats it until it is acknowledged, and the driver
acknowledges it only when the kiosk has recorded the credit (`Recorded`); a repeated vend valid of a recorded note is
acknowledged again and credited never. The power-recovery option is always set, so that after a power cut the
acceptor repeats a vend valid that nobody acknowledged.

An answer can come so late that it is taken for the answer to a later question, and tell of the note before. What ends a
note's way, vend valid or rest, is therefore believed when it is shown twice in a row.

A note's ``ref`` is made by the kiosk's start and a count (``n<start>.<count>``). No note is stacked without an order,
and none is drawn in while a vend valid waits. So a note that the acceptor still has at the kiosk's start is the one
last told to stack: if that is not on the books (``resume``) what becomes of it is reported under its old ref, so that it
finds the session that owns it; if it is (``booked``) its vend valid is only acknowledged.
"""

from __future__ import annotations

from collections.abc import Mapping

from config.ids import DeviceName, Ref
from config.vocabulary import NotePlace
from config.won import Won
from drivers.device import (
    Accept,
    Command,
    Credited,
    CreditsLost,
    Escrowed,
    Identified,
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
from drivers.id003.codes import REJECTS, TROUBLE, Code, Shown
from drivers.polling import Pause, PolledDevice, PollingBus, Query, Talk

REPLY_MS = 300
POLL_MS = 150
"""The protocol asks for a status request every 100 to 200 ms; an escrowed note is given back when polls stop for 3 s."""
INITIALIZE_POLLS = 100
"""An acceptor moves its mechanics for some seconds after a reset."""
OTHER_NOTE_MS = 2_000
"""Within this time nobody takes a returned note and has another one drawn in."""
FREE_MS = 10_000
"""A jammed acceptor is reset this often."""
STAYS_MS = 10_000
"""Longer than any way from rest to rest that is not waiting for the kiosk."""
POWER_RECOVERY = b"\x02\x00"
"""Optional function that makes the acceptor repeat, after a power cut, a vend valid that nobody acknowledged."""


_STAYS = (Shown.ESCROW, Shown.HOLDING, Shown.PAUSE)
_JAMMED = (Shown.JAM_IN_ACCEPTOR, Shown.JAM_IN_STACKER, Shown.FAILURE)
_SHOWN = frozenset(Shown) - {Shown.COMMUNICATION_ERROR, Shown.INVALID_COMMAND}
_AT_REST = (Shown.IDLING, Shown.INHIBITED)
_POLL = Query(encode(Frame(Code.STATUS)), REPLY_MS)
_BETWEEN_POLLS = Pause(POLL_MS)
_WELL = Status(State.ONLINE)
_POWER_UP = (Shown.POWER_UP, Shown.POWER_UP_NOTE_IN_ACCEPTOR, Shown.POWER_UP_NOTE_IN_STACKER)


class NoteAcceptor(PolledDevice[Frame]):
    """A bill acceptor, and the note in its path.

    Args:
        notes: escrow code (61 to 68 hexadecimal) to value; the acceptor's own table must agree.
        start: makes this run's refs differ from every other run's.
        resume: ref of the note that an earlier run told to stack and whose fate is not on the books, None if there is none.
        booked: ref of the last note on the books, None if there is none.
    """

    def __init__(
        self,
        name: DeviceName,
        notes: Mapping[int, Won],
        *,
        start: str,
        resume: Ref | None = None,
        booked: Ref | None = None,
    ) -> None:
        super().__init__(name)
        self._notes = notes
        self._prefix = f"n{start}"
        self._resume = resume
        self._booked = booked
        self._count = 0
        self._wanted: frozenset[Won] = frozenset()
        self._applied: frozenset[Won] | None = None  # None until this acceptor has its settings
        self._escrow: Ref | None = None  # ref of the note between escrow and its end
        self._value: Won | None = None  # of that note
        self._decision: Code | None = None  # about that note
        self._decision_due = False
        self._doubt = False  # power or a jam came between the order to stack that note and its end
        self._identity = ""
        self._shown = Frame(Code.STATUS)
        self._shown_ms: Ms = 0
        self._freed_ms: Ms | None = None
        self._accounted_ms: Ms = 0  # when it last was at rest, said what is wrong with it, or waited for the kiosk

    def life(self) -> Talk[Frame, None]:
        while True:
            frame = yield from self.ask(_POLL)
            if frame is not None:
                self._account_for(frame)
                yield from self._react(frame)
                yield from self._act()
            yield _BETWEEN_POLLS
            if self.commands:
                # They answer what was just reported: an acknowledgement must not wait for a poll.
                yield from self._act()

    # -- what it shows --

    def _account_for(self, frame: Frame) -> None:
        """One that shows what the protocol does not know, or is on its way somewhere and never comes there, is out of order."""
        code = frame.code
        waits = self._escrow is not None and self._decision is None
        if code in _AT_REST or code in TROUBLE or waits or not self._accounted_ms:
            self._accounted_ms = self.now
        if code not in _SHOWN:
            self.failed("status-not-known")
            return
        self.passed("status-not-known")
        if self.now - self._accounted_ms >= STAYS_MS and self.status.state in (State.UNKNOWN, State.ONLINE):
            self.report(Status(State.HARDWARE_ERROR, f"stays-at-{Shown(code).name.lower().replace('_', '-')}"))

    def _react(self, frame: Frame) -> Talk[Frame, None]:
        before, gap = self._shown, self.now - self._shown_ms
        self._shown, self._shown_ms = frame, self.now
        shown = frame.code
        if shown in _POWER_UP or shown in _JAMMED:
            # Before the lever a note comes back by itself; everywhere else only vend valid can tell.
            ordered = self._decision == Code.STACK_1 and shown != Shown.POWER_UP_NOTE_IN_ACCEPTOR
            self._doubt = ordered or shown == Shown.POWER_UP_NOTE_IN_STACKER
        if shown in TROUBLE:
            self.report(TROUBLE[shown])
        match shown:
            case Shown.IDLING | Shown.INHIBITED if before.code in _AT_REST:
                self._came_to_rest()
                if self._applied is None:
                    yield from self._initialize(reset=True)
                else:
                    self.report(_WELL)
            case Shown.POWER_UP | Shown.POWER_UP_NOTE_IN_ACCEPTOR | Shown.POWER_UP_NOTE_IN_STACKER:
                self._powered_up(shown)
                yield from self._initialize(reset=True)
            case Shown.INITIALIZE if self._applied is None or before.code != Shown.INITIALIZE:
                yield from self._initialize(reset=False)
            case Shown.VEND_VALID if frame == before:
                self._vend_valid(frame)
            case Shown.ESCROW:
                if frame.data != before.data or before.code not in _STAYS or gap > OTHER_NOTE_MS:
                    self._escrowed(frame)
                self._decision_due = True
            case Shown.HOLDING:
                self._decision_due = True
            case Shown.REJECTING | Shown.RETURNING:
                self._goes_back(frame, before)
            case _ if shown in _JAMMED:
                yield from self._free()

    def _powered_up(self, shown: int) -> None:
        if shown != Shown.POWER_UP:
            where = NotePlace.ACCEPTOR if shown == Shown.POWER_UP_NOTE_IN_ACCEPTOR else NotePlace.STACKER
            self.events.append(NoteInPath(self.name, where))
            self._take_up()
        self._applied = None

    def _take_up(self) -> None:
        """A note is on its way that this run has not seen in escrow: the one an earlier run told to stack."""
        if not self._escrow and self._resume:
            self._escrow, self._resume = self._resume, None

    def _escrowed(self, frame: Frame) -> None:
        if self._escrow:
            self._came_to_rest()  # the note that was there before has been replaced
        self._value = self._notes.get(frame.data[0]) if frame.data else None
        self._take_up()
        if self._escrow or self._applied is None or self._value is None:
            self._escrow, self._decision = self._escrow or self._new_ref(), Code.RETURN
            return
        self._escrow = self._new_ref()
        self.events.append(Escrowed(self.name, self._escrow, self._value))

    def _vend_valid(self, frame: Frame) -> None:
        """Reports the credit until the kiosk has recorded it; `Recorded` then sends the acknowledgement."""
        if not self._escrow:
            self._take_up()
        if not self._escrow and self._booked:
            # No new escrow since the booked note: the acceptor missed our acknowledgement.
            self.commands.append(Recorded(self.name, self._booked))
            return
        self._escrow = self._escrow or self._new_ref()
        value = self._notes.get(frame.data[0]) if frame.data else self._value
        if value is not None:
            self.events.append(Credited(self.name, self._escrow, value))
        else:
            self.events.append(CreditsLost(self.name, 1))
            self.commands.append(Recorded(self.name, self._escrow))

    def _goes_back(self, frame: Frame, before: Frame) -> None:
        if self._applied is None:
            self._take_up()
        if frame.code == Shown.REJECTING and before.code != Shown.REJECTING:
            reason = REJECTS.get(frame.data[0] if frame.data else 0, "unknown")
            self.events.append(Rejected(self.name, reason))

    def _came_to_rest(self) -> None:
        """At rest with a note unaccounted for: it was given back, for vend valid would have stayed until acknowledged.

        After a power cut or a jam that is not certain: somebody may have pulled the note out. Then nothing is
        reported, and the kiosk books it as a doubt.
        """
        if self._escrow and not self._doubt:
            self.events.append(Returned(self.name, self._escrow))
        self._forget()
        self._resume = None

    def _forget(self) -> None:
        self._escrow, self._value, self._decision, self._doubt = None, None, None, False

    def _new_ref(self) -> Ref:
        self._count += 1
        return Ref(f"{self._prefix}.{self._count}")

    # -- what it is told --

    def _act(self) -> Talk[Frame, None]:
        while self.commands:
            yield from self._obey(self.commands.popleft())
        if self._decision_due and self._decision and self._shown.code in (Shown.ESCROW, Shown.HOLDING):
            # Sent again as long as the note is still held: the order or its answer may have been lost.
            self._decision_due = False
            reply = yield from self._command(self._decision)
            self._came_to(reply is not None and reply.code == Code.ACK, "order-to-route-refused")
        if self._applied not in (None, self._wanted) and self._shown.code in _AT_REST:
            yield from self._apply_inhibits()

    def _obey(self, command: Command) -> Talk[Frame, None]:
        match command:
            case Accept():
                self._wanted = command.denominations
            case Stack() if command.ref == self._escrow and self._decision is None:
                self._decision, self._decision_due = Code.STACK_1, True
            case Return() if command.ref == self._escrow and self._decision is None:
                self._decision, self._decision_due = Code.RETURN, True
            case Recorded():
                self._booked = command.ref
                if command.ref == self._escrow:
                    self._forget()
                if self._shown.code == Shown.VEND_VALID and not self._escrow:
                    yield Query(encode(Frame(Code.ACK)), 0)
            case _:
                pass

    def _command(self, code: Code, data: bytes = b"") -> Talk[Frame, Frame | None]:
        return (yield from self.ask(Query(encode(Frame(code, data)), REPLY_MS)))

    def _set(self, code: Code, data: bytes) -> Talk[Frame, bool]:
        """A setting; the acceptor repeats it when it has taken it."""
        taken = (yield from self._command(code, data)) == Frame(code, data)
        self._came_to(taken, f"{code.name.lower()}-refused")
        return taken

    def _came_to(self, well: bool, step: str) -> None:
        if well:
            self.passed(step)
        else:
            self.failed(step)

    def _free(self) -> Talk[Frame, None]:
        """A jam ends with a reset, once the cause is gone; not too often, for each moves the mechanics."""
        if self._freed_ms is None or self.now - self._freed_ms >= FREE_MS:
            self._freed_ms, self._applied = self.now, None
            yield from self._command(Code.RESET)

    # -- start --

    def _initialize(self, reset: bool) -> Talk[Frame, None]:
        """From power-up to a configured, inhibited acceptor. Left half-way it begins again with what is shown next."""
        self._applied = None
        if not (yield from self._identified()):
            return
        if reset:
            reply = yield from self._command(Code.RESET)
            acknowledged = reply is not None and reply.code == Code.ACK
            self._came_to(acknowledged, "reset-refused")
            if not acknowledged:
                return
            for _ in range(INITIALIZE_POLLS):
                yield Pause(POLL_MS, wakes=False)
                frame = yield from self._command(Code.STATUS)
                if frame and frame.code == Shown.INITIALIZE:
                    self._shown = frame
                    break
                if frame and (frame.code in _POWER_UP or frame.code in TROUBLE or frame.code == Shown.VEND_VALID):
                    return
        settings = (
            (Code.ENABLE, b"\xff\x00"), (Code.SECURITY, b"\x00\x00"), (Code.DIRECTION, b"\x00"),
            (Code.OPTIONS, POWER_RECOVERY), (Code.MODE, b"\x00"), (Code.INHIBIT, b"\x01"),
        )  # fmt: skip
        for code, data in settings:
            if not (yield from self._set(code, data)):
                return
        self._applied = frozenset()

    def _identified(self) -> Talk[Frame, bool]:
        """A looped-back line answers a status request with itself; only an acceptor answers with its version."""
        version = yield from self._command(Code.VERSION)
        if version is None or version.code != Code.VERSION or not version.data:
            self.report(Status(State.HARDWARE_ERROR, "not-a-note-acceptor"))
            return False
        table = yield from self._command(Code.CURRENCY)
        if table is None or table.code != Code.CURRENCY:
            self.failed("note-table-unreadable")
            return False
        self.passed("note-table-unreadable")
        if not self._table_agrees(table.data):
            self.report(Status(State.HARDWARE_ERROR, "note-table-differs"))
            return False
        identity = version.data.decode("ascii", "replace").strip()
        if identity != self._identity:
            self._identity = identity
            self.events.append(Identified(self.name, identity))
        return True

    def _table_agrees(self, data: bytes) -> bool:
        """Rows of escrow code, country, value, power of ten; a value of 0 is an unused row."""
        rows = {data[at]: data[at + 2] * 10 ** data[at + 3] for at in range(0, len(data) - 3, 4)}
        return all(rows.get(code) == int(value) for code, value in self._notes.items())

    def _apply_inhibits(self) -> Talk[Frame, None]:
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
