"""The key switch of a machine, by an input device that sends a key when it is turned."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from drivers.device import Bus
from drivers.emulated import Emulated
from drivers.evdev.bus import EvdevBus
from drivers.evdev.codec import KEY_SETUP
from drivers.evdev.emulator import KeySwitchEmulator
from drivers.fitting import HasKeySwitch, Start


class KeySwitch(HasKeySwitch):
    """A key switch behind the door, or a button that nobody finds: turned, it opens the machine's own pages as the hidden place of the
    screen does, and number and PIN are asked all the same. It is an encoder that calls itself a keyboard (HID), or one of the
    computer's own inputs (gpio-keys)."""

    section: ClassVar[str] = "key_switch"
    only_reports: ClassVar[bool] = True

    code: int = Field(KEY_SETUP, ge=1, le=0x2FF)
    """What it sends when it is turned: the kernel's code (``KEY_*`` of ``linux/input-event-codes.h``), as ``evtest`` shows it."""

    def bus(self, start: Start) -> Bus:
        return EvdevBus(self.name, {}, service=self.code)

    def emulated(self) -> Emulated:
        switch = KeySwitchEmulator(self.code)
        return Emulated({self.name: switch}, switch)


FITTING = KeySwitch
