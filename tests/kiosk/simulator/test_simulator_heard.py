"""What a resident of the simulator sees is said to them as well, and an empty hall hears nothing."""

from __future__ import annotations

from kiosk.core.step import Effect, Show
from kiosk.core.view import Attract, OutOfService, Screen
from kiosk.simulator.run import run
from kiosk.simulator.world import World
from tests.cities import WONJU


class Watched(World):
    """Attributes:
    screens: everything that was shown.
    """

    def __init__(self) -> None:
        self.screens: list[Screen] = []
        super().__init__(WONJU, 11)

    def do(self, effect: Effect) -> None:
        if isinstance(effect, Show):
            self.screens.append(effect.screen)
        super().do(effect)


def test_all_that_is_shown_to_somebody_is_said() -> None:
    world = Watched()
    result = run(WONJU, 1, 11, "none", world=world)
    assert result.findings.clean, result.findings.story
    shown = [screen for screen in world.screens if not isinstance(screen.view, Attract | OutOfService)]
    assert [say.screen for say in world.heard] == shown
    assert {"ChooseKind", "Review", "Collect", "Goodbye"} <= {type(screen.view).__name__ for screen in shown}
    assert all(say.since == before for say, before in zip(world.heard, [None, *shown], strict=False))
