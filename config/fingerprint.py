"""What a person compares and a settings file keeps of a certificate: its SHA-256, as printers and OpenSSL write it."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from pydantic import AfterValidator

from config.problems import Flaw
from config.settings import shaped


def _written(digits: str) -> str:
    digits = digits.replace(":", "").upper()
    return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))


Fingerprint = Annotated[
    str,
    shaped("(?i:[0-9a-f]{64}|[0-9a-f]{2}(:[0-9a-f]{2}){31})", Flaw.FINGERPRINT_SHAPE),
    AfterValidator(_written),
]
"""Pairs of capital digits with colons, however it was typed."""


def fingerprint(certificate: bytes) -> str:
    """Of a certificate in DER, as a `Fingerprint` is written."""
    return _written(sha256(certificate).hexdigest())
