"""Receipts and refund slips as neutral lines, in the resident's language. Neither names a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from config.city import City
from config.language import Language
from config.receipt_lines import Feed, ReceiptLine, Rule, TextLine
from config.vocabulary import ClaimReason
from config.won import ZERO, Won, total

_WORDS: dict[Language, dict[str, str]] = {
    "ko": {
        "head": "{city} 무인민원발급기", "receipt": "영 수 증", "slip": "환불 청구서", "machine": "발급기", "time": "발급일시",
        "at": "일시", "receipt_no": "영수증번호", "document": "문서확인번호", "copies": "부수", "sheets": "매수",
        "unit": "수수료 단가", "total": "합계", "paid": "현금 투입", "change": "거스름돈", "due": "돌려드릴 금액",
        "doubt": "나왔는지 확인할 금액", "not_issued": "발급되지 않음", "refund": "환불",
        "claim": "청구번호", "card_paid": "카드 결제", "card": "카드번호", "issuer": "카드사", "approval": "승인번호",
        "exempt": "면제", "won": "원", "copy": "통", "sheet": "매",
        "claim_help": "이 청구번호를 {hall} 민원과에 알려 주시면 돌려드립니다.", "thanks": "이용해 주셔서 감사합니다.",
        "reason": "사유", "no_person": "이 종이에는 개인정보가 없습니다.",
    },
    "en": {
        "head": "{city} Certificate Kiosk", "receipt": "RECEIPT", "slip": "REFUND CLAIM", "machine": "Kiosk", "time": "Issued",
        "at": "Time", "receipt_no": "Receipt no.", "document": "Document no.", "copies": "Copies", "sheets": "Sheets",
        "unit": "Fee per copy", "total": "Total", "paid": "Cash inserted", "change": "Change", "due": "Owed to you",
        "doubt": "Perhaps not paid out", "not_issued": "Not issued", "refund": "Refund",
        "claim": "Claim no.", "card_paid": "Paid by card", "card": "Card", "issuer": "Issuer", "approval": "Approval no.",
        "exempt": "Free", "won": " won", "copy": "", "sheet": "",
        "claim_help": "Give this claim number to the civil affairs desk of {hall} to get your money.", "thanks": "Thank you.",
        "reason": "Reason", "no_person": "This slip names nobody.",
    },
}  # fmt: skip

CLAIM_REASONS: dict[Language, dict[ClaimReason, str]] = {
    "ko": {
        ClaimReason.CHANGE_NOT_PAID: "거스름돈 동전 부족",
        ClaimReason.REFUND_NOT_PAID: "환불할 동전 부족",
        ClaimReason.PAYOUT_IN_DOUBT: "동전이 나왔는지 확인 불가",
        ClaimReason.NOTE_IN_DOUBT: "지폐가 들어왔는지 확인 불가",
        ClaimReason.CHARGE_IN_DOUBT: "카드 결제 확인 불가",
        ClaimReason.CANCEL_IN_DOUBT: "카드 취소 확인 불가",
        ClaimReason.CANCEL_FAILED: "카드 결제 취소 불가",
        ClaimReason.PART_OF_A_CHARGE: "카드 결제 일부 취소 불가",
        ClaimReason.RESTART: "기기가 멈춘 동안 남은 돈",
        ClaimReason.CHARGED_AFTER_ALL: "뒤늦게 확인된 카드 결제",
        ClaimReason.CREDIT_WITHOUT_SESSION: "신청 없이 들어온 돈",
    },
    "en": {
        ClaimReason.CHANGE_NOT_PAID: "too few coins for the change",
        ClaimReason.REFUND_NOT_PAID: "too few coins for the refund",
        ClaimReason.PAYOUT_IN_DOUBT: "coins not confirmed",
        ClaimReason.NOTE_IN_DOUBT: "note not confirmed",
        ClaimReason.CHARGE_IN_DOUBT: "card payment not confirmed",
        ClaimReason.CANCEL_IN_DOUBT: "card cancellation not confirmed",
        ClaimReason.CANCEL_FAILED: "card payment not cancelled",
        ClaimReason.PART_OF_A_CHARGE: "part of card payment not cancelled",
        ClaimReason.RESTART: "the kiosk had stopped",
        ClaimReason.CHARGED_AFTER_ALL: "card charged after all",
        ClaimReason.CREDIT_WITHOUT_SESSION: "money without a request",
    },
}
"""In the same words on the slip and on the screen: who holds both compares them."""

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
    words = _WORDS[language]
    won = words["won"]
    lines: list[ReceiptLine] = [
        TextLine(words["head"].format(city=city.name[language]), align="center", bold=True),
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
        lines.append(TextLine(words["unit"], f"{fees[0]}{won}"))
    if data.free:
        lines.append(TextLine(words["exempt"], data.free))
    lines.append(TextLine(words["total"], f"{total(fees)}{won}", bold=True))
    if data.card:
        lines += [
            TextLine(words["card_paid"], f"{data.card.amount}{won}"),
            TextLine(words["issuer"], data.card.issuer),
            TextLine(words["card"], data.card.card),
            TextLine(words["approval"], data.card.approval_no),
        ]
    if data.inserted:
        lines += [
            TextLine(words["paid"], f"{data.inserted}{won}"),
            TextLine(words["change"], f"{data.change}{won}"),
        ]
    if data.refund:
        lines.append(TextLine(words["refund"], f"{data.refund}{won}"))
    if data.owed:
        lines.append(TextLine(words["doubt" if data.doubtful else "due"], f"{data.owed}{won}", bold=True))
    return (*lines, Rule(), TextLine(words["thanks"], align="center"), Feed(1))


def refund_slip(
    city: City, language: Language, machine: str, at: datetime, claim: str, owed: Won, reason: ClaimReason
) -> tuple[ReceiptLine, ...]:
    """What the machine owes and could not pay out, or cannot say that it has.

    Args:
        at: the time in Korea.
    """
    words = _WORDS[language]
    return (
        TextLine(words["head"].format(city=city.name[language]), align="center", bold=True),
        TextLine(words["slip"], align="center", large=True),
        Rule(),
        TextLine(words["machine"], machine),
        TextLine(words["at"], f"{at:%Y-%m-%d %H:%M}"),
        TextLine(words["reason"], CLAIM_REASONS[language][reason]),
        Rule(),
        TextLine(words["doubt" if reason in IN_DOUBT else "due"], f"{owed}{words['won']}", bold=True),
        TextLine(words["claim"], claim, bold=True),
        TextLine(words["claim_help"].format(hall=city.hall[language])),
        Rule(),
        TextLine(words["no_person"], align="center"),
        Feed(1),
    )
