"""What is taken: nothing that could not be given back, one note at a time, and no wait without an end."""

from __future__ import annotations

import pytest

from config.ids import ClaimNumber, DeviceName, DocumentNumber, IssuanceId, Ref, SessionId
from config.vocabulary import ClaimReason, NotePlace, ReductionReason, RollbackReason
from config.won import ZERO, Won
from drivers import device as dev
from drivers.device import State, Status
from kiosk.core.notices import PayNotice
from kiosk.money.taking import NOTE_SETTLES_MS, CashIn, IllegalTransition
from sync.journal import events as ev
from tests.kiosk.money.till import COINS, NOTES, Till


def test_a_note_is_stacked_after_the_intent_is_written_down() -> None:
    till = Till().opens("s", 500)
    assert till.note("n1", 1_000)[:2] == [
        ev.StackIntended(SessionId("s"), NOTES, Ref("n1"), Won(1_000)),
        dev.Stack(NOTES, Ref("n1")),
    ]


def test_a_second_note_goes_back_at_once_while_the_first_is_on_its_way() -> None:
    till = Till().opens("s", 10_000)
    till.note("n1", 1_000)
    assert till.note("n2", 1_000) == [dev.Return(NOTES, Ref("n2"))]
    till.credit("n1", 1_000)
    assert till.taking.inserted == Won(1_000)
    assert dev.Stack(NOTES, Ref("n3")) in till.note("n3", 1_000)


def test_only_the_note_that_is_on_its_way_comes_to_its_place() -> None:
    """The acceptor repeats an older one: the payment goes on waiting for its own."""
    till = Till().opens("s", 1_000)
    till.credit("n0", 5_000)
    till.step.record(ev.DocumentIssued(SessionId("s"), IssuanceId("i"), DocumentNumber("n"), 1, Won(5_000)))
    till.taking.stop()
    till.taking.leave()
    till.opens("t", 1_000).note("n1", 1_000)
    till.credit("n0", 5_000)
    till.hears(dev.Returned(NOTES, Ref("n0")))
    assert not till.taking.settled
    till.credit("n1", 1_000)
    assert till.taking.covered


def test_a_note_that_goes_back_is_not_waited_for_for_ever() -> None:
    """Its acceptor dies on the way: what has been put in besides pays all the same."""
    till = Till(coins_in_hoppers=5).opens("s", 500)
    assert till.note("n1", 10_000) == [dev.Return(NOTES, Ref("n1"))]
    till.status[NOTES] = Status(State.OFFLINE)
    till.credit("c1", 500, COINS)
    till.waits(NOTE_SETTLES_MS - 1)
    assert not till.taking.covered
    till.waits(1)
    assert till.taking.covered


def test_a_coin_beside_a_note_leaves_a_change_that_can_be_paid() -> None:
    """400 are due, and there is one coin of 100: a second one beside a note of 5,000 would leave 4,700 to be changed."""
    till = Till(coins_in_hoppers=0)
    till.step.record(
        ev.UnitCounted(DeviceName("hopper-500"), Won(500), 11), ev.UnitCounted(DeviceName("hopper-100"), Won(100), 1)
    )
    till.opens("s", 400)
    assert {100, 500} <= till.takes
    till.note("n1", 5_000)
    assert till.takes == {500}


def test_a_note_in_doubt_counts_as_inside_for_what_may_follow() -> None:
    """Nobody said what became of it; were it credited after all, everything would have to go back together."""
    till = Till(coins_in_hoppers=0)
    till.step.record(ev.UnitCounted(DeviceName("hopper-500"), Won(500), 2))
    till.opens("s", 1_000).note("n1", 1_000)
    till.waits(NOTE_SETTLES_MS)
    assert till.taking.settled
    assert till.takes == set()
    assert till.note("n2", 1_000) == [dev.Return(NOTES, Ref("n2"))]


S, T = SessionId("s"), SessionId("t")


def state(till: Till) -> CashIn:
    return till.taking.state


@pytest.mark.parametrize(
    ("event", "notice"),
    [
        (dev.Rejected(COINS, "foreign"), PayNotice.COIN_REJECTED),
        (dev.Rejected(NOTES, "foreign"), PayNotice.NOTE_REJECTED),
        (dev.CreditsLost(COINS, 1), PayNotice.COIN_LOST),
        (dev.CreditsLost(NOTES, 1), PayNotice.NOTE_LOST),
        (dev.Returned(NOTES, Ref("n1")), PayNotice.NOTE_RETURNED),
    ],
)
def test_what_became_of_their_money_is_said(event: dev.Event, notice: PayNotice) -> None:
    till = Till().opens("s", 500)
    till.hears(event)
    assert till.taking.notice is notice


