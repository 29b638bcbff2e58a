"""PACE with ECDH and generic mapping, also where it proves the chip in passing (chip authentication mapping; ICAO Doc 9303 part 11, 4.4;
BSI TR-03110 part 3): the arithmetic both ends share.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from ecdsa.ellipticcurve import PointJacobi

from config.chip_card import tlv
from config.chip_card.domain import DOMAINS, Domain
from drivers.smartcard.cipher import SUITES, Suite
from drivers.smartcard.secure_messaging import SecureMessagingError, unpad

GENERIC_MAPPING = bytes.fromhex("04007F000702020402")
"""id-PACE-ECDH-GM; the cipher's number follows."""
CHIP_MAPPING = bytes.fromhex("04007F000702020406")
"""id-PACE-ECDH-CAM, not with 3DES."""
VERSION = 2
MAX_NONCE = 64


@dataclass(frozen=True)
class Protocol:
    """One way to speak PACE, as a chip offers it in EF.CardAccess.

    Attributes:
        proves_chip: the chip says in the end by what it got from its own key to the point that it mapped with.
    """

    domain: Domain
    suite: Suite
    proves_chip: bool = False

    def __str__(self) -> str:
        return f"PACE{'-CAM' if self.proves_chip else ''} on {self.domain.name} with {self.suite.name}"

    @property
    def oid(self) -> bytes:
        return (CHIP_MAPPING if self.proves_chip else GENERIC_MAPPING) + bytes((self.suite.suffix,))

    def info(self) -> bytes:
        """PACEInfo."""
        number = self.domain.number
        return tlv.encode(
            0x30, tlv.encode(0x06, self.oid) + tlv.encode(0x02, bytes((VERSION,))) + tlv.encode(0x02, bytes((number,)))
        )

    def nonce_cipher(self, password: bytes) -> Cipher[modes.CBC]:
        return self.suite.cipher(self.suite.key(password, 3), bytes(self.suite.block))

    def is_nonce(self, data: bytes) -> bool:
        """Its length is the chip's choice, in whole blocks."""
        return bool(data) and len(data) % self.suite.block == 0 and len(data) <= MAX_NONCE

    def mapped(self, nonce: bytes, own: int, others: PointJacobi, key: int) -> PointJacobi:
        """``key`` times the generator that only those who know the nonce agree on: G~ = s*G + H, where H is ``own * others``.

        G~ itself is made nowhere: nobody needs it, and it takes as long as its multiple.
        """
        order = self.domain.order
        return self.domain.generator * (int.from_bytes(nonce) * key % order) + others * (own * key % order)

    def session_keys(self, own: int, others: PointJacobi) -> tuple[bytes, bytes]:
        """Encryption and MAC key from the x-coordinate of the shared point."""
        return self.suite.session_keys(self.domain.shared(own, others))

    def seal_chip_data(self, k_enc: bytes, data: bytes) -> bytes:
        return self._chip_data(k_enc).encryptor().update(self.suite.pad(data))

    def open_chip_data(self, k_enc: bytes, sealed: bytes) -> int:
        """The factor between the chip's own key and its mapping key. Raises `SecureMessagingError`, also for what is no data at all."""
        if not sealed or len(sealed) % self.suite.block:
            raise SecureMessagingError("chip authentication data")
        return int.from_bytes(unpad(self._chip_data(k_enc).decryptor().update(sealed)))

    def _chip_data(self, k_enc: bytes) -> Cipher[modes.CBC]:
        """The counter that makes its IV is -1."""
        return self.suite.cipher(k_enc, self.suite.iv(k_enc, b"\xff" * self.suite.block))

    def token(self, k_mac: bytes, others: PointJacobi) -> bytes:
        """Authentication token over the other side's public key."""
        key = tlv.encode(0x06, self.oid) + tlv.encode(0x86, self.domain.encode(others))
        return self.suite.token(k_mac, tlv.encode(0x7F49, key))


def strength(protocol: Protocol) -> tuple[int, int, bool]:
    """The cipher's, then the curve's, then whether it proves the chip in passing."""
    return protocol.suite.suffix, protocol.domain.size, protocol.proves_chip


def offered(infos: bytes) -> Iterator[Protocol]:
    """What of a chip's SecurityInfos is spoken here, as it lists them; it may list more. Raises `TlvError`."""
    for tag, info in tlv.objects(tlv.find(infos, 0x31)):
        said = [value for _, value in tlv.objects(info)] if tag == 0x30 else []
        if len(said) != 3 or said[0][:-1] not in (GENERIC_MAPPING, CHIP_MAPPING) or int.from_bytes(said[1]) != VERSION:
            continue
        suite, domain = SUITES.get(said[0][-1]), DOMAINS.get(int.from_bytes(said[2]))
        if suite and domain:
            yield Protocol(domain, suite, said[0][:-1] == CHIP_MAPPING)
