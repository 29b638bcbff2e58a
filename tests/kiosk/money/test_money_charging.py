"""Charging a card: nothing is confirmed that is not written down, nobody is charged twice, and no doubt is left without a claim."""

from __future__ import annotations

from typing import TypeVar

import pytest

from config.ids import ChargeId, DocumentNumber, IssuanceId, Ref, SessionId
from config.vocabulary import ChargeDoubt, ChargeFailure, ClaimReason, ReductionReason
from config.won import ZERO, Won
from drivers import card_payment as card
from drivers import device as dev
from drivers.device import State, Status
from kiosk.core.notices import PayNotice
from kiosk.money.card import CARD_AGAIN_MS, GIVES_UP_MS, READ_AGAIN_MS, TRIES
from sync.journal import events as ev
from tests.kiosk.money.till import COINS, TERMINAL, Till

S, T = SessionId("s"), SessionId("t")
C = TypeVar("C", bound=dev.Command)
Done = list[ev.Event | dev.Command]


def told(till: Till, kind: type[C]) -> list[C]:
    return [each for each in till.done if isinstance(each, kind)]


def written(till: Till, kind: type[ev.Event]) -> list[ev.Event]:
    return [each for each in till.done if isinstance(each, kind)]


def claims(till: Till) -> list[tuple[Won, ClaimReason]]:
    return [(each.amount, each.reason) for each in till.done if isinstance(each, ev.SuspenseOpened)]


def approved(amount: int = 500) -> card.CardApproval:
    return card.CardApproval("1", "2", Won(amount), "20261123000000")


def asks(till: Till, charge: ChargeId) -> None:
    """The terminal says its last approval, is told the sum and asks for a card."""
    till.hears(card.ChargeReady(TERMINAL, charge, "before"))
    till.hears(card.CardAwaited(TERMINAL, charge))


def offering(due: int = 500) -> tuple[Till, ChargeId]:
    """A payment in which the terminal waits for a card."""
    till = Till().opens("s", due)
    till.waits(0)
    charge = told(till, card.ReadLastApproval)[-1].ref
    asks(till, charge)
    return till, charge


def presented(due: int = 500) -> tuple[Till, ChargeId]:
    till, charge = offering(due)
    till.hears(card.CardPresented(TERMINAL, charge))
    return till, charge


def charged(due: int = 500) -> tuple[Till, ChargeId]:
    till, charge = presented(due)
    till.hears(card.Charged(TERMINAL, charge, approved(due)))
    return till, charge


def online(till: Till) -> Done:
    till.status[TERMINAL] = Status(State.ONLINE)
    return till.hears(dev.StatusChanged(TERMINAL, Status(State.ONLINE)))


def is_presented(till: Till) -> bool:
    return till.charging.presented


def is_ready(till: Till) -> bool:
    return till.charging.ready


def is_paid(till: Till) -> bool:
    return till.charging.paid


# -- a card ------------------------------------------------------------------------------------------------------------


def test_the_intent_is_written_before_the_card_is_confirmed() -> None:
    till, charge = offering()
    assert told(till, card.Charge) == [card.Charge(TERMINAL, charge, Won(500), "before")]
    assert till.charging.offered
    done = till.hears(card.CardPresented(TERMINAL, charge))
    intent = ev.ChargeIntended(S, charge, TERMINAL, Won(500), "before")
    assert done[-2:] == [intent, card.ConfirmCharge(TERMINAL, charge)]
    assert is_presented(till)
    assert till.takes == set()  # no coin beside a card


def test_what_the_terminal_approved_pays() -> None:
    till, charge = presented()
    assert not is_paid(till)
    [entry] = till.hears(card.Charged(TERMINAL, charge, approved()))
    assert entry == ev.ChargeApproved(S, charge, TERMINAL, Won(500), "1", "2", "20261123000000", "", "", "", "")
    assert is_paid(till)
    assert not is_presented(till)
    assert till.charging.approval == approved()
    till.charging.leave()
    assert till.charging.approval is None


def test_only_the_card_that_was_asked_for_counts() -> None:
    till, charge = offering()
    assert till.hears(card.CardPresented(TERMINAL, ChargeId("of-yesterday"))) == []
    till.hears(card.CardPresented(TERMINAL, charge))
    assert till.hears(card.CardPresented(TERMINAL, charge)) == []
    assert till.hears(card.Charged(TERMINAL, ChargeId("of-yesterday"), approved())) == []
    assert not is_paid(till)


