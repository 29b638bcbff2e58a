"""Paying out: written down before it is thrown, settled by what the hopper's counters say, and never asked about in vain."""

from __future__ import annotations

from typing import TypeVar

import pytest

from config.ids import ChargeId, ClaimNumber, DeviceName, PayoutId, SessionId
from config.vocabulary import ClaimReason, Purpose, ReductionReason
from config.won import ZERO, Won
from drivers import device as dev
from drivers.device import HopperCounters, Level, State, Status
from kiosk.core.step import Pending
from kiosk.money.claims import Claims
from kiosk.money.payout import HOPPER_READY_MS, MOST_COINS, PAYOUT_SETTLES_MS, PaidOut, Payouts
from sync.journal import events as ev
from tests.kiosk.money.till import COINS, TERMINAL, Till

C = TypeVar("C", bound=dev.Command)
S = SessionId("s")
H500, H100 = DeviceName("hopper-500"), DeviceName("hopper-100")


def holding(*coins: int, coins_in_hoppers: int = 1_000) -> Till:
    """A session that has put these in and gets them back now."""
    till = Till(coins_in_hoppers).opens("s", 100_000)
    for number, won in enumerate(coins):
        till.credit(f"c{number}", won, COINS)
    till.taking.stop()
    return till


def pays(till: Till, won: int, purpose: Purpose = Purpose.REFUND) -> Pending[PaidOut]:
    return till.payouts.pay(S, Won(won), purpose)


def told(till: Till, kind: type[C]) -> C:
    """The last command of its kind."""
    return next(each for each in reversed(till.done) if isinstance(each, kind))


def ready(till: Till, event: int = 7, dispensed: int = 40) -> list[ev.Event | dev.Command]:
    """The hopper that was asked last says its counters."""
    asked = told(till, dev.PreparePayout)
    return till.hears(dev.PayoutReady(asked.device, asked.ref, HopperCounters(event, dispensed)))


def fell(till: Till, paid: int, unpaid: int = 0) -> list[ev.Event | dev.Command]:
    """The hopper that was told last to throw says what fell."""
    thrown = told(till, dev.Dispense)
    return till.hears(dev.PayoutEnded(thrown.device, thrown.ref, paid, unpaid))


def over(pending: Pending[PaidOut] | Pending[None]) -> bool:
    return pending.done


def claims(till: Till) -> list[ev.SuspenseOpened]:
    return [each for each in till.done if isinstance(each, ev.SuspenseOpened)]


def test_a_payout_is_written_down_before_it_is_thrown() -> None:
    till = holding(500, 500, 100)
    paid = pays(till, 1_100)
    id_ = told(till, dev.PreparePayout).ref
    assert ready(till) == [
        ev.PayoutIntended(S, id_, H500, Won(500), 2, Purpose.REFUND, event_counter=7, dispensed=40),
        dev.Dispense(H500, id_, 2, HopperCounters(7, 40)),
    ]
    assert fell(till, 2)[0] == ev.PayoutSettled(S, id_, H500, Won(500), 2, 0)
    assert not over(paid)
    ready(till, dispensed=3)
    fell(till, 1)
    assert over(paid)
    assert paid.result == PaidOut(Won(1_100))
    assert till.ledger.book(S).held == ZERO
    assert not claims(till)


def test_counters_said_twice_throw_once() -> None:
    till = holding(500)
    pays(till, 500)
    assert ready(till)
    assert ready(till) == []


def test_counters_of_another_payout_throw_nothing() -> None:
    till = holding(500)
    pays(till, 500)
    assert till.hears(dev.PayoutReady(H500, PayoutId("of-yesterday"), HopperCounters(1, 1))) == []


@pytest.mark.parametrize(
    ("purpose", "reason"),
    [(Purpose.REFUND, ClaimReason.REFUND_NOT_PAID), (Purpose.CHANGE, ClaimReason.CHANGE_NOT_PAID)],
)
def test_what_no_hopper_has_is_a_claim_that_says_what_for(purpose: Purpose, reason: ClaimReason) -> None:
    till = holding(500, 100, coins_in_hoppers=0)
    paid = pays(till, 600, purpose)
    assert over(paid)
    [claim] = claims(till)
    assert (claim.session, claim.amount, claim.reason, claim.about) == (S, Won(600), reason, None)
    assert paid.result == PaidOut(ZERO, claim.claim)


