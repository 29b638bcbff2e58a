"""A kiosk whose journal the city has otherwise sells nothing: what became of its papers would never arrive."""

from __future__ import annotations

import copy

from kiosk.core.view import Attract, OutOfService
from kiosk.simulator.world import World
from sync.city.client import CityCall, CityReply
from sync.reference_city.alarms import AlarmKind
from tests.cities import WONJU

MINUTES = 60_000


def started() -> World:
    """A kiosk that has served, stopped and started, and whose city has all of it."""
    world = World(WONJU, 3)
    for _ in range(3):
        assert world.run(world.ready, 2 * MINUTES)
        world.lose_power()
    assert world.run(lambda: world.ready() and world.at_rest(), 2 * MINUTES)
    return world


def shown(world: World) -> str:
    view = world.screen.view
    return view.reason.id if isinstance(view, OutOfService) else type(view).__name__


def test_a_journal_set_back_below_what_the_city_has_serves_nobody() -> None:
    world = started()
    had = world.journal.head.seq
    world.set_back(had // 2)
    assert world.run(lambda: shown(world) == "out.journal", 2 * MINUTES)
    assert not world.run(lambda: isinstance(world.screen.view, Attract), 10 * MINUTES), "not for a moment"
    assert {each.kind for each in world.store.alarms()} == {AlarmKind.FORK}
    assert world.store.journal_head(world.journal.id) == had, "the city keeps what it has"
    world.lose_power()
    assert world.run(lambda: shown(world) == "out.journal", 2 * MINUTES), "a start does not make it good"


def test_with_a_new_journal_it_serves_again_and_a_person_is_told() -> None:
    """What a technician does (docs/recovery.md): the old one is kept, a new one begun."""
    world = started()
    world.set_back(world.journal.head.seq // 2)
    assert world.run(lambda: shown(world) == "out.journal", 2 * MINUTES)
    world.begin_journal()
    assert world.run(lambda: world.ready() and world.at_rest(), 2 * MINUTES)
    assert {each.kind for each in world.store.alarms()} == {AlarmKind.FORK, AlarmKind.ANOTHER_JOURNAL}


def test_a_city_set_back_is_given_the_rest_and_nobody_is_kept_waiting() -> None:
    world = World(WONJU, 3)
    assert world.run(lambda: world.ready() and world.at_rest(), 2 * MINUTES)
    backup = copy.deepcopy(vars(world.store))
    for _ in range(3):
        world.lose_power()
        assert world.run(world.ready, 2 * MINUTES)
    assert world.run(world.at_rest, 2 * MINUTES)
    vars(world.store).update(backup)
    world.lose_power()
    assert world.run(lambda: world.store.journal_head(world.journal.id) == world.journal.head.seq, 5 * MINUTES)
    assert world.run(world.ready, MINUTES)
    assert {each.kind for each in world.store.alarms()} == {AlarmKind.AHEAD}


def test_nothing_is_sold_before_the_city_has_taken_something_of_the_journal() -> None:
    """Only then is it known that it is the same on both sides."""
    world = World(WONJU, 3)
    answer = world.answer

    def no_journal(channel: str, question: object, timeout_ms: int) -> tuple[object, int]:
        if isinstance(question, CityCall) and "journals" in question.path:
            return CityReply(429, b"", 60_000), 10
        return answer(channel, question, timeout_ms)

    world.answer = no_journal  # type: ignore[method-assign]
    assert not world.run(world.ready, 5 * MINUTES)
    assert shown(world) == "out.starting"
    world.answer = answer  # type: ignore[method-assign]
    assert world.run(world.ready, 2 * MINUTES)