def test_a_note_that_could_not_be_given_back_is_refused_and_the_screen_says_so_to_the_end_of_its_way() -> None:
    till = Till(coins_in_hoppers=1).opens("s", 500)
    assert dev.Return(NOTES, Ref("n1")) in till.note("n1", 10_000)
    assert till.taking.notice is PayNotice.EXACT_ONLY
    till.hears(dev.Returned(NOTES, Ref("n1")))
    assert till.taking.notice is PayNotice.EXACT_ONLY


def test_that_money_may_be_lost_stays_said() -> None:
    till = Till().opens("s", 500)
    till.hears(dev.CreditsLost(COINS, 1))
    till.hears(dev.Rejected(COINS, "foreign"))
    assert till.taking.notice is PayNotice.COIN_LOST


def test_what_a_device_lost_is_written_down_and_told_to_nobody_who_does_not_pay() -> None:
    till = Till()
    assert till.hears(dev.CreditsLost(COINS, 2)) == [ev.CreditsLost(None, COINS, 2)]
    assert till.taking.notice is None
    till.opens("s", 500)
    assert till.hears(dev.CreditsLost(COINS, 2)) == [ev.CreditsLost(S, COINS, 2)]


def test_what_a_device_says_at_its_start_is_written_down() -> None:
    till = Till()
    assert till.hears(dev.CountingFrom(COINS, Ref("1"))) == [ev.CreditsCounted(COINS, Ref("1"))]
    assert till.hears(dev.NoteInPath(NOTES, NotePlace.ACCEPTOR)) == [ev.NoteFoundInPath(NOTES, NotePlace.ACCEPTOR)]


def test_a_returned_note_is_struck_off_and_its_claim_with_it() -> None:
    till = Till().opens("s", 500)
    till.note("n1", 1_000)
    till.waits(NOTE_SETTLES_MS)
    till.step.record(ev.SuspenseOpened(S, ClaimNumber("1234-5678"), Won(1_000), ClaimReason.NOTE_IN_DOUBT, Ref("n1")))
    assert till.hears(dev.Returned(NOTES, Ref("n1")))[:2] == [
        ev.NoteReturned(S, NOTES, Ref("n1")),
        ev.SuspenseReduced(S, ClaimNumber("1234-5678"), Won(1_000), ReductionReason.NOTE_WAS_RETURNED),
    ]
    assert till.ledger.claims == {"1234-5678": ZERO}


def test_nothing_is_told_twice_of_a_note_that_only_came_back() -> None:
    till = Till().opens("s", 500)
    till.note("n1", 1_000)
    done = till.hears(dev.Returned(NOTES, Ref("n1")))
    assert done[0] == ev.NoteReturned(S, NOTES, Ref("n1"))
    assert not [each for each in done if isinstance(each, ev.SuspenseReduced)]
    assert state(till) is CashIn.OPEN
    assert till.takes == {100, 500, 1_000, 5_000, 10_000}
    assert dev.Stack(NOTES, Ref("n2")) in till.note("n2", 1_000)


def test_a_credit_is_booked_once_and_acknowledged_each_time() -> None:
    till = Till().opens("s", 1_000)
    assert till.credit("c1", 500, COINS)[:2] == [
        ev.CoinCredited(S, COINS, Ref("c1"), Won(500)),
        dev.Recorded(COINS, Ref("c1")),
    ]
    assert till.credit("c1", 500, COINS) == [dev.Recorded(COINS, Ref("c1"))]
    assert till.taking.inserted == Won(500)
    with pytest.raises(AssertionError):
        till.credit("c2", 0, COINS)


def test_money_of_nobody_is_a_claim() -> None:
    till = Till()
    till.credit("c1", 500, COINS)
    [claim] = [each for each in till.done if isinstance(each, ev.SuspenseOpened)]
    assert (claim.session, claim.amount, claim.reason) == (None, Won(500), ClaimReason.CREDIT_WITHOUT_SESSION)


def test_a_note_is_whose_it_was_when_it_was_stacked() -> None:
    """It is told of when another one pays: its acceptor was away meanwhile."""
    till = Till().opens("s", 500)
    till.note("n1", 1_000)
    till.waits(NOTE_SETTLES_MS)
    till.taking.stop()
    till.taking.leave()
    till.opens("t", 500)
    assert till.credit("n1", 1_000)[0] == ev.NoteCredited(S, NOTES, Ref("n1"), Won(1_000))
    assert till.taking.inserted == ZERO


def test_a_coin_of_an_acceptor_that_was_away_is_whose_it_was_when_it_went() -> None:
    till = Till().opens("s", 500)
    till.hears(dev.StatusChanged(COINS, Status(State.OFFLINE)))
    till.taking.stop()
    till.taking.leave()
    till.opens("t", 500)
    assert till.credit("c1", 500, COINS)[0] == ev.CoinCredited(None, COINS, Ref("c1"), Won(500))
    till.hears(dev.StatusChanged(COINS, Status(State.ONLINE)))
    assert till.credit("c2", 500, COINS)[0] == ev.CoinCredited(T, COINS, Ref("c2"), Won(500))


