"""Active authentication: the chip signs what it is asked to, with a key whose public half was signed with its data
(ICAO Doc 9303 part 11, 6.1).
"""

from __future__ import annotations

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


def signer(dg15: bytes, dg14: bytes | None) -> Signer:
    """Raises `ChipError`, `TlvError`."""
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
