"""Money in and money out: CashInStart, CashIn, then CashInEnd or Rollback (XFS4IoT's words).

The rule of what is taken (nothing is taken that could not be given back): a coin type is enabled, and a note in escrow
is stacked, only while the hoppers can pay both the change it would leave and the full refund of everything inserted.

The rule of what is written: every credit before it is shown or acknowledged, every stack and every payout before it
is commanded. What the hoppers cannot pay becomes a claim.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from config.vocabulary import ClaimReason, Purpose, ReductionReason, RollbackReason
from config.won import ZERO, Won
from drivers import device as dev
from drivers.device import Level, Ms, State, Status, soonest
from kiosk.core.notices import PayNotice
from kiosk.core.step import Pending, Step
from kiosk.money.books import Ledger
from kiosk.money.claims import Claims
from sync.journal import events as ev

NOTE_SETTLES_MS = 20_000
"""A note told to stack is credited or returned within this time; an acceptor takes a few seconds."""
HOPPER_READY_MS = 8_000
"""A hopper that cannot say its counters within this time is left out of the payout."""
PAYOUT_SETTLES_MS = 60_000
"""A hopper throws several coins a second; after this its counters are asked in vain and the amount becomes a claim."""
MOST_COINS = 100
"""One command carries at most 255 coins, and what it throws must be over well before the payout is given up."""


@dataclass(frozen=True)
class Hopper:
    device: str
    coin: Won


@dataclass(frozen=True)
class CashDevices:
    """Which devices take and give money, and what they may take."""

    coin_acceptors: tuple[str, ...]
    note_acceptors: tuple[str, ...]
    hoppers: tuple[Hopper, ...]
    coins: frozenset[Won]
    notes: frozenset[Won]


Stock = tuple[tuple["Hopper", int], ...]
"""How many coins each hopper has."""


class Plan(NamedTuple):
    """Coins towards an amount, and what of it they do not make."""

    coins: Stock
    missing: Won


@lru_cache(maxsize=4096)
def plan_payout(amount: Won, stock: Stock) -> Plan:
    """The fewest coins that make ``amount``, or as much of it as can be made.

    Each Korean coin divides the next larger one (10, 50, 100, 500), so taking the largest first never misses a way.
    """
    plan = []
    for hopper, count in sorted(stock, key=lambda item: item[0].coin, reverse=True):
        coins = min(amount // hopper.coin, count)
        if coins > 0:
            plan.append((hopper, coins))
            amount = amount - hopper.coin * coins
    return Plan(tuple(plan), amount)


@lru_cache(maxsize=4096)
def takeable(money: frozenset[Won], inserted: Won, due: Won, stock: Stock) -> frozenset[Won]:
    """What of ``money`` may come next: both the change it leaves and a full refund of everything could then be paid."""
    if inserted >= due:
        return frozenset()

    def could_give_back(sum_: Won) -> bool:
        change = sum_ - due
        return not plan_payout(sum_, stock).missing and (change <= ZERO or not plan_payout(change, stock).missing)

    return frozenset(value for value in money if could_give_back(inserted + value))


@dataclass(frozen=True)
class PaidOut:
    """What became of a payout: what fell, and the claim for what of the rest cannot be paid or is in doubt."""

    amount: Won
    claim: str | None = None


@dataclass
class _Payout:
    """Paying back what is owed, hopper by hopper, until nothing is owed or nothing more can be paid."""

    session: str
    owed: Won
    purpose: Purpose
    done: Callable[[PaidOut], None]
    given_up: set[str] = field(default_factory=set)
    hopper: Hopper | None = None
    coins: int = 0
    id: str = ""
    dispensing: bool = False
    until: Ms = 0
    paid: Won = ZERO
    claim: str | None = None


class Cashier:
    """Handles every cash event and decides every cash command.

    Attributes:
        session: whose payment is open, "" if none.
        due: what that session owes.
        notice: the last thing the resident should know about their money.
    """

    def __init__(
        self, step: Step, ledger: Ledger, claims: Claims, devices: CashDevices, status: Mapping[str, Status]
    ) -> None:
        self.session = ""
        self.due = ZERO
        self.notice: PayNotice | None = None
        self._step = step
        self._ledger = ledger
        self._claims = claims
        self._devices = devices
        self._status = status
        self._payout: _Payout | None = None
        self._escrow: tuple[str, str] | None = None  # device and ref of the note that waits
        self._on_its_way = ZERO  # a note told to stack: what falls beside it must be refundable with it
        self._stacking_until: Ms | None = None
        self._open = False
        self._accepting: dict[str, frozenset[Won]] = {}
        self._payers: dict[str, str] = {}  # by acceptor that does not answer: who was paying when it last did

    # -- what the session may know --

    @property
    def inserted(self) -> Won:
        book = self._ledger.open.get(self.session)
        return book.inserted if book else ZERO

    @property
    def untouched(self) -> bool:
        """Nobody has put in anything."""
        return not self.inserted and self.settled

    @property
    def settled(self) -> bool:
        """No note is on its way: what is inserted is all there is."""
        return self._escrow is None and self._stacking_until is None

    @property
    def covered(self) -> bool:
        """The fee is inside, and nothing is on its way."""
        return self.inserted >= self.due and self.settled

    def something_new(self, or_at: Ms) -> Callable[[], bool]:
        """Becomes true when more is inserted than now, or the fee is covered, or that time has come."""
        before = self.inserted
        return lambda: self.inserted != before or self.covered or self._step.now >= or_at

    @property
    def accepts(self) -> tuple[Won, ...]:
        """An acceptor that is away or not ready yet would refuse what the screen had promised."""
        taking = (values for device, values in self._accepting.items() if self._online(device))
        return tuple(sorted({value for values in taking for value in values}))

    def can_take(self, due: Won) -> bool:
        """Whether a payment of ``due`` can be opened: somebody takes money, and the fee itself could be refunded."""
        takers = (*self._devices.coin_acceptors, *self._devices.note_acceptors)
        return any(self._online(device) for device in takers) and bool(self._takeable(due))

    def shortages(self) -> tuple[Won, ...]:
        """Coins of which no change can be given; a hopper that has not been heard of yet is not short."""
        stock = dict(self._stock())
        heard_of = (h for h in self._devices.hoppers if self._status[h.device].state != State.UNKNOWN)
        return tuple(sorted(hopper.coin for hopper in heard_of if not stock.get(hopper)))

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
        """Takes nothing more and gives a waiting note back; `settled` tells when the last note has found its place."""
        self._open = False
        self._set_acceptors()
        self._return_escrow()

    def resume(self) -> None:
        """Takes money again after a `stop` that turned out not to be the end."""
        self._open = True
        self._set_acceptors()

    def rolled_back(self, session: str, reason: RollbackReason) -> None:
        self._step.record(ev.CashInRolledBack(session, self._ledger.book(session).inserted, reason))

    def leave(self) -> None:
        """The session is over: what comes in from now on belongs to nobody known."""
        self.session, self.due, self.notice = "", ZERO, None
        self._note_found_its_place()

    def pay_out(self, session: str, amount: Won, purpose: Purpose) -> Pending[PaidOut]:
        """Gives ``amount`` back in coins."""
        pending: Pending[PaidOut] = Pending()
        self._payout = _Payout(session, amount, purpose, pending.settle)
        self._next_hopper()
        return pending

    def settle(self, intent: ev.PayoutIntended) -> Pending[None]:
        """After a restart: asks the hopper what became of an earlier payout. Over when it is known or a claim."""
        pending: Pending[None] = Pending()
        if self._ledger.was_replaced(intent):
            self._close_unknown(intent)
            pending.settle(None)
            return pending
        hopper = Hopper(intent.unit, intent.coin)
        payout = _Payout(
            intent.session, intent.coin * intent.coins, intent.purpose, lambda _paid_out: pending.settle(None)
        )
        payout.hopper, payout.coins, payout.id, payout.dispensing = hopper, intent.coins, intent.payout, True
        payout.until = self._step.now + PAYOUT_SETTLES_MS
        payout.owed = ZERO
        self._payout = payout
        before = dev.HopperCounters(intent.event_counter, intent.dispensed)
        self._step.command(dev.SettlePayout(intent.unit, intent.payout, intent.coins, before))
        return pending

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
            case dev.PayoutReady():
                self._dispense(event)
            case dev.PayoutEnded():
                self._settled(event)
            case dev.StatusChanged():
                if event.status.state == State.OFFLINE:
                    self._payers.setdefault(event.device, self.session)
                else:
                    self._payers.pop(event.device, None)
                self._accepting.pop(event.device, None)
                self._set_acceptors()
                if event.status.state == State.ONLINE:
                    self._ask_about_doubts(event.device)
            case _:
                pass

    def act(self) -> Ms | None:
        """Gives up what takes too long; returns when it wants to be asked again."""
        now = self._step.now
        if self._stacking_until is not None and self._stacking_until <= now:
            # Neither credited nor returned: a doubt, which the session's end makes a claim.
            self._note_found_its_place()
        if self._payout and self._payout.until <= now:
            self._give_up_hopper(self._payout)
        times = [self._stacking_until, self._payout.until if self._payout else None]
        return soonest(times)

    # -- taking --

    def _online(self, device: str) -> bool:
        status = self._status.get(device)
        return status is not None and status.state == State.ONLINE

    def _stock(self) -> Stock:
        """Coins by the journal's count, of hoppers that answer and do not report themselves empty."""
        return tuple(
            (hopper, self._ledger.units.count(hopper.device, hopper.coin))
            for hopper in self._devices.hoppers
            if self._online(hopper.device) and self._status[hopper.device].level("coins") != Level.OUT
        )

    def _takeable(self, due: Won, inserted: Won = ZERO) -> frozenset[Won]:
        return takeable(self._devices.coins | self._devices.notes, inserted, due, self._stock())

    def _set_acceptors(self) -> None:
        takeable = self._takeable(self.due, self.inserted) if self._open else frozenset()
        if self._on_its_way:
            takeable &= self._takeable(self.due + self._on_its_way, self.inserted + self._on_its_way)
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
        if is_note:
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
        if not self._open:
            self._step.command(dev.Return(event.device, event.ref))
            return
        self._escrow = (event.device, event.ref)
        if event.value not in self._takeable(self.due, self.inserted):
            self._tell(PayNotice.EXACT_ONLY)
            self._return_escrow()
            return
        self._step.record(ev.StackIntended(self.session, event.device, event.ref, event.value))
        self._stacking_until = self._step.now + NOTE_SETTLES_MS
        self._step.command(dev.Stack(event.device, event.ref))
        self._on_its_way = event.value
        self._set_acceptors()

    def _return_escrow(self) -> None:
        if self._escrow and self._stacking_until is None:
            self._step.command(dev.Return(*self._escrow))

    def _returned(self, event: dev.Returned) -> None:
        session = self._owner(event.ref)
        doubtful = self._ledger.book(session).doubtful.get(event.ref, ZERO)
        self._step.record(ev.NoteReturned(session, event.device, event.ref))
        self._claims.reduce(session, event.ref, doubtful, ReductionReason.NOTE_WAS_RETURNED)
        self._note_found_its_place()
        self._set_acceptors()
        self._tell(self.notice or PayNotice.NOTE_RETURNED)

    def _note_found_its_place(self) -> None:
        self._escrow, self._stacking_until, self._on_its_way = None, None, ZERO

    def _tell(self, notice: PayNotice) -> None:
        if self.notice is None or not self.notice.stays:
            self.notice = notice

    def _is_for_coins(self, device: str) -> bool:
        return device in self._devices.coin_acceptors

    # -- giving --

    def _ask_about_doubts(self, hopper: str) -> None:
        """A hopper that is back knows what became of payouts that nobody could settle, also those of an earlier run."""
        for book in list(self._ledger.open.values()):
            for intent in list(book.payouts.values()):
                waiting = self._payout is not None and self._payout.id == intent.payout
                if intent.unit != hopper or waiting:
                    continue
                if self._ledger.was_replaced(intent):
                    self._close_unknown(intent)
                else:
                    before = dev.HopperCounters(intent.event_counter, intent.dispensed)
                    self._step.command(dev.SettlePayout(hopper, intent.payout, intent.coins, before))

    def _close_unknown(self, intent: ev.PayoutIntended) -> None:
        """The hopper that was told is gone, and its counters with it: what it owed stays a claim."""
        self._claims.open(intent.session, intent.coin * intent.coins, ClaimReason.PAYOUT_IN_DOUBT, intent.payout)
        self._step.record(ev.PayoutSettled(intent.session, intent.payout, intent.unit, intent.coin, 0, intent.coins))

    def _next_hopper(self) -> None:
        payout = self._payout
        assert payout is not None
        stock = tuple((h, count) for h, count in self._stock() if h.device not in payout.given_up)
        plan = plan_payout(payout.owed, stock)
        if not plan.coins:
            self._finish(payout)
            return
        hopper, coins = plan.coins[0]
        payout.hopper, payout.coins = hopper, min(coins, MOST_COINS)
        payout.id, payout.dispensing = self._step.sources.uuid(), False
        payout.until = self._step.now + HOPPER_READY_MS
        self._step.command(dev.PreparePayout(payout.hopper.device, payout.id))

    def _dispense(self, event: dev.PayoutReady) -> None:
        payout = self._payout
        if payout is None or payout.id != event.ref or payout.dispensing or payout.hopper is None:
            return
        before = event.counters
        known = self._ledger.thrown.get(event.device, before.dispensed)
        if known != before.dispensed:
            moved = (before.dispensed - known) % 2**24
            self._step.record(ev.HopperMoved(event.device, payout.hopper.coin, moved))
        self._step.record(
            ev.PayoutIntended(
                payout.session,
                payout.id,
                payout.hopper.device,
                payout.hopper.coin,
                payout.coins,
                payout.purpose,
                before.event,
                before.dispensed,
            )
        )
        payout.dispensing, payout.until = True, self._step.now + PAYOUT_SETTLES_MS
        self._step.command(dev.Dispense(event.device, event.ref, payout.coins, before))

    def _settled(self, event: dev.PayoutEnded) -> None:
        intent = next((b.payouts[event.ref] for b in self._ledger.open.values() if event.ref in b.payouts), None)
        if intent is None:
            return
        coin = intent.coin
        self._step.record(ev.PayoutSettled(intent.session, event.ref, intent.unit, coin, event.paid, event.unpaid))
        payout = self._payout
        if payout is None or payout.id != event.ref:
            # It may have become a claim meanwhile: what did fall is no longer owed.
            self._claims.reduce(intent.session, intent.payout, coin * event.paid, ReductionReason.COINS_HAD_FALLEN)
            return
        payout.paid = payout.paid + coin * event.paid
        payout.owed = payout.owed - coin * event.paid if payout.owed else ZERO
        if event.unpaid:
            payout.given_up.add(intent.unit)
        self._next_hopper()

    def _give_up_hopper(self, payout: _Payout) -> None:
        assert payout.hopper is not None
        payout.given_up.add(payout.hopper.device)
        if payout.dispensing:
            in_doubt = payout.hopper.coin * payout.coins
            payout.owed = payout.owed - in_doubt if payout.owed else ZERO
            payout.claim = self._claims.open(payout.session, in_doubt, ClaimReason.PAYOUT_IN_DOUBT, payout.id)
            if not payout.owed:
                self._payout = None
                payout.done(PaidOut(payout.paid, payout.claim))
                return
        self._next_hopper()

    def _finish(self, payout: _Payout) -> None:
        self._payout = None
        claim = (
            self._claims.open(payout.session, payout.owed, _NOT_PAID[payout.purpose]) if payout.owed else payout.claim
        )
        payout.done(PaidOut(payout.paid, claim))


_NOT_PAID = {Purpose.CHANGE: ClaimReason.CHANGE_NOT_PAID, Purpose.REFUND: ClaimReason.REFUND_NOT_PAID}
