"""Keys and certificates for a demonstration, made at run time. Their CA says what it is, and `kiosk run` refuses it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from config.credentials import DEMO_CA, certificates

DAYS = 2


@dataclass(frozen=True)
class DemoKeys:
    """Paths of the files in one folder."""

    folder: Path

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def signing_key(self) -> Path:
        """The city's private signing key."""
        return self.folder / "city-signing.key"

    @property
    def signing_public(self) -> Path:
        return self.folder / "city-signing.pem"

    @property
    def signer(self) -> Path:
        """The certificate of the barcode signer whose key that is (`config/barcode_signer.py`)."""
        return self.folder / "city-signer.pem"

    def certificate(self, who: str) -> Path:
        """``who`` is ``server`` or ``kiosk``."""
        return self.folder / f"{who}.pem"

    def key(self, who: str) -> Path:
        return self.folder / f"{who}.key"

    def ends(self) -> datetime:
        """When the first of CA and server certificate is no longer valid. Raises `UnusableFileError`."""
        made = (*certificates(self.ca), *certificates(self.certificate("server")))
        return min(each.not_valid_after_utc for each in made)


def make_demo_keys(folder: Path, kiosk: str = "demo-kiosk", signer: str = "KR00") -> DemoKeys:
    """A CA, a server and a kiosk certificate, and the city's signing key with its certificate, in ``folder``.

    The city knows the kiosk by that name; ``signer``: the letters of the city in its signed codes (`City.signer`).
    """
    keys = DemoKeys(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ca_key, signing = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DEMO_CA)])
    ca = _certificate(ca_name, ca_name, ca_key.public_key(), ca_key, ca=True)
    keys.ca.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    for whose, called, usage in (
        ("server", "demo-server", ExtendedKeyUsageOID.SERVER_AUTH), ("kiosk", kiosk, ExtendedKeyUsageOID.CLIENT_AUTH),
    ):  # fmt: skip
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, called)])
        certificate = _certificate(name, ca_name, key.public_key(), ca_key, usage=usage)
        keys.certificate(whose).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        _write_private(keys.key(whose), key)
    who = x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, signer[:2]), x509.NameAttribute(NameOID.COMMON_NAME, signer[2:]),
    ])  # fmt: skip
    barcode_signer = _certificate(who, ca_name, signing.public_key(), ca_key, serial=_short_serial())
    keys.signer.write_bytes(barcode_signer.public_bytes(serialization.Encoding.PEM))
    _write_private(keys.signing_key, signing)
    keys.signing_public.write_bytes(
        signing.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return keys


def _certificate(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, signing: ec.EllipticCurvePrivateKey,
    ca: bool = False, usage: x509.ObjectIdentifier | None = None, serial: int | None = None,
) -> x509.Certificate:  # fmt: skip
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        .add_extension(x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False), critical=True)
    )
    if usage:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(signing, SHA256())


def _short_serial() -> int:
    """Of 40 bits: it is in every signed code."""
    return x509.random_serial_number() % 2**40 + 1


def _write_private(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
