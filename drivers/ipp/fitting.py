"""The A4 printer of a machine, over IPP."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import Field, ValidationInfo, field_validator

from config.address import PrinterUri, over_tls
from config.credentials import Opening, certificates
from config.ids import DeviceName
from config.problems import Flaw, refused
from config.settings import File
from drivers.device import PRINTER_NAME, Ms, Status
from drivers.emulated import Emulated
from drivers.fitting import DialogueFitting
from drivers.ipp.emulator import PrinterEmulator
from drivers.ipp.printer import Printer, PrintTimes

PRINTER = PRINTER_NAME


class Ipp(DialogueFitting):
    """The printer of the certificates, on the network."""

    section: ClassVar[str] = "printer"
    required: ClassVar[bool] = True
    builtin: ClassVar[tuple[DeviceName, ...]] = (PRINTER,)

    uri: PrinterUri
    """Its address: ``ipp://HOST[:PORT]/PATH``, or ``ipps://`` to speak over TLS with a printer whose certificate names that host."""
    ca: File | None = Field(None, validate_default=True)
    """With ``ipps``: the only CA that the printer's certificate may come from, or that very certificate, in PEM or DER."""
    start_ms: Ms = Field(30_000, ge=5_000, le=180_000)
    """For the first sheet: a printer that has to warm up."""
    sheet_ms: Ms = Field(6_000, ge=1_000, le=60_000)
    """For every sheet: a slow laser printer makes ten a minute."""
    stuck_ms: Ms = Field(45_000, ge=0, le=300_000)
    """Beyond that, for a job that waits for paper or a cleared jam: a person may be standing there with paper."""
    cancel_ms: Ms = Field(15_000, ge=1_000, le=60_000)
    """For a job to end that is taken back."""

    @field_validator("ca")
    @classmethod
    def _as_the_uri_wants(cls, ca: Path | None, info: ValidationInfo) -> Path | None:
        uri = info.data.get("uri")
        if uri and over_tls(uri) and not ca:
            raise refused(Flaw.CA_MISSING, uri=uri)
        if uri and ca and not over_tls(uri):
            raise refused(Flaw.CA_IN_VAIN, value=ca, uri=uri)
        return ca

    def open_files(self, opening: Opening) -> None:
        if self.ca:
            opening(f"{self.section}.ca", certificates, self.ca)

    @property
    def times(self) -> PrintTimes:
        return PrintTimes(self.start_ms, self.sheet_ms, self.stuck_ms, self.cancel_ms)

    def status_now(self, timeout_ms: Ms) -> Status:
        from drivers.ipp.transport import IppTransport  # the wire: nothing else here needs it

        return IppTransport(self.uri, self.ca).run(Printer(self.uri).read_status(), timeout_ms)

    def emulated(self) -> Emulated:
        return Emulated({PRINTER: PrinterEmulator("A4")})


FITTING = Ipp
