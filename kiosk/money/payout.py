"""Money out: change and refunds, in coins from the hoppers.

What is written: every payout with the hopper's own counters before it is commanded, and what fell as those counters say
it. What the hoppers cannot pay becomes a claim, and so does a payout whose hopper does not say what fell; that claim
shrinks when the hopper is back, whatever run of the kiosk told it to pay.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.ids import ClaimNumber, DeviceName, PayoutId, SessionId
from config.vocabulary import ClaimReason, Purpose, ReductionReason
from config.won import ZERO, Won
from drivers import device as dev
from drivers.device import Ms, State
from kiosk.core.step import Pending, Step
from kiosk.money.books import Ledger
from kiosk.money.claims import Claims
from kiosk.money.devices import Hopper, Hoppers, plan_payout
from sync.journal import events as ev

HOPPER_READY_MS = 8_000
"""A hopper that cannot say its counters within this time is left out of the payout."""
PAYOUT_SETTLES_MS = 60_000
"""A hopper throws several coins a second; after this its counters are asked in vain and the amount becomes a claim."""
MOST_COINS = 100
"""One command carries at most 255 coins, and what it throws must be over well before the payout is given up."""

_NOT_PAID = {Purpose.CHANGE: ClaimReason.CHANGE_NOT_PAID, Purpose.REFUND: ClaimReason.REFUND_NOT_PAID}


@dataclass(frozen=True)
class PaidOut:
    """What became of a payout: what fell, and the claim for what of the rest cannot be paid or is in doubt."""

    amount: Won
    claim: ClaimNumber | None = None


class Payout:
    """One sum on its way back, hopper by hopper, until nothing is owed or nothing more can be paid.

    Attributes:
        pending: what it came to.
        id: of the payout that the hopper now at work was told; a sum may take several.
        until: when that hopper is given up.
    """

    def __init__(
        self,
        step: Step,
        ledger: Ledger,
        claims: Claims,
        hoppers: Hoppers,
        session: SessionId | None,
        amount: Won,
        purpose: Purpose,
    ) -> None:
        """Begins at once."""
        self.pending: Pending[PaidOut] = Pending()
        self._step = step
        self._ledger = ledger
        self._claims = claims
        self._hoppers = hoppers
        assert amount > ZERO, "a payout pays something"
        assert amount <= ledger.book(session).held, "nobody is paid more than is held of theirs"
        self._session = session
        self._amount = self._owed = amount
        self._purpose = purpose
        self._paid = self._in_doubt = ZERO
        self._claim: ClaimNumber | None = None
        self._given_up: set[DeviceName] = set()
        self._next_hopper()

    def _next_hopper(self) -> None:
        stock = tuple((hopper, count) for hopper, count in self._hoppers.stock() if hopper.device not in self._given_up)
        plan = plan_payout(self._owed, stock)
        if not plan.coins:
            self._finish()
            return
        self._hopper, coins = plan.coins[0]
        self._coins = min(coins, MOST_COINS)
        self.id, self._dispensing = PayoutId(self._step.sources.uuid()), False
        self.until = self._step.now + HOPPER_READY_MS
        self._step.command(dev.PreparePayout(self._hopper.device, self.id))

    def ready(self, event: dev.PayoutReady) -> None:
        """The hopper has said its counters."""
        if event.ref != self.id or self._dispensing:
            return
        hopper, before = self._hopper, event.counters
        assert hopper.coin * self._coins <= self._owed, "no more is thrown than is owed"
        book_moved(self._step, self._ledger, hopper, before)
        self._step.record(
            ev.PayoutIntended(
                session=self._session,
                payout=self.id,
                unit=hopper.device,
                coin=hopper.coin,
                coins=self._coins,
                purpose=self._purpose,
                event_counter=before.event,
                dispensed=before.dispensed,
            )
        )
        self._dispensing, self.until = True, self._step.now + PAYOUT_SETTLES_MS
        assert self.id in self._ledger.book(self._session).payouts, "a payout is written down before it is thrown"
        self._step.command(dev.Dispense(hopper.device, self.id, self._coins, before))

    def ended(self, event: dev.PayoutEnded) -> None:
        """The hopper has said what fell, and it is booked."""
        assert event.paid >= 0, "coins do not come back"
        assert event.paid + event.unpaid == self._coins, "a hopper speaks of all the coins it was told to throw"
        fell = self._hopper.coin * event.paid
        self._paid, self._owed = self._paid + fell, self._owed - fell
        if event.unpaid:
            self._given_up.add(self._hopper.device)
        self._next_hopper()

    def give_up(self) -> None:
        """The hopper has said nothing for too long."""
        self._given_up.add(self._hopper.device)
        if self._dispensing:
            in_doubt = self._hopper.coin * self._coins
            self._owed, self._in_doubt = self._owed - in_doubt, self._in_doubt + in_doubt
            self._claim = self._claims.open(self._session, in_doubt, ClaimReason.PAYOUT_IN_DOUBT, self.id)
        self._next_hopper()

    def _finish(self) -> None:
        assert self._paid + self._in_doubt + self._owed == self._amount, "each won is paid, in doubt or owed"
        assert self._owed >= ZERO, "nobody owes the kiosk"
        if self._owed:
            self._claim = self._claims.open(self._session, self._owed, _NOT_PAID[self._purpose])
        self.pending.settle(PaidOut(self._paid, self._claim))


def book_moved(step: Step, ledger: Ledger, hopper: Hopper, now: dev.HopperCounters) -> None:
    """Writes down what a hopper threw outside everything it was told since it was last heard, by its own count."""
    known = ledger.thrown.get(hopper.device, now.dispensed)
    if known != now.dispensed:
        step.record(ev.HopperMoved(hopper.device, hopper.coin, (now.dispensed - known) % 2**24))


class Settling:
    """After a restart: a payout of an earlier run, whose hopper is asked what fell.

    Attributes:
        pending: over when it is booked or a claim.
        id: of the payout.
        until: when the hopper is given up.
    """

    def __init__(self, step: Step, claims: Claims, intent: ev.PayoutIntended) -> None:
        self.pending: Pending[None] = Pending()
        self.id = intent.payout
        self.until = step.now + PAYOUT_SETTLES_MS
        self._claims = claims
        self._intent = intent
        step.command(_question(intent))

    def ended(self, _: dev.PayoutEnded) -> None:
        self.pending.settle(None)

    def give_up(self) -> None:
        intent = self._intent
        self._claims.open(intent.session, intent.coin * intent.coins, ClaimReason.PAYOUT_IN_DOUBT, self.id)
        self.pending.settle(None)


class Payouts:
    """Pays out one sum after the other, and asks hoppers about payouts that nobody could settle."""

    def __init__(self, step: Step, ledger: Ledger, claims: Claims, hoppers: Hoppers) -> None:
        self._step = step
        self._ledger = ledger
        self._claims = claims
        self._hoppers = hoppers
        self._under_way: Payout | Settling | None = None

    @property
    def busy(self) -> bool:
        """Coins may be falling."""
        return self._under_way is not None

    def pay(self, session: SessionId | None, amount: Won, purpose: Purpose) -> Pending[PaidOut]:
        """Gives ``amount`` back in coins."""
        assert self._under_way is None, "one payout at a time"
        payout = Payout(self._step, self._ledger, self._claims, self._hoppers, session, amount, purpose)
        self._follow(payout)
        return payout.pending

    def settle(self, intent: ev.PayoutIntended) -> Pending[None]:
        """After a restart; see `Settling`."""
        assert self._under_way is None, "one payout at a time"
        assert intent.payout in self._ledger.book(intent.session).payouts, "only a doubt is settled"
        if self._ledger.was_replaced(intent):
            self._close_unknown(intent)
            closed: Pending[None] = Pending()
            closed.settle(None)
            return closed
        settling = Settling(self._step, self._claims, intent)
        self._follow(settling)
        return settling.pending

    def _follow(self, work: Payout | Settling) -> None:
        self._under_way = None if work.pending.done else work

    def handle(self, event: dev.Event) -> None:
        match event:
            case dev.PayoutReady():
                if isinstance(self._under_way, Payout):
                    self._under_way.ready(event)
            case dev.PayoutEnded():
                self._ended(event)
            case dev.StatusChanged() if event.status.state == State.ONLINE:
                self._ask_about_doubts(event.device)
            case _:
                pass

    def act(self) -> Ms | None:
        """Gives up what takes too long; returns when it wants to be asked again."""
        if self._under_way and self._under_way.until <= self._step.now:
            self._under_way.give_up()
            self._follow(self._under_way)
        return self._under_way.until if self._under_way else None

    def _ended(self, event: dev.PayoutEnded) -> None:
        intent = next((b.payouts[event.ref] for b in self._ledger.open.values() if event.ref in b.payouts), None)
        if intent is None:
            return
        self._step.record(
            ev.PayoutSettled(intent.session, event.ref, intent.unit, intent.coin, event.paid, event.unpaid)
        )
        if self._under_way and self._under_way.id == event.ref:
            self._under_way.ended(event)
            self._follow(self._under_way)
        else:
            # It may have become a claim meanwhile: what did fall is no longer owed.
            self._claims.reduce(
                intent.session, intent.payout, intent.coin * event.paid, ReductionReason.COINS_HAD_FALLEN
            )

    def _ask_about_doubts(self, hopper: DeviceName) -> None:
        """A hopper that is back knows what became of payouts that nobody could settle, also those of an earlier run."""
        for book in list(self._ledger.open.values()):
            for intent in list(book.payouts.values()):
                waiting = self._under_way is not None and self._under_way.id == intent.payout
                if intent.unit != hopper or waiting:
                    continue
                if self._ledger.was_replaced(intent):
                    self._close_unknown(intent)
                else:
                    self._step.command(_question(intent))

    def _close_unknown(self, intent: ev.PayoutIntended) -> None:
        """The hopper that was told is gone, and its counters with it: what it owed stays a claim."""
        self._claims.open(intent.session, intent.coin * intent.coins, ClaimReason.PAYOUT_IN_DOUBT, intent.payout)
        self._step.record(ev.PayoutSettled(intent.session, intent.payout, intent.unit, intent.coin, 0, intent.coins))


def _question(intent: ev.PayoutIntended) -> dev.SettlePayout:
    before = dev.HopperCounters(intent.event_counter, intent.dispensed)
    return dev.SettlePayout(intent.unit, intent.payout, intent.coins, before)
