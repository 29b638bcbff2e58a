"""What a conversation with a card asks of the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from config import dialogue

T = TypeVar("T")


@dataclass(frozen=True)
class Apdu:
    """One command to the card; the answer is its response's bytes, or a `Failure`."""

    data: bytes


@dataclass(frozen=True)
class PowerUp:
    """Power the chip off and on: nothing of an earlier conversation stays. Answered with its ATR, or a `Failure`."""


Question = Apdu | PowerUp
Dialogue = dialogue.Dialogue[Question, bytes, T]
"""A conversation with a card that comes to T."""
