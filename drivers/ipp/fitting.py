"""The A4 printer of a machine, over IPP."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import Field, ValidationInfo, field_validator

from config.address import PrinterUri, over_tls
from config.credentials import Opening, certificates
from config.fingerprint import Fingerprint
from config.ids import DeviceName
from config.problems import Flaw, refused
from config.settings import File
from drivers.device import PRINTER_NAME, Ms, Status
from drivers.emulated import Emulated
from drivers.fitting import DialogueFitting
from drivers.ipp.binding import Staple, finishing
from drivers.ipp.emulator import PrinterEmulator
from drivers.ipp.printer import Printer
from drivers.ipp.times import PrintTimes

PRINTER = PRINTER_NAME


class Ipp(DialogueFitting):
    """The printer of the certificates, on the network."""

    section: ClassVar[str] = "printer"
    required: ClassVar[bool] = True
    builtin: ClassVar[tuple[DeviceName, ...]] = (PRINTER,)

    uri: PrinterUri
    """Its address: ``ipp://HOST[:PORT]/PATH``, or ``ipps://`` to speak over TLS, which wants ``ca`` or ``fingerprint``."""
    ca: File | None = None
    """With ``ipps``: the only CA that the printer's certificate may come from, or that very certificate, in PEM or DER. It must
    name the host."""
    fingerprint: Fingerprint | None = Field(None, validate_default=True)
    """With ``ipps``, in place of ``ca``: the SHA-256 of the one certificate that the printer may show, whatever that says of name and
    dates. ``kiosk fingerprint URI`` shows it, for a person to compare with what the printer itself says."""
    start_ms: Ms = Field(30_000, ge=5_000, le=180_000)
    """For the first sheet: a printer that has to warm up."""
    sheet_ms: Ms = Field(6_000, ge=1_000, le=60_000)
    """For every sheet: a slow laser printer makes ten a minute."""
    stuck_ms: Ms = Field(45_000, ge=0, le=300_000)
    """Beyond that, for a job that waits for paper or a cleared jam: a person may be standing there with paper."""
    cancel_ms: Ms = Field(15_000, ge=1_000, le=60_000)
    """For a job to end that is taken back."""
    staple: Staple | None = None
    """How it binds a document of several sheets (PWG 5100.1); ``staple-dual-left`` is two staples along the left edge. Left out, or where
    the printer does not have it, such a paper comes out unbound, and whoever pays is told before."""
    senses_outlet: bool = False
    """It looks, by a sensor, what lies in its outlet, and says so in ``printer-output-tray``. One that counts what came out, or always
    says the same, does not."""
    retract: int | None = Field(None, ge=0x4000, le=0x7FFF)
    """Its maker's own operation that draws what lies in the outlet back into a locked bin; used where the printer says that it has
    it. Without ``senses_outlet`` nobody would know when."""

    @field_validator("retract")
    @classmethod
    def _not_blindly(cls, retract: int | None, info: ValidationInfo) -> int | None:
        if retract is not None and info.data.get("senses_outlet") is False:
            raise refused(Flaw.RETRACT_BLIND)
        return retract

    @field_validator("ca")
    @classmethod
    def _not_in_vain(cls, ca: Path | None, info: ValidationInfo) -> Path | None:
        uri = info.data.get("uri")
        if uri and ca and not over_tls(uri):
            raise refused(Flaw.CA_IN_VAIN, value=ca, uri=uri)
        return ca

    @field_validator("fingerprint")
    @classmethod
    def _somebody_to_trust(cls, pinned: str | None, info: ValidationInfo) -> str | None:
        if "uri" not in info.data or "ca" not in info.data:
            return pinned  # there is something else to be put right first
        uri, ca = info.data["uri"], info.data["ca"]
        if over_tls(uri) and not ca and not pinned:
            raise refused(Flaw.CA_MISSING, uri=uri)
        if pinned and not over_tls(uri):
            raise refused(Flaw.CA_IN_VAIN, value=pinned, uri=uri)
        if pinned and ca:
            raise refused(Flaw.CA_BESIDE_PIN)
        return pinned

    @property
    def printer(self) -> Printer:
        return Printer(self.uri, staple=finishing(self.staple) if self.staple else None, retract=self.retract)

    def open_files(self, opening: Opening) -> None:
        if self.ca:
            opening(f"{self.section}.ca", certificates, self.ca)

    @property
    def times(self) -> PrintTimes:
        return PrintTimes(self.start_ms, self.sheet_ms, self.stuck_ms, self.cancel_ms)

    def status_now(self, timeout_ms: Ms) -> Status:
        from drivers.ipp.transport import IppTransport  # the wire: nothing else here needs it

        return IppTransport(self.uri, self.ca, self.fingerprint).run(self.printer.read_status(), timeout_ms)

    def emulated(self) -> Emulated:
        return Emulated({PRINTER: PrinterEmulator("A4", retract=self.retract, staple=self.printer.staple)})


FITTING = Ipp
