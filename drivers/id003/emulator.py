"""The device side of ID-003: an acceptor with an escrow and a cash box, and the notes themselves.

Where a note is when the power goes is decided by its position, as in the real machine: before the lever it comes back
after the reset, past it it goes into the box, and the acceptor owes a vend valid until somebody acknowledges one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import Enum

from drivers.device import Ms
from drivers.emulated import NoteTaker, NoteTrouble
from drivers.id003.codec import Frame, FrameParser, encode
from drivers.id003.codes import Code, Shown

DRAW_IN_MS = 800
STACK_MS = 600
RETURN_MS = 500
INITIALIZE_MS = 1_500
ESCROW_MS = 10_000
"""A note that nobody decides about is given back after this time."""
UNPOLLED_MS = 3_000


NOTES = {0x61: 1_000, 0x62: 5_000, 0x63: 10_000, 0x64: 50_000}
"""Escrow code to won, as the maker sets it."""
_JAMS = (NoteTrouble.JAM_IN_ACCEPTOR, NoteTrouble.JAM_IN_STACKER, NoteTrouble.FAILURE)


class Place(Enum):
    """Where the one note on its way is."""

    NOWHERE = "nowhere"
    ENTERING = "entering"
    ESCROW = "escrow"
    STACKING = "stacking"
    PAST_LEVER = "past-lever"  # ours; vend valid is owed
    RETURNING = "returning"


_MOVES = {Place.ENTERING: Shown.ACCEPTING, Place.STACKING: Shown.STACKING, Place.RETURNING: Shown.RETURNING}


class NoteAcceptorEmulator(NoteTaker):
    """Implements `drivers.device.Emulator`.

    Attributes:
        trouble: a jam is shown until the acceptor is reset after its cause is gone.
        drop_replies: so many frames are acted on and not answered.
        remembers: it still knows after a power cut of a note that is past the lever; not every make does.
    """

    def __init__(self, notes: Mapping[int, int]) -> None:
        self.box: Counter[int] = Counter()
        self.returned = 0
        self.trouble: NoteTrouble | None = None
        self.plugged = True
        self.drop_replies = 0
        self.remembers = True
        self._shows_jam: NoteTrouble | None = None
        self._notes = notes
        self._parser = FrameParser()
        self._place = Place.NOWHERE
        self._note = 0
        self._until: Ms = 0
        self._owes_vend_valid = 0
        self._show_once: list[Frame] = []
        self._polled_ms: Ms = 0
        self._power_up()

    def _power_up(self) -> None:
        self._shown_at_power_up: Shown | None = Shown.POWER_UP
        if self._place in (Place.ENTERING, Place.ESCROW, Place.RETURNING, Place.STACKING):
            self._shown_at_power_up = Shown.POWER_UP_NOTE_IN_ACCEPTOR
        elif self._place == Place.PAST_LEVER:
            self._shown_at_power_up = Shown.POWER_UP_NOTE_IN_STACKER
            if not self.remembers:
                self._place, self._owes_vend_valid = Place.NOWHERE, 0
        self._initializing_until: Ms | None = None
        self._settings: dict[int, bytes] = {}

    def power_cycle(self, now: Ms, past_lever: bool = False) -> None:
        self._advance(now)
        if past_lever and self._place == Place.STACKING:
            self._stacked()
        self._show_once = []
        self._power_up()

    # -- the person --

    def known(self) -> set[int]:
        return set(self._notes.values())

    def insert_note(self, now: Ms, won: int) -> bool:
        self._advance(now)
        if not (self.plugged and self._ready() and self._place == Place.NOWHERE and self._code(won)):
            self.returned += 1
            return False
        self._place, self._note, self._until = Place.ENTERING, won, now + DRAW_IN_MS
        return True

    def pull_note(self, now: Ms) -> bool:
        self._advance(now)
        if self._place not in (Place.ENTERING, Place.ESCROW):
            return False
        self._gives_back(now, 0x79)
        return True

    def in_path(self) -> int:
        return self._note if self._place != Place.NOWHERE else 0

    @property
    def place(self) -> str:
        return self._place.value

    # -- the mechanics --

    def _code(self, won: int) -> int:
        return next((code for code, value in self._notes.items() if value == won), 0)

    def _ready(self) -> bool:
        inhibited = self._settings.get(Code.INHIBIT, b"\x01") != b"\x00"
        trouble = self.trouble or self._shows_jam
        return self._shown_at_power_up is None and self._initializing_until is None and not inhibited and not trouble

    def _disabled(self, won: int) -> bool:
        return bool(self._settings.get(Code.ENABLE, b"\xff")[0] >> (self._code(won) - 0x61) & 1)

    def _advance(self, now: Ms) -> None:
        if self._initializing_until is not None and now >= self._initializing_until and len(self._settings) == 6:
            self._initializing_until = None
        if self._place in (Place.NOWHERE, Place.PAST_LEVER) or now < self._until or self._shown_at_power_up:
            return
        if self.trouble in _JAMS or self._shows_jam:
            return
        match self._place:
            case Place.ENTERING if self._disabled(self._note) or not self._ready():
                self._gives_back(now, 0x79)
            case Place.ENTERING:
                self._place, self._until = Place.ESCROW, now + ESCROW_MS
            case Place.ESCROW:
                self._gives_back(now, 0x79)
            case Place.STACKING:
                self._stacked()
            case Place.RETURNING:
                self._given_back()

    def _stacked(self) -> None:
        self._place = Place.PAST_LEVER
        self.box[self._note] += 1
        self._owes_vend_valid = self._note

    def _gives_back(self, now: Ms, reason: int) -> None:
        self._place, self._until = Place.RETURNING, now + RETURN_MS
        self._show_once = [Frame(Shown.REJECTING, bytes((reason,)))]

    def _given_back(self) -> None:
        self._place, self._note = Place.NOWHERE, 0
        self.returned += 1

    # -- the line --

    def step(self, now: Ms, received: bytes) -> tuple[bytes, Ms | None]:
        if self._place == Place.ESCROW and now - self._polled_ms > UNPOLLED_MS and self._polled_ms:
            self._gives_back(now, 0x79)
        self._advance(now)
        sent = b""
        for frame in self._parser.feed(now, received) if received else ():
            reply = self._answer(now, frame) if self.plugged else None
            if reply and self.drop_replies:
                self.drop_replies -= 1
            elif reply:
                sent += encode(reply)
        return sent, None

    def _answer(self, now: Ms, frame: Frame) -> Frame | None:
        self._polled_ms = now
        match frame.code:
            case Code.STATUS:
                return self._show()
            case Code.ACK:
                self._acknowledged()
                return None
            case Code.RESET:
                self._reset(now)
                return Frame(Code.ACK)
            case Code.STACK_1 if self._place == Place.ESCROW:
                self._place, self._until = Place.STACKING, now + STACK_MS
                return Frame(Code.ACK)
            case Code.RETURN if self._place == Place.ESCROW:
                self._place, self._until = Place.RETURNING, now + RETURN_MS
                return Frame(Code.ACK)
            case Code.VERSION:
                return Frame(Code.VERSION, b"U(KOR)-10-EM ID003-05V100-01 01JAN26 0000")
            case Code.CURRENCY:
                rows = (bytes((code, 0x52, *_mantissa(won))) for code, won in self._notes.items())
                return Frame(Code.CURRENCY, b"".join(rows))
            case Code.ENABLE | Code.SECURITY | Code.MODE | Code.INHIBIT | Code.DIRECTION | Code.OPTIONS:
                self._settings[frame.code] = frame.data
                return frame
        return Frame(Shown.INVALID_COMMAND)

    def _reset(self, now: Ms) -> None:
        self._shown_at_power_up, self._initializing_until, self._settings = None, now + INITIALIZE_MS, {}
        self._shows_jam = None
        if self._place not in (Place.NOWHERE, Place.PAST_LEVER):
            self._place, self._until = Place.RETURNING, now + RETURN_MS

    def _acknowledged(self) -> None:
        if self._place == Place.PAST_LEVER and self._owes_vend_valid:
            self.acknowledged += self._note
            self._place, self._note, self._owes_vend_valid = Place.NOWHERE, 0, 0
            self._show_once = [Frame(Shown.STACKED)]

    def _show(self) -> Frame:
        if self._shown_at_power_up:
            return Frame(self._shown_at_power_up)
        if self._initializing_until is not None:
            return Frame(Shown.INITIALIZE)
        if self._owes_vend_valid:
            if self._settings.get(Code.OPTIONS, b"\x00")[0] & 0x02:
                return Frame(Shown.VEND_VALID, bytes((self._code(self._owes_vend_valid),)))
            self.acknowledged += self._note
            self._place, self._owes_vend_valid = Place.NOWHERE, 0
        if self.trouble in _JAMS:
            self._shows_jam = self.trouble
        trouble = self.trouble or self._shows_jam
        if trouble:
            return Frame(Shown[trouble.name])
        if self._show_once:
            return self._show_once.pop()
        if self._place is Place.ESCROW:
            return Frame(Shown.ESCROW, bytes((self._code(self._note),)))
        if self._place is not Place.NOWHERE and self._place in _MOVES:
            return Frame(_MOVES[self._place])
        inhibited = self._settings.get(Code.INHIBIT, b"\x01") != b"\x00"
        return Frame(Shown.INHIBITED if inhibited else Shown.IDLING)


def _mantissa(won: int) -> tuple[int, int]:
    power = 0
    while won % 10 == 0 and won:
        won, power = won // 10, power + 1
    return won, power
