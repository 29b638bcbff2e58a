"""The device side of a ccTalk bill validator: an escrow, a cash box, and the notes themselves.

Its event buffer does not outlive its power: a note that was on its way when the power went is in the box or back with
the person afterwards, and the validator says nothing of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import Enum

from drivers.cctalk.codec import Checksum
from drivers.cctalk.emulator import AcceptorEmulator
from drivers.device import Ms
from drivers.emulated import NoteTaker, NoteTrouble

BILLS = {1: ("KR0001A", 1_000), 2: ("KR0005A", 5_000), 3: ("KR0010A", 10_000), 4: ("KR0050A", 50_000)}
"""Position in the validator's table to bill id and won, as the maker sets it."""
DRAW_IN_MS = 800
STACK_MS = 600
RETURN_MS = 500
ESCROW_MS = 30_000
"""A note that nobody decides about is given back after this time."""
_FAULTS = {
    NoteTrouble.JAM_IN_ACCEPTOR: 39,
    NoteTrouble.JAM_IN_STACKER: 39,
    NoteTrouble.STACKER_OPEN: 44,
    NoteTrouble.STACKER_FULL: 45,
}
_EVENTS = {
    NoteTrouble.JAM_IN_ACCEPTOR: 6,
    NoteTrouble.JAM_IN_STACKER: 7,
    NoteTrouble.STACKER_OPEN: 11,
    NoteTrouble.STACKER_FULL: 14,
}


class Place(Enum):
    """Where the one note on its way is."""

    NOWHERE = "nowhere"
    ENTERING = "entering"
    ESCROW = "escrow"
    STACKING = "stacking"
    RETURNING = "returning"


class BillValidatorEmulator(NoteTaker, AcceptorEmulator):
    category = b"Bill Validator"

    def __init__(
        self, address: int, serial: int, bills: Mapping[int, tuple[str, int]], factor: int = 1_000,
        *, checksum: Checksum = Checksum.SUM,
    ) -> None:  # fmt: skip
        """``bills``: position to id and won; ``factor``: by which the digits of an id are multiplied."""
        super().__init__(address, serial, checksum=checksum)
        self.box: Counter[int] = Counter()
        self.returned = 0
        self._trouble: NoteTrouble | None = None
        self._bills = bills
        self._factor = factor
        self._place = Place.NOWHERE
        self._bill = 0
        self._until: Ms = 0
        self.reset()

    def reset(self) -> None:
        super().reset()
        self._mode = 0

    def power_cycle(self, now: Ms, past_lever: bool = False) -> None:
        self.advance(now)
        if self._place == Place.STACKING and past_lever:
            self.box[self._won] += 1
        elif self._place != Place.NOWHERE:
            self.returned += 1
        self._place = Place.NOWHERE
        self.reset()

    @property
    def trouble(self) -> NoteTrouble | None:
        return self._trouble

    @trouble.setter
    def trouble(self, trouble: NoteTrouble | None) -> None:
        if trouble and trouble != self._trouble:
            self.buffer.add(0, _EVENTS[trouble])
        elif self._trouble == NoteTrouble.STACKER_OPEN:
            self.buffer.add(0, 12)
        self._trouble = trouble

    def known(self) -> set[int]:
        return {won for _, won in self._bills.values()}

    # -- the person --

    def insert_note(self, now: Ms, won: int) -> bool:
        self.advance(now)
        position = next((each for each, (_, value) in self._bills.items() if value == won), 0)
        if not (self.plugged and self._master and not self._trouble and self._place == Place.NOWHERE and position):
            self.returned += 1
            return False
        self._place, self._bill, self._until = Place.ENTERING, position, now + DRAW_IN_MS
        return True

    def pull_note(self, now: Ms) -> bool:
        self.advance(now)
        if self._place not in (Place.ENTERING, Place.ESCROW):
            return False
        if self._place == Place.ESCROW:
            self.buffer.add(0, 8)
        self._place = Place.NOWHERE
        self.returned += 1
        return True

    def in_path(self) -> int:
        return self._won if self._place != Place.NOWHERE else 0

    @property
    def place(self) -> str:
        return self._place.value

    # -- the mechanics --

    @property
    def _won(self) -> int:
        return self._bills[self._bill][1]

    def advance(self, now: Ms) -> None:
        while self._place != Place.NOWHERE and now >= self._until and not self._trouble:
            match self._place:
                case Place.ENTERING if not self.takes(self._bill):
                    self.buffer.add(0, 4)
                    self._move(Place.RETURNING, RETURN_MS)
                case Place.ENTERING if self._mode & 2:
                    self.buffer.add(self._bill, 1)
                    self._move(Place.ESCROW, ESCROW_MS)
                case Place.ENTERING:
                    self._move(Place.STACKING, STACK_MS)
                case Place.ESCROW:
                    self._move(Place.RETURNING, RETURN_MS)
                case Place.STACKING:
                    self.box[self._won] += 1
                    self.buffer.add(self._bill, 0)
                    self._place = Place.NOWHERE
                case Place.RETURNING:
                    self.returned += 1
                    self.buffer.add(0, 1)
                    self._place = Place.NOWHERE

    def _move(self, place: Place, ms: Ms) -> None:
        self._place, self._until = place, self._until + ms

    def _route(self, now: Ms, way: int) -> bytes:
        if self._place != Place.ESCROW:
            return b"\xfe"
        if way == 255:
            self._until = now + ESCROW_MS
            return b""
        if self._trouble:
            return b"\xff"
        self._until = now
        self._move(*((Place.STACKING, STACK_MS) if way == 1 else (Place.RETURNING, RETURN_MS)))
        return b""

    def command(self, now: Ms, header: int, data: bytes) -> bytes | None:
        match header:
            case 159:
                return self.buffer.data()
            case 157 if len(data) == 1:
                return self._bills.get(data[0], (".......", 0))[0].encode()
            case 156 if data == b"KR":
                return self._factor.to_bytes(2, "little") + b"\x00"
            case 154 if len(data) == 1:
                return self._route(now, data[0])
            case 153 if len(data) == 1:
                self._mode = data[0]
                return b""
            case 152:
                return bytes((self._mode,))
            case 232:
                return bytes((_FAULTS[self._trouble] if self._trouble else 0,))
        return super().command(now, header, data)