def test_a_hopper_that_stops_short_is_not_told_again_and_the_next_one_pays() -> None:
    till = holding(500, 500)
    paid = pays(till, 1_000)
    ready(till)
    after = fell(till, 1, 1)
    assert [each.device for each in after if isinstance(each, dev.PreparePayout)] == [H100]
    ready(till)
    assert told(till, dev.Dispense) == dev.Dispense(H100, told(till, dev.Dispense).ref, 5, HopperCounters(7, 40))
    fell(till, 5)
    assert paid.result == PaidOut(Won(1_000))
    assert not claims(till)


def test_a_hopper_that_does_not_say_its_counters_is_left_out() -> None:
    till = holding(500)
    paid = pays(till, 500)
    assert till.waits(HOPPER_READY_MS - 1) == []
    assert [each.device for each in till.waits(1) if isinstance(each, dev.PreparePayout)] == [H100]
    ready(till)
    fell(till, 5)
    assert paid.result == PaidOut(Won(500))


def test_a_hopper_that_does_not_say_what_fell_leaves_a_claim_which_shrinks_when_it_does() -> None:
    till = holding(500, 500)
    paid = pays(till, 1_000)
    ready(till)
    assert not [each for each in till.waits(PAYOUT_SETTLES_MS - 1) if isinstance(each, ev.SuspenseOpened)]
    till.waits(1)
    [claim] = claims(till)
    id_ = told(till, dev.Dispense).ref
    assert claim == ev.SuspenseOpened(S, claim.claim, Won(1_000), ClaimReason.PAYOUT_IN_DOUBT, id_)
    assert paid.result == PaidOut(ZERO, claim.claim)  # no other hopper pays what may have fallen
    assert fell(till, 2) == [
        ev.PayoutSettled(S, id_, H500, Won(500), 2, 0),
        ev.SuspenseReduced(S, claim.claim, Won(1_000), ReductionReason.COINS_HAD_FALLEN),
    ]


def test_what_is_in_doubt_and_what_cannot_be_paid_are_two_claims() -> None:
    till = holding(500, 100)
    till.status[H100] = Status(State.ONLINE, "", (("coins", Level.OUT),))
    paid = pays(till, 600)
    ready(till)
    till.waits(PAYOUT_SETTLES_MS)
    assert [(each.amount, each.reason) for each in claims(till)] == [
        (Won(500), ClaimReason.PAYOUT_IN_DOUBT),
        (Won(100), ClaimReason.REFUND_NOT_PAID),
    ]
    assert over(paid)


def test_no_more_coins_are_thrown_at_once_than_are_over_in_time() -> None:
    till = holding(*([100] * (MOST_COINS + 1)), coins_in_hoppers=0)
    till.step.record(ev.UnitCounted(H100, Won(100), 1_000))
    pays(till, 100 * (MOST_COINS + 1))
    ready(till)
    assert told(till, dev.Dispense).coins == MOST_COINS
    fell(till, MOST_COINS)
    ready(till, dispensed=40 + MOST_COINS)
    assert told(till, dev.Dispense).coins == 1


def test_coins_thrown_between_two_payouts_are_written_down() -> None:
    till = holding(500, 500)
    till.step.record(ev.DeviceIdentified(H500, "one"))
    pays(till, 500)
    assert not [each for each in ready(till, dispensed=40) if isinstance(each, ev.HopperMoved)]
    fell(till, 1)
    pays(till, 500)
    assert ready(till, dispensed=44)[0] == ev.HopperMoved(H500, Won(500), 3)


def test_counters_go_round() -> None:
    till = holding(500, 500, 500)
    till.step.record(ev.DeviceIdentified(H500, "one"))
    pays(till, 1_000)
    ready(till, dispensed=2**24 - 1)
    fell(till, 2)
    pays(till, 500)
    assert ready(till, dispensed=3)[0] == ev.HopperMoved(H500, Won(500), 2)


