"""A receipt as neutral lines: `printing` composes them, `drivers/escpos` encodes them, a test reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TextLine:
    """One line of text. ``right`` is set flush right on the same line; hangul and hanja take two columns."""

    text: str = ""
    right: str = ""
    align: Literal["left", "center", "right"] = "left"
    bold: bool = False
    large: bool = False


@dataclass(frozen=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True)
class Feed:
    """``lines`` empty lines."""

    lines: int = 1


ReceiptLine = TextLine | Rule | Feed
