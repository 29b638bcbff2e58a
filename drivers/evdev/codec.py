"""The kernel's input events (``linux/input.h``), and the codes of those that a kiosk has a use for.

An event is 24 bytes on a machine of 64 bits: seconds and microseconds of 8 each, type and code of 2, value of 4. A report is the
events of one moment, with ``EV_SYN`` behind the last.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from drivers.device import Ms
from drivers.keys import Key

EV_SYN, EV_KEY, EV_SW = 0x00, 0x01, 0x05
EV_MAX = 0x1F
SYN_REPORT, SYN_DROPPED = 0, 3
UP, DOWN, HELD = 0, 1, 2
"""Values of a key. One that is held repeats itself."""
SW_HEADPHONE_INSERT = 2
KEY_SETUP = 141
"""No keyboard for people has it."""

_EVENT = struct.Struct("<qqHHi")
SIZE = _EVENT.size
STALE_MS: Ms = 200
"""The kernel never hands over half an event; half of one that is so old is noise of another line."""

USUAL: dict[int, Key] = {
    # The row of a keyboard, and its number pad.
    **dict(zip((2, 3, 4, 5, 6, 7, 8, 9, 10, 11), map(Key, "1234567890"), strict=True)),
    **dict(zip((79, 80, 81, 75, 76, 77, 71, 72, 73, 82), map(Key, "1234567890"), strict=True)),
    28: Key.ENTER, 96: Key.ENTER, 0x160: Key.ENTER, 0x161: Key.ENTER,  # ENTER, KPENTER, OK, SELECT
    1: Key.CANCEL, 223: Key.CANCEL,  # ESC, CANCEL
    14: Key.CLEAR, 111: Key.CLEAR, 0x163: Key.CLEAR,  # BACKSPACE, DELETE, CLEAR
    103: Key.UP, 108: Key.DOWN, 105: Key.LEFT, 106: Key.RIGHT,
    138: Key.HELP, 59: Key.HELP, 0x166: Key.HELP,  # HELP, F1, INFO
    115: Key.LOUDER, 78: Key.LOUDER, 114: Key.QUIETER, 74: Key.QUIETER,  # VOLUMEUP, KPPLUS, VOLUMEDOWN, KPMINUS
}  # fmt: skip
"""What a keypad without settings of its own sends, by the kernel's code (``KEY_*``)."""


class InputEvent(NamedTuple):
    type: int
    code: int
    value: int


def encode(event: InputEvent) -> bytes:
    """Its time is left out: nothing is decided by it."""
    return _EVENT.pack(0, 0, *event)


REPORT = encode(InputEvent(EV_SYN, SYN_REPORT, 0))
"""The end of a report. Sent to a node it asks how its switches stand; see `drivers/event_node.py`."""


class Parser:
    """Cuts bytes into events."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._fed: Ms = 0

    def feed(self, now: Ms, data: bytes) -> list[InputEvent]:
        if now - self._fed > STALE_MS:
            self._buffer.clear()
        self._fed = now
        self._buffer += data
        found = []
        while len(self._buffer) >= SIZE:
            _, _, type_, code, value = _EVENT.unpack_from(self._buffer)
            del self._buffer[:SIZE]
            if type_ <= EV_MAX:
                found.append(InputEvent(type_, code, value))
        return found
