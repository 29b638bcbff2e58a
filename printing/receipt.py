"""Receipts and refund slips as neutral lines, in the resident's language. Neither names a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

from config.catalogue import in_language
from config.city import City
from config.language import LOCALES, Language
from config.receipt_lines import Feed, ReceiptLine, Rule, TextLine
from config.vocabulary import ClaimReason
from config.won import ZERO, Won, total

_TEXTS = Path(__file__).parent / "texts"


@cache
def texts(language: Language) -> Mapping[str, str]:
    """The words of a slip by what they name, and ``claim.REASON`` in the words that the screen has too: who holds both compares
    them.
    """
    found: dict[str, str] = json.loads((_TEXTS / f"{language}.json").read_text(encoding="utf-8"))
    return MappingProxyType(found)


IN_DOUBT = frozenset({ClaimReason.PAYOUT_IN_DOUBT, ClaimReason.NOTE_IN_DOUBT})
"""Reasons that leave open whether anything is owed: coins or a note may be in somebody's hand."""


@dataclass(frozen=True)
class CardPaid:
    """``card`` is the masked number: on the receipt and nowhere else."""

    amount: Won
    issuer: str
    card: str = field(repr=False)
    approval_no: str


@dataclass(frozen=True)
class Copy:
    """A document that is issued."""

    number: str
    sheets: int
    fee: Won


@dataclass(frozen=True)
class ReceiptData:
    """Attributes:
    machine: the kiosk's number and site.
    receipt_no: names the payment at this kiosk; not the document.
    issued_at: the city's time.
    copies: what was issued, at least one.
    not_issued: numbers of the copies that did not come out: nothing is charged for them, and they are void.
    free: on what ground there is no fee, where there is none and the ground is known.
    change, refund: what was paid out, of what was put in beyond the fee and of what was paid for ``not_issued``; for ``owed``
        beyond that there is a refund slip. ``doubtful``: it may have come out all the same.
    """

    machine: str
    receipt_no: str
    issued_at: datetime
    title: str
    copies: tuple[Copy, ...]
    inserted: Won
    change: Won
    not_issued: tuple[str, ...] = ()
    refund: Won = ZERO
    owed: Won = ZERO
    doubtful: bool = False
    free: str | None = None
    card: CardPaid | None = None


def receipt(city: City, language: Language, data: ReceiptData) -> tuple[ReceiptLine, ...]:
    """What was issued, what was paid for it, and what came back."""
    words, won = texts(language), LOCALES[language].amount
    lines: list[ReceiptLine] = [
        TextLine(words["head"].format(city=in_language(city.name, language)), align="center", bold=True),
        TextLine(words["receipt"], align="center", large=True),
        Rule(),
        TextLine(words["machine"], data.machine),
        TextLine(words["time"], f"{data.issued_at:%Y-%m-%d %H:%M:%S}"),
        TextLine(words["receipt_no"], data.receipt_no),
        Rule(),
        TextLine(data.title, bold=True),
        *(TextLine(words["document"], copy.number) for copy in data.copies),
        *(TextLine(words["not_issued"], number) for number in data.not_issued),
        TextLine(words["copies"], f"{len(data.copies)}{words['copy']}"),
        TextLine(words["sheets"], f"{sum(copy.sheets for copy in data.copies)}{words['sheet']}"),
        Rule(),
    ]
    fees = [copy.fee for copy in data.copies]
    if len(set(fees)) == 1:
        lines.append(TextLine(words["unit"], won(fees[0])))
    if data.free:
        lines.append(TextLine(words["exempt"], data.free))
    lines.append(TextLine(words["total"], won(total(fees)), bold=True))
    if data.card:
        lines += [
            TextLine(words["card_paid"], won(data.card.amount)),
            TextLine(words["issuer"], data.card.issuer),
            TextLine(words["card"], data.card.card),
            TextLine(words["approval"], data.card.approval_no),
        ]
    if data.inserted:
        lines += [
            TextLine(words["paid"], won(data.inserted)),
            TextLine(words["change"], won(data.change)),
        ]
    if data.refund:
        lines.append(TextLine(words["refund"], won(data.refund)))
    if data.owed:
        lines.append(TextLine(words["doubt" if data.doubtful else "due"], won(data.owed), bold=True))
    return (*lines, Rule(), TextLine(words["thanks"], align="center"), Feed(1))


def refund_slip(
    city: City, language: Language, machine: str, at: datetime, claim: str, owed: Won, reason: ClaimReason
) -> tuple[ReceiptLine, ...]:
    """What the machine owes and could not pay out, or cannot say that it has.

    Args:
        at: the time in Korea.
    """
    words, won = texts(language), LOCALES[language].amount
    return (
        TextLine(words["head"].format(city=in_language(city.name, language)), align="center", bold=True),
        TextLine(words["slip"], align="center", large=True),
        Rule(),
        TextLine(words["machine"], machine),
        TextLine(words["at"], f"{at:%Y-%m-%d %H:%M}"),
        TextLine(words["reason"], words[f"claim.{reason}"]),
        Rule(),
        TextLine(words["doubt" if reason in IN_DOUBT else "due"], won(owed), bold=True),
        TextLine(words["claim"], claim, bold=True),
        TextLine(words["claim_help"].format(hall=in_language(city.hall, language))),
        Rule(),
        TextLine(words["no_person"], align="center"),
        Feed(1),
    )