def test_the_last_approval_of_another_question_asks_for_no_card() -> None:
    till = Till().opens("s", 500)
    till.waits(0)
    till.hears(card.ChargeReady(TERMINAL, ChargeId("of-yesterday"), "before"))
    assert told(till, card.Charge) == []


def test_a_card_is_offered_when_the_terminal_asks_for_it() -> None:
    till = Till().opens("s", 500)
    till.waits(0)
    charge = told(till, card.ReadLastApproval)[-1].ref
    till.hears(card.CardAwaited(TERMINAL, charge))  # too early: it was told no sum
    till.hears(card.ChargeReady(TERMINAL, charge, "before"))
    till.hears(card.CardAwaited(TERMINAL, ChargeId("of-yesterday")))
    assert not till.charging.offered
    assert till.hears(card.CardPresented(TERMINAL, charge)) == []
    till.charging.stop()
    assert till.done[-1] == card.WithdrawCharge(TERMINAL, charge)


def card_in(till: Till) -> bool:
    return till.charging.card_in


def test_where_the_card_is_is_known_as_far_as_the_terminal_says() -> None:
    till = Till()
    till.hears(card.CardInserted(TERMINAL))
    assert card_in(till)
    till.hears(dev.StatusChanged(COINS, Status(State.OFFLINE)))
    assert card_in(till)
    till.hears(card.CardRemoved(TERMINAL))
    assert not card_in(till)
    till.hears(card.CardInserted(TERMINAL))
    till.hears(dev.StatusChanged(TERMINAL, Status(State.OFFLINE)))
    assert not card_in(till)


def test_a_card_that_was_in_before_is_waited_out_and_the_screen_says_so() -> None:
    till = Till()
    till.hears(card.CardInserted(TERMINAL))
    till.opens("s", 500)
    assert till.charging.notice is PayNotice.CARD_WAS_IN
    till.waits(CARD_AGAIN_MS - 1)
    assert told(till, card.ReadLastApproval) == []
    till.waits(1)  # that it was taken out may have gone unheard
    assert len(told(till, card.ReadLastApproval)) == 1

    till = Till()
    till.hears(card.CardInserted(TERMINAL))
    till.opens("s", 500)
    till.hears(card.CardRemoved(TERMINAL))
    assert till.charging.notice is None
    till.waits(0)
    assert len(told(till, card.ReadLastApproval)) == 1


def test_a_card_that_the_terminal_says_was_in_pays_nothing() -> None:
    till, charge = offering()
    done = till.hears(card.CardPresented(TERMINAL, charge, was_in=True))
    assert done == [card.WithdrawCharge(TERMINAL, charge)]
    assert till.charging.notice is PayNotice.CARD_WAS_IN
    declined(till, charge, ChargeFailure.WITHDRAWN)
    assert till.charging.act() == till.step.now + CARD_AGAIN_MS
    assert written(till, ev.ChargeIntended) == []


def test_a_coin_withdraws_the_card() -> None:
    till, charge = offering(1_000)
    till.credit("c1", 500, COINS)
    assert till.waits(0) == [card.WithdrawCharge(TERMINAL, charge)]
    assert not till.charging.offered
    assert till.waits(0) == []


def test_a_coin_while_the_terminal_is_asked_withdraws_the_question() -> None:
    till = Till().opens("s", 1_000)
    till.waits(0)
    till.credit("c1", 500, COINS)
    assert len([each for each in till.waits(0) if isinstance(each, card.WithdrawCharge)]) == 1


def test_stopping_withdraws_the_card_and_asks_for_no_other() -> None:
    till, charge = offering()
    till.charging.stop()
    assert till.done[-1] == card.WithdrawCharge(TERMINAL, charge)
    till.waits(READ_AGAIN_MS * 10)
    assert len(told(till, card.ReadLastApproval)) == 1


@pytest.mark.parametrize("state", [State.OFFLINE, State.UNKNOWN, State.HARDWARE_ERROR])
def test_a_terminal_that_is_away_is_asked_for_no_card(state: State) -> None:
    till = Till()
    till.status[TERMINAL] = Status(state)
    till.opens("s", 500).waits(0)
    assert told(till, card.ReadLastApproval) == []
    assert not till.charging.ready


