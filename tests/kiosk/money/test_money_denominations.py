"""Which coins and notes are taken is a matter of settings, and a machine short of change says of which coins."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.problems import SettingsError
from drivers.cctalk.emulator import COINS
from drivers.id003.emulator import NOTES
from kiosk.core.view import Attract, Message, Pay
from kiosk.demo.settings import demo_settings, example
from kiosk.shell.settings import parse_settings, settings_of
from kiosk.simulator.world import World
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit, land, paying

ALL = frozenset((10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000))
HOPPERS = tuple(
    {"name": f"hopper-{won}", "address": address, "won": won, "count": count}
    for address, (won, count) in enumerate(((500, 90_000), (100, 900), (50, 900), (10, 900)), 3)
)


def visit_where(taken: frozenset[int], *purse: int) -> Visit:
    """On the example's machine, taking these, with a hopper for every coin."""
    data = example(WONJU)
    coins = [{"position": at, "id": id_, "won": won} for at, (id_, won) in COINS.items() if won in taken]
    data["cctalk"] |= {"hopper": HOPPERS, "acceptor": data["cctalk"]["acceptor"] | {"coins": coins}}
    data["id003"]["notes"] = [{"code": code, "won": won} for code, won in NOTES.items() if won in taken]
    return Visit(land(*purse), settings=settings_of(data))


def test_all_eight_denominations() -> None:
    purse = (10,) * 5 + (50,) * 5 + (100,) + (50_000,)
    visit = visit_where(ALL, *purse).happens()
    assert {value for view in visit.views if isinstance(view, Pay) for value in view.accepts} == ALL
    truth = visit.world.machine.truth()
    assert (visit.ended, truth.taken, truth.thrown) == ("issued", sum(purse), sum(purse) - 500)


@pytest.mark.parametrize("off", sorted(ALL))
def test_each_can_be_switched_off(off: int) -> None:
    note = off in NOTES.values()
    visit = visit_where(ALL - {off}, 500 if note else 1_000)

    def offer(world: World) -> None:
        offered = world.machine.notes.insert_note if note else world.machine.coins.insert_coin
        world.at(world.now + 1_000, lambda: offered(world.now, off))

    visit.when(paying, offer).happens()
    assert all(off not in view.accepts for view in visit.views if isinstance(view, Pay))
    machine = visit.world.machine
    assert machine.truth().taken == (500 if note else 1_000)
    assert (machine.notes.returned, machine.coins.returned) == ((1, 0) if note else (0, 1))


@pytest.mark.parametrize(
    ("before", "after"),
    [("won = 500", "won = 300"), ("won = 10000", "won = 2000"), ("position = 4", "position = 17")],
)
def test_what_is_no_korean_money_is_refused(before: str, after: str) -> None:
    text = demo_settings(WONJU, {})
    assert parse_settings(text, Path("/"))
    assert before in text
    with pytest.raises(SettingsError, match=before.split()[0]):
        parse_settings(text.replace(before, after, 1), Path("/"))


def test_a_shortage_of_change_is_announced_by_its_coin() -> None:
    visit = Visit(land())
    world = visit.world
    world.machine.hoppers["hopper-500"].plugged = False
    world.run(lambda: isinstance(world.screen.view, Attract) and bool(world.screen.view.notices), 60_000)
    assert isinstance(world.screen.view, Attract)
    assert world.screen.view.notices == (Message("attract.change-short", {"denominations": "500"}),)
    world.machine.hoppers["hopper-500"].plugged = True
    assert world.run(world.ready, 60_000)
