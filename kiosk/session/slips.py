"""What the receipt printer makes for a session, and the facts that its slips and its notices have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from config.cash_statement import CashStatement
from config.catalogue import in_language
from config.city import City
from config.identity import KioskIdentity
from config.ids import LeftRequestId
from config.receipt_lines import ReceiptLine
from config.seoul import SEOUL
from config.vocabulary import Purpose, ReceiptResult
from config.won import Won
from drivers.card_payment import CardApproval
from drivers.device import PrintReceipt
from kiosk.core.step import Flow
from kiosk.core.view import Message, Working
from kiosk.money.books import SessionBook
from kiosk.session.certificate import PrintedCopies
from kiosk.session.desk import Desk
from kiosk.session.receipt_printer import ReceiptPrinter
from printing.cash_statement import statement_lines
from printing.receipt import IN_DOUBT, CardPaid, Copy, ReceiptData, receipt, refund_slip
from printing.ticket import Ticketed, ticket
from sync.journal import events as ev

RECEIPT_GRACE_MS = 2_000
"""A receipt may wait for the end of a question to its printer."""


@dataclass(frozen=True)
class Slips:
    """Attributes:
    kiosk: which one this is; ``phone`` is whom to call about it.
    wall: the time in Korea.
    printer: None if there is none.
    """

    city: City
    kiosk: KioskIdentity
    phone: str
    wall: Callable[[], datetime]
    printer: ReceiptPrinter | None

    def receipt(self, desk: Desk, printed: PrintedCopies, given: Mapping[Purpose, Won]) -> Flow[bool]:
        """Prints the receipt; False if it did not come out. ``given``: what was paid out."""
        book, certificate = desk.book, printed.issued[0]
        fee = certificate.kind.fee(certificate.issue.issued_at.date())
        ground = certificate.exemption.title if certificate.exemption else fee.free_by
        data = ReceiptData(
            machine=self.kiosk.printed,
            receipt_no=desk.session[:8].upper(),
            issued_at=certificate.issue.issued_at,
            title=in_language(certificate.kind.title, desk.language),
            copies=tuple(Copy(each.number, each.sheets, each.fee) for each in printed.issued),
            not_issued=tuple(each.number for each in printed.void),
            inserted=book.inserted,
            change=given[Purpose.CHANGE],
            refund=given[Purpose.REFUND],
            owed=book.suspense,
            doubtful=all(book.reasons[number] in IN_DOUBT for number, owed in book.claims.items() if owed),
            free=in_language(ground, desk.language) if ground else None,
            card=_card_paid(desk.charging.approval),
        )
        result = yield from self.print_lines(desk, receipt(self.city, desk.language, data))
        desk.record(ev.ReceiptEnded(desk.session, result))
        return result is ReceiptResult.PRINTED

    def statement(self, desk: Desk, statement: CashStatement) -> Flow[ReceiptResult]:
        """Prints what a batch came to, for whoever takes the cash along."""
        lines = statement_lines(self.kiosk.short, self.wall(), statement)
        result = yield from self.print_lines(desk, lines)
        desk.record(ev.ReceiptEnded(None, result))
        return result

    def ticket(self, desk: Desk, request: LeftRequestId, told: Ticketed) -> Flow[ReceiptResult]:
        """Prints the ticket for what was left."""
        result = yield from self.print_lines(desk, ticket(self.city, desk.language, told))
        desk.record(ev.TicketEnded(desk.session, request, result))
        return result

    def claim_facts(self, book: SessionBook) -> tuple[tuple[Message, str | Message], ...]:
        """Number and reason of every open claim of the session, and when, where and whom to call: what somebody notes down."""
        claims: list[tuple[Message, str | Message]] = []
        for number in [number for number, owed in book.claims.items() if owed]:
            claims += [
                (Message("fact.claim-number"), number),
                (Message("fact.reason"), Message(f"claim.{book.reasons[number]}")),
            ]
        return (
            *claims,
            *self.contact_facts(),
        )

    def money_notice(self, id_: str) -> Message:
        """Of money that may have been lost it has to be said where, and to whom."""
        return Message(id_, {"machine": self.kiosk.printed, "phone": self.phone})

    def contact_facts(self) -> tuple[tuple[Message, str | Message], ...]:
        """When, where and whom to call: what every problem says."""
        return (
            (Message("fact.time"), f"{self.wall():%Y-%m-%d %H:%M}"),
            (Message("fact.machine"), self.kiosk.printed),
            (Message("fact.phone"), self.phone),
        )

    def refund_slips(self, desk: Desk) -> Flow[None]:
        """One for every open claim that has had none; it is tried once, the number is on the screen and in the journal."""
        book = desk.book
        for claim in [number for number, owed in book.claims.items() if owed and number not in book.slips]:
            at = desk.step.sources.wall().astimezone(SEOUL)
            reason, owed = book.reasons[claim], book.claims[claim]
            lines = refund_slip(self.city, desk.language, self.kiosk.printed, at, claim, owed, reason)
            result = yield from self.print_lines(desk, lines)
            desk.record(ev.RefundSlipEnded(desk.session, claim, result))

    def print_lines(self, desk: Desk, lines: tuple[ReceiptLine, ...]) -> Flow[ReceiptResult]:
        """Whatever slip it is; nothing is written down of it."""
        if self.printer is None:
            return ReceiptResult.NOT_FITTED
        data = self.printer.encode(lines, desk.language)
        within = self.printer.time_ms(data) + RECEIPT_GRACE_MS
        desk.step.command(PrintReceipt(self.printer.name, desk.next_slip(), data))
        yield from desk.until(
            lambda: desk.receipt is not None, within, lambda: Working(Message("working.receipt"), 4, 4)
        )
        return desk.receipt or ReceiptResult.NO_ANSWER


def _card_paid(approval: CardApproval | None) -> CardPaid | None:
    return CardPaid(approval.amount, approval.issuer, approval.card, approval.approval_no) if approval else None
