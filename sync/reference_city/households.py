"""Households: who lives where, since when, and where they lived before.

Both 주민등록표 등본 and 초본 are taken from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.reference_city.registered import Registers

COHABITANT = "동거인"


@dataclass(frozen=True, repr=False)
class Move:
    """One address, from ``moved_in`` on; ``reported`` is the day it was told to the office. ISO dates."""

    address: str
    moved_in: str
    reported: str
    reason: str
    householder: str
    relation: str
    status: str = "거주자"


@dataclass(frozen=True, repr=False)
class Resident:
    """A member of a household, who need not have a card: children, foreigners, cohabitants."""

    resident_number: str
    name: str
    hanja: str
    relation: str
    moved_in: str
    reported: str
    reason: str
    status: str = "거주자"


@dataclass(frozen=True, repr=False)
class Household:
    """``members``: the householder first. ``moves``: of the householder, oldest first."""

    formation_reason: str
    formation_date: str
    moves: tuple[Move, ...]
    members: tuple[Resident, ...]

    def member(self, resident_number: str) -> Resident | None:
        return next((each for each in self.members if each.resident_number == resident_number), None)


def chosen_moves(moves: Sequence[Move], choice: str, today: date) -> tuple[Move, ...]:
    """The present address, and of those before ``none``, ``all``, or those lived at in the last so many years."""
    if choice == "all":
        return tuple(moves)
    past = len(moves) - 1
    if choice != "none":
        since = f"{today.year - int(choice)}-{today:%m-%d}"
        past = sum(later.moved_in < since for later in moves[1:])
    return tuple(moves[past:])


def address_of(registers: Registers, resident_number: str) -> str:
    """The present one; "" of who lives nowhere here."""
    household = registers.household(resident_number)
    return household.moves[-1].address if household else ""


def in_scope(household: Household | None, resident_number: str, scope: str) -> tuple[Resident, ...]:
    """The person alone (``self``), or the ``household``: all but those who only live under the same roof."""
    members = household.members if household else ()
    return tuple(
        each
        for each in members
        if each.resident_number == resident_number or (scope == "household" and each.relation != COHABITANT)
    )


@dataclass(frozen=True, repr=False)
class Change:
    """인적 사항 변경."""

    before: str
    after: str
    date: str
    reason: str


@dataclass(frozen=True, repr=False)
class History:
    """One person's own register.

    Attributes:
        changes, moves: oldest first.
        foreign_number: 국내거소신고번호 or 외국인등록번호, 13 digits; "" without one.
    """

    moves: tuple[Move, ...]
    changes: tuple[Change, ...] = ()
    foreign_number: str = ""


def history_of(registers: Registers, resident_number: str) -> History | None:
    """Of a member of a household; who has none of their own has moved with the household."""
    household = registers.household(resident_number)
    return (registers.history(resident_number) or History(household.moves)) if household else None
