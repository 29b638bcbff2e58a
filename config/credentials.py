"""Certificates and keys from the files that settings name, in PEM or DER, whichever they come in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes, PrivateKeyTypes, PublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from config.barcode_signer import Anchors, is_authority
from config.data_file import LARGEST_FILE, read_whole
from config.problems import Flaw, Problem
from config.trouble import Trouble

DEMO_CA = "DEMONSTRATION CA - trust nothing it signs"
"""What a demonstration's CA is called, whose key anybody can make: no kiosk may trust it."""


class UnusableFileError(Trouble):
    """A file that a setting names cannot be used for what it names it for."""

    def __init__(self, flaw: Flaw, path: Path, **about: object) -> None:
        self._flaw, self._about = flaw, {"path": path, **about}
        super().__init__(self.at("").text())

    def at(self, key: str) -> Problem:
        """``key``: the setting that names it."""
        return Problem(key, self._flaw, self._about)


T = TypeVar("T")


class Opening:
    """Opens what settings name, once, and keeps what cannot be used.

    Attributes:
        problems: found so far.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def __call__(self, key: str, read: Callable[[Path], T], path: Path) -> T | None:
        """What is in the file that the setting ``key`` names; None where that cannot be used."""
        try:
            return read(path)
        except UnusableFileError as error:
            self.problems.append(error.at(key))
            return None


def read_file(path: Path, most: int = LARGEST_FILE) -> bytes:
    """At most so many bytes. Raises `UnusableFileError`."""
    try:
        return read_whole(path, most)
    except FileNotFoundError:
        raise UnusableFileError(Flaw.FILE_MISSING, path) from None
    except OSError as error:
        raise UnusableFileError(Flaw.FILE_UNREADABLE, path, why=error.strerror) from None


def _is_pem(data: bytes) -> bool:
    return b"-----BEGIN " in data


def certificates(path: Path) -> tuple[x509.Certificate, ...]:
    """At least one. Raises `UnusableFileError`."""
    data = read_file(path)
    try:
        if _is_pem(data):
            return tuple(x509.load_pem_x509_certificates(data))
        return (x509.load_der_x509_certificate(data),)
    except ValueError:
        raise UnusableFileError(Flaw.NO_CERTIFICATE, path) from None


def revocations(path: Path) -> tuple[x509.CertificateRevocationList, ...]:
    """What an authority has revoked, in PEM or DER. Raises `UnusableFileError`."""
    data = read_file(path)
    try:
        return (x509.load_pem_x509_crl(data) if _is_pem(data) else x509.load_der_x509_crl(data),)
    except ValueError:
        raise UnusableFileError(Flaw.NO_REVOCATIONS, path) from None


def is_demo_ca(certificates: Iterable[x509.Certificate]) -> bool:
    """Whether any of them is a demonstration's CA, or of one."""
    return any(DEMO_CA in attribute.value for each in certificates for attribute in (*each.subject, *each.issuer))


def seal_key(path: Path) -> ec.EllipticCurvePublicKey:
    """A public key of the city's seal. Raises `UnusableFileError`."""
    data = read_file(path)
    try:
        key: PublicKeyTypes = load_pem_public_key(data) if _is_pem(data) else load_der_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise UnusableFileError(Flaw.NO_PUBLIC_KEY, path) from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise UnusableFileError(Flaw.NOT_P256, path)
    return key


def anchors(path: Path) -> Anchors:
    """What a signed code is believed by: one public key, or certificates. Raises `UnusableFileError`."""
    data = read_file(path)
    if b"-----BEGIN CERTIFICATE" not in data:
        return (seal_key(path),)
    found = certificates(path)
    for each in found:
        key = each.public_key()
        if not is_authority(each) and not (
            isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
        ):
            raise UnusableFileError(Flaw.NOT_P256, path)
    return found


def own_certificate(path: Path) -> x509.Certificate:
    """The first of a chain, in PEM: TLS takes one's own in no other form. Raises `UnusableFileError`."""
    first, *_ = certificates(path)
    if not _is_pem(read_file(path)):
        raise UnusableFileError(Flaw.NOT_PEM, path)
    return first


def private_key(path: Path) -> PrivateKeyTypes:
    """In PEM and without a password: nobody is there to type it. Raises `UnusableFileError`."""
    try:
        return load_pem_private_key(read_file(path), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UnusableFileError(Flaw.NO_PRIVATE_KEY, path) from None


def belong_together(certificate: x509.Certificate, key: PrivateKeyTypes) -> bool:
    return _written(certificate.public_key()) == _written(key.public_key())


def _written(key: CertificatePublicKeyTypes | PublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
