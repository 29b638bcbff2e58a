"""When something can be had: one rule for the hours of a kind, those of a site and those of a machine.

Times are Korea's. A day's hours belong to the day they begin on, also where they go past midnight.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import Field

from config.data_file import Data

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOKS_AHEAD = 14
"""Days; the longest run of holidays with its weekends is ten."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours(Data):
    """Open on these days.

    Attributes:
        days: ``mon`` to ``sun`` and ``holiday``; a public holiday is a holiday and no weekday.
        closes: exclusive. Not after ``opens`` it is a time of the next day, so midnight is the end of the day.
        confirmed: False where it has still to be checked (확인 필요).
    """

    days: Annotated[tuple[Day, ...], Field(min_length=1)]
    opens: time
    closes: time
    confirmed: bool


@dataclass(frozen=True, order=True)
class Span:
    """From ``opens`` until just before ``closes``."""

    opens: datetime
    closes: datetime


def next_open(caps: Sequence[Sequence[Hours]], holidays: Collection[date], at: datetime) -> Span | None:
    """When all of ``caps`` are open: the span that holds ``at``, or else the next one within `LOOKS_AHEAD` days.

    A cap is open in any of its hours. Without a cap it is always open. A span is cut where looking ends.
    """
    first = at.date() - _DAY  # what is open past midnight began yesterday
    common = [Span(*(datetime.combine(first + _DAY * days, time()) for days in (0, LOOKS_AHEAD + 1)))]
    for cap in caps:
        spans = list(_joined(sorted(_spans(cap, holidays, first))))
        pairs = ((one, other) for one in common for other in spans)
        both = (Span(max(a.opens, b.opens), min(a.closes, b.closes)) for a, b in pairs)
        common = [span for span in both if span.opens < span.closes]
    return min((span for span in common if at < span.closes), default=None)


def _spans(cap: Sequence[Hours], holidays: Collection[date], first: date) -> Iterator[Span]:
    for number in range(LOOKS_AHEAD + 1):
        day = first + _DAY * number
        name = "holiday" if day in holidays else DAYS[day.weekday()]
        for hours in cap:
            if name in hours.days:
                last = day if hours.opens < hours.closes else day + _DAY
                yield Span(datetime.combine(day, hours.opens), datetime.combine(last, hours.closes))


def _joined(spans: list[Span]) -> Iterator[Span]:
    """What overlaps or touches is one."""
    while spans:
        span = spans.pop(0)
        while spans and spans[0].opens <= span.closes:
            span = Span(span.opens, max(span.closes, spans.pop(0).closes))
        yield span