# -- a declined one ------------------------------------------------------------------------------------------------------


def declined(till: Till, charge: ChargeId, reason: ChargeFailure = ChargeFailure.DECLINED) -> Done:
    return till.hears(card.ChargeDeclined(TERMINAL, charge, reason))


def test_a_declined_card_is_written_down_and_coins_are_taken_again() -> None:
    till, charge = presented()
    done = declined(till, charge)
    assert done[0] == ev.ChargeFailed(S, charge, ChargeFailure.DECLINED)
    assert till.takes == {100, 500, 1_000, 5_000, 10_000}
    assert till.charging.notice is PayNotice.CARD_DECLINED
    assert not till.charging.presented


def test_a_declined_card_is_asked_for_again_after_a_while_or_when_it_was_taken_out() -> None:
    till, charge = presented()
    declined(till, charge)
    assert till.charging.act() == till.step.now + CARD_AGAIN_MS
    assert not [each for each in till.waits(CARD_AGAIN_MS - 1) if isinstance(each, card.ReadLastApproval)]
    assert [each for each in till.waits(1) if isinstance(each, card.ReadLastApproval)]

    till, charge = presented()
    declined(till, charge)
    till.hears(card.CardRemoved(TERMINAL))
    assert [each for each in till.waits(0) if isinstance(each, card.ReadLastApproval)]


def test_a_card_that_was_not_presented_is_asked_for_at_once_and_costs_no_try() -> None:
    till, charge = offering()
    declined(till, charge, ChargeFailure.NO_CARD)
    assert till.charging.notice is None
    for _ in range(TRIES + 1):
        till.waits(0)
        charge = told(till, card.ReadLastApproval)[-1].ref
        asks(till, charge)
        declined(till, charge, ChargeFailure.NO_CARD)
    assert len(told(till, card.ReadLastApproval)) == TRIES + 2


def test_a_terminal_that_could_not_say_its_last_approval_is_asked_again() -> None:
    till = Till().opens("s", 500)
    till.waits(0)
    declined(till, told(till, card.ReadLastApproval)[-1].ref, ChargeFailure.NOT_READY)
    till.waits(READ_AGAIN_MS - 1)
    assert len(told(till, card.ReadLastApproval)) == 1
    till.waits(1)
    assert len(told(till, card.ReadLastApproval)) == 2


def test_after_so_many_declined_cards_none_is_asked_for() -> None:
    till, charge = presented()
    for _ in range(TRIES):
        declined(till, charge)
        till.waits(CARD_AGAIN_MS)
        charge = told(till, card.ReadLastApproval)[-1].ref
        asks(till, charge)
        till.hears(card.CardPresented(TERMINAL, charge))
    assert len(told(till, card.ConfirmCharge)) == TRIES
    assert len(told(till, card.ReadLastApproval)) == TRIES


def test_after_a_silence_no_second_sale_is_tried() -> None:
    till, charge = presented()
    declined(till, charge, ChargeFailure.NO_ANSWER)
    till.waits(CARD_AGAIN_MS)
    assert len(told(till, card.ReadLastApproval)) == 1


def test_a_card_declined_after_the_payment_was_left_opens_no_acceptor() -> None:
    till, charge = presented()
    till.charging.stop()
    declined(till, charge)
    assert till.takes == set()
    assert till.charging.notice is None


# -- a doubt -------------------------------------------------------------------------------------------------------------


def test_a_terminal_that_says_nothing_leaves_a_claim() -> None:
    till, charge = presented()
    assert till.charging.act() == till.step.now + GIVES_UP_MS
    till.waits(GIVES_UP_MS - 1)
    assert claims(till) == []
    till.waits(1)
    assert claims(till) == [(Won(500), ClaimReason.CHARGE_IN_DOUBT)]
    assert till.charging.in_doubt
    assert not till.charging.presented
    assert not till.charging.ready  # it owes an answer

    [reduced, failed] = declined(till, charge)[:2]
    assert isinstance(reduced, ev.SuspenseReduced)
    assert (reduced.amount, reduced.reason) == (Won(500), ReductionReason.NOTHING_WAS_CHARGED)
    assert failed == ev.ChargeFailed(S, charge, ChargeFailure.DECLINED)


