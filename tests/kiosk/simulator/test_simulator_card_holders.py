"""The simulator knows who holds which card: a rule of the person's session is taken out, and it is noticed."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from kiosk.core.step import Show
from kiosk.core.view import Attract, EnterPin, Pay, Review, View
from kiosk.demo.resident import PresentIdCard, PresentPaymentCard, Resident, TakeIdCard
from kiosk.demo.wishes import resident
from kiosk.money.card import Charging
from kiosk.session.desk import Desk
from kiosk.session.resident.identity import CardSlot
from kiosk.simulator.oracle import Findings, judge
from kiosk.simulator.run import SETTLE_MS, START_MS, serve
from kiosk.simulator.world import World
from tests.cities import WONJU
from tests.kiosk.session.visit import abstract, land


def nothing(world: World) -> None:
    pass


def visit(
    resident: Resident, when: type[View] = Attract, does: Callable[[World], object] = nothing,
    before: Callable[[World], object] = nothing,
) -> Findings:  # fmt: skip
    world = World(WONJU, 1)
    world.run(world.ready, START_MS)
    before(world)
    do = world.do
    done: list[bool] = []

    def watch(effect: object) -> None:
        do(effect)  # type: ignore[arg-type]
        if isinstance(effect, Show) and isinstance(effect.screen.view, when) and not done:
            done.append(True)
            world.at(world.now + 1, lambda: does(world))

    world.do = watch  # type: ignore[method-assign]
    serve(world, resident, random.Random(1))
    world.run(world.at_rest, SETTLE_MS)
    return judge(world)


def pull(world: World) -> None:
    world.act(TakeIdCard())


def put_in(world: World) -> None:
    world.act(PresentIdCard())


def leave_in_terminal(world: World) -> None:
    world.act(PresentPaymentCard("insert"))


def farmland() -> Resident:
    """A kind that wants a card, and money once the card has proved itself to the city."""
    return resident(WONJU, WONJU.offered["farmland-register"], purse=(1_000,))


def test_a_print_after_the_card_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert visit(farmland(), Pay, pull).clean
    monkeypatch.setattr(Desk, "check_proof", lambda self: None)
    assert visit(farmland(), Pay, pull).strangers_served == 1


def test_a_card_that_has_gone_before_the_city_asked_for_it_is_missed_by_the_city(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also by a kiosk that has forgotten to look."""
    monkeypatch.setattr(Desk, "check_proof", lambda self: None)
    assert visit(abstract(), Review, pull).clean


def test_a_print_with_another_card_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def swap(world: World) -> None:
        pull(world)
        put_in(world)

    assert visit(farmland(), Pay, swap).clean
    monkeypatch.setattr(Desk, "check_proof", lambda self: None)
    assert visit(farmland(), Pay, swap).strangers_served == 1


def test_a_card_left_behind_that_is_asked_for_its_pin(monkeypatch: pytest.MonkeyPatch) -> None:
    assert visit(abstract(), before=put_in).clean
    monkeypatch.setattr(CardSlot, "begin", lambda self: None)
    findings = visit(abstract(), before=put_in)
    assert findings.strangers_served > 1
    assert "left behind" in findings.story[0]


def test_a_payment_card_left_behind_that_is_charged(monkeypatch: pytest.MonkeyPatch) -> None:
    assert visit(land(500), before=leave_in_terminal).clean
    monkeypatch.setattr(Charging, "_wait_for_removal", lambda self: None)
    presented = Charging._presented
    monkeypatch.setattr(
        Charging, "_presented", lambda self, event: presented(self, type(event)(event.device, event.ref))
    )
    assert visit(land(walks_away_at="Pay"), before=leave_in_terminal).strangers_served == 1


def test_a_fault_pulls_the_card_at_every_step() -> None:
    world = World(WONJU, 4, "many")
    world.run(world.ready, START_MS)
    seen = set()
    do = world.do

    def watch(effect: object) -> None:
        before = len(world.faults.story)
        do(effect)  # type: ignore[arg-type]
        if isinstance(effect, Show) and any("card pulled" in each for each in world.faults.story[before:]):
            seen.add(type(effect.screen.view))

    world.do = watch  # type: ignore[method-assign]
    dice = random.Random(4)
    for _ in range(40):
        serve(world, abstract(wrong_pins=("000000",)), dice)
    assert len(seen) > 4
    assert EnterPin in seen
    assert not world.holders.strangers
