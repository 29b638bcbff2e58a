"""The keypad's bus: a byte that comes in is a key.

The encoder sends when a key goes down. So that a keypad that nobody touches for days is known to be there, it is asked once a second:
``ENQ`` (05), which it answers with ``ACK`` (06). One that cannot is said to be there when its first key is heard, and nobody knows until
then; nor can anybody tell when it is gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from config.ids import DeviceName
from drivers.device import Command, Event, LineSettings, Ms, State, Status, Step
from drivers.keys import Key, KeyPressed
from drivers.watched import Watched

ENQ, ACK = b"\x05", 0x06
BAUD: Final = 9_600
POLL_MS: Ms = 1_000
REPLY_MS: Ms = 500
USUAL: dict[int, Key] = {
    **{ord(digit): Key(digit) for digit in "0123456789"},
    0x0D: Key.ENTER, 0x1B: Key.CANCEL, 0x08: Key.CLEAR,
    ord("U"): Key.UP, ord("D"): Key.DOWN, ord("L"): Key.LEFT, ord("R"): Key.RIGHT,
    ord("H"): Key.HELP, ord("+"): Key.LOUDER, ord("-"): Key.QUIETER,
}  # fmt: skip
"""Of a keypad without settings of its own: ASCII, with Enter, Escape and Backspace as terminals have them."""


class SerialKeypadBus:
    """Implements `drivers.device.Bus` for one keypad on its own port."""

    def __init__(self, name: DeviceName, keys: Mapping[int, Key], *, answers: bool = True, baud: int = BAUD) -> None:
        self.devices: tuple[DeviceName, ...] = (name,)
        self.line = LineSettings(baud)
        self._name = name
        self._keys = keys
        self._answers = answers
        self._watched = Watched(name)
        self._asked_at: Ms | None = None
        self._next_poll: Ms = 0

    def step(self, now: Ms, received: bytes, commands: Sequence[Command]) -> Step:
        events: list[Event] = []
        for byte in received:
            key = self._keys.get(byte)
            if key or byte == ACK:
                self._asked_at = None
                self._watched.answered()
                events += self._watched.tell(Status(State.ONLINE))
            if key:
                events.append(KeyPressed(self._name, key))
        if not self._answers:
            return Step(b"", tuple(events), None)
        if self._asked_at is not None and now >= self._asked_at + REPLY_MS:
            self._asked_at = None
            events += self._watched.missed()
        to_send = b""
        if now >= self._next_poll:
            to_send, self._asked_at, self._next_poll = ENQ, now, now + POLL_MS
        wake_at = self._next_poll if self._asked_at is None else min(self._next_poll, self._asked_at + REPLY_MS)
        return Step(to_send, tuple(events), wake_at)
