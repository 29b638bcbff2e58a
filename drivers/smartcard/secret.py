"""What its holder shows to a chip before it speaks of them: a PIN, or what is printed on the card."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha1

from config.chip_card.lds import check_digit


class SecretKind(IntEnum):
    """As MSE:Set AT numbers them (ICAO Doc 9303 part 11, 4.4.4.1)."""

    MRZ = 1
    CAN = 2
    PIN = 3


@dataclass(frozen=True, repr=False)
class Secret:
    """Attributes:
    password: the bytes that keys are derived from.
    """

    kind: SecretKind
    password: bytes


def pin(digits: str) -> Secret:
    return Secret(SecretKind.PIN, digits.encode())


def can(digits: str) -> Secret:
    return Secret(SecretKind.CAN, digits.encode())


def mrz(number: str, birth: str, expiry: str) -> Secret:
    """Of the machine readable zone: the document's number, whole, and both days as YYMMDD, each with its check digit (part 11, 9.7.2)."""
    fields = (number.ljust(9, "<"), birth, expiry)
    printed = "".join(f"{each}{check_digit(each)}" for each in fields)
    return Secret(SecretKind.MRZ, sha1(printed.encode("ascii"), usedforsecurity=False).digest())
