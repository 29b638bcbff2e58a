"""The ESC/POS receipt printer of a machine."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from drivers.device import Bus
from drivers.escpos.printer import EscPosBus
from drivers.fitting import PrintsReceipts, Start


class EscPos(PrintsReceipts):
    """``columns`` of font A: 48 on 80 mm paper, 32 on 58 mm.

    ``text``: ``code-page`` for a printer with Korean of its own (KS X 1001), ``raster`` sends the text in dots.
    """

    section: ClassVar[str] = "receipt"

    columns: int = Field(ge=24, le=64)
    text: Literal["code-page", "raster"] = "code-page"

    @property
    def devices(self) -> tuple[str, ...]:
        return (self.name,)

    def bus(self, start: Start) -> Bus:
        return EscPosBus(self.name)


FITTING = EscPos