def test_what_the_terminal_can_never_say_is_a_claim() -> None:
    till, charge = presented()
    till.hears(card.ChargeUnknown(TERMINAL, charge, ChargeDoubt.MEMORY_LOST))
    assert claims(till) == [(Won(500), ClaimReason.CHARGE_IN_DOUBT)]
    assert written(till, ev.ChargeInDoubt) == [ev.ChargeInDoubt(S, charge, ChargeDoubt.MEMORY_LOST)]
    assert not till.charging.presented
    till.waits(GIVES_UP_MS)
    assert len(claims(till)) == 1


def test_what_the_terminal_cannot_say_of_nobodys_charge_is_no_claim() -> None:
    till, _ = charged()
    assert till.hears(card.ChargeUnknown(TERMINAL, ChargeId("of-yesterday"), ChargeDoubt.MEMORY_LOST)) == []


def test_an_approval_that_shows_to_the_same_session_is_its_claim() -> None:
    till, charge = presented()
    declined(till, charge, ChargeFailure.NO_ANSWER)
    till.charging.begin(S, Won(500))
    till.waits(0)
    till.hears(card.ChargeReady(TERMINAL, told(till, card.ReadLastApproval)[-1].ref, "another"))
    assert [each.session for each in till.done if isinstance(each, ev.SuspenseOpened)] == [S]


def silent_and_then_the_next_one() -> tuple[Till, ChargeId]:
    """A terminal that never said what became of a charge is asked for another one, by somebody else."""
    till, charge = presented()
    declined(till, charge, ChargeFailure.NO_ANSWER)
    till.charging.leave()
    till.taking.stop()
    till.taking.leave()
    till.opens("t", 500).waits(0)
    return till, charge


def test_an_approval_that_shows_after_a_silence_is_a_claim() -> None:
    till, charge = silent_and_then_the_next_one()
    again = told(till, card.ReadLastApproval)[-1].ref
    till.hears(card.ChargeReady(TERMINAL, again, "another"))
    [claim] = [each for each in till.done if isinstance(each, ev.SuspenseOpened)]
    assert (claim.session, claim.amount, claim.reason) == (S, Won(500), ClaimReason.CHARGED_AFTER_ALL)
    assert claim.about == charge


def test_the_same_approval_after_a_silence_is_none() -> None:
    till, _ = silent_and_then_the_next_one()
    till.hears(card.ChargeReady(TERMINAL, told(till, card.ReadLastApproval)[-1].ref, "before"))
    assert claims(till) == []


# -- taking back -----------------------------------------------------------------------------------------------------------


def test_a_charge_is_taken_back_once_and_written_down_first() -> None:
    till, charge = charged()
    till.charging.take_back(S)
    assert till.done[-2:] == [ev.ChargeCancelIntended(S, charge), card.CancelCharge(TERMINAL, charge, approved())]
    assert not is_ready(till)
    online(till)
    assert len(told(till, card.CancelCharge)) == 1
    assert till.hears(card.ChargeCancelled(TERMINAL, charge)) == [ev.ChargeCancelled(S, charge)]
    assert not is_paid(till)
    assert is_ready(till)
    till.waits(GIVES_UP_MS)
    assert claims(till) == []


def test_one_that_nobody_asked_for_is_not_taken_back() -> None:
    till, _ = charged()
    online(till)
    assert told(till, card.CancelCharge) == []


def test_a_terminal_that_is_away_is_told_when_it_is_back() -> None:
    till, charge = charged()
    till.status[TERMINAL] = Status(State.OFFLINE)
    till.charging.take_back(S)
    assert told(till, card.CancelCharge) == []
    online(till)
    assert [each.ref for each in told(till, card.CancelCharge)] == [charge]


def test_another_device_that_is_back_is_no_terminal() -> None:
    till, _ = charged()
    till.status[TERMINAL] = Status(State.OFFLINE)
    till.charging.take_back(S)
    till.status[TERMINAL] = Status(State.ONLINE)
    till.hears(dev.StatusChanged(COINS, Status(State.ONLINE)))
    assert told(till, card.CancelCharge) == []


