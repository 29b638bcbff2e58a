"""Outside its hours a kind is not offered, and the screen says when it is."""

from __future__ import annotations

import tomllib

import pytest

from kiosk.core.view import Attract, ChooseKind, Message, OutOfService
from kiosk.simulator import world
from kiosk.simulator.run import START_MS
from kiosk.simulator.world import World
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit, abstract, land

# A run begins on a Monday at noon in Korea.


def site(monkeypatch: pytest.MonkeyPatch, *hours: str) -> None:
    sections = "".join(f"[[hours]]\n{each}\n" for each in hours)
    settings = world.demo_machine_settings(WONJU, **tomllib.loads(sections))
    monkeypatch.setattr(world, "demo_machine_settings", lambda city, **_: settings)


def offered(visit: Visit, kind: str) -> set[str]:
    """What the list said of a kind: ids of messages, "" where it could be had."""
    lists = [view for view in visit.views if isinstance(view, ChooseKind)]
    return {
        item.unavailable.id if item.unavailable else "" for view in lists for item in view.kinds if item.name == kind
    }


@pytest.mark.parametrize(
    ("days", "opens", "closes", "said"),
    [
        ('"mon"', "13:00:00", "18:00:00", "unavailable.hours-today"),
        ('"tue"', "09:00:00", "18:00:00", "unavailable.hours-tomorrow"),
        ('"sun"', "09:00:00", "18:00:00", "unavailable.hours"),
        ('"holiday"', "09:00:00", "18:00:00", "unavailable.closed"),
    ],
)
def test_a_kind_that_is_closed_is_not_offered(
    monkeypatch: pytest.MonkeyPatch, days: str, opens: str, closes: str, said: str
) -> None:
    site(monkeypatch, f'kinds = ["land-register"]\ndays = [{days}]\nopens = {opens}\ncloses = {closes}')
    visit = Visit(land(500)).happens()
    assert offered(visit, "land-register") == {said}
    assert visit.ended == "cancelled"
    assert Visit(abstract()).happens().ended == "issued"


def test_within_its_hours_it_is_issued(monkeypatch: pytest.MonkeyPatch) -> None:
    site(monkeypatch, 'days = ["mon"]\nopens = 12:00:00\ncloses = 00:00:00')
    visit = Visit(land(500, looks_round=True)).happens()
    assert offered(visit, "land-register") == {""}
    assert visit.ended == "issued"


def test_a_closed_machine_says_when_it_opens_and_opens_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    site(
        monkeypatch,
        'kinds = ["land-register"]\ndays = ["mon"]\nopens = 12:20:00\ncloses = 18:00:00',
        'days = ["mon"]\nopens = 12:10:00\ncloses = 18:00:00',
    )
    closed = World(WONJU, 1)
    closed.run(lambda: False, START_MS)
    args: dict[str, str | int] = {"date": "2026-11-23", "opens": "12:10", "closes": "18:00"}
    assert isinstance(closed.screen.view, OutOfService)
    assert closed.screen.view.reason == Message("unavailable.hours-today", args)
    assert closed.run(closed.ready, 11 * 60_000)
    assert closed.now == 10 * 60_000  # to the moment: the session asks for the minute, whatever the devices do
    assert isinstance(closed.screen.view, Attract)
    away = {item.name for item in closed.screen.view.kinds if item.unavailable}
    assert away == {"land-register"}
