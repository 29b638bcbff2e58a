"""What a kiosk has to say to the resident, as ids; the words for them are made where they are shown and heard."""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import Literal

from config.vocabulary import ClaimReason
from kiosk.core.view import Message, Notice


class NoticeId(StrEnum):
    """A notice that fills the screen; its texts are ``ID.title`` and ``ID.body``."""

    NO_SUCH_RECORD = "refused.no-such-record"
    RESTRICTED = "refused.restricted"
    CARD_LOST = "refused.card-lost"
    NOT_PROVED = "refused.not-proved"
    NOT_HOLDER = "refused.not-holder"
    AT_COUNTER = "refused.at-counter"
    UNDER_AGE = "refused.under-age"
    TOO_OFTEN = "refused.too-often"
    CLOSED = "refused.closed"
    OUTSIDE_AREA = "refused.outside-area"
    SOURCE_DOWN = "refused.source-down"
    BAD_INPUT = "refused.bad-input"
    TICKET_IN_USE = "refused.ticket-in-use"
    CONFLICT = "refused.conflict"
    REFUSED_UNKNOWN = "refused.unknown"
    CITY_UNREACHABLE = "city-unreachable"
    CITY_UNTRUSTED = "city-untrusted"
    NOT_SEALED = "not-sealed"
    LEAVE_FAILED = "leave-failed"
    LOOK_UP_FAILED = "look-up-failed"
    TOO_MANY_TRIES = "too-many-tries"
    UNPRINTABLE = "unprintable"
    NOT_LAID_OUT = "unmade"
    TOO_MANY_SHEETS = "too-many-sheets"
    PRINTER_OUT = "printer-out"
    PAPER_OUT = "paper-out"
    TONER_OUT = "toner-out"
    UNBOUND = "unbound"
    CHANGE_SHORT = "change-short"
    NO_MAINS = "no-mains"
    PRINT_FAILED = "print-failed"
    PRINT_FAILED_REFUNDED = "print-failed-refunded"
    PRINT_FAILED_UNCHARGED = "print-failed-uncharged"
    PRINT_FAILED_CLAIM = "print-failed-claim"
    PRINT_FAILED_DOUBT = "print-failed-doubt"
    PAYMENT_CANCELLED = "payment-cancelled"
    PAYMENT_EXPIRED = "payment-expired"
    PAYMENT_EXPIRED_REFUNDED = "payment-expired-refunded"
    CHARGE_CANCELLED = "charge-cancelled"
    CARD_REMOVED = "card-removed"
    CARD_REMOVED_REFUNDED = "card-removed-refunded"
    CARD_REMOVED_UNCHARGED = "card-removed-uncharged"
    RESTARTED_REFUNDED = "restarted-refunded"
    RESTARTED_UNCHARGED = "restarted-uncharged"
    RESTARTED_CHANGE = "restarted-change"
    RESTARTED_PART = "restarted-part"
    PART_CLAIM = "part-claim"
    PART_DOUBT = "part-doubt"
    REFUND_CLAIM = "refund-claim"
    CHARGE_CLAIM = "charge-claim"
    CHANGE_CLAIM = "change-claim"
    REFUND_DOUBT = "refund-doubt"
    CHANGE_DOUBT = "change-doubt"
    NOTE_DOUBT = "note-doubt"
    STAFF_LOCKED = "staff-locked"


AT_A_COUNTER = frozenset({
    NoticeId.RESTRICTED, NoticeId.NOT_PROVED, NoticeId.NOT_HOLDER, NoticeId.AT_COUNTER, NoticeId.UNDER_AGE, NoticeId.TOO_OFTEN, NoticeId.CLOSED,
})  # fmt: skip
"""Of these a counter is the way on, and the notice says which."""


class PayNotice(StrEnum):
    """One line on the payment's screen; the id is that of its text."""

    COIN_LOST = "pay.coin-lost"
    NOTE_LOST = "pay.note-lost"
    COIN_REJECTED = "pay.coin-rejected"
    NOTE_REJECTED = "pay.note-rejected"
    NOTE_RETURNED = "pay.note-returned"
    EXACT_ONLY = "pay.exact-only"
    CARD_DECLINED = "pay.card-declined"
    CARD_WAS_IN = "pay.card-was-in"

    @property
    def stays(self) -> bool:
        """That money may have been lost stays on the screen until the payment ends."""
        return self in (PayNotice.COIN_LOST, PayNotice.NOTE_LOST)


_COINS_MAY_HAVE_FALLEN = {
    NoticeId.CHANGE_CLAIM: NoticeId.CHANGE_DOUBT,
    NoticeId.REFUND_CLAIM: NoticeId.REFUND_DOUBT,
    NoticeId.PRINT_FAILED_CLAIM: NoticeId.PRINT_FAILED_DOUBT,
    NoticeId.PART_CLAIM: NoticeId.PART_DOUBT,
}


def of_claims(owed: NoticeId, reasons: Set[ClaimReason]) -> NoticeId:
    """What to say of claims: that it is ``owed`` only where somebody knows that it was not given."""
    if reasons == {ClaimReason.PAYOUT_IN_DOUBT}:
        return _COINS_MAY_HAVE_FALLEN.get(owed, owed)
    return NoticeId.NOTE_DOUBT if reasons == {ClaimReason.NOTE_IN_DOUBT} else owed


def notice(
    tone: Literal["info", "problem"],
    id_: NoticeId,
    args: Mapping[str, str | int] | None = None,
    facts: tuple[tuple[Message, str | Message], ...] = (),
    actions: tuple[Literal["continue", "retry", "cancel"], ...] = ("continue",),
) -> Notice:
    """``args`` fill title and body alike."""
    values = dict(args or {})
    return Notice(tone, Message(f"{id_}.title", values), Message(f"{id_}.body", values), facts, actions)


def id_of(view: Notice) -> NoticeId:
    """Which one it is."""
    return NoticeId(view.title.id.removesuffix(".title"))