def in_doubt() -> tuple[Till, ev.PayoutIntended]:
    """A payout of two coins that its hopper never spoke of."""
    till = holding(500, 500)
    till.step.record(ev.DeviceIdentified(H500, "one"))
    pays(till, 1_000)
    ready(till)
    till.waits(PAYOUT_SETTLES_MS)
    [intent] = till.ledger.book(S).payouts.values()
    return till, intent


def back(till: Till, device: DeviceName = H500, state: State = State.ONLINE) -> list[ev.Event | dev.Command]:
    return till.hears(dev.StatusChanged(device, Status(state)))


def test_a_hopper_that_is_back_is_asked_about_its_doubt() -> None:
    till, intent = in_doubt()
    assert back(till)[-1] == dev.SettlePayout(H500, intent.payout, 2, HopperCounters(7, 40))


@pytest.mark.parametrize("state", [State.OFFLINE, State.HARDWARE_ERROR])
def test_one_that_is_away_is_not(state: State) -> None:
    till, _ = in_doubt()
    assert not [each for each in back(till, state=state) if isinstance(each, dev.SettlePayout)]


def test_another_hopper_is_not_asked_about_it() -> None:
    till, _ = in_doubt()
    assert not [each for each in back(till, H100) if isinstance(each, dev.SettlePayout)]


def test_a_hopper_is_not_asked_about_the_payout_that_it_is_at() -> None:
    """It answers that one by itself: a question in its midst would be answered with what has fallen so far."""
    till = holding(500)
    pays(till, 500)
    ready(till)
    assert not [each for each in back(till) if isinstance(each, dev.SettlePayout)]


def test_at_work_again_it_is_asked_about_an_earlier_one_all_the_same() -> None:
    till, intent = in_doubt()
    till.credit("more", 100, COINS)
    pays(till, 100)
    asked = [each.ref for each in back(till) if isinstance(each, dev.SettlePayout)]
    assert asked == [intent.payout]


def test_another_device_in_its_place_knows_nothing_of_it() -> None:
    till, intent = in_doubt()
    till.step.record(ev.DeviceIdentified(H500, "two"))
    assert back(till)[-1] == ev.PayoutSettled(S, intent.payout, H500, Won(500), 0, 2)
    assert not [each for each in till.done if isinstance(each, dev.SettlePayout)]
    assert len(claims(till)) == 1  # and it stands


def test_after_a_restart_the_hopper_is_asked_and_its_word_closes_the_doubt() -> None:
    till, intent = in_doubt()
    settled = till.payouts.settle(intent)
    assert told(till, dev.SettlePayout) == dev.SettlePayout(H500, intent.payout, 2, HopperCounters(7, 40))
    assert not over(settled)
    fell(till, 1, 1)
    assert over(settled)
    assert till.payouts.act() is None


def test_after_a_restart_a_silent_hopper_leaves_a_claim() -> None:
    till = holding(500)
    pays(till, 500)
    ready(till)
    again = Till().opens("s", 500)
    again.credit("c0", 500, COINS)
    [intent] = till.ledger.book(S).payouts.values()
    again.step.record(intent)
    settled = again.payouts.settle(intent)
    assert again.payouts.act() == again.step.now + PAYOUT_SETTLES_MS
    again.waits(PAYOUT_SETTLES_MS - 1)
    assert not over(settled)
    again.waits(1)
    assert over(settled)
    assert [(each.amount, each.reason, each.about) for each in claims(again)] == [
        (Won(500), ClaimReason.PAYOUT_IN_DOUBT, intent.payout)
    ]


def test_after_a_restart_with_another_hopper_nobody_is_asked_and_what_it_owed_is_a_claim() -> None:
    till = holding(500, 500)
    pays(till, 1_000)
    ready(till)
    [intent] = till.ledger.book(S).payouts.values()
    again = Till().opens("s", 1_000)
    again.credit("c0", 1_000, COINS)
    again.step.record(intent, ev.DeviceIdentified(H500, "two"))
    assert over(again.payouts.settle(intent))
    assert not [each for each in again.done if isinstance(each, dev.SettlePayout)]
    assert [(each.amount, each.about) for each in claims(again)] == [(Won(1_000), intent.payout)]
    assert again.done[-1] == ev.PayoutSettled(S, intent.payout, H500, Won(500), 0, 2)


