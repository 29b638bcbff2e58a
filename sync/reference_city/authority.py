"""The CA of the kiosks: reads what they ask to have signed, and signs it. Who may ask is decided in `enrolments`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFE = timedelta(days=90)
"""A kiosk that is carried off and never barred is out after that; one whose city is down for a month still gets in."""
EARLIER = timedelta(hours=1)
"""A kiosk's clock may be that much behind the city's."""


class NotSigned(ValueError):
    """The request is none that could be signed. What is wrong with it is told to nobody who knocks."""


def read_request(text: bytes, kiosk: str) -> x509.CertificateSigningRequest:
    """A signing request in PEM for this kiosk, by the holder of its key. It is a stranger's: nothing of it is believed.

    Raises:
        NotSigned: whatever else it is.
    """
    try:
        request = x509.load_pem_x509_csr(text)
        key = request.public_key()
        names = [(each.oid, each.value) for each in request.subject]
        good = (
            isinstance(key, ec.EllipticCurvePublicKey)
            and isinstance(key.curve, ec.SECP256R1)
            and names == [(NameOID.COMMON_NAME, kiosk)]
            and not list(request.extensions)
            and request.is_signature_valid
        )
    except (
        ValueError,
        TypeError,
        UnsupportedAlgorithm,
        x509.InvalidVersion,
        x509.UnsupportedGeneralNameType,
        x509.DuplicateExtension,
    ):
        good = False
    if not good:
        raise NotSigned("no request that can be signed")
    return request


@dataclass(frozen=True)
class KioskAuthority:
    """Attributes:
    certificate, key: its own.
    """

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def sign(self, request: x509.CertificateSigningRequest, kiosk: str, now: datetime) -> x509.Certificate:
        """For as long as `LIFE`, and no longer than the CA itself."""
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, kiosk)]))
            .issuer_name(self.certificate.subject)
            .public_key(request.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(max(now - EARLIER, self.certificate.not_valid_before_utc))
            .not_valid_after(min(now + LIFE, self.certificate.not_valid_after_utc))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(request.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .add_extension(x509.KeyUsage(True, False, False, False, False, False, False, False, False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .sign(self.key, SHA256())
        )
