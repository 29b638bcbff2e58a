"""Paying by card, beside cash: the card terminal waits for a card as long as nobody has put money in.

What is written: every charge before a presented card is confirmed, every cancellation before it is told. What is waited for: the
terminal says what became of a charge, however long that takes; the resident does not wait for ever, so after
`GIVES_UP_MS` the amount is a claim. No card is asked for while the terminal owes an answer: a second sale would push
the first one out of its memory.

Money and card exclude each other: money put in withdraws the charge, a presented card stops the cash devices. Where
both come in the same moment the card pays, and the money is change.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from config.ids import ChargeId, DeviceName, SessionId
from config.vocabulary import ChargeFailure, ClaimReason, ReductionReason
from config.won import ZERO, Won
from drivers import card_payment as card
from drivers.device import Event, Ms, State, Status, StatusChanged, soonest
from kiosk.core.notices import PayNotice
from kiosk.core.status import is_online
from kiosk.core.step import Step
from kiosk.money.books import Ledger, SessionBook
from kiosk.money.claims import Claims
from kiosk.money.taking import Taking
from sync.journal import events as ev

GIVES_UP_MS = 150_000
"""A terminal may take 100 s for a sale and as long for a cancellation, and some more to be asked about it."""
READ_AGAIN_MS = 3_000
"""A terminal that could not say its last approval is asked again after this time."""
CARD_AGAIN_MS = 10_000
"""A declined card that is left where it is, is not asked for again at once."""
TRIES = 3
"""So many declined cards in one payment."""


class Stage(Enum):
    """How far the charge of the open payment is."""

    NONE = "none"
    READING = "reading"  # the terminal's last approval
    TOLD = "told"  # the terminal is told to ask for a card
    WAITING = "waiting"  # it asks for one; nothing is written yet
    PRESENTED = "presented"  # too late to change one's mind


class Charging:
    """Handles every event of the card terminal and decides every command to it.

    Attributes:
        notice: the last thing the resident should know about their card.
        approval: of the session's charge, with the masked card number; gone with the session.
        card_in: a card is in the terminal, as far as it has said; of one that is off nobody knows.
    """

    def __init__(
        self,
        step: Step,
        ledger: Ledger,
        claims: Claims,
        taking: Taking,
        terminal: DeviceName | None,
        status: Mapping[DeviceName, Status],
    ) -> None:
        """``terminal`` is None where none is fitted: then nothing ever happens here."""
        self.notice: PayNotice | None = None
        self.approval: card.CardApproval | None = None
        self.card_in = False
        self._step = step
        self._ledger = ledger
        self._claims = claims
        self._taking = taking
        self._terminal = terminal
        self._status = status
        self._session: SessionId | None = None
        self._due = ZERO
        self._open = False
        self._stage = Stage.NONE
        self._charge: ChargeId | None = None
        self._before = ""
        self._until: Ms | None = None
        self._tries = 0
        self._not_before: Ms = 0
        self._told: set[ChargeId] = set()  # charges that the driver was told to take back and will answer for
        self._cancels: dict[ChargeId, Ms] = {}  # charges to be taken back, and until when that is waited for
        self._tell_at: Ms | None = None  # when a terminal that was not ready for that is told again

    # -- what the session may know --

    @property
    def ready(self) -> bool:
        """A card can be charged: the terminal works and owes no answer about an earlier charge."""
        books = self._ledger.open.values()
        return self._online and not self._cancels and not any(book.asked or book.cancelling for book in books)

    @property
    def offered(self) -> bool:
        """The terminal takes a card now."""
        return self._stage is Stage.WAITING and self._wanted

    @property
    def presented(self) -> bool:
        """A charge is on its way."""
        return self._stage is Stage.PRESENTED

    @property
    def paid(self) -> bool:
        book = self._ledger.open.get(self._session)
        return bool(book and book.charged)

    @property
    def in_doubt(self) -> bool:
        """A claim is open because nobody can say what became of the session's charge."""
        book = self._ledger.open.get(self._session)
        return bool(book and book.card_claims)

    @property
    def _device(self) -> DeviceName:
        assert self._terminal, "nothing is told a terminal that is not fitted"
        return self._terminal

    @property
    def _online(self) -> bool:
        return self._terminal is not None and is_online(self._status, self._terminal)

    # -- a payment --

    def begin(self, session: SessionId, due: Won) -> None:
        self._session, self._due, self._open = session, due, True
        self.notice, self._tries, self._not_before = None, TRIES, self._step.now
        if self.card_in:
            self._wait_for_removal()

    def _wait_for_removal(self) -> None:
        """A card that was in before is perhaps somebody else's. That it was taken out may go unheard, hence not for ever."""
        self.notice, self._not_before = PayNotice.CARD_WAS_IN, self._step.now + CARD_AGAIN_MS

    def stop(self) -> None:
        """Asks for no card any more. One that is ``presented`` has yet to be answered for."""
        self._open = False
        self._withdraw()

    def leave(self) -> None:
        """The session is over."""
        self._session, self._due, self._open, self.notice, self.approval = None, ZERO, False, None, None

    def take_back(self, session: SessionId, within: Ms = GIVES_UP_MS) -> None:
        """Cancels what is charged. Over when nothing is ``charged`` in the book: taken back, or a claim.

        Of a charge that is earned in part the rest is a claim: the terminal's cancellation names the whole amount.
        """
        for charge, charged in list(self._ledger.book(session).charged.items()):
            if charged.left < charged.approved.amount:
                self._claims.open(session, charged.left, ClaimReason.PART_OF_A_CHARGE, charge)
            else:
                self._cancels[charge] = self._step.now + within
        self._tell_cancels()

    # -- after a restart --

    def settle(self, boot: str) -> None:
        """Asks the terminal about everything that an earlier run left open; first of all, it remembers one approval.

        ``boot``: of this run of the computer, within which the journal's times are this clock's.
        """
        for book in self._ledger.open.values():
            for intent in book.asked.values():
                since = book.card_ms if book.card_boot == boot else None
                self._step.command(card.SettleCharge(intent.device, intent.charge, intent.amount, intent.before, since))

    def doubt(self, session: SessionId) -> None:
        """Nobody can wait any longer: what is not answered for becomes a claim."""
        for intent in self._ledger.book(session).asked.values():
            self._claims.open(session, intent.amount, ClaimReason.CHARGE_IN_DOUBT, intent.charge)

    # -- events --

    def handle(self, event: Event) -> None:
        match event:
            case StatusChanged() if event.device == self._terminal and event.status.state == State.ONLINE:
                self._tell_cancels()
            case StatusChanged() if event.device == self._terminal:
                self.card_in = False
            case card.CardInserted():
                self.card_in = True
            case card.ChargeReady():
                self._ready(event)
            case card.CardAwaited() if event.ref == self._charge and self._stage is Stage.TOLD:
                self._stage = Stage.WAITING
            case card.CardPresented():
                self._presented(event)
            case card.CardRemoved():
                self.card_in = False
                self.notice = None if self.notice is PayNotice.CARD_WAS_IN else self.notice
                self._not_before = min(self._not_before, self._step.now)
            case card.Charged():
                self._charged(event)
            case card.ChargeDeclined():
                self._declined(event)
            case card.ChargeUnknown():
                self._unknown(event)
            case card.ChargeCancelled():
                self._cancelled(event.ref)
            case card.CancelFailed():
                self._cancel_failed(event)
            case _:
                pass

    def act(self) -> Ms | None:
        """Asks for a card when one can be taken; gives up what takes too long. Returns when it wants to be asked again."""
        now = self._step.now
        if self._wanted and self._tries and self._stage is Stage.NONE and self._not_before <= now and self.ready:
            self._charge, self._stage = ChargeId(self._step.sources.uuid()), Stage.READING
            self._step.command(card.ReadLastApproval(self._device, self._charge))
        if not self._wanted:
            self._withdraw()
        if self._until is not None and self._until <= now:
            self._end_charge()
            assert self._session, "only a session's charge is waited for"
            self.doubt(self._session)
        for charge, until in list(self._cancels.items()):
            if until <= now:
                self._give_up_cancel(charge)
        if self._tell_at is not None and self._tell_at <= now:
            self._tell_cancels()
        times = [self._until, self._tell_at, *self._cancels.values()]
        if self._wanted and self._not_before > now:
            times.append(self._not_before)
        return soonest(times)

    @property
    def _wanted(self) -> bool:
        return self._open and self._taking.untouched and not self.paid

    def _withdraw(self) -> None:
        if self._stage in (Stage.READING, Stage.TOLD, Stage.WAITING):
            assert self._charge
            self._step.command(card.WithdrawCharge(self._device, self._charge))
            self._stage = Stage.NONE

    def _ready(self, event: card.ChargeReady) -> None:
        self._look_for_late_approval(event.before)
        if event.ref == self._charge and self._stage is Stage.READING:
            self._stage, self._before = Stage.TOLD, event.before
            self._step.command(card.Charge(self._device, self._charge, self._due, event.before))

    def _look_for_late_approval(self, shown: str) -> None:
        """A terminal that never answered, and later shows an approval that was not there: the card was charged after all.

        It is longer about a sale than ``answer_ms``, against what its maker says.
        """
        intent = self._ledger.unanswered.get(self._device)
        if intent is None or shown == intent.before:
            return
        self._claims.open(intent.session, intent.amount, ClaimReason.CHARGED_AFTER_ALL, intent.charge)

    def _presented(self, event: card.CardPresented) -> None:
        if event.ref != self._charge or self._stage is not Stage.WAITING:
            return  # withdrawn: the terminal hears of that after this
        if event.was_in:
            self._withdraw()
            self._wait_for_removal()
            return
        self._stage, self._until, self.notice = Stage.PRESENTED, self._step.now + GIVES_UP_MS, None
        self._taking.stop()
        assert self._session, "a card pays for somebody"
        intent = ev.ChargeIntended(self._session, self._charge, self._device, self._due, self._before)
        self._step.record(intent)
        self._step.command(card.ConfirmCharge(self._device, self._charge))

    def _end_charge(self) -> None:
        self._stage, self._until = Stage.NONE, None

    def _asked(self, charge: ChargeId) -> SessionBook | None:
        return next((book for book in self._ledger.open.values() if charge in book.asked), None)

    def _charged(self, event: card.Charged) -> None:
        book, said = self._asked(event.ref), event.approval
        if book is None:
            return
        self._step.record(
            ev.ChargeApproved(
                book.whose, event.ref, event.device, said.amount, said.approval_no, said.unique_no, said.time,
                said.medium, said.issuer, said.acquirer, said.merchant,
            )
        )  # fmt: skip
        if event.ref == self._charge:
            self._end_charge()
            self.approval = said if book.session == self._session else None

    def _declined(self, event: card.ChargeDeclined) -> None:
        presented, mine = self.presented, event.ref == self._charge
        if mine:
            self._end_charge()
            wait_ms = CARD_AGAIN_MS if presented else 0 if event.reason is ChargeFailure.NO_CARD else READ_AGAIN_MS
            self._not_before = max(self._not_before, self._step.now + wait_ms)
        book = self._asked(event.ref)
        if book is None:
            return
        # Reduced first: the book of a session that is over is closed with the doubt.
        self._claims.reduce(book.session, event.ref, book.asked[event.ref].amount, ReductionReason.NOTHING_WAS_CHARGED)
        self._step.record(ev.ChargeFailed(book.whose, event.ref, event.reason))
        if mine and presented and self._open:
            # It may be at it still: a second sale on top could be a second charge.
            self._tries = 0 if event.reason is ChargeFailure.NO_ANSWER else self._tries - 1
            self.notice = PayNotice.CARD_DECLINED
            self._taking.resume()

    def _unknown(self, event: card.ChargeUnknown) -> None:
        book = self._asked(event.ref)
        if book is None:
            return
        self.doubt(book.whose)
        self._step.record(ev.ChargeInDoubt(book.whose, event.ref, event.reason))
        if event.ref == self._charge:
            self._end_charge()

    # -- taking it back --

    def _tell_cancels(self) -> None:
        """Also what an earlier run told and nobody heard of again: taking back twice is refused by the terminal."""
        self._tell_at = None
        if not self._online:
            return
        for book in self._ledger.open.values():
            charged = {charge: each.approved for charge, each in book.charged.items()}
            for charge, approved in {**charged, **book.cancelling}.items():
                if charge in self._told or (charge not in self._cancels and charge not in book.cancelling):
                    continue
                if charge not in book.cancelling:
                    self._step.record(ev.ChargeCancelIntended(book.whose, charge))
                self._told.add(charge)
                self._step.command(card.CancelCharge(self._device, charge, _approval(approved)))

    def _cancelling(self, charge: ChargeId) -> SessionBook | None:
        return next((book for book in self._ledger.open.values() if charge in book.cancelling), None)

    def _cancelled(self, charge: ChargeId) -> None:
        book = self._cancelling(charge)
        self._told.discard(charge)
        self._cancels.pop(charge, None)
        if book is None:
            return
        # Reduced first, as in `_declined`.
        self._claims.reduce(book.session, charge, book.cancelling[charge].amount, ReductionReason.CHARGE_WAS_CANCELLED)
        self._step.record(ev.ChargeCancelled(book.whose, charge))

    def _cancel_failed(self, event: card.CancelFailed) -> None:
        book = self._cancelling(event.ref)
        self._told.discard(event.ref)
        if book is None:
            return
        if event.reason is ChargeFailure.NOT_READY:  # nothing was sent now, but perhaps by an earlier run
            self._tell_at = self._step.now + READ_AGAIN_MS
            return
        self._cancels.pop(event.ref, None)
        self._claim(
            book,
            event.ref,
            ClaimReason.CANCEL_IN_DOUBT if event.reason is ChargeFailure.IN_DOUBT else ClaimReason.CANCEL_FAILED,
        )
        self._step.record(ev.ChargeCancelFailed(book.whose, event.ref, event.reason))

    def _give_up_cancel(self, charge: ChargeId) -> None:
        del self._cancels[charge]
        for book in self._ledger.open.values():
            if charge in book.charged:
                self._claim(
                    book,
                    charge,
                    ClaimReason.CANCEL_IN_DOUBT if charge in book.cancelling else ClaimReason.CANCEL_FAILED,
                )
                return

    def _claim(self, book: SessionBook, charge: ChargeId, reason: ClaimReason) -> None:
        if charge in book.charged:
            self._claims.open(book.session, book.charged[charge].left, reason, charge)


def _approval(booked: ev.ChargeApproved) -> card.CardApproval:
    return card.CardApproval(
        booked.approval_no, booked.unique_no, booked.amount, booked.time, booked.medium, booked.issuer,
        booked.acquirer, booked.merchant,
    )  # fmt: skip
