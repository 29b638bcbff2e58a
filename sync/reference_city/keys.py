"""The city's keys, in one folder: made by an admin for a city, or at run time for a demonstration.

A demonstration's CA says what it is, and `kiosk run` refuses it. Servers and kiosks have CAs of their own: whoever gets at the key by
which kiosks are let in cannot make a server that they believe. The public page and the door never read that key.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from config.credentials import DEMO_CA, certificates
from sync.reference_city.readings import Marks

DAYS = 2
CITY_DAYS = 3_650
"""A city's own CAs. What they sign is for a year, kiosks' certificates for less."""
SERVER_DAYS = 397
MARKS_SIZE = 32
KIOSKS_CA = "kiosks of "
"""How the name of the kiosks' CA begins, before that of the city's."""


@dataclass(frozen=True)
class CityKeys:
    """Paths of the files in one folder."""

    folder: Path

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def ca_key(self) -> Path:
        """Of a city's own; no server reads it."""
        return self.folder / "ca.key"

    @property
    def kiosks_ca(self) -> Path:
        """Who signs kiosks' certificates."""
        return self.folder / "kiosks-ca.pem"

    @property
    def kiosks_ca_key(self) -> Path:
        return self.folder / "kiosks-ca.key"

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

    @property
    def marks(self) -> Path:
        """By which people are named in the city's books (`sync.reference_city.readings`); whoever has it can look a number up there."""
        return self.folder / "marks.key"

    def certificate(self, who: str) -> Path:
        """``who`` is ``server`` or ``kiosk``."""
        return self.folder / f"{who}.pem"

    def key(self, who: str) -> Path:
        return self.folder / f"{who}.key"

    def ends(self) -> datetime:
        """When the first of CAs and server certificate is no longer valid. Raises `UnusableFileError`."""
        made = [each for path in (self.ca, self.kiosks_ca, self.certificate("server")) for each in certificates(path)]
        return min(each.not_valid_after_utc for each in made)


def make_demo_keys(folder: Path, kiosk: str = "demo-kiosk", signer: str = "KR00") -> CityKeys:
    """All that a city has, and a kiosk's certificate, in ``folder``.

    The city knows the kiosk by that name; ``signer``: the letters of the city in its signed codes (`City.signer`).
    """
    keys = CityKeys(folder)
    _, kiosks = _make(keys, DEMO_CA, signer, LOOPBACK, DAYS, DAYS)
    client = _issue(kiosks, _called(kiosk), keys.key("kiosk"), DAYS, ExtendedKeyUsageOID.CLIENT_AUTH, LOOPBACK)
    _write(keys.certificate("kiosk"), client)
    return keys


def make_city_keys(folder: Path, name: str, signer: str, hosts: tuple[str, ...]) -> CityKeys:
    """A city's own, called by its ``name``, for a server that is reached by these names and addresses."""
    keys = CityKeys(folder)
    ca, _ = _make(keys, name, signer, hosts, CITY_DAYS, SERVER_DAYS)
    _write_private(keys.ca_key, ca.key)
    return keys


def load_private_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """Raises `ValueError` or `OSError`."""
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path}: not an elliptic-curve key")
    return key


def load_marks(path: Path) -> Marks:
    """Made where there is none yet: keys of before 0.2.0 have none. Raises `ValueError` or `OSError`."""
    if not path.exists():
        _make_marks(path)
    key = bytes.fromhex(path.read_text("ascii").strip())
    if len(key) != MARKS_SIZE:
        raise ValueError(f"{path}: no key of {MARKS_SIZE} bytes")
    return Marks(key)


def _make_marks(path: Path) -> None:
    """Whole or not at all; where two do it at a time, both find the first one's."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with open(handle, "w", encoding="ascii") as made:
        made.write(secrets.token_hex(MARKS_SIZE))
    with suppress(FileExistsError):
        os.link(name, path)
    os.unlink(name)


LOOPBACK = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class _Issuer:
    name: x509.Name
    key: ec.EllipticCurvePrivateKey


def _make(
    keys: CityKeys, name: str, signer: str, hosts: tuple[str, ...], ca_days: int, days: int
) -> tuple[_Issuer, _Issuer]:
    """Both CAs, of which that of the kiosks stays, the server's certificate, and the signing key with its own."""
    keys.folder.mkdir(parents=True, exist_ok=True)
    ca, kiosks = (_Issuer(_called(called), _new_key()) for called in (name, f"{KIOSKS_CA}{name}"[:64]))
    for each, path in ((ca, keys.ca), (kiosks, keys.kiosks_ca)):
        _write(path, _certificate(each.name, each, each.key.public_key(), ca_days, ca=True))
    _write_private(keys.kiosks_ca_key, kiosks.key)
    server = _issue(ca, _called(hosts[0]), keys.key("server"), days, ExtendedKeyUsageOID.SERVER_AUTH, hosts)
    _write(keys.certificate("server"), server)
    signing = _new_key()
    who = x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, signer[:2]), x509.NameAttribute(NameOID.COMMON_NAME, signer[2:]),
    ])  # fmt: skip
    _write(keys.signer, _certificate(who, ca, signing.public_key(), days, serial=_short_serial()))
    _write_private(keys.signing_key, signing)
    keys.signing_public.write_bytes(
        signing.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return ca, kiosks


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _issue(
    issuer: _Issuer, subject: x509.Name, key_file: Path, days: int, usage: x509.ObjectIdentifier, hosts: tuple[str, ...]
) -> x509.Certificate:
    """With a new key, which goes into that file."""
    key = _new_key()
    _write_private(key_file, key)
    return _certificate(subject, issuer, key.public_key(), days, usage=usage, hosts=hosts)


def _certificate(
    subject: x509.Name, issuer: _Issuer, public: ec.EllipticCurvePublicKey, days: int,
    ca: bool = False, usage: x509.ObjectIdentifier | None = None, hosts: tuple[str, ...] = (), serial: int | None = None,
) -> x509.Certificate:  # fmt: skip
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.name)
        .public_key(public)
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        .add_extension(x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False), critical=True)
    )
    if usage:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        builder = builder.add_extension(x509.SubjectAlternativeName([_host(each) for each in hosts]), critical=False)
    return builder.sign(issuer.key, SHA256())


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write(path: Path, certificate: x509.Certificate) -> None:
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _short_serial() -> int:
    """Of 40 bits: it is in every signed code."""
    return x509.random_serial_number() % 2**40 + 1


def _write_private(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
