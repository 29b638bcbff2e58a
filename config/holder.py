"""Who may have a paper of their own at a kiosk: a city's rules for a kind, ``[holder]`` of its terms. Everybody else goes to a counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from config.data_file import Data
from config.vocabulary import IdentityMeans

_CENTURIES = {
    "9": 1800,
    "0": 1800,
    "1": 1900,
    "2": 1900,
    "5": 1900,
    "6": 1900,
    "3": 2000,
    "4": 2000,
    "7": 2000,
    "8": 2000,
}
"""By the seventh digit of a resident number: 1 to 4 and 9, 0 of citizens, 5 to 8 of foreigners."""


@dataclass(frozen=True)
class HolderRules(Data):
    """Attributes:
    means: by which of them a person may prove who they are. Without any it is a counter's alone.
    age: in full years (만); whoever is younger comes to a counter, with a guardian where the law wants one.
    per_hour: so many papers of the kind for one person in an hour of the clock, at all kiosks together; 0 for no rule of the city's own.
    """

    means: tuple[IdentityMeans, ...] = (IdentityMeans.CHIP_CARD,)
    age: Annotated[int, Field(ge=0, le=100)] = 0
    per_hour: Annotated[int, Field(ge=0, le=1_000)] = 0

    def __post_init__(self) -> None:
        if len(set(self.means)) < len(self.means):
            raise ValueError("means: one is there twice")

    def is_old_enough(self, resident_number: str, on: date) -> bool:
        """A number that says no day of birth is nobody's that is old enough for a rule."""
        if not self.age:
            return True
        born = birth(resident_number)
        return born is not None and age(born, on) >= self.age


def birth(resident_number: str) -> date | None:
    """None where the number has no day of the calendar."""
    digits = resident_number[:7]
    if len(digits) < 7 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(_CENTURIES[digits[6]] + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return None


def age(born: date, on: date) -> int:
    """In full years. Who was born on 29 February is a year older on 1 March of other years (민법 §160)."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
