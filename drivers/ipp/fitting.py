"""The A4 printer of a machine, over IPP."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from drivers.emulated import Emulated
from drivers.fitting import Fitting
from drivers.ipp.emulator import PrinterEmulator

PRINTER = "printer"


class Ipp(Fitting):
    """The printer of the certificates, on the network."""

    section: ClassVar[str] = "printer"
    required: ClassVar[bool] = True

    uri: str = Field(pattern=r"^ipps?://")

    @property
    def devices(self) -> tuple[str, ...]:
        return (PRINTER,)

    def emulated(self) -> Emulated:
        return Emulated({PRINTER: PrinterEmulator("A4")})


FITTING = Ipp
