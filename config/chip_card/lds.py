"""The chip's files (ICAO Doc 9303 part 10): DG1 with the machine readable zone, DG11 with names and personal number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from config.chip_card import tlv
from config.seoul import SEOUL

APPLICATION = bytes.fromhex("A0000002471001")
ATR_INFO, CARD_ACCESS, SOD, DG1, DG11, DG14, DG15 = 0x2F01, 0x011C, 0x011D, 0x0101, 0x010B, 0x010E, 0x010F
HOLDER = {DG1: 1, DG11: 11}
"""The number of each data group that says who holds the card."""
CHIP = {DG14: 14, DG15: 15}
"""Of those that say how the chip proves itself; each is there if the signed list names it."""
PERSONAL_NUMBER = 0x5F10
"""ICAO 9303 part 10, DG11."""
_WEIGHTS = (7, 3, 1)


class LdsError(Exception):
    """A file is not what the standard says."""


@dataclass(frozen=True, repr=False)
class Mrz:
    """Of a card of size TD1 (three lines of 30)."""

    document_number: str
    issuer: str
    name: str
    expiry: date | None
    """The last day on which it is valid; None for one without an end."""

    def has_ended(self, now: datetime) -> bool:
        """A card is good to the end of its last day, in Korea."""
        return self.expiry is not None and self.expiry < now.astimezone(SEOUL).date()


def check_digit(text: str) -> str:
    """Weights 7, 3, 1; digits count as themselves, A to Z as 10 to 35, the filler as 0."""
    values = (0 if c == "<" else int(c, 36) for c in text)
    return str(sum(value * _WEIGHTS[at % 3] for at, value in enumerate(values)) % 10)


def read_dg1(file: bytes) -> Mrz:
    """Raises `LdsError` for wrong check digits, too: they say that the file was read wrongly."""
    try:
        mrz = tlv.find(file, 0x61, 0x5F1F).decode("ascii")
        if len(mrz) != 90 or not all(c.isdigit() or "A" <= c <= "Z" or c == "<" for c in mrz):
            raise LdsError("DG1 is not of size TD1")
    except (tlv.TlvError, UnicodeDecodeError):
        raise LdsError("DG1 cannot be read") from None
    one, two, three = mrz[:30], mrz[30:60], mrz[60:]
    checks = ((one[5:14], one[14]), (two[0:6], two[6]), (two[8:14], two[14]),
              (one[5:30] + two[0:7] + two[8:15] + two[18:29], two[29]))  # fmt: skip
    if any(check_digit(text) != digit for text, digit in checks):
        raise LdsError("a check digit of DG1 is wrong")
    surname, _, given = three.partition("<<")
    name = f"{given.replace('<', ' ').strip()} {surname.replace('<', ' ').strip()}".strip()
    return Mrz(one[5:14].rstrip("<"), one[2:5].rstrip("<"), name, _last_day(two[8:14]))


def _last_day(text: str) -> date | None:
    """YYMMDD, always of this century: no document is valid for longer than ten years."""
    if text == "<<<<<<":
        return None
    try:
        return datetime.strptime(f"20{text}", "%Y%m%d").date()  # noqa: DTZ007 (a day, not a moment)
    except ValueError:
        raise LdsError("DG1 has no day of expiry") from None


def read_dg11(file: bytes, personal_number: int) -> tuple[str, str]:
    """Name in the national script, and the value of the tag ``personal_number`` (5F10 in the standard)."""
    try:
        name = tlv.find(file, 0x6B, 0x5F0E).decode()
        number = tlv.find(file, 0x6B, personal_number).decode("ascii")
    except (tlv.TlvError, UnicodeDecodeError):
        raise LdsError("DG11 cannot be read") from None
    return name.replace("<", " ").strip(), number
