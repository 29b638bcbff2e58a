"""Chip authentication: the chip agrees on new keys by the private key whose public half was signed with its data, and so proves that
it is no copy of its files (ICAO Doc 9303 part 11, 6.2).
"""

from __future__ import annotations

from dataclasses import dataclass

from ecdsa.ellipticcurve import PointJacobi

from config.chip_card import signature, tlv
from config.chip_card.active_authentication import infos
from config.chip_card.domain import Domain, PointError
from drivers.smartcard.cipher import SUITES, TDES, Suite

PUBLIC_KEY = bytes.fromhex("04007F000702020102")
"""id-PK-ECDH."""
AGREEMENT = bytes.fromhex("04007F000702020302")
"""id-CA-ECDH; the cipher's number follows."""


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


def agreements(dg14: bytes) -> list[Agreement]:
    """Those that are spoken here, the strongest cipher first; without a word about the cipher it is 3DES.

    Raises:
        TlvError: it is no such file.
    """
    found: list[Agreement] = []
    ciphers: dict[int | None, list[Suite]] = {}
    public: dict[int | None, tuple[Domain, PointJacobi]] = {}
    for oid, fields in infos(dg14):
        if oid[:-1] == AGREEMENT and oid[-1] in SUITES:
            ciphers.setdefault(_number(fields, 1), []).append(SUITES[oid[-1]])
        elif oid == PUBLIC_KEY and fields:
            try:
                domain, point = signature.chips_key(tlv.encode(*fields[0]))
                public[_number(fields, 1)] = domain, domain.decode(point)
            except (PointError, signature.UnsupportedSignatureError):
                continue
    for number, (domain, key) in public.items():
        found += [Agreement(domain, suite, key, number) for suite in ciphers.get(number, [TDES])]
    return sorted(found, key=lambda each: -each.suite.suffix)


def _number(fields: list[tuple[int, bytes]], at: int) -> int | None:
    """Of the key, where there are several."""
    return int.from_bytes(fields[at][1]) if len(fields) > at and fields[at][0] == 0x02 else None
