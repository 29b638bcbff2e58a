"""The keypad of a machine that is a USB keyboard (HID)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from config.problems import Flaw
from config.settings import Section, Unique
from drivers.device import Bus
from drivers.emulated import Emulated
from drivers.evdev.bus import EvdevBus
from drivers.evdev.codec import USUAL
from drivers.evdev.emulator import HidKeypadEmulator
from drivers.fitting import HasKeys, Start
from drivers.keys import Key

Code = Annotated[int, Field(ge=1, le=0x2FF), Unique(Flaw.CODE_TWICE, "list")]


class HidKeySettings(Section):
    """A key that sends something else than is usual."""

    code: Code
    """The kernel's (``KEY_*`` of ``linux/input-event-codes.h``), as ``evtest`` shows it."""
    key: Key
    """What it stands for."""


class HidKeypad(HasKeys):
    """The keypad with tactile keys, where it is a USB keyboard (HID). No other program hears what is typed on it."""

    section: ClassVar[str] = "keypad"
    only_reports: ClassVar[bool] = True

    keys: tuple[HidKeySettings, ...] = ()
    """Only those that send something else than is usual: digits, Enter, Esc, Backspace, arrows, Help or F1, volume."""

    earphone_in: int = Field(0, ge=0, le=0x2FF)
    """The code that a keypad with a socket of its own sends when an earphone goes in, and with ``earphone_out`` when it comes out; 0 for
    a keypad without."""
    earphone_out: int = Field(0, ge=0, le=0x2FF)
    """See ``earphone_in``."""

    def _codes(self) -> dict[int, Key]:
        return USUAL | {row.code: row.key for row in self.keys}

    def bus(self, start: Start) -> Bus:
        plug = (self.earphone_in, self.earphone_out) if self.earphone_in and self.earphone_out else None
        return EvdevBus(self.name, self._codes(), plug)

    def emulated(self) -> Emulated:
        keypad = HidKeypadEmulator(self._codes())
        return Emulated({self.name: keypad}, keypad)


FITTING = HidKeypad
