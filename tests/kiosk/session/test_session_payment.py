"""A payment on the screen: what is offered and what may fall in."""

from __future__ import annotations

from kiosk.core.view import Collect, Pay, Working
from sync.journal import events as ev
from tests.kiosk.session.visit import Visit, abstract, land, printing


def test_a_coin_beside_a_note_must_be_refundable_with_it() -> None:
    """The hoppers hold 1,000 won: with a note of 1,000 on its way a coin could not be given back as well."""
    visit = Visit(land(1_000))
    world = visit.world
    for unit, value in list(world.ledger.units.places):
        coins = 2 if unit == "hopper-500" else 0
        world.ledger.units.apply(ev.UnitCounted(unit, value, coins))
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


def steps(visit: Visit) -> set[str]:
    return {view.step.id for view in visit.views if isinstance(view, Working)}


def test_change_is_called_change_and_what_is_given_back_is_not() -> None:
    assert {"working.change", "working.refund"} & steps(Visit(land(1_000)).happens()) == {"working.change"}
    assert {"working.change", "working.refund"} & steps(Visit(land(100)).happens()) == {"working.refund"}


def test_the_card_that_is_still_in_the_machine_is_among_what_is_to_be_taken() -> None:
    """And where none was put in, none is looked for."""
    with_card = [view.card for view in Visit(abstract()).happens().views if isinstance(view, Collect)]
    assert (with_card[0], with_card[-1]) == (True, False)
    assert not any(view.card for view in Visit(land(500)).happens().views if isinstance(view, Collect))
