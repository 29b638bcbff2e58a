"""The worker that has the kiosk's certificate made anew. The old one stays in use until the new one has worked."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID

from config.credentials import belong_together, own_certificate, private_key
from config.durable import sync_folder, write_durably
from config.settings import CitySettings
from config.trouble import Trouble
from config.vocabulary import RenewalTrouble
from drivers.device import Ms
from kiosk.core.channels import Certified, LookAtCertificate, NotRenewed, RenewCertificate
from kiosk.shell.identity import signing_request
from sync.city.client import CityCall, CityReply
from sync.city.enrolment import NoUse, RenewalReply, renew
from sync.city.transport import CityTransport, Trust

MAX_BYTES = 64_000


class Renewing:
    """Answers `LookAtCertificate` and `RenewCertificate`, for the certificate that the settings name."""

    def __init__(self, city: CitySettings) -> None:
        self._city = city

    def __call__(self, question: LookAtCertificate | RenewCertificate, timeout_ms: Ms) -> Certified | NotRenewed:
        try:
            own = own_certificate(self._city.certificate)
            if isinstance(question, LookAtCertificate):
                return _certified(own)
            return self._renewed(own, timeout_ms // 2)
        except Trouble:
            return NotRenewed(RenewalTrouble.NOT_READ)

    def _renewed(self, own: x509.Certificate, timeout_ms: Ms) -> Certified | NotRenewed:
        key = private_key(self._city.key)
        name = own.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
        told = self._ask(signing_request(key, str(name)), timeout_ms)
        if isinstance(told, NotRenewed):
            return told
        try:
            new = x509.load_pem_x509_certificate(told.certificate.encode())
        except ValueError:
            return NotRenewed(RenewalTrouble.OF_NO_USE)
        if (
            not belong_together(new, key)
            or new.subject != own.subject
            or new.not_valid_after_utc <= own.not_valid_after_utc
        ):
            return NotRenewed(RenewalTrouble.OF_NO_USE)
        place = self._city.certificate
        beside = place.with_name(f".{place.name}.renewed")
        try:
            write_durably(beside, told.certificate.encode(), 0o644)
            if not self._works(beside, timeout_ms):
                beside.unlink()
                return NotRenewed(RenewalTrouble.OF_NO_USE)
            beside.replace(place)
            sync_folder(place.parent)
        except OSError:
            return NotRenewed(RenewalTrouble.NOT_KEPT)
        return _certified(new)

    def _ask(self, request: str, timeout_ms: Ms) -> RenewalReply | NotRenewed:
        asking = renew(request)
        try:
            asking.send(self._wire(self._city.certificate)(next(asking), timeout_ms))
        except OSError:
            return NotRenewed(RenewalTrouble.NOT_READ)
        except StopIteration as end:
            told: RenewalReply | NoUse = end.value
            if isinstance(told, RenewalReply):
                return told
            return NotRenewed(RenewalTrouble.CITY_REFUSED if told.refused else RenewalTrouble.CITY_NOT_REACHED)
        raise AssertionError("one question, one answer")

    def _works(self, certificate: Path, timeout_ms: Ms) -> bool:
        answer = self._wire(certificate)(CityCall("GET", "/v1/sources", b"", MAX_BYTES), timeout_ms)
        return isinstance(answer, CityReply) and answer.status == 200

    def _wire(self, certificate: Path) -> CityTransport:
        return CityTransport(self._city.url, Trust(self._city.ca, certificate, self._city.key))


def _certified(certificate: x509.Certificate) -> Certified:
    return Certified(certificate.not_valid_before_utc, certificate.not_valid_after_utc)
