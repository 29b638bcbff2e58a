"""The ciphers a chip may speak: their keys, their message authentication code, and how a message is padded for them
(ICAO Doc 9303 part 11, 9.7 and 9.8; BSI TR-03110 part 3, A.2.3).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha1, sha256

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

MAC_SIZE = 8


@dataclass(frozen=True, eq=False)
class Suite:
    """Attributes:
    suffix: of the object identifiers of PACE and chip authentication, which end with the cipher's number.
    key_size: in bytes.
    block: in bytes; the send sequence counter is as long.
    """

    name: str
    suffix: int
    key_size: int
    block: int
    _algorithm: Callable[[bytes], BlockCipherAlgorithm]

    def key(self, secret: bytes, counter: int) -> bytes:
        """Derived from ``secret``: with 1 for encryption, 2 for the MAC, 3 for PACE's nonce."""
        digest = sha1 if self.key_size == 16 else sha256
        key = digest(secret + counter.to_bytes(4), usedforsecurity=False).digest()[: self.key_size]
        return _odd(key) if self is TDES else key

    def session_keys(self, shared: bytes) -> tuple[bytes, bytes]:
        """For encryption and for the MAC, from the secret that both ends agreed on."""
        return self.key(shared, 1), self.key(shared, 2)

    def cipher(self, key: bytes, iv: bytes) -> Cipher[modes.CBC]:
        return Cipher(self._algorithm(key), modes.CBC(iv))

    def iv(self, key: bytes, counter: bytes) -> bytes:
        """Of a message: the counter, encrypted; with 3DES nothing."""
        if self is TDES:
            return bytes(self.block)
        return Cipher(self._algorithm(key), modes.ECB()).encryptor().update(counter)

    def mac(self, key: bytes, padded: bytes) -> bytes:
        """The first eight bytes of a CMAC; with 3DES the retail MAC (ISO 9797-1, algorithm 3), for which ``padded`` is in whole blocks."""
        if self is TDES:
            return _retail_mac(key, padded)
        mac = CMAC(self._algorithm(key))
        mac.update(padded)
        return mac.finalize()[:MAC_SIZE]

    def pad(self, data: bytes) -> bytes:
        """80, then zeros up to the block."""
        return data + b"\x80" + bytes(-(len(data) + 1) % self.block)

    def token(self, key: bytes, data: bytes) -> bytes:
        """PACE's authentication token, over data of any length."""
        return self.mac(key, self.pad(data) if self is TDES else data)


def _odd(key: bytes) -> bytes:
    """With DES's parity bits, by which nothing is computed; so a key reads as the standard prints it."""
    return bytes(each & 0xFE | (each.bit_count() - (each & 1) + 1) % 2 for each in key)


def _retail_mac(key: bytes, padded: bytes) -> bytes:
    """Single DES in a chain, and the last block once more with both keys: a single DES is 3DES with one key thrice."""
    first, second = key[:8], key[8:16]
    chained = Cipher(TripleDES(first * 3), modes.CBC(bytes(8))).encryptor().update(padded)[-8:]
    opened = Cipher(TripleDES(second * 3), modes.ECB()).decryptor().update(chained)
    return Cipher(TripleDES(first * 3), modes.ECB()).encryptor().update(opened)


def _two_keys(key: bytes) -> BlockCipherAlgorithm:
    return TripleDES(key + key[:8])


TDES = Suite("3DES", 1, 16, 8, _two_keys)
AES_128 = Suite("AES-128", 2, 16, 16, algorithms.AES)
AES_192 = Suite("AES-192", 3, 24, 16, algorithms.AES)
AES_256 = Suite("AES-256", 4, 32, 16, algorithms.AES)
SUITES = {each.suffix: each for each in (TDES, AES_128, AES_192, AES_256)}
