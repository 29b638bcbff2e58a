"""The SMARTRO card terminal of a machine."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from config.problems import Flaw
from config.settings import shaped
from drivers.device import Bus, Ms
from drivers.emulated import Emulated
from drivers.fitting import Baud, ChargesCards, Start
from drivers.smartro.emulator import CardTerminalEmulator
from drivers.smartro.terminal import ANSWER_MS, BAUD, CARD_MS, SmartroBus


class Smartro(ChargesCards):
    """The terminal for payments by card (SMARTRO TL3500/TL3600)."""

    section: ClassVar[str] = "terminal"

    id: Annotated[str, shaped("[!-~]{1,16}", Flaw.TERMINAL_ID_SHAPE)]
    """The one that its operator gave it."""
    answer_ms: Ms = Field(ANSWER_MS, ge=30_000, le=120_000)
    """Longer than the terminal's own longest time for a sale, the card company's included, and well below the 150 s
    after which the kiosk waits no more and makes the amount a claim."""
    card_ms: Ms = Field(CARD_MS, ge=10_000, le=300_000)
    """How long a card is waited for before it is asked for anew."""
    length_field: bool = False
    """The terminal wants 59 bytes for a cancellation, with a length in them, and not 57."""
    baud: Baud = BAUD
    """As it is set at the terminal."""

    def bus(self, start: Start) -> Bus:
        return SmartroBus(
            self.name, self.id, start.wall,
            answer_ms=self.answer_ms, card_ms=self.card_ms, length_field=self.length_field, baud=self.baud,
        )  # fmt: skip

    def emulated(self) -> Emulated:
        terminal = CardTerminalEmulator(self.id)
        return Emulated({self.name: terminal}, terminal)


FITTING = Smartro
