"""The other end of an input device: keys that are pressed and an earphone that is put in, told as the kernel tells it."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.device import Ms
from drivers.emulated import EarphoneSocket, Keypad, ServiceSwitch
from drivers.evdev.codec import (
    DOWN,
    EV_KEY,
    EV_SW,
    KEY_SETUP,
    REPORT,
    SIZE,
    SW_HEADPHONE_INSERT,
    UP,
    USUAL,
    InputEvent,
    encode,
)
from drivers.keys import Key


class _Node:
    """What an input device and the kernel together say on one node."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._asked = 0

    def tell(self, *events: InputEvent) -> None:
        self._waiting += b"".join(map(encode, events)) + REPORT

    def said(self, received: bytes, plugged: bool, switches: tuple[InputEvent, ...] = ()) -> bytes:
        """Whatever is sent is a question; nothing is told while it is out of its socket, nor later of what happened meanwhile."""
        self._asked += len(received)
        if not plugged:
            self._waiting.clear()
            self._asked = 0
        while self._asked >= SIZE:
            self._asked -= SIZE
            self.tell(*switches)
        sent = bytes(self._waiting)
        self._waiting.clear()
        return sent


class HidKeypadEmulator(Keypad):
    """Implements `drivers.device.Emulator`."""

    def __init__(self, keys: Mapping[int, Key] = USUAL) -> None:
        super().__init__()
        self._codes: dict[Key, int] = {}
        for code, key in keys.items():
            self._codes.setdefault(key, code)
        self._node = _Node()

    def press(self, now: Ms, key: Key) -> None:
        self.presses += 1
        code = self._codes.get(key)
        if code is not None:  # a keypad need not have them all
            self._node.tell(InputEvent(EV_KEY, code, DOWN))
            self._node.tell(InputEvent(EV_KEY, code, UP))

    def step(self, now: Ms, received: bytes) -> tuple[bytes, Ms | None]:
        return self._node.said(received, self.plugged), now + self.LOOK_MS


class KeySwitchEmulator(ServiceSwitch):
    """Implements `drivers.device.Emulator`."""

    def __init__(self, code: int = KEY_SETUP) -> None:
        super().__init__()
        self._code = code
        self._node = _Node()

    def turn(self, now: Ms) -> None:
        self._node.tell(InputEvent(EV_KEY, self._code, DOWN))
        self._node.tell(InputEvent(EV_KEY, self._code, UP))

    def step(self, now: Ms, received: bytes) -> tuple[bytes, Ms | None]:
        return self._node.said(received, self.plugged), now + self.LOOK_MS


class JackEmulator(EarphoneSocket):
    """Implements `drivers.device.Emulator`."""

    def __init__(self) -> None:
        super().__init__()
        self._node = _Node()

    def put(self, now: Ms, earphone: bool) -> None:
        if earphone != self.earphone:
            self.earphone = earphone
            self._node.tell(self._switch)

    @property
    def _switch(self) -> InputEvent:
        return InputEvent(EV_SW, SW_HEADPHONE_INSERT, int(self.earphone))

    def step(self, now: Ms, received: bytes) -> tuple[bytes, Ms | None]:
        return self._node.said(received, self.plugged, (self._switch,)), now + self.LOOK_MS
