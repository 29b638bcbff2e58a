"""What every word that the journal stores is: a value for good, and what it means (`config.vocabulary`)."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A word and what it means.

    Attributes:
        meaning: one line for the journal's page.
    """

    meaning: str

    def __new__(cls, value: str, meaning: str = "") -> Self:
        word = str.__new__(cls, value)
        word._value_ = value
        word.meaning = meaning
        return word
