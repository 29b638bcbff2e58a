"""Active authentication: the chip signs what it is asked to, with a key whose public half was signed with its data
(ICAO Doc 9303 part 11, 6.1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from ecdsa import BadSignatureError, VerifyingKey
from ecdsa.util import sigdecode_string

from config.chip_card import signature, tlv
from config.chip_card.domain import Domain, PointError

SIGNING = bytes.fromhex("678108010105")
"""id-icao-mrtd-security-aaProtocolObject."""
PLAIN_ECDSA = bytes.fromhex("04007F0007010104 01")
"""ecdsa-plain (BSI TR-03111, 5.2.1.1); the hash's number follows."""
PLAIN_HASHES = {1: "sha1", 2: "sha224", 3: "sha256", 4: "sha384", 5: "sha512"}
CHALLENGE_SIZE = 8
_PARTIAL, _SHA1 = 0x6A, 0xBC
_TRAILERS = {b"\x38\xcc": "sha224", b"\x34\xcc": "sha256", b"\x36\xcc": "sha384", b"\x35\xcc": "sha512"}
"""How what is signed begins, and how it ends: by its hash. That SHA-1 has collisions helps nobody to sign a challenge of somebody else's."""


class ChipError(Exception):
    """The chip's file says nothing that can be used."""


def infos(dg14: bytes) -> Iterator[tuple[bytes, list[tuple[int, bytes]]]]:
    """The object identifier and what follows it, of each SecurityInfo of DG14."""
    for _, info in tlv.objects(tlv.find(dg14, 0x6E, 0x31)):
        (tag, oid), *fields = list(tlv.objects(info)) or [(0, b"")]
        if tag == 0x06 and oid:
            yield oid, fields


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


@dataclass(frozen=True)
class RsaSigner:
    """Active authentication with RSA (ISO 9796-2, scheme 1): what is signed holds most of what it covers, and a hash of all of it."""

    modulus: int
    exponent: int

    def check(self, challenge: bytes, signed: bytes) -> None:
        """Raises `InvalidSignature`, also for what is no signature at all."""
        size = (self.modulus.bit_length() + 7) // 8
        number = int.from_bytes(signed)
        if len(signed) != size or number >= self.modulus:
            raise InvalidSignature
        opened = pow(number, self.exponent, self.modulus).to_bytes(size)
        name, trailer = ("sha1", 1) if opened[-1] == _SHA1 else (_TRAILERS.get(opened[-2:], ""), 2)
        if opened[0] != _PARTIAL or not name:
            raise InvalidSignature
        hash_size = hashlib.new(name, usedforsecurity=False).digest_size
        recovered, told = opened[1 : -trailer - hash_size], opened[-trailer - hash_size : -trailer]
        if hashlib.new(name, recovered + challenge, usedforsecurity=False).digest() != told:
            raise InvalidSignature


def signer(dg15: bytes, dg14: bytes | None) -> Signer | RsaSigner:
    """Raises `ChipError`, `TlvError`."""
    rsa = signature.chips_rsa_key(tlv.find(dg15, 0x6F))
    if rsa:
        return RsaSigner(*rsa)
    try:
        domain, point = signature.chips_key(tlv.find(dg15, 0x6F))
        domain.decode(point)
    except (PointError, signature.UnsupportedSignatureError) as error:
        raise ChipError(f"active authentication: {error}") from None
    for oid, fields in infos(dg14) if dg14 else ():
        if oid == SIGNING and len(fields) == 2 and fields[1][1][:-1] == PLAIN_ECDSA:
            name = PLAIN_HASHES.get(fields[1][1][-1])
            if name in signature.HASHES and name != signature.OLD:
                return Signer(domain, point, name)
    raise ChipError("active authentication: no hash that is spoken here")
