"""Which coins and notes are taken is a matter of settings, and a machine short of change says of which coins."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import Settings, SettingsError, parse_settings
from kiosk.core.view import Attract, Message, Pay
from kiosk.demo.settings import COINS, NOTES, demo_settings
from kiosk.simulator import world as world_module
from kiosk.simulator.world import World, demo_machine_settings, virtual_places
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit, land, paying

ALL = frozenset((10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000))
HOPPERS = {
    3: ("hopper-500", 500, 90_000),
    4: ("hopper-100", 100, 900),
    5: ("hopper-50", 50, 900),
    6: ("hopper-10", 10, 900),
}


def settings(taken: frozenset[int]) -> Settings:
    """The emulated machine's, taking these."""
    before = demo_machine_settings(WONJU).model_dump()
    coins = [{"position": at, "id": id_, "won": won} for at, (id_, won) in COINS.items() if won in taken]
    before["cctalk"]["acceptor"]["coins"] = coins
    before["id003"]["notes"] = [{"code": code, "won": won} for code, won in NOTES.items() if won in taken]
    return Settings.model_validate(before)


def visit_where(taken: frozenset[int], monkeypatch: pytest.MonkeyPatch, *purse: int) -> Visit:
    monkeypatch.setattr(world_module, "FULL_HOPPERS", HOPPERS)
    chosen = settings(taken)
    monkeypatch.setattr(world_module, "demo_machine_settings", lambda city: chosen)
    return Visit(land(*purse))


def test_all_eight_denominations(monkeypatch: pytest.MonkeyPatch) -> None:
    purse = (10,) * 5 + (50,) * 5 + (100,) + (50_000,)
    visit = visit_where(ALL, monkeypatch, *purse).happens()
    assert {value for view in visit.views if isinstance(view, Pay) for value in view.accepts} == ALL
    truth = visit.world.machine.truth()
    assert (visit.ended, truth.taken, truth.thrown) == ("issued", sum(purse), sum(purse) - 500)


@pytest.mark.parametrize("off", sorted(ALL))
def test_each_can_be_switched_off(off: int, monkeypatch: pytest.MonkeyPatch) -> None:
    note = off in NOTES.values()
    visit = visit_where(ALL - {off}, monkeypatch, 500 if note else 1_000)

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
    text = demo_settings(virtual_places(WONJU))
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
