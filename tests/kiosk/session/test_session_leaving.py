"""Nobody leaves a card behind unawares, nobody pays with another's, and nobody is thanked who had gone."""

from __future__ import annotations

import random

from config.won import Won
from kiosk.core.view import Attract, Collect, Goodbye, Pay, TakeCards, View
from kiosk.demo.resident import PresentPaymentCard, TakeIdCard, TakePaymentCard
from kiosk.simulator.run import serve
from kiosk.simulator.world import World
from tests.kiosk.session.visit import Visit, abstract, land


def taking(view: View) -> bool:
    return isinstance(view, TakeCards)


def test_the_end_waits_for_the_card() -> None:
    visit = Visit(abstract(forgetful=True))
    visit.when(taking, lambda world: world.at(world.now + 20_000, lambda: world.act(TakeIdCard()))).happens()
    last = [view for view in visit.views if isinstance(view, (TakeCards, Goodbye, Attract))][-4:]
    assert last[-3:-1] == [TakeCards(card=True, payment_card=False), Goodbye()]
    assert isinstance(last[-1], Attract)
    assert visit.ended == "issued"


def test_a_card_that_stays_is_told_on_the_first_screen_until_somebody_takes_it() -> None:
    visit = Visit(abstract(forgetful=True)).happens()
    world = visit.world
    assert "attract.card-left" in first_screen_says(world)
    world.act(TakeIdCard())
    world.run(lambda: "attract.card-left" not in first_screen_says(world), 1_000)
    assert "attract.card-left" not in first_screen_says(world)


def first_screen_says(world: World) -> list[str]:
    view = world.screen.view
    return [each.id for each in view.notices] if isinstance(view, Attract) else []


def test_who_walks_away_from_the_pin_leaves_a_screen_that_asks_for_the_card() -> None:
    visit = Visit(abstract(walks_away_at="EnterPin", forgetful=True))
    visit.happens()
    assert visit.ended == "timed-out"
    assert TakeCards(card=True, payment_card=False) in visit.views
    assert Goodbye(timed_out=True) in visit.views
    assert Goodbye() not in visit.views


def test_what_lies_in_the_slots_is_on_the_last_screen_and_goes_when_it_is_taken() -> None:
    visit = Visit(land(payment_card="insert", forgetful=True))
    visit.when(at_collect, lambda world: world.act(TakePaymentCard())).happens()
    collects = [view for view in visit.views if isinstance(view, Collect)]
    assert [view.payment_card for view in collects] == [True, False]
    assert not any(map(taking, visit.views))


def at_collect(view: View) -> bool:
    return isinstance(view, Collect)


def test_a_payment_card_that_was_left_in_pays_nobody_elses_fee() -> None:
    visit = Visit(land(payment_card="insert", forgetful=True)).happens()
    assert visit.world.machine.terminal.charged() == 500
    assert TakeCards(card=False, payment_card=True) in visit.views
    another = land(500, looks_for_terminal=0)
    card = visit.world.machine.terminal.card
    visit.world.fresh_resident = lambda: None  # type: ignore[method-assign]  # nobody takes it out
    visit.resident = another
    visit.happens()
    assert card == "I"
    assert visit.world.machine.terminal.charged() == 500
    assert visit.world.ledger.earned == Won(500)
    assert "pay.card-was-in" in visit.problems()


def test_a_card_that_was_in_before_a_start_pays_nobody_elses_fee_either() -> None:
    """The terminal tells of it as soon as it is asked for one."""
    visit = Visit(land(500, looks_for_terminal=0))
    world = visit.world
    world.fresh_resident = lambda: None  # type: ignore[method-assign]
    world.act(PresentPaymentCard("insert"))
    visit.when(lambda view: isinstance(view, Pay), lambda _: None).happens()
    assert world.machine.terminal.charged() == 0
    assert visit.ended == "issued"


def test_the_card_that_was_in_may_pay_once_it_was_put_in_again() -> None:
    visit = Visit(land())
    visit.resident.purse = (0,) * 9
    world = visit.world
    world.fresh_resident = lambda: None  # type: ignore[method-assign]
    world.act(PresentPaymentCard("insert"))

    def again(_: World) -> None:
        world.act(TakePaymentCard())
        world.at(world.now + 5_000, lambda: world.act(PresentPaymentCard("insert")))

    visit.when(lambda view: isinstance(view, Pay) and view.notice is not None, again).happens()
    assert world.machine.terminal.charged() == 500
    assert visit.ended == "issued"


def test_a_time_out_gives_money_back_and_says_that_time_ran_out() -> None:
    visit = Visit(land(100, walks_away_at="")).when(
        lambda view: isinstance(view, Pay) and view.inserted == 100, lambda _: setattr(visit.resident, "gone", True)
    )
    serve(visit.world, visit.resident, random.Random(1))
    assert visit.ended == "timed-out"
    assert set(visit.notices()) == {"payment-expired-refunded"}
    assert Goodbye(timed_out=True) in visit.views
    assert Goodbye() not in visit.views
