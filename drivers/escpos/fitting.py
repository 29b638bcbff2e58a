"""The ESC/POS receipt printer of a machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from pydantic import Field

from config.receipt_lines import ReceiptLine
from drivers.device import Bus, Ms
from drivers.emulated import Emulated
from drivers.escpos.emulator import ReceiptPrinterEmulator
from drivers.escpos.encoder import encode, encode_picture, has_all, set_lines
from drivers.escpos.printer import EscPosBus, receipt_ms
from drivers.fitting import Baud, Draw, PrintsReceipts, Start


class EscPos(PrintsReceipts):
    """The printer for receipts and slips (ESC/POS)."""

    section: ClassVar[str] = "receipt"

    columns: int = Field(ge=24, le=64)
    """Of font A: 48 on 80 mm paper, 42 where the head is narrower, 32 on 58 mm paper."""
    text: Literal["code-page", "raster"] = "code-page"
    """``code-page`` for a printer with Korean of its own (KS X 1001): what it has no letters for, such as Vietnamese, is sent in dots all
    the same. ``raster`` sends everything in dots."""
    confirms: bool = True
    """It has ``GS ( H`` and says itself that a receipt is on paper; an older one is asked for its paper sensor instead."""
    baud: Baud = 38_400
    """As it is set at the printer."""

    def bus(self, start: Start) -> Bus:
        return EscPosBus(self.name, confirms=self.confirms, baud=self.baud)

    def time_ms(self, receipt: bytes) -> Ms:
        return receipt_ms(len(receipt), self.baud)

    def emulated(self) -> Emulated:
        printer = ReceiptPrinterEmulator(confirms=self.confirms)
        return Emulated({self.name: printer}, printer)

    def encode(self, lines: Sequence[ReceiptLine], draw: Draw) -> bytes:
        if self.text == "code-page" and has_all(lines):
            return encode(lines, self.columns)
        return encode_picture(draw(set_lines(lines, self.columns), self.columns))


FITTING = EscPos
