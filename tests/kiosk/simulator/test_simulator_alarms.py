"""An honest kiosk raises no alarm at its city, whatever breaks: what the city takes for a thief's doing is none of its own."""

from __future__ import annotations

from kiosk.simulator.run import run
from kiosk.simulator.world import World
from tests.cities import WONJU


def test_sixty_residents_with_many_faults_and_no_alarm() -> None:
    world = World(WONJU, 34, "many")
    result = run(WONJU, 60, 34, "many", world=world)
    assert result.suspense, "claims were made"
    assert [(each.kind, each.about) for each in world.store.alarms()] == []
