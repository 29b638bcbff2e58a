"""What the journal says, as rows: counts, void numbers, papers that nobody took, claims, supplies. Pages and commands show the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from config.catalogue import in_language
from config.ids import DeviceName
from config.kind import Kind
from config.language import Language
from config.seoul import SEOUL
from config.vocabulary import ClaimReason, Level, ReceiptResult
from drivers.device import PRINTER_NAME
from kiosk.core.documents import Count, Documents, Means, Sort, Untaken, VoidNumber
from kiosk.core.supplies import PAPER, TONER, Supplies, Supply
from kiosk.core.view import Message, ServiceRow, Tone
from kiosk.money.claim_book import KnownClaim

FEW = 50
"""Documents that a supply is good for: somebody should come before the weekend."""


class Period(StrEnum):
    """Of days in Korea, the last of them today or before."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    MONTH = "month"
    LAST_MONTH = "last-month"

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last."""
        this_month = today.replace(day=1)
        before = this_month - timedelta(days=1)
        return {
            Period.TODAY: (today, today),
            Period.YESTERDAY: (today - timedelta(days=1), today - timedelta(days=1)),
            Period.WEEK: (today - timedelta(days=6), today),
            Period.MONTH: (this_month, today),
            Period.LAST_MONTH: (before.replace(day=1), before),
        }[self]


@dataclass(frozen=True)
class Titles:
    """What a city calls its kinds and exemptions, in one language."""

    kinds: Mapping[str, Kind]
    language: Language

    def kind(self, name: str) -> str:
        return in_language(self.kinds[name].title, self.language) if name in self.kinds else name or "–"

    def exemption(self, name: str) -> str:
        named = (each for kind in self.kinds.values() for each in kind.exemptions if each.name == name)
        found = next(named, None)
        return in_language(found.title, self.language) if found else name


# --- counts ------------------------------------------------------------------------------------------------------


def period_rows(documents: Documents, today: date) -> Iterator[ServiceRow]:
    """A line a period, each to be opened."""
    for period in Period:
        counts = documents.between(*period.days(today))
        yield ServiceRow(
            Message(f"counts.{period}"), _sum(counts), "plain", tuple(_by_means(counts)), "", "open", period
        )


def kind_rows(counts: Mapping[Sort, Count], titles: Titles) -> Iterator[ServiceRow]:
    """A line a kind, the most issued first."""
    kinds = Counter[str]()
    for sort, count in counts.items():
        kinds[sort.kind] += count.documents
    for kind, _ in kinds.most_common():
        of_kind = {sort: count for sort, count in counts.items() if sort.kind == kind}
        details = (*_by_means(of_kind), *_by_exemption(of_kind, titles))
        yield ServiceRow(titles.kind(kind), _sum(of_kind), "plain", details)


def _sum(counts: Mapping[Sort, Count]) -> Message:
    documents = sum(each.documents for each in counts.values())
    return Message("counts.sum", {"documents": documents, "won": sum(int(each.income) for each in counts.values())})


def _by_means(counts: Mapping[Sort, Count]) -> Iterator[Message]:
    for means in Means:
        documents = sum(count.documents for sort, count in counts.items() if sort.means is means)
        if documents:
            yield Message(f"counts.{means}", {"documents": documents})


def _by_exemption(counts: Mapping[Sort, Count], titles: Titles) -> Iterator[Message]:
    exempt = Counter[str]()
    for sort, count in counts.items():
        if sort.exemption:
            exempt[sort.exemption] += count.documents
    for name, documents in exempt.most_common():
        yield Message("counts.exempt", {"title": titles.exemption(name), "documents": documents})


# --- papers ------------------------------------------------------------------------------------------------------


def void_row(void: VoidNumber, titles: Titles) -> ServiceRow:
    """A number that counts for nothing, and why; ``problem`` where its paper may be about."""
    details: list[Message | str] = [titles.kind(void.kind), f"{void.at:%m-%d %H:%M}"]
    if void.sheets:
        details.append(Message("void.sheets", {"sheets": void.sheets}))
        details.append(Message(f"job.{void.job}" if void.job else "job.unknown"))
    return ServiceRow(
        void.number, Message(f"void.{void.reason}"), "warning" if void.sheets else "plain", tuple(details)
    )


def untaken_row(paper: Untaken, titles: Titles) -> ServiceRow:
    sheets = Message("void.sheets", {"sheets": paper.sheets})
    return ServiceRow(
        paper.number, Message("untaken.left"), "warning", (titles.kind(paper.kind), f"{paper.at:%m-%d %H:%M}", sheets)
    )


# --- claims ------------------------------------------------------------------------------------------------------


def claim_row(claim: KnownClaim, names: Mapping[DeviceName, Message], acknowledged: int | None) -> ServiceRow:
    """``acknowledged``: the last entry that the city has, None where nobody knows."""
    owed = Message("money.amount", {"amount": int(claim.owed)})
    tone: Tone = "warning" if claim.owed else "good"
    return ServiceRow(claim.claim, owed, tone, tuple(_known(claim, names, acknowledged)))


def _known(claim: KnownClaim, names: Mapping[DeviceName, Message], acknowledged: int | None) -> Iterator[Message | str]:
    yield Message(f"claim.{claim.reason}")
    yield f"{claim.at:%Y-%m-%d %H:%M}"
    if claim.about:
        yield names.get(claim.about.device, claim.about.device)
        yield Message("claims.pieces", {"pieces": claim.about.pieces, "won": int(claim.about.value)})
    if claim.approval:
        yield Message("claims.approval", {"number": claim.approval})
    if claim.paid.number:
        yield Message("claims.issued" if claim.paid.issued else "claims.not-issued", {"number": claim.paid.number})
    if claim.owed != claim.amount:
        yield Message("claims.was", {"won": int(claim.amount)})
    yield from (Message(f"claims.{reason}") for reason in dict.fromkeys(claim.reductions))
    if claim.reason is not ClaimReason.CREDIT_WITHOUT_SESSION:  # nobody stood there who could have had a slip
        yield Message("claims.slip" if claim.slip is ReceiptResult.PRINTED else "claims.no-slip")
    if acknowledged is not None:
        yield Message("claims.city-knows" if claim.seq <= acknowledged else "claims.city-does-not-know")


# --- supplies ----------------------------------------------------------------------------------------------------


def supply_name(supply: Supply) -> str:
    """As texts have it: ``paper``, ``toner`` or ``roll``."""
    return "roll" if supply[0] != PRINTER_NAME else supply[1]


def supply_row(supplies: Supplies, supply: Supply, level: Level, sheets: int | None, percent: int | None) -> ServiceRow:
    """In documents left.

    Args:
        sheets, percent: what the printer itself counts of paper and toner.
    """
    name, said = supply_name(supply), sheets if supply == PAPER else percent if supply == TONER else None
    left = supplies.left(supply, level, said)
    value = Message("supplies.unknown") if left is None else Message("supplies.left", {"documents": left})
    tone: Tone = (
        "plain"
        if left is None
        else "problem"
        if not left
        else "warning"
        if left < FEW or level is Level.LOW
        else "good"
    )
    details = [Message(f"supply.{name}-{level}")] if level is not Level.UNKNOWN else []
    filling = supplies.fillings.get(supply)
    if filling:
        day = datetime.fromisoformat(filling.wall).astimezone(SEOUL)
        put_in: dict[str, str | int] = {"amount": filling.amount, "used": filling.used, "day": f"{day:%m-%d}"}
        details.append(Message(f"supplies.{name}-put-in", put_in))
    return ServiceRow(Message(f"supplies.{name}"), value, tone, tuple(details), "", "replaced", name)
