"""What the kiosks have issued, by day, kind and means, as a page shows it: sums, and a plot of columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from config.ids import KioskId
from config.won import ZERO, Won

PERIODS = (7, 31, 92)
"""Days that a page can show, today among them."""
WIDTH, HEIGHT, GAP = 960, 220, 0.25
"""px of the plot, and how much of a day's column is empty."""
MEANS = ("cash", "card", "free")


class Issued(NamedTuple):
    """Documents that went alike: issued on ``day``, the city's own, by what their reservation says.

    Attributes:
        means: one of `MEANS`.
        won: earned by all of them.
    """

    day: date
    kind: str
    means: str
    documents: int
    won: Won


class IssuedStore(Protocol):
    def issued(self, since: date, kiosk: KioskId | None) -> Sequence[Issued]:
        """From that day on, at one kiosk or at all."""
        ...


@dataclass(frozen=True)
class Sum:
    documents: int = 0
    won: Won = ZERO

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.documents + other.documents, self.won + other.won)


@dataclass(frozen=True)
class Column:
    """Of the plot; lengths in px from its upper left corner."""

    day: date
    sum: Sum
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Sums:
    """Attributes:
    kinds, means: the most frequent first.
    columns: a day each, the oldest first, days without a document among them.
    most: documents of the highest column.
    """

    all: Sum
    kinds: Sequence[tuple[str, Sum]]
    means: Sequence[tuple[str, Sum]]
    columns: Sequence[Column]
    most: int


def sums_of(store: IssuedStore, today: date, days: int, kiosk: KioskId | None) -> Sums:
    """Of the last so many days, today counted; at one kiosk or at all."""
    return sums(store.issued(_first(today, days), kiosk), today, days)


def sums(found: Iterable[Issued], today: date, days: int) -> Sums:
    """Of ``found`` that is no older than so many days, today counted."""
    first = _first(today, days)
    taken = [each for each in found if first <= each.day <= today]
    by_day = _by(taken, lambda each: each.day.isoformat())
    most = max((each.documents for each in by_day.values()), default=0)
    step = WIDTH / days
    columns = []
    for number in range(days):
        day = first + timedelta(days=number)
        of_day = by_day.get(day.isoformat(), Sum())
        height = HEIGHT * of_day.documents / most if most else 0
        columns.append(Column(day, of_day, (number + GAP / 2) * step, HEIGHT - height, step * (1 - GAP), height))
    total = sum(by_day.values(), Sum())
    kinds, means = _by(taken, lambda each: each.kind), _by(taken, lambda each: each.means)
    return Sums(total, _frequent(kinds), _frequent(means), columns, most)


def _first(today: date, days: int) -> date:
    return today - timedelta(days=days - 1)


def _by(found: Iterable[Issued], key: Callable[[Issued], str]) -> dict[str, Sum]:
    summed: dict[str, Sum] = defaultdict(Sum)
    for each in found:
        summed[key(each)] += Sum(each.documents, each.won)
    return summed


def _frequent(summed: dict[str, Sum]) -> Sequence[tuple[str, Sum]]:
    return sorted(summed.items(), key=lambda item: (-item[1].documents, item[0]))
