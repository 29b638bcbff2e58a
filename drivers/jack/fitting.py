"""The earphone's socket of a machine, by the switch of its sound card."""

from __future__ import annotations

from typing import ClassVar

from drivers.device import Bus
from drivers.emulated import Emulated
from drivers.evdev.bus import EvdevBus
from drivers.evdev.emulator import JackEmulator
from drivers.fitting import HasJack, Start


class Jack(HasJack):
    """The socket for an earphone, where the sound card has a switch in it (``SW_HEADPHONE_INSERT``). A machine without this
    section has none that tells: speech begins with the 5 of its keypad."""

    section: ClassVar[str] = "jack"
    only_reports: ClassVar[bool] = True

    def bus(self, start: Start) -> Bus:
        return EvdevBus(self.name, {})

    def emulated(self) -> Emulated:
        jack = JackEmulator()
        return Emulated({self.name: jack}, jack)


FITTING = Jack
