"""After a restart: what the last run left open is closed before anyone is served.

The rules, in the order they are applied to every session that had not ended:

0. **The card terminal is asked first** about every charge that it has not answered for: it remembers one approval.
   What it cannot say becomes a claim. A charge whose document is not issued is cancelled, and is a claim if that fails.
1. **A payout without a result** is settled by the hopper's own counters. A hopper that cannot be asked makes the
   amount a claim, which shrinks again when the hopper is back and says that coins had fallen.
2. **A note that was told to stack** is booked if the acceptor reports it (it repeats its vend valid until that is
   recorded), struck off if it reports the return; if it reports neither, its value becomes a claim.
3. **A document without an outcome** is void. Only when the printer itself says that the job was printed in full, so
   that the paper lies in the outlet, is it issued. A job that is still under way is cancelled.
4. **Money still held** goes back in coins if the machine is back within a minute of its last movement, in the same
   run of the computer: then the same person is still standing there. Otherwise it becomes a claim, because coins that
   fall at some other time fall to somebody else.
5. **Nothing personal is printed.** No certificate is laid out, no receipt is made.
6. **Books that do not balance** are written down, and what a session that had ended still holds becomes a claim; then nobody is
   served until an exchange (`kiosk.session.ending`).

Starting twice changes nothing more: every step is decided by what the journal already says. What the rules come to, case by
case, is in ``docs/recovery.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from config.vocabulary import ClaimReason, Ending, RollbackReason, VoidReason
from config.won import ZERO, Won
from drivers.device import NEVER_SEEN, Ms
from drivers.ipp.printer import JobStatus, Outcome, became, outcome
from kiosk.core.channels import PRINTER
from kiosk.core.notices import NoticeId, notice, of_claims
from kiosk.core.step import Flow
from kiosk.core.view import Message, OutOfService
from kiosk.money.books import Document, Paper, SessionBook
from kiosk.money.card import GIVES_UP_MS
from kiosk.session.desk import Desk, Left
from kiosk.session.ending import end_session, open_books
from kiosk.session.issuing import Issuing
from sync.journal import events as ev

CARD_SETTLES_MS = 30_000
"""A terminal whose sale is long over says within this time what became of it, unless it is gone."""
DEVICES_SETTLE_MS = 12_000
"""Devices identify themselves, and a note acceptor reports a note in its path, within this time of the start."""


@dataclass(frozen=True)
class _Told:
    """What is said of money after a restart: what was ``paid`` out, a charge taken back (``uncharged``), or what is still owed."""

    paid: NoticeId
    uncharged: NoticeId
    claimed: NoticeId


_NOT_PRINTED = _Told(NoticeId.RESTARTED_REFUNDED, NoticeId.RESTARTED_UNCHARGED, NoticeId.REFUND_CLAIM)
_PRINTED_IN_PART = _Told(NoticeId.PRINT_FAILED_REFUNDED, NoticeId.PRINT_FAILED_UNCHARGED, NoticeId.PRINT_FAILED_CLAIM)
_ISSUED = _Told(NoticeId.RESTARTED_CHANGE, NoticeId.RESTARTED_UNCHARGED, NoticeId.CHANGE_CLAIM)
"""A valid paper lies in the outlet: nobody is to leave it there."""
_ISSUED_IN_PART = _Told(NoticeId.RESTARTED_PART, NoticeId.RESTARTED_UNCHARGED, NoticeId.PART_CLAIM)
"""So it does, and not every copy that was paid for."""


class Recovery:
    """Closes what is open, session by session, and shows the person who may stand there what became of their money."""

    def __init__(self, desk: Desk, issuing: Issuing, boot: str, refund_within_ms: Ms) -> None:
        self._desk = desk
        self._issuing = issuing
        self._boot = boot
        self._refund_within_ms = refund_within_ms

    def run(self) -> Flow[None]:
        desk = self._desk
        desk.charging.settle(self._boot)
        kept = open_books(desk)
        books = [book for book in desk.ledger.open.values() if book.session and not book.ended]
        if books:
            yield from self._close_all(books)
        for book in kept:
            yield from self._tell(_ISSUED if book.issued else _NOT_PRINTED, ZERO, ZERO, book)
            desk.forget_resident()
        yield from self._issuing.outlet.empty(desk, lambda: (False, False))
        desk.forget_resident()

    def _close_all(self, books: Sequence[SessionBook]) -> Flow[None]:
        desk = self._desk
        desk.show(OutOfService(Message("out.starting")))
        present = {book.session for book in books if self._still_there(book)}
        waiting = [b for b in books if b.stacking or b.payouts or b.cash_open or b.charged or b.session in present]
        desk.taking.expect(next((book.session for book in reversed(books) if book.cash_open), None))
        if waiting:
            yield from desk.until(self._devices_known, DEVICES_SETTLE_MS)
        for book in books:
            yield from self._close(book, book.session in present)

    def _devices_known(self) -> bool:
        return NEVER_SEEN not in self._desk.status.values()

    def _still_there(self, book: SessionBook) -> bool:
        """Decided once, before anything is waited for: the minute counts from the money's last movement."""
        return book.touched_boot == self._boot and self._desk.step.now - book.touched_ms <= self._refund_within_ms

    def _card_patience(self, book: SessionBook) -> Ms:
        """What is left of the time that a terminal may take, however often the kiosk starts meanwhile.

        How long the computer was off nobody knows. A claim that was opened too early shrinks when the terminal answers.
        """
        since = self._desk.step.now - book.card_ms if book.card_boot == self._boot else GIVES_UP_MS
        return max(CARD_SETTLES_MS, GIVES_UP_MS - since)

    def _close(self, book: SessionBook, present: bool) -> Flow[None]:
        desk = self._desk
        desk.session = book.whose
        if book.asked:
            yield from desk.until(lambda: not book.asked, self._card_patience(book))
            desk.charging.doubt(book.whose)
        for intent in list(book.payouts.values()):
            if not desk.ledger.claim_about(intent.payout):
                yield from desk.awaits(desk.payouts.settle(intent))
        if book.stacking:
            yield from desk.until(lambda: not book.stacking, DEVICES_SETTLE_MS)
            for ref, note in list(book.stacking.items()):
                desk.claims.open(book.session, note.value, ClaimReason.NOTE_IN_DOUBT, ref)
        printing = [document for document in book.open_documents if document.paper is Paper.PRINTING]
        for document in printing:
            if (yield from self._was_printed(document)):
                assert document.number, "nothing is printed without a number"
                desk.record(
                    ev.DocumentIssued(book.whose, document.issuance, document.number, document.sheets, document.fee)
                )
        self._issuing.void(desk, VoidReason.RESTART)
        if book.cash_open:
            desk.taking.rolled_back(book.whose, RollbackReason.RESTART)
        paid, taken_back = ZERO, (yield from desk.take_back_charge(self._card_patience(book)))
        for purpose, amount in book.to_give_back if present else ():
            paid += (yield from desk.awaits(desk.payouts.pay(book.session, amount, purpose))).amount
        if book.held > ZERO:  # also a coin that was told of meanwhile
            desk.claims.open(book.session, book.held, ClaimReason.RESTART)
        yield from end_session(desk, self._issuing, Ending.RECOVERED)
        if desk.taking.session == book.session:
            desk.taking.leave()
        if paid or taken_back or book.suspense:
            told = _PRINTED_IN_PART if printing else _NOT_PRINTED
            if book.issued:
                told = _ISSUED_IN_PART if book.in_part else _ISSUED
            yield from self._tell(told, paid, taken_back, book)
        desk.forget_resident()

    def _was_printed(self, document: Document) -> Flow[bool]:
        printer, issuance = self._issuing.printer, document.issuance
        known = self._desk.ledger.print_jobs.job_of(issuance)
        jobs = yield from self._desk.converse(PRINTER, printer.find_jobs(issuance, known))
        if not isinstance(jobs, tuple):
            return False
        for job in jobs:
            assert isinstance(job, JobStatus)
            result = outcome(job, document.sheets)
            if result == Outcome.RUNNING:
                last = yield from self._issuing.stop_job(self._desk, job.job_id, issuance, document.sheets)
                result = became(last, document.sheets)
            if result == Outcome.PRINTED:
                return True
        return False

    def _tell(self, told: _Told, paid: Won, taken_back: Won, book: SessionBook) -> Flow[None]:
        """The person may still stand there, or may be back."""
        owed = book.suspense
        id_ = told.paid if paid else told.uncharged
        if owed:
            id_ = of_claims(told.claimed, {book.reasons[n] for n, left in book.claims.items() if left})
        facts = self._issuing.slips.claim_facts(book) if owed else self._issuing.slips.contact_facts()
        view = notice("info", id_, {"amount": int(owed or paid or taken_back)}, facts)
        with suppress(Left):
            yield from self._desk.answer(lambda: view)
