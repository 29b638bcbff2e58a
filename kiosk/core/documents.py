"""What was issued, as the city settles it; which numbers are void, and why; what nobody took: a fold over the journal's events.

A count is of a day in Korea, a kind, a means of payment and an exemption. Days and papers of long ago are forgotten here, so that
neither memory nor a page grows for ever; the journal has them all.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from config.ids import DocumentNumber, IssuanceId, SessionId
from config.seoul import SEOUL
from config.vocabulary import JobEnd, VoidReason
from config.won import ZERO, Won
from sync.journal import events as ev

DAYS = 400
"""More than a year, so that a month can be held against the same month before."""
PAPERS = 200
"""Void numbers, and papers that nobody took."""


class Means(StrEnum):
    """By what a document was paid."""

    CASH = "cash"
    CARD = "card"
    FREE = "free"


class Sort(NamedTuple):
    """What is counted together; ``exemption`` is the city's name of it, "" for none."""

    day: date
    kind: str
    means: Means
    exemption: str


@dataclass
class Count:
    documents: int = 0
    sheets: int = 0
    income: Won = ZERO


@dataclass
class VoidNumber:
    """Attributes:
    at: the journal's wall time, in Korea.
    sheets: the printer was told to print, 0 where it never came to that.
    job: what became of its job at the printer, None while nobody knows or where there was none.
    """

    at: datetime
    number: DocumentNumber
    kind: str
    reason: VoidReason
    sheets: int
    job: JobEnd | None = None


@dataclass(frozen=True)
class Untaken:
    """A document that lay in the outlet when the kiosk stopped waiting."""

    at: datetime
    number: DocumentNumber
    kind: str
    sheets: int


@dataclass
class _Paper:
    session: SessionId
    kind: str
    number: DocumentNumber | None = None
    exemption: str = ""
    sheets: int = 0


@dataclass
class Documents:
    """Attributes:
    counts: by sort, the days of ``DAYS`` until the last of them.
    voids, untaken: the last ``PAPERS`` of them, the oldest first.
    """

    counts: dict[Sort, Count] = field(default_factory=dict)
    voids: dict[IssuanceId, VoidNumber] = field(default_factory=dict)
    untaken: deque[Untaken] = field(default_factory=lambda: deque(maxlen=PAPERS))
    _papers: dict[IssuanceId, _Paper] = field(default_factory=dict)  # of the session under way
    _charged: set[SessionId] = field(default_factory=set)
    _newest: date = date.min

    def between(self, first: date, last: date) -> dict[Sort, Count]:
        return {sort: count for sort, count in self.counts.items() if first <= sort.day <= last}

    def apply(self, event: ev.Event, wall: str) -> None:
        match event:
            case ev.ReservationIntended():
                self._papers[event.issuance] = _Paper(event.session, event.kind)
            case ev.Reserved() if event.issuance in self._papers:
                self._papers[event.issuance].number = event.number
            case ev.FeeExempted() if event.issuance in self._papers:
                self._papers[event.issuance].exemption = event.exemption
            case ev.PrintIntended() if event.issuance in self._papers:
                self._papers[event.issuance].sheets = event.sheets
            case ev.ChargeApproved():
                self._charged.add(event.session)
            case ev.ChargeCancelled():
                self._charged.discard(event.session)
            case ev.DocumentIssued():
                self._issued(event, wall)
            case ev.DocumentVoided():
                self._void(event, wall)
            case ev.PrintJobEnded() if event.issuance in self.voids:
                self.voids[event.issuance].job = event.result
            case ev.DocumentTaken(confirmed=False) if event.issuance in self._papers:
                paper = self._papers[event.issuance]
                if paper.number:
                    self.untaken.append(Untaken(_at(wall), paper.number, paper.kind, paper.sheets))
            case ev.SessionEnded():
                self._charged.discard(event.session)
                for issuance in [each for each, paper in self._papers.items() if paper.session == event.session]:
                    del self._papers[issuance]

    def _issued(self, event: ev.DocumentIssued, wall: str) -> None:
        paper = self._papers.get(event.issuance)
        means = Means.FREE if not event.fee else Means.CARD if event.session in self._charged else Means.CASH
        day = _at(wall).date()
        sort = Sort(day, paper.kind if paper else "", means, paper.exemption if paper else "")
        count = self.counts.setdefault(sort, Count())
        count.documents += 1
        count.sheets += event.sheets
        count.income += event.fee
        if day > self._newest:
            self._newest = day
            for old in [each for each in self.counts if each.day <= day - timedelta(days=DAYS)]:
                del self.counts[old]

    def _void(self, event: ev.DocumentVoided, wall: str) -> None:
        if not event.number:
            return  # the city never gave one
        paper = self._papers.get(event.issuance)
        sheets = paper.sheets if paper else 0
        self.voids[event.issuance] = VoidNumber(
            _at(wall), event.number, paper.kind if paper else "", event.reason, sheets
        )
        if len(self.voids) > PAPERS:
            del self.voids[next(iter(self.voids))]


def _at(wall: str) -> datetime:
    return datetime.fromisoformat(wall).astimezone(SEOUL)
