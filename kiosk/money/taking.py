"""Money in: CashInStart, CashIn, then CashInEnd or Rollback (XFS4IoT's words).

The rule of what is taken (nothing is taken that could not be given back): a coin type is enabled, and a note in escrow
is stacked, only while the hoppers can pay both the change it would leave and the full refund of everything inserted.

The rule of what is written: every credit before it is shown or acknowledged, every stack before it is commanded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from config.vocabulary import ClaimReason, ReductionReason, RollbackReason
from config.won import ZERO, Won, total
from drivers import device as dev
from drivers.device import Ms, State, Status
from kiosk.core.notices import PayNotice
from kiosk.core.status import is_online
from kiosk.core.step import Step
from kiosk.money.books import Ledger
from kiosk.money.claims import Claims
from kiosk.money.devices import CashDevices, Hoppers, Stock, plan_payout
from sync.journal import events as ev

NOTE_SETTLES_MS = 20_000
"""A note told to stack or to go back has done so within this time; an acceptor takes a few seconds."""


@lru_cache(maxsize=4096)
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
        value for value in money if could_give_back(inserted + value) and could_give_back(inserted + on_its_way + value)
    )


class Taking:
    """Handles every event of coin and note acceptors and decides every command to them.

    Attributes:
        session: whose payment is open, "" if none.
        due: what that session owes.
        notice: the last thing the resident should know about their money.
    """

    def __init__(
        self, step: Step, ledger: Ledger, claims: Claims, devices: CashDevices, hoppers: Hoppers,
        status: Mapping[str, Status],
    ) -> None:  # fmt: skip
        self.session = ""
        self.due = ZERO
        self.notice: PayNotice | None = None
        self._step = step
        self._ledger = ledger
        self._claims = claims
        self._devices = devices
        self._money = devices.coins | devices.notes
        self._hoppers = hoppers
        self._status = status
        self._escrow: tuple[str, str] | None = None  # device and ref of the note that waits
        self._note_until: Ms | None = None
        self._open = False
        self._accepting: dict[str, frozenset[Won]] = {}
        self._payers: dict[str, str] = {}  # by acceptor that does not answer: who was paying when it last did

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
        return self._escrow is None

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
        takers = (*self._devices.coin_acceptors, *self._devices.note_acceptors)
        return any(is_online(self._status, device) for device in takers) and bool(
            takeable(self._money, ZERO, ZERO, due, self._hoppers.stock())
        )

    # -- CashInStart … CashInEnd | Rollback --

    def begin(self, session: str, due: Won) -> None:
        self._step.record(ev.CashInStarted(session, due))
        self.session, self.due, self.notice, self._open = session, due, None, True
        self._set_acceptors()

    def end(self) -> None:
        """The fee is covered and no note is on its way."""
        self._open = False
        self._set_acceptors()
        self._step.record(ev.CashInEnded(self.session, self.inserted))

    def stop(self) -> None:
        """Takes nothing more; `settled` tells when the last note has found its place."""
        self._open = False
        self._set_acceptors()

    def resume(self) -> None:
        """Takes money again after a `stop` that turned out not to be the end."""
        self._open = True
        self._set_acceptors()

    def rolled_back(self, session: str, reason: RollbackReason) -> None:
        self._step.record(ev.CashInRolledBack(session, self._ledger.book(session).inserted, reason))

    def expect(self, session: str) -> None:
        """After a restart: a coin that fell as the last run ended is told of now, and belongs to whoever was paying then."""
        self.session = session

    def leave(self) -> None:
        """The session is over: what comes in from now on belongs to nobody known."""
        self.session, self.due, self.notice = "", ZERO, None
        self._note_found_its_place()

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
                if self._open:
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
        if self._note_until is not None and self._note_until <= self._step.now:
            # Neither credited nor returned: a doubt, if it was to be stacked, which the session's end makes a claim.
            self._note_found_its_place()
            self._set_acceptors()
        return self._note_until

    # -- taking --

    def _takeable_now(self) -> frozenset[Won]:
        return takeable(self._money, self.inserted, self._on_its_way, self.due, self._hoppers.stock())

    def _set_acceptors(self) -> None:
        takeable = self._takeable_now() if self._open else frozenset()
        devices = self._devices
        for acceptors, values in ((devices.coin_acceptors, devices.coins), (devices.note_acceptors, devices.notes)):
            for acceptor in acceptors:
                wanted = takeable & values
                if self._accepting.get(acceptor) != wanted:
                    self._accepting[acceptor] = wanted
                    self._step.command(dev.Accept(acceptor, wanted))

    def _credit(self, event: dev.Credited) -> None:
        is_note = event.device in self._devices.note_acceptors
        if not self._ledger.credited(event.device, event.ref):
            session = self._owner(event.ref) if is_note else self._who_paid(event.device)
            booked = ev.NoteCredited if is_note else ev.CoinCredited
            self._step.record(booked(session, event.device, event.ref, event.value))
            if not session:
                self._claims.open("", event.value, ClaimReason.CREDIT_WITHOUT_SESSION)
        if self._escrow == (event.device, event.ref):
            self._note_found_its_place()
        self._step.command(dev.Recorded(event.device, event.ref))
        self._set_acceptors()

    def _who_paid(self, acceptor: str) -> str:
        """Whose coin it is. An acceptor that was away tells first what fell before, and whoever paid then may be gone."""
        return self.session if self._payers.get(acceptor, self.session) == self.session else ""

    def _owner(self, ref: str) -> str:
        """Whose note it is: the session that had it stacked, also one from before a restart."""
        for book in self._ledger.open.values():
            if ref in book.stacking or ref in book.doubtful:
                return book.session
        return self.session

    def _escrowed(self, event: dev.Escrowed) -> None:
        if not self._open or self._escrow:
            self._step.command(dev.Return(event.device, event.ref))
            return
        self._escrow, self._note_until = (event.device, event.ref), self._step.now + NOTE_SETTLES_MS
        if event.value not in self._takeable_now():
            self._tell(PayNotice.EXACT_ONLY)
            self._step.command(dev.Return(event.device, event.ref))
            return
        self._step.record(ev.StackIntended(self.session, event.device, event.ref, event.value))
        self._step.command(dev.Stack(event.device, event.ref))
        self._set_acceptors()

    def _returned(self, event: dev.Returned) -> None:
        session = self._owner(event.ref)
        doubtful = self._ledger.book(session).doubtful.get(event.ref, ZERO)
        self._step.record(ev.NoteReturned(session, event.device, event.ref))
        self._claims.reduce(session, event.ref, doubtful, ReductionReason.NOTE_WAS_RETURNED)
        if self._escrow == (event.device, event.ref):
            self._note_found_its_place()
        self._set_acceptors()
        self._tell(self.notice or PayNotice.NOTE_RETURNED)

    def _note_found_its_place(self) -> None:
        self._escrow, self._note_until = None, None

    def _tell(self, notice: PayNotice) -> None:
        if self.notice is None or not self.notice.stays:
            self.notice = notice

    def _is_for_coins(self, device: str) -> bool:
        return device in self._devices.coin_acceptors