def test_an_acceptor_that_is_back_is_told_again_what_to_take() -> None:
    till = Till().opens("s", 500)
    assert till.hears(dev.StatusChanged(COINS, Status(State.ONLINE))) == [
        dev.Accept(COINS, frozenset({Won(100), Won(500)}))
    ]


def test_only_what_an_acceptor_takes_is_told_it_and_only_once() -> None:
    till = Till().opens("s", 500)
    assert [each for each in till.done if isinstance(each, dev.Accept)] == [
        dev.Accept(COINS, frozenset({Won(100), Won(500)})),
        dev.Accept(NOTES, frozenset({Won(1_000), Won(5_000), Won(10_000)})),
    ]
    till.taking.stop()
    assert till.done[-2:] == [dev.Accept(COINS, frozenset()), dev.Accept(NOTES, frozenset())]
    till.taking.resume()
    assert till.takes == {100, 500, 1_000, 5_000, 10_000}


def test_the_screen_offers_what_is_taken_by_who_is_there() -> None:
    till = Till().opens("s", 500)
    assert [int(won) for won in till.taking.accepts] == [100, 500, 1_000, 5_000, 10_000]
    till.status[COINS] = Status(State.OFFLINE)
    assert [int(won) for won in till.taking.accepts] == [1_000, 5_000, 10_000]


def test_a_fee_that_could_not_be_refunded_opens_no_payment() -> None:
    assert Till().taking.can_take(Won(500))
    assert not Till(coins_in_hoppers=0).taking.can_take(Won(500))
    nobody = Till()
    nobody.status[COINS] = nobody.status[NOTES] = Status(State.OFFLINE)
    assert not nobody.taking.can_take(Won(500))
    nobody.status[COINS] = Status(State.ONLINE)
    assert nobody.taking.can_take(Won(500))


def test_a_fee_that_is_covered_ends_the_payment() -> None:
    till = Till().opens("s", 500)
    assert ev.CashInStarted(S, Won(500)) in till.done
    with pytest.raises(AssertionError):
        till.taking.end()
    till.credit("c1", 500, COINS)
    assert till.takes == set()
    till.taking.end()
    assert till.done[-1] == ev.CashInEnded(S, Won(500))
    till.taking.leave()
    assert (till.taking.session, till.taking.due, till.taking.notice) == (None, ZERO, None)
    with pytest.raises(IllegalTransition):
        till.taking.end()


def test_what_is_rolled_back_is_written_down_with_its_sum() -> None:
    till = Till().opens("s", 1_000)
    till.credit("c1", 500, COINS)
    till.taking.rolled_back(S, RollbackReason.CANCELLED)
    assert till.done[-1] == ev.CashInRolledBack(S, Won(500), RollbackReason.CANCELLED)


def test_something_is_new_when_more_is_inside_or_the_time_has_come() -> None:
    till = Till().opens("s", 1_000)
    new = till.taking.something_new(or_at=1_000)
    assert not new()
    till.waits(999)
    assert not new()
    till.waits(1)
    assert new()
    more = till.taking.something_new(or_at=10**9)
    assert not more()
    till.credit("c1", 500, COINS)
    assert more()


def test_untouched_is_a_payment_into_which_nothing_was_put() -> None:
    assert Till().opens("s", 1_000).taking.untouched
    for event in (dev.Escrowed(NOTES, Ref("n1"), Won(1_000)), dev.Credited(COINS, Ref("c1"), Won(100))):
        till = Till().opens("s", 1_000)
        till.hears(event)
        assert not till.taking.untouched


def test_when_it_wants_to_be_asked_again_about_a_note() -> None:
    till = Till().opens("s", 1_000)
    assert till.taking.act() is None
    till.note("n1", 1_000)
    assert till.taking.act() == NOTE_SETTLES_MS
    till.waits(NOTE_SETTLES_MS)
    assert till.taking.act() is None


def test_one_session_pays_at_a_time_and_something() -> None:
    till = Till().opens("s", 500)
    with pytest.raises(IllegalTransition):
        till.taking.begin(T, Won(500))
    with pytest.raises(AssertionError):
        Till().taking.begin(T, ZERO)


def test_a_stop_while_a_note_is_on_its_way_takes_nothing_after_it() -> None:
    till = Till().opens("s", 10_000)
    till.note("n1", 1_000)
    till.taking.stop()
    assert state(till) is CashIn.LAST_STACKING
    assert not till.taking.settled
    till.credit("n1", 1_000)
    assert state(till) is CashIn.STOPPED
    assert till.note("n2", 1_000) == [dev.Return(NOTES, Ref("n2"))]
