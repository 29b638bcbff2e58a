"""Planning a payout, and the books that recovery reads."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from config.vocabulary import ClaimReason, Ending
from config.won import ZERO, Won, total
from kiosk.core.view import Pay
from kiosk.money.books import Ledger
from kiosk.money.payment import Hopper, plan_payout
from sync.journal import events as ev
from tests.kiosk.session.visit import Visit, land, printing

HOPPERS = tuple(Hopper(f"hopper-{won}", Won(won)) for won in (500, 100, 50, 10))
STOCKS = st.tuples(*[st.integers(0, 6)] * 4)


@given(st.integers(0, 300).map(lambda tens: Won(tens * 10)), STOCKS)
def test_a_plan_makes_the_amount_from_what_is_there(amount: Won, counts: tuple[int, ...]) -> None:
    plan = plan_payout(amount, tuple(zip(HOPPERS, counts, strict=True)))
    stock = dict(zip(HOPPERS, counts, strict=True))
    assert total(hopper.coin * coins for hopper, coins in plan.coins) + plan.missing == amount
    assert all(0 < coins <= stock[hopper] for hopper, coins in plan.coins)


@given(st.integers(0, 60).map(lambda tens: Won(tens * 50)), STOCKS)
def test_what_is_missing_is_missing_because_there_is_no_way(amount: Won, counts: tuple[int, ...]) -> None:
    reachable = {ZERO}
    for hopper, count in zip(HOPPERS, counts, strict=True):
        reachable = {sum_ + hopper.coin * coins for sum_ in reachable for coins in range(count + 1)}
    plan = plan_payout(amount, tuple(zip(HOPPERS, counts, strict=True)))
    assert plan.missing == amount - max(sum_ for sum_ in reachable if sum_ <= amount)


def book(*events: ev.Event) -> Ledger:
    ledger = Ledger()
    for at, event in enumerate(events):
        ledger.apply(event, at, "boot")
    return ledger


PAID = (
    ev.SessionStarted("s"),
    ev.CashInStarted("s", Won(500)),
    ev.StackIntended("s", "note", "n1", Won(1_000)),
    ev.NoteCredited("s", "note", "n1", Won(1_000)),
)


def test_what_is_held_is_what_is_neither_earned_nor_given_back() -> None:
    ledger = book(*PAID)
    assert ledger.book("s").held == Won(1_000)
    ledger = book(*PAID, ev.DocumentIssued("s", "i", "n", 1, Won(500)))
    assert ledger.book("s").held == Won(500)
    settled = ev.PayoutSettled("s", "p", "hopper-500", Won(500), 1, 0)
    ledger = book(*PAID, ev.DocumentIssued("s", "i", "n", 1, Won(500)), settled)
    assert ledger.book("s").held == ZERO


def test_a_note_in_doubt_is_owed_and_certain_later() -> None:
    stacking = PAID[:3]
    claim = ev.SuspenseOpened("s", "1234-5678", Won(1_000), ClaimReason.NOTE_IN_DOUBT, "n1")
    ledger = book(*stacking, claim)
    assert ledger.book("s").held == ZERO
    assert ledger.book("s").doubtful == {"n1": Won(1_000)}
    ledger = book(*stacking, claim, ev.NoteCredited("s", "note", "n1", Won(1_000)))
    assert ledger.book("s").held == ZERO
    assert ledger.inserted == Won(1_000)


def test_a_credit_is_known_by_its_ref() -> None:
    ledger = book(*PAID)
    assert ledger.credited("note", "n1")
    assert not ledger.credited("note", "n2")
    assert not ledger.credited("coin", "n1")


def test_a_settled_session_is_forgotten_and_an_open_one_is_not() -> None:
    settled = ev.PayoutSettled("s", "p", "hopper-500", Won(500), 2, 0)
    assert book(*PAID, settled, ev.SessionEnded("s", Ending.CANCELLED)).open == {}
    assert set(book(*PAID, ev.SessionEnded("s", Ending.CANCELLED)).open) == {"s"}


@given(st.lists(st.sampled_from((100, 500, 1_000)), max_size=20), st.lists(st.integers(0, 4), max_size=20))
def test_the_books_balance(coins: list[int], payouts: list[int]) -> None:
    credits = [ev.CoinCredited("s", "coin", f"c{at}", Won(won)) for at, won in enumerate(coins)]
    paid = [ev.PayoutSettled("s", f"p{at}", "hopper-100", Won(100), count, 0) for at, count in enumerate(payouts)]
    ledger = book(ev.SessionStarted("s"), *credits, *paid)
    assert ledger.book("s").held == ledger.inserted - ledger.paid_out == Won(sum(coins) - 100 * sum(payouts))


def test_a_coin_beside_a_note_must_be_refundable_with_it() -> None:
    """The hoppers hold 1,000 won: with a note of 1,000 on its way a coin could not be given back as well."""
    visit = Visit(land(1_000))
    world = visit.world
    for unit, value in list(world.ledger.units.places):
        coins = 2 if unit == "hopper-500" else 0
        world.ledger.units._counts[unit, value] = coins
        world.machine.hoppers[unit].tube = coins
    kept: list[bool] = []
    visit.when(
        lambda view: isinstance(view, Pay) and view.busy,
        lambda world: world.at(world.now + 250, lambda: kept.append(world.machine.coins.insert_coin(world.now, 500))),
    )
    visit.when(printing, lambda world: world.machine.printer.mechanism.jam()).happens()
    assert kept == [False]
    assert world.machine.truth().thrown == 1_000
    assert visit.journal("SuspenseOpened") == []


def test_the_screen_offers_only_what_an_acceptor_that_is_there_takes() -> None:
    """The note acceptor is away for a while: a note that the screen had promised to take would be refused."""
    visit = Visit(land(1_000, looks_for_acceptor=100))
    visit.world.machine.notes.plugged = False
    visit.world.at(visit.world.now + 20_000, lambda: setattr(visit.world.machine.notes, "plugged", True))
    visit.happens()
    offered = [view.accepts for view in visit.views if isinstance(view, Pay) and not view.inserted and not view.busy]
    assert 500 in offered[-2]
    assert 1_000 not in offered[-2]
    assert 1_000 in offered[-1]
    assert visit.ended == "issued"
