"""What the journal says about money and documents: one fold over its events, and nothing else.

The running kiosk, recovery after a restart, and the oracle of the simulator read the same fold. For every session, and for all
of them together::

    inserted = paid out + earned + in suspense + still held      in cash
    charged  = taken back + earned + in suspense + still charged  on cards

where a note or charge in doubt for which a claim is open counts as inserted or charged. A session may end only when nothing
is still held or charged. Both are asserted whenever a session ends, and at every start; `kiosk.session.ending` says what
happens when they do not hold. What was written down as not balancing is carried as a difference, so that it is told once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from config.ids import ChargeId, ClaimNumber, DeviceName, DocumentNumber, IssuanceId, PayoutId, Ref, SessionId
from config.vocabulary import ChargeFailure, ClaimReason, Purpose
from config.won import ZERO, Won, total
from kiosk.core.print_jobs import PrintJobs
from kiosk.core.refusals import Refusals
from kiosk.core.sign_ins import SignIns
from kiosk.money.units import CashUnits
from sync.journal import events as ev
from sync.journal.events import CardEvent

Doubt = Ref | PayoutId | ChargeId
"""What a claim can be about, other than an amount in cash that is certain."""

_REMEMBERED_REFS = 1000
"""Credits remembered to book each once. A device re-reports only its last few, so this is plenty."""


class Paper(Enum):
    """How far a document got that is not void."""

    ASKED = "asked"  # the city may have reserved a number
    RESERVED = "reserved"
    PRINTING = "printing"  # the printer may have it
    ISSUED = "issued"


@dataclass
class Document:
    """One copy of a certificate: every copy is a document of its own, with a number and a fee of its own.

    Attributes:
        number: None while the city has said none.
    """

    issuance: IssuanceId
    paper: Paper = Paper.ASKED
    number: DocumentNumber | None = None
    sheets: int = 0
    fee: Won = ZERO

    @property
    def open(self) -> bool:
        """The city may have a reservation whose outcome is not written yet."""
        return self.paper is not Paper.ISSUED


@dataclass
class Charge:
    """What a card was charged; ``left`` is what of it is not earned."""

    approved: ev.ChargeApproved
    left: Won


@dataclass(frozen=True)
class Imbalance:
    """By how much the two equations do not hold, in won: the left side less the right. False where they do.

    Attributes:
        cash, cards: of all sessions together.
        held, charged: of a session that has ended.
    """

    cash: Won
    cards: Won
    held: Won = ZERO
    charged: Won = ZERO

    def __bool__(self) -> bool:
        return any((self.cash, self.cards, self.held, self.charged))


@dataclass
class SessionBook:
    """The books of one session.

    Attributes:
        documents: those that are not void, in the order in which the city was asked for them.
        in_part: somebody has a valid paper of it, and a copy that they wanted is void.
        due: what is asked for in cash.
        stacking: notes told to stack whose fate is not known yet, by ref.
        payouts: payouts whose fate is not known yet, by id; ``throwers`` are the identities of the hoppers that were told.
        claims: what is owed by claim number, 0 when it is no longer; ``reasons`` are why, ``slips`` those on paper, or
            on which the paper failed.
        doubtful: notes that may or may not be inside and for which a claim was opened, by ref.
        earned: of what was paid in cash.
        refunded: of what was paid out, for papers that did not come out.
        asked: charges of which the card terminal has not said what became, by charge.
        charged: what is charged and not wholly earned, taken back or claimed, by charge.
        cancelling: charges told to be taken back, of which the terminal has not said whether they were.
        card_claims: those of the claims that are about a card.
        touched_ms: when its money last moved, in the journal's monotonic time and boot.
        card_ms: when its card was last confirmed, likewise.
    """

    session: SessionId | None
    documents: dict[IssuanceId, Document] = field(default_factory=dict)
    in_part: bool = False
    due: Won = ZERO
    cash_open: bool = False
    inserted: Won = ZERO
    paid_out: Won = ZERO
    earned: Won = ZERO
    refunded: Won = ZERO
    stacking: dict[Ref, ev.StackIntended] = field(default_factory=dict)
    payouts: dict[PayoutId, ev.PayoutIntended] = field(default_factory=dict)
    throwers: dict[PayoutId, str] = field(default_factory=dict)
    claims: dict[ClaimNumber, Won] = field(default_factory=dict)
    reasons: dict[ClaimNumber, ClaimReason] = field(default_factory=dict)
    slips: set[ClaimNumber] = field(default_factory=set)
    doubtful: dict[Ref, Won] = field(default_factory=dict)
    asked: dict[ChargeId, ev.ChargeIntended] = field(default_factory=dict)
    charged: dict[ChargeId, Charge] = field(default_factory=dict)
    cancelling: dict[ChargeId, ev.ChargeApproved] = field(default_factory=dict)
    card_claims: set[ClaimNumber] = field(default_factory=set)
    touched_ms: int = 0
    card_ms: int = 0
    card_boot: str = ""
    touched_boot: str = ""
    ended: bool = False

    @property
    def whose(self) -> SessionId:
        """Papers, charges and endings are a session's; only stray cash is nobody's."""
        assert self.session is not None
        return self.session

    def document(self, issuance: IssuanceId) -> Document:
        return self.documents.setdefault(issuance, Document(issuance))

    @property
    def open_documents(self) -> tuple[Document, ...]:
        return tuple(document for document in self.documents.values() if document.open)

    @property
    def issued(self) -> bool:
        """Somebody has a valid paper of it."""
        return any(not document.open for document in self.documents.values())

    @property
    def doubts(self) -> bool:
        """A device may still say what became of money."""
        return bool(self.payouts or self.stacking or self.doubtful or self.asked or self.cancelling)

    @property
    def suspense(self) -> Won:
        return total(self.claims.values())

    @property
    def charged_sum(self) -> Won:
        return total(charge.left for charge in self.charged.values())

    @property
    def held(self) -> Won:
        """Inserted money that is neither earned nor given back nor claimed."""
        claimed = total(owed for claim, owed in self.claims.items() if claim not in self.card_claims)
        return self.inserted + total(self.doubtful.values()) - self.paid_out - self.earned - claimed

    @property
    def to_give_back(self) -> tuple[tuple[Purpose, Won], ...]:
        """What is held, by why it goes back: what was paid for papers that did not come out, and what was put in beyond that."""
        refund = min(self.held, max(ZERO, self.due - self.earned - self._refund_settled)) if self.issued else self.held
        parts = (Purpose.REFUND, refund), (Purpose.CHANGE, self.held - refund)
        return tuple((purpose, amount) for purpose, amount in parts if amount > ZERO)

    @property
    def _refund_settled(self) -> Won:
        """What papers cost that did not come out and is given back, or owed by a claim."""
        unpaid = (owed for claim, owed in self.claims.items() if self.reasons[claim] is ClaimReason.REFUND_NOT_PAID)
        return self.refunded + total(unpaid)


@dataclass(eq=False)
class Ledger:
    """Attributes:
    open: sessions that have not ended, or whose payouts or notes are still in doubt, by id.
    units: what is in each cash unit.
    print_jobs: which documents are at the printer.
    refusals: which devices refuse what they are told, again and again.
    sign_ins: who tried to open the machine's own pages.
    cash_difference, card_difference: what was written down as not balancing.
    unbalanced: it was, and nobody has counted since.
    inserted, paid_out, earned: in cash, of all sessions and of no session together.
    charged, taken_back, earned_by_card: the same on cards.
    doubtful_charges: charges that may or may not have been made and for which a claim was opened, by charge.
    claims: every open claim on the machine's cash; ``card_claims`` are those about a card.
    identities: what each device last said it is.
    thrown: what each hopper has thrown in its life, by its own count after the last payout.
    unanswered: by terminal, its last charge, if it never said a word about it.
    """

    open: dict[SessionId | None, SessionBook] = field(default_factory=dict)
    units: CashUnits = field(default_factory=CashUnits)
    print_jobs: PrintJobs = field(default_factory=PrintJobs)
    refusals: Refusals = field(default_factory=Refusals)
    sign_ins: SignIns = field(default_factory=SignIns)
    cash_difference: Won = ZERO
    card_difference: Won = ZERO
    unbalanced: bool = False
    inserted: Won = ZERO
    paid_out: Won = ZERO
    earned: Won = ZERO
    charged: Won = ZERO
    taken_back: Won = ZERO
    earned_by_card: Won = ZERO
    claims: dict[ClaimNumber, Won] = field(default_factory=dict)
    card_claims: dict[ClaimNumber, Won] = field(default_factory=dict)
    doubtful_charges: dict[ChargeId, Won] = field(default_factory=dict)
    last_ref: dict[DeviceName, Ref] = field(default_factory=dict)
    identities: dict[DeviceName, str] = field(default_factory=dict)
    thrown: dict[DeviceName, int] = field(default_factory=dict)
    unanswered: dict[DeviceName, ev.ChargeIntended] = field(default_factory=dict)
    _claim_about: dict[Doubt, ClaimNumber] = field(default_factory=dict)
    _refs: dict[tuple[DeviceName, Ref], None] = field(default_factory=dict)  # the oldest first
    _told_to_stack: Ref | None = None

    def credited(self, device: DeviceName, ref: Ref) -> bool:
        """Whether this very coin or note is booked already."""
        return (device, ref) in self._refs

    def unsettled_note(self) -> Ref | None:
        """The note that was told to stack last, None if it is booked or struck off: an acceptor holds one at a time."""
        return (
            self._told_to_stack
            if any(self._told_to_stack in (*book.stacking, *book.doubtful) for book in self.open.values())
            else None
        )

    def awaits_cash(self) -> bool:
        """Whether a payment is open that takes cash: while a card is asked about the acceptors are closed."""
        return any(book.cash_open and not (book.asked or book.charged) for book in self.open.values())

    @property
    def owed(self) -> Won:
        """What the machine holds for others; a note in doubt that is claimed may not be inside, so it is no part of it."""
        held = total(book.held - total(book.doubtful.values()) for book in self.open.values())
        return total(self.claims.values()) + held

    def imbalance(self, ended: SessionBook | None = None) -> Imbalance:
        """What does not balance now; with ``ended``, also what that session, which is over, still held or was charged."""
        books = self.open.values()
        doubtful = total(won for book in books for won in book.doubtful.values())
        held, claimed = total(book.held for book in books), total(self.claims.values())
        charged, card_claimed = total(book.charged_sum for book in books), total(self.card_claims.values())
        doubtful_charges = total(self.doubtful_charges.values())
        cash = self.inserted + doubtful - self.paid_out - self.earned - claimed - held
        cards = self.charged + doubtful_charges - self.taken_back - self.earned_by_card - card_claimed - charged
        return Imbalance(
            cash=cash - self.cash_difference,
            cards=cards - self.card_difference,
            held=ended.held if ended else ZERO,
            charged=ended.charged_sum if ended else ZERO,
        )

    def was_replaced(self, intent: ev.PayoutIntended) -> bool:
        """Whether another hopper stands where that payout was told: its counters know nothing of it."""
        return self.book(intent.session).throwers.get(intent.payout, "") != self.identities.get(intent.unit, "")

    def claim_about(self, doubt: Doubt | None) -> ClaimNumber | None:
        """The claim that was opened for a payout or note in doubt or for a charge, None if there is none."""
        return self._claim_about.get(doubt) if doubt else None

    def book(self, session: SessionId | None) -> SessionBook:
        """Of a session that is forgotten, one that is over: what turns up later about it begins nothing anew."""
        return self.open[session] if session in self.open else self._open(session, ended=session is not None)

    def _open(self, session: SessionId | None, ended: bool = False) -> SessionBook:
        book = self.open[session] = SessionBook(session, ended=ended)
        return book

    def apply(self, event: ev.Event, mono_ms: int, boot: str) -> None:  # noqa: C901 - one case an event type
        """Books one event. Events of types that move neither money nor documents change nothing."""
        self.units.apply(event)
        self.print_jobs.apply(event)
        self.refusals.apply(event)
        self.sign_ins.apply(event, mono_ms, boot)
        match event:
            case ev.SessionStarted():
                self._open(event.session)
            case ev.ReservationIntended():
                self.book(event.session).document(event.issuance)
            case ev.Reserved():
                document = self.book(event.session).document(event.issuance)
                document.paper, document.number = Paper.RESERVED, event.number
                document.sheets, document.fee = event.sheets, event.fee
            case ev.CashInStarted():
                book = self.book(event.session)
                book.cash_open, book.due = True, event.due
                self._touch(book, mono_ms, boot)  # who is asked for money stands there
            case ev.CashInEnded():
                self.book(event.session).cash_open = False
            case ev.CashInRolledBack():
                book = self.book(event.session)
                book.cash_open, book.due = False, ZERO
            case ev.PrintIntended():
                self.book(event.session).document(event.issuance).paper = Paper.PRINTING
            case ev.DocumentIssued():
                book = self.book(event.session)
                book.document(event.issuance).paper = Paper.ISSUED
                self._earn(book, event.fee)
                self._touch(book, mono_ms, boot)
            case ev.DocumentVoided():
                book = self.book(event.session)
                book.documents.pop(event.issuance, None)
                book.in_part = book.issued
            case ev.CoinCredited() | ev.NoteCredited():
                self._credit(event, mono_ms, boot)
            case ev.CreditsCounted():
                self.last_ref[event.device] = event.ref
                return
            case ev.DeviceIdentified():
                if self.identities.get(event.device) != event.identity:
                    self.thrown.pop(event.device, None)
                self.identities[event.device] = event.identity
                return
            case ev.StackIntended():
                self.book(event.session).stacking[event.ref] = event
                self._told_to_stack = event.ref
            case ev.NoteReturned():
                book = self.book(event.session)
                book.stacking.pop(event.ref, None)
                book.doubtful.pop(event.ref, None)
            case ev.PayoutIntended():
                book = self.book(event.session)
                book.payouts[event.payout] = event
                book.throwers[event.payout] = self.identities.get(event.unit, "")
                self._touch(book, mono_ms, boot)
            case ev.PayoutSettled():
                self._settle(event, mono_ms, boot)
            case ev.TrialIntended() | ev.TrialSettled():
                self.thrown[event.unit] = event.dispensed
                return
            case ev.SuspenseOpened():
                book = self.book(event.session)
                book.claims[event.claim] = event.amount
                book.reasons[event.claim] = event.reason
                if event.about:
                    self._claim_about[event.about] = event.claim
                charges = {*book.asked, *book.charged, *(intent.charge for intent in self.unanswered.values())}
                if event.about in charges:
                    charge = ChargeId(event.about)
                    if book.charged.pop(charge, None) is None:
                        self.doubtful_charges[charge] = event.amount
                    book.card_claims.add(event.claim)
                    self.card_claims[event.claim] = event.amount
                else:
                    self.claims[event.claim] = event.amount
                    self.units.batch.suspense_opened += event.amount
                if event.about in book.stacking:
                    note = Ref(event.about)
                    book.doubtful[note] = book.stacking.pop(note).value
            case ev.SuspenseReduced():
                book = self.book(event.session)
                book.claims[event.claim] = book.claims.get(event.claim, ZERO) - event.amount
                if event.claim in self.card_claims:
                    self.card_claims[event.claim] -= event.amount
                else:
                    self.claims[event.claim] = self.claims.get(event.claim, ZERO) - event.amount
                    self.units.batch.suspense_settled += event.amount
            case ev.RefundSlipEnded():
                self.book(event.session).slips.add(event.claim)
            case ev.BooksUnbalanced():
                self.cash_difference += event.cash
                self.card_difference += event.cards
                self.unbalanced = True
                return
            case ev.ExchangeEnded():
                self.unbalanced = False
                return
            case ev.SessionEnded():
                self.book(event.session).ended = True
            case (
                ev.ChargeIntended() | ev.ChargeApproved() | ev.ChargeFailed() | ev.ChargeInDoubt()
                | ev.ChargeCancelIntended() | ev.ChargeCancelled() | ev.ChargeCancelFailed()
            ):  # fmt: skip
                book = self.book(event.session)
                self._charge(book, event)
                if isinstance(event, ev.ChargeIntended):
                    book.card_ms, book.card_boot = mono_ms, boot
            case _:
                return
        if hasattr(event, "session"):
            self._forget_if_done(event.session)

    def _credit(self, event: ev.CoinCredited | ev.NoteCredited, mono_ms: int, boot: str) -> None:
        book = self.book(event.session)
        book.inserted += event.value
        self.inserted += event.value
        book.stacking.pop(event.ref, None)
        book.doubtful.pop(event.ref, None)
        self._refs[event.device, event.ref] = None
        self.last_ref[event.device] = event.ref
        if len(self._refs) > _REMEMBERED_REFS:
            del self._refs[next(iter(self._refs))]
        self._touch(book, mono_ms, boot)

    def _settle(self, event: ev.PayoutSettled, mono_ms: int, boot: str) -> None:
        book = self.book(event.session)
        amount = event.coin * event.paid
        book.paid_out += amount
        self.paid_out += amount
        intent = book.payouts.pop(event.payout, None)
        if intent and intent.purpose is Purpose.REFUND:
            book.refunded += amount
        if intent and book.throwers.get(event.payout) == self.identities.get(event.unit, ""):
            self.thrown[event.unit] = (intent.dispensed + event.paid) % 2**24
        book.throwers.pop(event.payout, None)
        self._touch(book, mono_ms, boot)

    def _earn(self, book: SessionBook, fee: Won) -> None:
        """A fee is paid by card or in cash; cash that fell in beside a charge is change."""
        by_card = ZERO
        for charge, charged in list(book.charged.items()):
            part = min(fee - by_card, charged.left)
            charged.left -= part
            by_card += part
            if not charged.left:
                del book.charged[charge]
        self.earned_by_card += by_card
        self.earned += fee - by_card
        self.units.batch.income += fee - by_card
        self.units.batch.by_card += by_card
        book.earned += fee - by_card

    def _charge(self, book: SessionBook, event: CardEvent) -> None:
        match event:
            case ev.ChargeIntended():
                book.asked[event.charge] = event
                self.unanswered.pop(event.device, None)
            case ev.ChargeApproved():
                book.asked.pop(event.charge, None)
                self.doubtful_charges.pop(event.charge, None)
                self.charged += event.amount
                if not self.claim_about(event.charge):
                    book.charged[event.charge] = Charge(event, event.amount)
            case ev.ChargeFailed():
                intent = book.asked.pop(event.charge, None)
                self.doubtful_charges.pop(event.charge, None)
                if intent and event.reason is ChargeFailure.NO_ANSWER:
                    self.unanswered[intent.device] = intent
            case ev.ChargeInDoubt():
                book.asked.pop(event.charge, None)
            case ev.ChargeCancelIntended() if event.charge in book.charged:
                book.cancelling[event.charge] = book.charged[event.charge].approved
            case ev.ChargeCancelled() if event.charge in book.cancelling:
                self.taken_back += book.cancelling.pop(event.charge).amount
                book.charged.pop(event.charge, None)
            case ev.ChargeCancelFailed():
                book.cancelling.pop(event.charge, None)

    def _touch(self, book: SessionBook, mono_ms: int, boot: str) -> None:
        book.touched_ms, book.touched_boot = mono_ms, boot

    def _forget_if_done(self, session: SessionId | None) -> None:
        """A settled session needs no memory: the ledger's size follows what is open, not what ever was."""
        book = self.open.get(session)
        if book and (book.ended or not session) and not book.doubts and not book.held and not book.charged:
            del self.open[session]
