"""The PIN of a member of staff, and the password of an admin, kept as a salted slow hash: who reads the settings file or the database does
not have it.

A PIN has a million values, so no hash keeps it from somebody who has the file and days of computing; each try costs them this
machine's memory and a tenth of a second. At the screen it is the lock-out that counts (`kiosk.core.sign_ins`).

>>> stored = hashed("135790", bytes(16))
>>> matches("135790", stored), matches("135791", stored)
(True, False)
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode

PIN_DIGITS = 6
SALT_BYTES = 16
SHAPE = r"scrypt:[A-Za-z0-9+/]{22}==:[A-Za-z0-9+/]{43}="
"""``scrypt:SALT:HASH``, both in base64."""
_N, _R, _P = 2**15, 8, 1
"""RFC 7914: 32 MiB, some 0.1 s."""
_MEMORY = 64 * 2**20


def hashed(secret: str, salt: bytes) -> str:
    """As the settings and the database have it. ``salt`` is random, `SALT_BYTES` long."""
    return f"scrypt:{b64encode(salt).decode()}:{b64encode(_hash(secret, salt)).decode()}"


def tried_first(pin: str) -> bool:
    """Whether anybody would: six times one digit, or digits in their order.

    >>> tried_first("123456"), tried_first("777777"), tried_first("135790")
    (True, True, False)
    """
    return len(set(pin)) == 1 or pin in "01234567890" or pin in "09876543210"


def matches(secret: str, stored: str) -> bool:
    """Whether that is it; ``stored`` fits `SHAPE`."""
    _, salt, kept = stored.split(":")
    return hmac.compare_digest(_hash(secret, b64decode(salt)), b64decode(kept))


def _hash(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, n=_N, r=_R, p=_P, maxmem=_MEMORY, dklen=32)