def test_a_hopper_that_is_changed_while_it_pays_leaves_a_claim() -> None:
    till = holding(500)
    pays(till, 500)
    ready(till)
    [intent] = till.ledger.book(S).payouts.values()
    till.payouts = Payouts(till.step, till.ledger, Claims(till.step, till.ledger), till.hoppers)
    till.step.record(ev.DeviceIdentified(H500, "two"))
    back(till)
    assert [(each.amount, each.about) for each in claims(till)] == [(Won(500), intent.payout)]


def test_nothing_is_no_sum_to_pay() -> None:
    with pytest.raises(AssertionError):
        pays(holding(500), 0)


def test_a_hopper_from_which_nothing_fell_is_one_that_stops_short() -> None:
    till = holding(500)
    pays(till, 500)
    ready(till)
    assert [each.device for each in fell(till, 0, 1) if isinstance(each, dev.PreparePayout)] == [H100]


def test_a_claim_is_for_money_and_is_reduced_by_money() -> None:
    till = holding(500)
    owed = Claims(till.step, till.ledger)
    with pytest.raises(AssertionError):
        owed.open(S, ZERO, ClaimReason.REFUND_NOT_PAID)
    owed.open(S, Won(500), ClaimReason.PAYOUT_IN_DOUBT, PayoutId("p"))
    owed.reduce(S, PayoutId("p"), ZERO, ReductionReason.COINS_HAD_FALLEN)
    assert not [each for each in till.done if isinstance(each, ev.SuspenseReduced)]
    with pytest.raises(AssertionError):
        owed.reduce(S, PayoutId("p"), Won(600), ReductionReason.COINS_HAD_FALLEN)


@pytest.mark.parametrize("about", [None, ChargeId("k")])
def test_a_number_that_is_taken_is_not_given_again(about: ChargeId | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither that of a claim in cash nor that of one about a card."""
    till = holding(500, 500)
    till.step.record(ev.ChargeIntended(S, ChargeId("k"), TERMINAL, Won(500), ""))
    drawn = iter((7, 7, 8))
    monkeypatch.setattr(till.step.sources, "random", lambda count: next(drawn).to_bytes(count))
    owed = Claims(till.step, till.ledger)
    first = owed.open(S, Won(500), ClaimReason.CHARGE_IN_DOUBT, about)
    assert (first, owed.open(S, Won(500), ClaimReason.REFUND_NOT_PAID)) == ("0000-0007", "0000-0008")


def test_which_coins_are_short() -> None:
    till = Till(coins_in_hoppers=0)
    till.step.record(ev.UnitCounted(H500, Won(500), 3))
    assert till.hoppers.shortages() == (Won(100),)
    till.status[H500] = Status(State.OFFLINE)
    assert till.hoppers.shortages() == (Won(100), Won(500))
    till.status[H500] = till.status[H100] = Status(State.UNKNOWN)
    assert till.hoppers.shortages() == ()  # nothing has been heard of them yet


def test_a_payout_that_nobody_knows_of_books_nothing() -> None:
    till = holding(500)
    assert till.hears(dev.PayoutEnded(H500, PayoutId("of-nobody"), 1, 0)) == []


def test_the_next_sum_is_paid_when_the_last_is_over() -> None:
    till = holding(500, 100)
    pays(till, 500)
    with pytest.raises(AssertionError):
        pays(till, 100)
    ready(till)
    fell(till, 1)
    assert till.payouts.act() is None
    assert not pays(till, 100).done


def test_when_it_wants_to_be_asked_again() -> None:
    till = holding(500)
    assert till.payouts.act() is None
    pays(till, 500)
    assert till.payouts.act() == till.step.now + HOPPER_READY_MS
    ready(till)
    assert till.payouts.act() == till.step.now + PAYOUT_SETTLES_MS


def test_a_claim_is_numbered_as_no_other() -> None:
    till = holding(500, 500, coins_in_hoppers=0)
    pays(till, 500)
    pays(till, 500)
    numbers = [each.claim for each in claims(till)]
    assert len(set(numbers)) == 2
    assert all(len(number) == 9 and number[4] == "-" for number in map(ClaimNumber, numbers))
