"""Somebody of the staff comes between two residents, counts, fills up, collects, tests and closes: the books still balance."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from config.vocabulary import Role
from config.won import Won
from kiosk.core.view import Tap
from kiosk.demo.resident import Action
from kiosk.money.exchange import CountSheet
from kiosk.money.units import CashUnits
from kiosk.simulator.oracle import Findings, judge
from kiosk.simulator.run import SETTLE_MS, START_MS, Result, run, serve
from kiosk.simulator.staff import TESTS, Staff
from kiosk.simulator.world import FULL, World
from sync.journal import events as ev
from sync.journal.format import open_entry
from tests.cities import WONJU
from tests.kiosk.session.visit import land

RESIDENTS = 16


@cache
def staffed(faults: str, seed: int) -> Result:
    return run(WONJU, RESIDENTS, seed, faults, staff_once_in=2)


def written(world: World, *types: type[ev.Event]) -> list[ev.Event]:
    events = (open_entry(entry.body).event for entry in world.journal.read())
    return [each for each in events if isinstance(each, types)]


@pytest.mark.parametrize(("faults", "seed"), [("none", 1), ("many", 3)])
def test_nothing_is_lost_while_staff_have_their_hands_in_it(faults: str, seed: int) -> None:
    result = staffed(faults, seed)
    assert result.findings.clean, result.findings.story
    assert result.line()["staff_visits"] == result.visits > RESIDENTS / 4
    assert written(result.world, ev.ExchangeEnded)


def test_who_was_thrown_out_by_a_power_cut_comes_in_again() -> None:
    result = staffed("many", 3)
    assert len(written(result.world, ev.StaffEntered)) > result.visits


def test_residents_are_the_same_with_and_without_staff() -> None:
    alone, among = (
        [each.kind for each in written(world, ev.KindChosen) if isinstance(each, ev.KindChosen)]
        for world in (run(WONJU, RESIDENTS, 1, "none").world, staffed("none", 1).world)
    )
    assert alone == among


def visit(
    role: Role = Role.TECHNICIAN,
    before: Callable[[World], object] = lambda world: None,
    cut_at: str = "",
    **plans: Any,
) -> World:
    """A resident who pays 500 won with a note of 1,000, then this member of staff. The power goes after the first touch of ``cut_at``."""
    world = World(WONJU, 1)
    world.run(world.ready, START_MS)
    assert serve(world, land(1_000), random.Random(1))
    before(world)
    staff = Staff(world.inside, role, **plans)
    act = world.act

    def unlucky(action: Action) -> None:
        nonlocal cut_at
        act(action)
        if isinstance(action, Tap) and action.control == cut_at:
            cut_at = ""
            world.at(world.now + 1, world.lose_power)

    world.act = unlucky  # type: ignore[method-assign]
    assert serve(world, staff, random.Random(1))
    world.run(world.at_rest, SETTLE_MS)
    return world


def collected(before: Callable[[World], object] = lambda world: None, **more: Any) -> World:
    units = {"note-acceptor": "count", "hopper-500": "count"}
    return visit(Role.CASHIER, before, errands=["cash"], units=units, **more)


def found(world: World) -> Findings:
    return judge(world)


def test_a_collection_takes_out_what_the_books_say_and_fills_up_what_was_paid_out() -> None:
    world = collected()
    (ended,) = written(world, ev.ExchangeEnded)
    assert isinstance(ended, ev.ExchangeEnded)
    assert [(each.value, each.count) for each in ended.statement.collected] == [(Won(1_000), 1)]
    assert [(each.value, each.count) for each in ended.statement.filled] == [(Won(500), 1)]
    assert world.inside.taken_out == 1_000
    assert world.machine.hoppers["hopper-500"].tube == FULL
    assert found(world).clean, found(world).story


def test_a_slip_of_the_finger_is_asked_for_again_and_not_booked() -> None:
    world = collected(miscounts=True)
    assert written(world, ev.ExchangeEnded)
    assert found(world).clean, found(world).story


def test_what_was_typed_and_not_booked_is_nobodys_account() -> None:
    world = collected(discards=True)
    assert not written(world, ev.ExchangeEnded)
    assert found(world).clean, found(world).story


@pytest.mark.parametrize("touch", ["emptied", "put-in", "book"])
def test_a_power_cut_in_a_collection_is_counted_afterwards(touch: str) -> None:
    """What was taken out by then was on no books: the count differs, and the visit says why."""
    world = collected(cut_at=touch)
    assert written(world, ev.ExchangeEnded)
    assert world.machine.hoppers["hopper-500"].tube == FULL
    assert found(world).clean, found(world).story


def test_a_coin_that_was_put_back_when_the_power_went_is_counted_afterwards() -> None:
    world = visit(errands=["tests"], tests=["payout"], cut_at="put-back")
    assert found(world).clean, found(world).story


def test_every_device_is_tried_and_the_coin_put_back_or_kept() -> None:
    for keeps in (False, True):
        world = visit(errands=["tests"], tests=list(TESTS), keeps_coin=keeps)
        tried = {each.test for each in written(world, ev.DeviceTested) if isinstance(each, ev.DeviceTested)}
        assert tried == set(TESTS)
        assert bool(written(world, ev.TrialCoinPutBack)) is not keeps
        assert found(world).clean, found(world).story


def test_it_is_closed_while_they_are_away_and_open_when_they_have_gone() -> None:
    world = visit(errands=["closing", "", "closing"])
    kinds = [type(each) for each in written(world, ev.KioskClosed, ev.KioskOpened, ev.StaffEntered)]
    assert kinds == [ev.StaffEntered, ev.KioskClosed, ev.StaffEntered, ev.KioskOpened]
    assert world.ready()


def test_who_walks_away_leaves_the_machine_to_the_residents_after_a_while() -> None:
    world = visit(errands=["counts"], walks_away=True)
    (left,) = written(world, ev.StaffLeft)
    assert isinstance(left, ev.StaffLeft)
    assert left.how == "timed-out"
    assert world.ready()


# --- whether the oracle is awake ---------------------------------------------------------------------------------


def a_note_vanishes(world: World) -> None:
    world.machine.notes.box[1_000] -= 1
    world.machine.notes.box[5_000] += 1


def test_a_difference_that_nothing_explains_is_told() -> None:
    story = "\n".join(found(collected(a_note_vanishes)).story)
    assert "batch 1: note-acceptor had 0 of 1,000 won, the books said 1" in story


def test_a_unit_that_holds_something_else_than_was_left_in_it_is_told() -> None:
    world = collected()
    world.machine.hoppers["hopper-500"].tube -= 1
    assert f"hopper-500 holds {FULL - 1} of 500 won, the books say {FULL}" in found(world).story


def test_a_batch_that_forgets_what_the_last_one_owed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    apply = CashUnits.apply

    def forgetful(self: CashUnits, event: ev.Event) -> None:
        apply(self, event)
        if isinstance(event, ev.ExchangeEnded):
            self.batch.number += 1

    monkeypatch.setattr(CashUnits, "apply", forgetful)
    world = collected()
    again = Staff(world.inside, Role.CASHIER, ["cash"], {"note-acceptor": "count"})
    assert serve(world, again, random.Random(1))
    world.run(world.at_rest, SETTLE_MS)
    assert any(each.startswith("batch 3 begins") for each in found(world).story), found(world).story


def test_a_count_that_is_booked_as_first_typed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the second typing a slip of the finger would be a loss on the books."""
    monkeypatch.setattr(CountSheet, "again", lambda self, place: False)
    monkeypatch.setattr(CountSheet, "counted", lambda self, place, pieces: _believed(self, place, pieces))
    assert not found(collected(miscounts=True)).clean


def _believed(sheet: CountSheet, place: tuple[object, object], pieces: int) -> CountSheet:
    return replace(sheet, counts=replace(sheet.counts, counted={**sheet.counts.counted, place: pieces}))  # type: ignore[dict-item]
