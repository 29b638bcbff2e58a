"""A kiosk that must not serve says why: its clock is wrong, or its journal is not as the city has it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.core.view import Attract, OutOfService
from kiosk.simulator import sources as simulated
from kiosk.simulator import world as world_of
from kiosk.simulator.run import SETTLE_MS, START_MS
from kiosk.simulator.world import World
from sync.city.client import CityReply
from sync.journal.format import Entry, open_entry
from sync.journal.memory import MemoryStore
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit, land


def shown(world: World) -> str:
    view = world.screen.view
    return view.reason.id if isinstance(view, OutOfService) else type(view).__name__


@pytest.mark.parametrize("start", [datetime(1970, 1, 2, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)])
def test_a_clock_that_cannot_be_right_is_named_and_nobody_is_served_by_it(
    monkeypatch: pytest.MonkeyPatch, start: datetime
) -> None:
    right = simulated.START
    monkeypatch.setattr(simulated, "START", start)
    world = World(WONJU, 1)
    world.run(lambda: shown(world) == "out.clock", START_MS)
    assert shown(world) == "out.clock"
    monkeypatch.setattr(simulated, "START", right)  # the network's time has come
    assert world.run(lambda: isinstance(world.screen.view, Attract), START_MS + SETTLE_MS)


@pytest.mark.parametrize("off", [timedelta(hours=-13), timedelta(days=400)])
def test_a_clock_that_tells_another_day_than_the_citys_serves_nobody_until_it_is_right(off: timedelta) -> None:
    world = World(WONJU, 1)
    assert world.run(lambda: isinstance(world.screen.view, Attract), START_MS)
    right, world.sources.wall = world.sources.wall, lambda: right() + off  # type: ignore[method-assign]
    assert world.run(lambda: shown(world) == "out.clock", 120_000)
    world.sources.wall = right  # type: ignore[method-assign]
    assert world.run(lambda: isinstance(world.screen.view, Attract), 120_000)


def test_the_fee_of_a_day_before_all_fees_is_the_first() -> None:
    for kind in WONJU.kinds.values():
        first = kind.fees[0]
        assert kind.fee(first.since - timedelta(days=20_000)) == first


def roll_back(world: World, to: int) -> None:
    """The disk comes back as it was then, by a backup that somebody put in."""
    old = MemoryStore(world.journal.id)
    kept: list[Entry] = [entry for entry in world.journal.read() if entry.seq <= to]
    old.commit(tuple(kept))
    old.acknowledge(min(to, world.journal.acknowledged))
    world.journal = old


@pytest.mark.parametrize("back_to", [0.2, 0.5, 0.9])
def test_a_journal_that_is_older_than_the_citys_sells_nothing(back_to: float) -> None:
    visit = Visit(land(500)).happens()
    world = visit.world
    head = world.journal.head.seq
    assert world.journal.acknowledged == head
    roll_back(world, int(head * back_to))
    world.lose_power()
    world.run(lambda: shown(world) == "out.journal", 10 * START_MS)
    assert shown(world) == "out.journal"
    told = [open_entry(entry.body) for entry in world.journal.read()]
    assert [e.data for e in told if e.type == "JournalDiffers"] == [
        {"how": "set-back", "journal": world.journal.id, "seq": head}
    ]


def test_a_kiosk_that_the_city_has_barred_says_so_until_it_is_let_in_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = Visit(land(500)).happens().world
    with monkeypatch.context() as barring:
        barring.setattr(world_of, "call_city", lambda *_: CityReply(403, b'{"refused": "barred"}'))
        world.run(lambda: shown(world) == "out.barred", 120_000)
        assert shown(world) == "out.barred"
    told = [open_entry(entry.body) for entry in world.journal.read()]
    assert [e.data["reason"] for e in told if e.type == "SourceChanged"][-1] == "barred"
    assert world.run(lambda: isinstance(world.screen.view, Attract), 120_000)
