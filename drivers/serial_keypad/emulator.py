"""The keypad's side of its line."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.device import Ms
from drivers.emulated import Keypad
from drivers.keys import Key
from drivers.serial_keypad.keypad import ACK, ENQ, USUAL


class SerialKeypadEmulator(Keypad):
    """Implements `drivers.device.Emulator`."""

    def __init__(self, keys: Mapping[int, Key] = USUAL, *, answers: bool = True) -> None:
        super().__init__()
        self._bytes = {key: byte for byte, key in keys.items()}
        self._answers = answers
        self._waiting = bytearray()

    def press(self, now: Ms, key: Key) -> None:
        self.presses += 1
        if key in self._bytes:  # a keypad need not have them all
            self._waiting.append(self._bytes[key])

    def step(self, now: Ms, received: bytes) -> tuple[bytes, Ms | None]:
        if not self.plugged:
            self._waiting.clear()
            return b"", now + self.LOOK_MS
        if self._answers:
            self._waiting += bytes((ACK,)) * received.count(ENQ)
        sent = bytes(self._waiting)
        self._waiting.clear()
        return sent, now + self.LOOK_MS
