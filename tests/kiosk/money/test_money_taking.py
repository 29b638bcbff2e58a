"""What is taken: nothing that could not be given back, one note at a time, and no wait without an end."""

from __future__ import annotations

from config.ids import DeviceName, DocumentNumber, IssuanceId, Ref, SessionId
from config.won import Won
from drivers import device as dev
from drivers.device import State, Status
from kiosk.money.taking import NOTE_SETTLES_MS
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
