"""Basic access control (ICAO Doc 9303 part 11, 4.3): what older documents have in place of PACE. Its key is as hard to guess as the
machine readable zone is, so it is spoken only where the profile (`CardProfile`) allows it, and never because PACE failed.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.constant_time import bytes_eq

from drivers.smartcard.cipher import MAC_SIZE, TDES
from drivers.smartcard.secret import Secret
from drivers.smartcard.secure_messaging import Channel

CHALLENGE_SIZE, KEY_SIZE = 8, 16
CRYPTOGRAM_SIZE = 2 * CHALLENGE_SIZE + KEY_SIZE
SEED_SIZE = 16


class NotItsKeyError(Exception):
    """What came was not made with the document's keys."""


@dataclass(frozen=True, repr=False)
class DocumentKeys:
    """Of the machine readable zone; both ends have them."""

    encryption: bytes
    mac: bytes

    @classmethod
    def of(cls, secret: Secret) -> DocumentKeys:
        return cls(*TDES.session_keys(secret.password[:SEED_SIZE]))

    def seal(self, plain: bytes) -> bytes:
        """The cryptogram, and its MAC."""
        encrypted = TDES.cipher(self.encryption, bytes(TDES.block)).encryptor().update(plain)
        return encrypted + TDES.mac(self.mac, TDES.pad(encrypted))

    def open(self, sealed: bytes) -> tuple[bytes, bytes, bytes]:
        """Whoever's challenge it begins with, the other's, and the key material. Raises `NotItsKeyError`."""
        encrypted, mac = sealed[:-MAC_SIZE], sealed[-MAC_SIZE:]
        if len(encrypted) != CRYPTOGRAM_SIZE or not bytes_eq(mac, TDES.mac(self.mac, TDES.pad(encrypted))):
            raise NotItsKeyError
        plain = TDES.cipher(self.encryption, bytes(TDES.block)).decryptor().update(encrypted)
        return plain[:CHALLENGE_SIZE], plain[CHALLENGE_SIZE : 2 * CHALLENGE_SIZE], plain[2 * CHALLENGE_SIZE :]


def channel(terminals: bytes, chips: bytes, challenge_of_chip: bytes, challenge_of_terminal: bytes) -> Channel:
    """From the key material of both ends, with a counter from both challenges."""
    seed = bytes(one ^ other for one, other in zip(terminals, chips, strict=True))
    counter = challenge_of_chip[4:] + challenge_of_terminal[4:]
    return Channel(TDES, *TDES.session_keys(seed), int.from_bytes(counter))