@pytest.mark.parametrize(
    ("reason", "claimed"),
    [
        (ChargeFailure.DECLINED, ClaimReason.CANCEL_FAILED),
        (ChargeFailure.IN_DOUBT, ClaimReason.CANCEL_IN_DOUBT),
    ],
)
def test_a_charge_that_cannot_be_taken_back_is_a_claim(reason: ChargeFailure, claimed: ClaimReason) -> None:
    till, charge = charged()
    till.charging.take_back(S)
    till.hears(card.CancelFailed(TERMINAL, charge, reason))
    assert claims(till) == [(Won(500), claimed)]
    assert till.done[-1] == ev.ChargeCancelFailed(S, charge, reason)
    assert till.charging.ready  # for the next one
    assert not is_paid(till)
    till.waits(GIVES_UP_MS)
    assert len(claims(till)) == 1


def test_a_terminal_that_was_not_ready_is_told_again() -> None:
    till, charge = charged()
    till.charging.take_back(S)
    till.hears(card.CancelFailed(TERMINAL, charge, ChargeFailure.NOT_READY))
    assert claims(till) == []
    till.waits(READ_AGAIN_MS - 1)
    assert len(told(till, card.CancelCharge)) == 1
    till.waits(1)
    assert len(told(till, card.CancelCharge)) == 2
    assert len(written(till, ev.ChargeCancelIntended)) == 1


@pytest.mark.parametrize(
    ("state", "reason"), [(State.ONLINE, ClaimReason.CANCEL_IN_DOUBT), (State.OFFLINE, ClaimReason.CANCEL_FAILED)]
)
def test_nobody_waits_for_ever_for_a_charge_to_be_taken_back(state: State, reason: ClaimReason) -> None:
    """``CANCEL_FAILED`` where the terminal was never told: then nothing was sent, and nothing is in doubt."""
    till, charge = charged()
    till.status[TERMINAL] = Status(state)
    till.charging.take_back(S, within=5_000)
    assert till.charging.act() == till.step.now + 5_000
    till.waits(4_999)
    assert claims(till) == []
    till.waits(1)
    assert claims(till) == [(Won(500), reason)]
    if state is State.ONLINE:  # and it answers after all
        [reduced, cancelled] = till.hears(card.ChargeCancelled(TERMINAL, charge))
        assert isinstance(reduced, ev.SuspenseReduced)
        assert reduced.reason is ReductionReason.CHARGE_WAS_CANCELLED
        assert cancelled == ev.ChargeCancelled(S, charge)


def test_an_answer_about_a_charge_that_nobody_takes_back_changes_nothing() -> None:
    till, charge = charged()
    assert till.hears(card.ChargeCancelled(TERMINAL, charge)) == []
    assert till.hears(card.CancelFailed(TERMINAL, charge, ChargeFailure.DECLINED)) == []
    assert is_paid(till)


# -- after a restart ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("boot", "since"), [("boot", 0), ("another", None)])
def test_an_open_charge_is_asked_about_with_its_time_where_the_clock_is_the_same(boot: str, since: int | None) -> None:
    till, charge = presented()
    till.charging.settle(boot)
    assert told(till, card.SettleCharge) == [card.SettleCharge(TERMINAL, charge, Won(500), "before", since)]


def test_what_was_settled_later_is_no_approval_of_this_session() -> None:
    till, charge = presented()
    till.charging.leave()
    till.charging.settle("boot")
    till.hears(card.Charged(TERMINAL, charge, approved()))
    assert till.ledger.book(S).charged_sum == Won(500)
    assert till.charging.approval is None


def test_a_fee_paid_by_card_is_on_the_statement_and_in_the_books() -> None:
    till, _ = charged(500)
    till.step.record(ev.DocumentIssued(S, IssuanceId("i"), DocumentNumber("n"), 1, Won(500)))
    statement = till.ledger.units.statement((), ZERO, {}, {})
    assert (statement.by_card, statement.income) == (Won(500), ZERO)
    assert till.ledger.earned_by_card == Won(500)
    assert till.ledger.book(S).earned == ZERO
    assert not till.ledger.imbalance()


def test_cash_beside_a_charge_is_change() -> None:
    till, _ = charged(500)
    till.step.record(ev.CoinCredited(S, COINS, Ref("late"), Won(100)))
    till.step.record(ev.DocumentIssued(S, IssuanceId("i"), DocumentNumber("n"), 1, Won(500)))
    assert till.ledger.book(S).held == Won(100)
    assert till.ledger.earned == ZERO
