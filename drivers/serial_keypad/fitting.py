"""The keypad of a machine that is on a serial line."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from config.problems import Flaw
from config.settings import Section, Unique
from drivers.device import Bus
from drivers.emulated import Emulated
from drivers.fitting import Baud, HasKeys, Start
from drivers.keys import Key
from drivers.serial_keypad.emulator import SerialKeypadEmulator
from drivers.serial_keypad.keypad import ACK, BAUD, USUAL, SerialKeypadBus

Code = Annotated[int, Field(ge=0, le=0xFF), Unique(Flaw.CODE_TWICE, "list")]


class SerialKeySettings(Section):
    """A key that sends something else than is usual."""

    byte: Code
    """What it sends."""
    key: Key
    """What it stands for."""


class SerialKeypad(HasKeys):
    """The keypad with tactile keys, where its encoder has a serial line and sends a byte a key (8N1)."""

    section: ClassVar[str] = "serial_keypad"

    keys: tuple[SerialKeySettings, ...] = ()
    """Only those that send something else than is usual: ASCII digits, Enter (0D), Escape (1B), Backspace (08), U, D, L, R for the
    arrows, H for help, + and - for the volume."""
    answers: bool = True
    """It answers ENQ (05) with ACK (06). One that does not is known to be there only when a key of it was pressed."""
    baud: Baud = BAUD
    """As it is set at the encoder."""

    def _bytes(self) -> dict[int, Key]:
        return {byte: key for byte, key in (USUAL | {row.byte: row.key for row in self.keys}).items() if byte != ACK}

    def bus(self, start: Start) -> Bus:
        return SerialKeypadBus(self.name, self._bytes(), answers=self.answers, baud=self.baud)

    def emulated(self) -> Emulated:
        keypad = SerialKeypadEmulator(self._bytes(), answers=self.answers)
        return Emulated({self.name: keypad}, keypad)


FITTING = SerialKeypad
