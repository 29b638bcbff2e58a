"""Numbers in words: what every language's module has, and which there are.

A synthesiser reads ``3통`` as "sam tong" and a document's number as thousands (espeak-ng 1.51), so it is never given a digit. A
sixth language is a module with these names and a line in `NUMBERS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from config.language import Language
from kiosk.speech import en, ja, ko, vi, zh

MOST = 10**12 - 1
"""The largest number in words; what is longer is no amount, and said digit by digit."""


class Numbers(Protocol):
    """A module of spoken numbers."""

    UNITS: str
    """What may stand behind a number in this language's texts and changes how it is said, as a regular expression; "" for nothing."""
    TO: str
    """Between the ends of a range."""

    def cardinal(self, number: int, /) -> str:
        """``number`` from 0 to `MOST`."""
        ...

    def counted(self, number: int, unit: str, /) -> str:
        """With its unit, one of `UNITS`."""
        ...

    def share(self, number: int, of: int, unit: str, /) -> str:
        """The first, the second … of so many."""
        ...

    def won(self, amount: int, /) -> str: ...

    def year(self, year: int, /) -> str:
        """Of a number that can be nothing else, without the word for year."""
        ...

    def day(self, year: int | None, month: int, day: int, weekday: int | None, /) -> str:
        """``weekday`` 0 is Monday."""
        ...

    def clock(self, hour: int, minute: int, /) -> str:
        """``hour`` 0 to 24."""
        ...

    def spelt(self, text: str, /) -> str:
        """Digits and letters one by one."""
        ...

    def lot(self, mountain: bool, number: int, sub: int | None, /) -> str:
        """산, 본번 and 부번."""
        ...


NUMBERS: Mapping[Language, Numbers] = MappingProxyType({"ko": ko, "en": en, "zh": zh, "ja": ja, "vi": vi})
