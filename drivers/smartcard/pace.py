"""PACE with ECDH and generic mapping, AES-128, on brainpoolP256r1 (ICAO Doc 9303 part 11, 4.4; BSI TR-03110 part 3).

The arithmetic both ends share. The curve's points come from `ecdsa`: mapping needs a sum of points, which `cryptography`
does not offer.
"""

from __future__ import annotations

from hashlib import sha1

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from ecdsa.curves import BRAINPOOLP256r1
from ecdsa.ellipticcurve import INFINITY, Point, PointJacobi

from drivers.smartcard import tlv
from drivers.smartcard.secure_messaging import cmac

OID = bytes.fromhex("04007F00070202040202")
"""id-PACE-ECDH-GM-AES-CBC-CMAC-128."""
PARAMETERS = 13
"""brainpoolP256r1 among the standardised domain parameters."""
KEY_SIZE = 32
NONCE_SIZE = 16
MRZ, CAN, PIN = 1, 2, 3
"""Which password, as MSE:Set AT names it."""

_CURVE = BRAINPOOLP256r1.curve
GENERATOR = BRAINPOOLP256r1.generator
ORDER = int(BRAINPOOLP256r1.order)


class PaceError(Exception):
    """The other side sent something that is no point of the curve, or not where PACE expects one."""


def kdf(secret: bytes, counter: int) -> bytes:
    """A key of 16 bytes: 1 for encryption, 2 for the MAC, 3 for the nonce."""
    return sha1(secret + counter.to_bytes(4), usedforsecurity=False).digest()[:16]


def nonce_cipher(password: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(kdf(password, 3)), modes.CBC(bytes(16)))


def private_key(random: bytes) -> int:
    """From at least 40 random bytes, so that the remainder has no bias worth speaking of."""
    return int.from_bytes(random) % (ORDER - 1) + 1


def mapped(nonce: bytes, own: int, others: PointJacobi, key: int) -> PointJacobi:
    """``key`` times the generator that only those who know the nonce agree on: G~ = s*G + H, where H is ``own * others``.

    G~ itself is made nowhere: nobody needs it, and it takes as long as its multiple.
    """
    return GENERATOR * (int.from_bytes(nonce) * key % ORDER) + others * (own * key % ORDER)


def encode_point(point: PointJacobi) -> bytes:
    return b"\x04" + int(point.x()).to_bytes(KEY_SIZE) + int(point.y()).to_bytes(KEY_SIZE)


def decode_point(data: bytes) -> PointJacobi:
    """Raises `PaceError` for anything but an uncompressed point of the curve."""
    if len(data) != 1 + 2 * KEY_SIZE or data[0] != 4:
        raise PaceError("not an uncompressed point")
    x, y = int.from_bytes(data[1 : 1 + KEY_SIZE]), int.from_bytes(data[1 + KEY_SIZE :])
    if x >= _CURVE.p() or y >= _CURVE.p() or not _CURVE.contains_point(x, y):
        raise PaceError("not on the curve")
    return PointJacobi.from_affine(Point(_CURVE, x, y, ORDER))


def session_keys(own: int, others: PointJacobi) -> tuple[bytes, bytes]:
    """Encryption and MAC key from the x-coordinate of the shared point."""
    shared = others * own
    if shared == INFINITY:
        raise PaceError("no shared point")
    secret = int(shared.x()).to_bytes(KEY_SIZE)
    return kdf(secret, 1), kdf(secret, 2)


def token(k_mac: bytes, others: PointJacobi) -> bytes:
    """Authentication token over the other side's public key."""
    return cmac(k_mac, tlv.encode(0x7F49, tlv.encode(0x06, OID) + tlv.encode(0x86, encode_point(others))))
