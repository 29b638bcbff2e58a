"""A kind of certificate as a city issues it: the catalogue's entry, and the city's terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from config.catalogue import Entry
from config.data_file import Amount, Data, Title
from config.holder import HolderRules
from config.hours import Hours
from config.won import ZERO, Won

MOST_COPIES = 5
"""Of a kind in one session: what the city's limits of an hour and the time of a reservation are made for."""


@dataclass(frozen=True)
class Fee(Data):
    """The fee in force from ``since`` on, until the next entry.

    Attributes:
        per_copy: for one copy of up to ``sheets_included`` sheets (0 = any number).
        per_extra_sheet: for every sheet beyond.
        confirmed: False where the city's own fee table has still to be read (확인 필요).
        free_by: where there is none, the ground as a receipt gives it.
    """

    since: date
    per_copy: Amount
    confirmed: bool
    sheets_included: Annotated[int, Field(ge=0)] = 0
    per_extra_sheet: Amount = ZERO
    free_by: Title | None = None

    def __post_init__(self) -> None:
        if self.free_by and (self.per_copy or self.per_extra_sheet):
            raise ValueError("free_by: there is a fee")

    def of(self, sheets: int) -> Won:
        extra = max(0, sheets - self.sheets_included) if self.sheets_included else 0
        return self.per_copy + self.per_extra_sheet * extra


@dataclass(frozen=True)
class Exemption:
    """Who pays nothing from ``since`` on. ``proof`` is how the city knows: by its own registers, never by a claim."""

    name: str
    title: Title
    proof: str
    since: date


@dataclass(frozen=True)
class Kind(Entry):
    """``confirmed``: of the entry and of the terms.

    Attributes:
        offered: whether the city's kiosks issue it now.
        issuer: who attests it.
        area: ``nation`` when any citizen's record can be had, ``city`` (관내) when only this city's.
        fees: oldest first.
        hours: when it can be had; without any, day and night.
        copies: so many at the most in one session, each a document of its own; nobody is asked where it is 1.
        holder: who may have it, of a kind that is a person's own.
    """

    offered: bool
    issuer: str
    area: Literal["city", "nation"]
    fees: tuple[Fee, ...]
    exemptions: tuple[Exemption, ...]
    hours: tuple[Hours, ...]
    copies: int
    holder: HolderRules

    def fee(self, on: date) -> Fee:
        """The fee in force on that day; before all of them, which only a wrong clock says, the first."""
        return ([fee for fee in self.fees if fee.since <= on] or self.fees[:1])[-1]

    def exemption(self, name: str, on: date) -> Exemption | None:
        """The exemption of that name, where it is in force on that day."""
        return next((each for each in self.exemptions if each.name == name and each.since <= on), None)


_TOGETHER = {"building": "land", "farm": "land"}
"""Sources whose kinds a resident looks for among those of another."""


def grouped(kinds: Iterable[Kind]) -> list[tuple[str, Kind]]:
    """Each with its group, those of a group one after another; groups and what is in them keep their order."""
    with_group = [(_TOGETHER.get(kind.source, kind.source), kind) for kind in kinds]
    order = list(dict.fromkeys(group for group, _ in with_group))
    return sorted(with_group, key=lambda each: order.index(each[0]))
