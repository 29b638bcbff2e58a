"""Money in: CashInStart, CashIn, then CashInEnd or Rollback (XFS4IoT's words).

The rule of what is taken (nothing is taken that could not be given back): a coin type is enabled, and a note in escrow
is stacked, only while the hoppers can pay both the change it would leave and the full refund of everything inserted.

The rule of what is written: every credit before it is shown or acknowledged, every stack before it is commanded.

The rules of the state machine are one table, `TRANSITIONS`; the diagram in ``docs/money.md`` is drawn from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from config.ids import DeviceName, Ref, SessionId
from config.vocabulary import ClaimReason, ReductionReason, RollbackReason
from config.won import ZERO, Won, total
from drivers import device as dev
from drivers.device import Ms, State, Status
from kiosk.core.notices import PayNotice
from kiosk.core.status import is_online
from kiosk.core.step import Step
from kiosk.money.books import Ledger
from kiosk.money.claims import Claims
from kiosk.money.devices import ASKED_AT_ONCE, CashDevices, Hoppers, Stock, plan_payout
from sync.journal import events as ev

NOTE_SETTLES_MS = 20_000
"""A note told to stack or to go back has done so within this time; an acceptor takes a few seconds."""


class CashIn(Enum):
    """How far taking is; the value says what that means."""

    CLOSED = "nobody pays"
    OPEN = "whatever could be given back is taken"
    STACKING = "a note was told to go in, and is neither credited nor returned"
    RETURNING = "a note was told to go back, and has not said that it did"
    LAST_STACKING = "as STACKING, and nothing is taken after it"
    LAST_RETURNING = "as RETURNING, and nothing is taken after it"
    STOPPED = "nothing is taken any more, and no note is on its way"

    @property
    def is_taking(self) -> bool:
        return self in (CashIn.OPEN, CashIn.STACKING, CashIn.RETURNING)

    @property
    def has_note(self) -> bool:
        """A note is on its way; an acceptor holds one at a time."""
        return self not in (CashIn.CLOSED, CashIn.OPEN, CashIn.STOPPED)


class Cause(Enum):
    """What moves it; the value says when."""

    BEGIN = "a session asks for money"
    STOP = "the session wants no more: its resident gives up, or has presented a card"
    RESUME = "the card was declined"
    END = "the fee is covered"
    LEAVE = "the session is over"
    STACK = "a note waits that could be given back"
    RETURN = "a note waits that could not"
    CREDITED = "the acceptor says that the note is inside"
    RETURNED = "the acceptor says that the note is back with the resident"
    SILENT = "the acceptor has said neither for too long"


TRANSITIONS: Mapping[CashIn, Mapping[Cause, CashIn]] = {
    CashIn.CLOSED: {
        Cause.BEGIN: CashIn.OPEN,
        Cause.LEAVE: CashIn.CLOSED,
    },
    CashIn.OPEN: {
        Cause.STACK: CashIn.STACKING,
        Cause.RETURN: CashIn.RETURNING,
        Cause.STOP: CashIn.STOPPED,
        Cause.END: CashIn.STOPPED,
    },
    CashIn.STACKING: {
        Cause.CREDITED: CashIn.OPEN,
        Cause.RETURNED: CashIn.OPEN,
        Cause.SILENT: CashIn.OPEN,
        Cause.STOP: CashIn.LAST_STACKING,
    },
    CashIn.RETURNING: {
        Cause.RETURNED: CashIn.OPEN,
        Cause.CREDITED: CashIn.OPEN,
        Cause.SILENT: CashIn.OPEN,
        Cause.STOP: CashIn.LAST_RETURNING,
    },
    CashIn.LAST_STACKING: {
        Cause.CREDITED: CashIn.STOPPED,
        Cause.RETURNED: CashIn.STOPPED,
        Cause.SILENT: CashIn.STOPPED,
        Cause.RESUME: CashIn.STACKING,
        Cause.STOP: CashIn.LAST_STACKING,
        Cause.LEAVE: CashIn.CLOSED,
    },
    CashIn.LAST_RETURNING: {
        Cause.RETURNED: CashIn.STOPPED,
        Cause.CREDITED: CashIn.STOPPED,
        Cause.SILENT: CashIn.STOPPED,
        Cause.RESUME: CashIn.RETURNING,
        Cause.STOP: CashIn.LAST_RETURNING,
        Cause.LEAVE: CashIn.CLOSED,
    },
    CashIn.STOPPED: {
        Cause.RESUME: CashIn.OPEN,
        Cause.STOP: CashIn.STOPPED,
        Cause.END: CashIn.STOPPED,
        Cause.LEAVE: CashIn.CLOSED,
    },
}
"""Every rule of the machine. What is not here does not happen; a session that asks for it has a fault."""


class IllegalTransition(Exception):
    """A session asked for what the table does not have: a bug, and the process ends."""


class _Note(NamedTuple):
    """The one on its way, and until when it is waited for."""

    device: DeviceName
    ref: Ref
    until: Ms


@lru_cache(maxsize=ASKED_AT_ONCE)
def takeable(money: frozenset[Won], inserted: Won, on_its_way: Won, due: Won, stock: Stock) -> frozenset[Won]:
    """What of ``money`` may come next: both the change it leaves and a full refund of everything could then be paid.

    Args:
        on_its_way: what is told to stack; it must not matter whether that comes in.
    """
    if inserted >= due:
        return frozenset()

    def could_give_back(sum_: Won) -> bool:
        change = sum_ - due
        return not plan_payout(sum_, stock).missing and (change <= ZERO or not plan_payout(change, stock).missing)

    return frozenset(
        value
        for value in money
        if could_give_back(inserted + value) and (not on_its_way or could_give_back(inserted + on_its_way + value))
    )


class Taking:
    """Handles every event of coin and note acceptors and decides every command to them.

    Attributes:
        state: see `TRANSITIONS`.
        session: whose payment is open, None if none.
        due: what that session owes.
        notice: the last thing the resident should know about their money.
    """

    def __init__(
        self, step: Step, ledger: Ledger, claims: Claims, devices: CashDevices, hoppers: Hoppers,
        status: Mapping[DeviceName, Status],
    ) -> None:  # fmt: skip
        self.state = CashIn.CLOSED
        self.session: SessionId | None = None
        self.due = ZERO
        self.notice: PayNotice | None = None
        self._step = step
        self._ledger = ledger
        self._claims = claims
        self._acceptors = devices.acceptors
        self._note_acceptors = {each.device for each in devices.acceptors if each.notes}
        self._money = devices.money
        self._hoppers = hoppers
        self._status = status
        self._note: _Note | None = None
        self._accepting: dict[DeviceName, frozenset[Won]] = {}
        self._payers: dict[
            DeviceName, SessionId | None
        ] = {}  # by acceptor that does not answer: who was paying when it last did

    # -- what the session may know --

    @property
    def inserted(self) -> Won:
        book = self._ledger.open.get(self.session)
        return book.inserted if book else ZERO

    @property
    def _on_its_way(self) -> Won:
        """What was told to stack and is not known to be inside, however long ago."""
        book = self._ledger.open.get(self.session)
        return total(note.value for note in book.stacking.values()) if book else ZERO

    @property
    def untouched(self) -> bool:
        """Nobody has put in anything."""
        return not self.inserted and self.settled

    @property
    def settled(self) -> bool:
        """No note is on its way: what is inserted is all there is."""
        return not self.state.has_note

    @property
    def covered(self) -> bool:
        """The fee is inside, and nothing is on its way."""
        return self.inserted >= self.due and self.settled

    def something_new(self, or_at: Ms) -> Callable[[], bool]:
        """Whether more is inserted than now, or the fee is covered, or that time has come."""
        before = self.inserted
        return lambda: self.inserted != before or self.covered or self._step.now >= or_at

    @property
    def accepts(self) -> tuple[Won, ...]:
        """An acceptor that is away or not ready yet would refuse what the screen had promised."""
        taking = (values for device, values in self._accepting.items() if is_online(self._status, device))
        return tuple(sorted({value for values in taking for value in values}))

    def can_take(self, due: Won) -> bool:
        """Whether a payment of ``due`` can be opened: somebody takes money, and the fee itself could be refunded."""
        return any(is_online(self._status, each.device) for each in self._acceptors) and bool(
            takeable(self._money, ZERO, ZERO, due, self._hoppers.stock())
        )

    # -- CashInStart … CashInEnd | Rollback --

    def begin(self, session: SessionId, due: Won) -> None:
        self._go(Cause.BEGIN)
        assert session, "money is asked for by a session"
        assert not self.session, "one session pays at a time"
        assert due > ZERO, "what costs nothing is not paid"
        self._step.record(ev.CashInStarted(session, due))
        self.session, self.due, self.notice = session, due, None
        self._set_acceptors()

    def end(self) -> None:
        """The fee is covered and no note is on its way."""
        assert self.inserted >= self.due, "the fee is inside"
        self._go(Cause.END)
        self._set_acceptors()
        assert self.session, "money is taken of somebody"
        self._step.record(ev.CashInEnded(self.session, self.inserted))

    def stop(self) -> None:
        """Takes nothing more; `settled` tells when the last note has found its place."""
        self._go(Cause.STOP)
        self._set_acceptors()

    def resume(self) -> None:
        """Takes money again after a `stop` that turned out not to be the end."""
        self._go(Cause.RESUME)
        self._set_acceptors()

    def rolled_back(self, session: SessionId, reason: RollbackReason) -> None:
        self._step.record(ev.CashInRolledBack(session, self._ledger.book(session).inserted, reason))

    def expect(self, session: SessionId | None) -> None:
        """After a restart: a coin that fell as the last run ended is told of now, and belongs to whoever was paying then."""
        self.session = session

    def leave(self) -> None:
        """The session is over: what comes in from now on belongs to nobody known."""
        self._go(Cause.LEAVE)
        self.session, self.due, self.notice = None, ZERO, None

    # -- events --

    def handle(self, event: dev.Event) -> None:
        match event:
            case dev.Credited():
                self._credit(event)
            case dev.Escrowed():
                self._escrowed(event)
            case dev.Returned():
                self._returned(event)
            case dev.Rejected():
                self._tell(PayNotice.COIN_REJECTED if self._is_for_coins(event.device) else PayNotice.NOTE_REJECTED)
            case dev.CreditsLost():
                self._step.record(ev.CreditsLost(self.session, event.device, event.at_least))
                if self.state.is_taking:
                    self._tell(PayNotice.COIN_LOST if self._is_for_coins(event.device) else PayNotice.NOTE_LOST)
            case dev.CountingFrom():
                self._step.record(ev.CreditsCounted(event.device, event.ref))
            case dev.NoteInPath():
                self._step.record(ev.NoteFoundInPath(event.device, event.where))
            case dev.StatusChanged():
                if event.status.state == State.OFFLINE:
                    self._payers.setdefault(event.device, self.session)
                else:
                    self._payers.pop(event.device, None)
                self._accepting.pop(event.device, None)
                self._set_acceptors()
            case _:
                pass

    def act(self) -> Ms | None:
        """Gives up what takes too long; returns when it wants to be asked again."""
        if self._note and self._note.until <= self._step.now:
            # If it was to be stacked this is a doubt, which the session's end makes a claim.
            self._go(Cause.SILENT)
        return self._note.until if self._note else None

    def _go(self, cause: Cause) -> None:
        after = TRANSITIONS[self.state].get(cause)
        if after is None:
            raise IllegalTransition(f"{cause.name} while {self.state.name}")
        self.state = after
        if not after.has_note:
            self._note = None
        assert (self._note is not None) == after.has_note, "a note is waited for exactly while one is on its way"

    def _is_on_its_way(self, event: dev.Credited | dev.Returned) -> bool:
        return self._note is not None and (self._note.device, self._note.ref) == (event.device, event.ref)

    # -- taking --

    def _takeable_now(self) -> frozenset[Won]:
        return takeable(self._money, self.inserted, self._on_its_way, self.due, self._hoppers.stock())

    def _set_acceptors(self) -> None:
        takeable = self._takeable_now() if self.state.is_taking else frozenset()
        for acceptor in self._acceptors:
            wanted = takeable & acceptor.values
            if self._accepting.get(acceptor.device) != wanted:
                assert self.session or not wanted, "nothing is taken of nobody"
                self._accepting[acceptor.device] = wanted
                self._step.command(dev.Accept(acceptor.device, wanted))

    def _credit(self, event: dev.Credited) -> None:
        assert event.value > ZERO, "money has a value"
        is_note = event.device in self._note_acceptors
        if not self._ledger.credited(event.device, event.ref):
            session = self._owner(event.ref) if is_note else self._who_paid(event.device)
            booked = ev.NoteCredited if is_note else ev.CoinCredited
            self._step.record(booked(session, event.device, event.ref, event.value))
            if not session:
                self._claims.open(None, event.value, ClaimReason.CREDIT_WITHOUT_SESSION)
        if self._is_on_its_way(event):
            self._go(Cause.CREDITED)
        assert self._ledger.credited(event.device, event.ref), "a credit is booked before it is acknowledged"
        self._step.command(dev.Recorded(event.device, event.ref))
        self._set_acceptors()

    def _who_paid(self, acceptor: DeviceName) -> SessionId | None:
        """Whose coin it is. An acceptor that was away tells first what fell before, and whoever paid then may be gone."""
        return self.session if self._payers.get(acceptor, self.session) == self.session else None

    def _owner(self, ref: Ref) -> SessionId | None:
        """Whose note it is: the session that had it stacked, also one from before a restart."""
        for book in self._ledger.open.values():
            if ref in book.stacking or ref in book.doubtful:
                return book.session
        return self.session

    def _escrowed(self, event: dev.Escrowed) -> None:
        if self.state is not CashIn.OPEN:
            self._step.command(dev.Return(event.device, event.ref))
            return
        self._note = _Note(event.device, event.ref, self._step.now + NOTE_SETTLES_MS)
        if event.value not in self._takeable_now():
            self._go(Cause.RETURN)
            self._tell(PayNotice.EXACT_ONLY)
            self._step.command(dev.Return(event.device, event.ref))
            return
        self._go(Cause.STACK)
        assert self.session, "a note is stacked for somebody"
        assert not self._ledger.credited(event.device, event.ref), "a ref names one note for good"
        self._step.record(ev.StackIntended(self.session, event.device, event.ref, event.value))
        everything = self.inserted + self._on_its_way
        assert not plan_payout(everything, self._hoppers.stock()).missing, "all that is inside could be given back"
        self._step.command(dev.Stack(event.device, event.ref))
        self._set_acceptors()

    def _returned(self, event: dev.Returned) -> None:
        session = self._owner(event.ref)
        doubtful = self._ledger.book(session).doubtful.get(event.ref, ZERO)
        self._step.record(ev.NoteReturned(session, event.device, event.ref))
        self._claims.reduce(session, event.ref, doubtful, ReductionReason.NOTE_WAS_RETURNED)
        if self._is_on_its_way(event):
            self._go(Cause.RETURNED)
        self._set_acceptors()
        self._tell(self.notice or PayNotice.NOTE_RETURNED)

    def _tell(self, notice: PayNotice) -> None:
        if self.notice is None or not self.notice.stays:
            self.notice = notice

    def _is_for_coins(self, device: DeviceName) -> bool:
        return device not in self._note_acceptors
