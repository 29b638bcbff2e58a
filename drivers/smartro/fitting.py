"""The SMARTRO card terminal of a machine."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from drivers.device import Bus
from drivers.emulated import Emulated
from drivers.fitting import ChargesCards, Start
from drivers.smartro.emulator import CardTerminalEmulator
from drivers.smartro.terminal import SmartroBus


class Smartro(ChargesCards):
    """The terminal for payments by card (SMARTRO TL3500/TL3600); ``id`` is the one that its operator gave it."""

    section: ClassVar[str] = "terminal"

    id: str = Field(pattern=r"^[!-~]{1,16}$")

    @property
    def devices(self) -> tuple[str, ...]:
        return (self.name,)

    def bus(self, start: Start) -> Bus:
        return SmartroBus(self.name, self.id, start.wall)

    def emulated(self) -> Emulated:
        terminal = CardTerminalEmulator(self.id)
        return Emulated({self.name: terminal}, terminal)


FITTING = Smartro
