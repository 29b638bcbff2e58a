"""What the city adds to a record to make it a certificate; the same on every page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Issue:
    """One reserved issuing, as the city signed it.

    Attributes:
        number: 문서확인번호, four groups of four digits.
        issued_at: the city's time with its offset; the only date and time on the paper.
        issuer: 발급기관, e.g. ``"견본시장"``.
        signed_code: the bytes of the 2-D code (`config/visible_seal.py`), printed as they are.
        seal: the picture of the official seal (`config/official_seal.py`), PNG.
        machine: the kiosk's number and site, e.g. ``"무인민원발급기 03 (견본동)"``.
        exempt: no fee is charged where there would be one.
        signer: the certificate of who signed the code, DER, to go with the paper; b"" where its key is known by itself.
    """

    number: str
    issued_at: datetime
    issuer: str
    signed_code: bytes
    seal: bytes = field(repr=False)
    machine: str
    exempt: bool = False
    signer: bytes = field(default=b"", repr=False)
