"""How a chip proves that it is the one that was issued, and no copy of its files (ICAO Doc 9303 part 11, 6): chip authentication, in
which it agrees on new keys by the private key whose public half was signed with its data, and active authentication, in which it
signs what it is asked to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from asn1crypto import keys
from cryptography.exceptions import InvalidSignature
from ecdsa import BadSignatureError, VerifyingKey
from ecdsa.ellipticcurve import PointJacobi
from ecdsa.util import sigdecode_string

from drivers.smartcard import signature, tlv
from drivers.smartcard.cipher import SUITES, TDES, Suite
from drivers.smartcard.domain import Domain, PointError

PUBLIC_KEY = bytes.fromhex("04007F000702020102")
"""id-PK-ECDH."""
AGREEMENT = bytes.fromhex("04007F000702020302")
"""id-CA-ECDH; the cipher's number follows."""
SIGNING = bytes.fromhex("678108010105")
"""id-icao-mrtd-security-aaProtocolObject."""
PLAIN_ECDSA = bytes.fromhex("04007F0007010104 01")
"""ecdsa-plain (BSI TR-03111, 5.2.1.1); the hash's number follows."""
PLAIN_HASHES = {1: "sha1", 2: "sha224", 3: "sha256", 4: "sha384", 5: "sha512"}
CHALLENGE_SIZE = 8


class ChipError(Exception):
    """The chip's file says nothing that can be used."""


@dataclass(frozen=True)
class Agreement:
    """Chip authentication as DG14 offers it.

    Attributes:
        number: which of several keys; None where the chip has one.
    """

    domain: Domain
    suite: Suite
    public: PointJacobi
    number: int | None = None

    @property
    def oid(self) -> bytes:
        return AGREEMENT + bytes((self.suite.suffix,))

    def session_keys(self, shared: bytes) -> tuple[bytes, bytes]:
        return self.suite.key(shared, 1), self.suite.key(shared, 2)


def agreements(dg14: bytes) -> list[Agreement]:
    """Those that are spoken here, the strongest cipher first; without a word about the cipher it is 3DES.

    Raises:
        TlvError: it is no such file.
    """
    found: list[Agreement] = []
    ciphers: dict[int | None, list[Suite]] = {}
    public: dict[int | None, tuple[Domain, PointJacobi]] = {}
    for oid, fields in _infos(dg14):
        if oid[:-1] == AGREEMENT and oid[-1] in SUITES:
            ciphers.setdefault(_number(fields, 1), []).append(SUITES[oid[-1]])
        elif oid == PUBLIC_KEY and fields:
            try:
                domain, point = signature.on_a_curve(keys.PublicKeyInfo.load(tlv.encode(*fields[0])))
                public[_number(fields, 1)] = domain, domain.decode(point)
            except (PointError, signature.UnsupportedSignatureError, ValueError):
                continue
    for number, (domain, key) in public.items():
        found += [Agreement(domain, suite, key, number) for suite in ciphers.get(number, [TDES])]
    return sorted(found, key=lambda each: -each.suite.suffix)


def _infos(dg14: bytes) -> Iterator[tuple[bytes, list[tuple[int, bytes]]]]:
    """The object identifier and what follows it, of each SecurityInfo."""
    for _, info in tlv.objects(tlv.find(dg14, 0x6E, 0x31)):
        (tag, oid), *fields = list(tlv.objects(info)) or [(0, b"")]
        if tag == 0x06 and oid:
            yield oid, fields


def _number(fields: list[tuple[int, bytes]], at: int) -> int | None:
    """Of the key, where there are several."""
    return int.from_bytes(fields[at][1]) if len(fields) > at and fields[at][0] == 0x02 else None


@dataclass(frozen=True)
class Signer:
    """Active authentication with a key on a curve, as DG15 has it and DG14 says with which hash."""

    domain: Domain
    point: bytes
    hash_name: str

    def check(self, challenge: bytes, signed: bytes) -> None:
        """Raises `InvalidSignature`, also for what is no signature at all."""
        key = VerifyingKey.from_string(self.point, self.domain.curve)
        try:
            key.verify_digest(
                signed, signature.digest(self.hash_name, challenge, old=False), sigdecode_string, allow_truncate=True
            )
        except (BadSignatureError, AssertionError, ValueError):
            raise InvalidSignature from None


def signer(dg15: bytes, dg14: bytes | None) -> Signer:
    """Raises `ChipError`, `TlvError`."""
    try:
        domain, point = signature.on_a_curve(keys.PublicKeyInfo.load(tlv.find(dg15, 0x6F)))
        domain.decode(point)
    except (PointError, signature.UnsupportedSignatureError, ValueError) as error:
        raise ChipError(f"active authentication: {error}") from None
    for oid, fields in _infos(dg14) if dg14 else ():
        if oid == SIGNING and len(fields) == 2 and fields[1][1][:-1] == PLAIN_ECDSA:
            name = PLAIN_HASHES.get(fields[1][1][-1])
            if name in signature.HASHES and name != signature.OLD:
                return Signer(domain, point, name)
    raise ChipError("active authentication: no hash that is spoken here")
