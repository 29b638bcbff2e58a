"""One resident in a whole kiosk in virtual time, with everything that was shown written down."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Self

from config.city import City
from kiosk.core.step import Effect, Show
from kiosk.core.view import EnterCan, EnterLot, EnterPin, Notice, Pay, PresentCard, View
from kiosk.demo.resident import Resident
from kiosk.demo.settings import CARD_PIN
from kiosk.shell.settings import Settings
from kiosk.simulator.oracle import judge
from kiosk.simulator.run import SETTLE_MS, START_MS, serve
from kiosk.simulator.world import World
from sync.journal.format import open_entry
from tests.cities import PLACE, WONJU


class Visit:
    """One resident in a world of their own.

    Attributes:
        views: everything that was shown, in order.
    """

    def __init__(self, resident: Resident, seed: int = 1, settings: Settings | None = None, city: City = WONJU) -> None:
        self.world = World(city, seed, settings=settings)
        self.resident = resident
        self.views: list[View] = []
        self._when: list[tuple[Callable[[View], bool], Callable[[World], object]]] = []
        do = self.world.do

        def watch(effect: Effect) -> None:
            if isinstance(effect, Show):
                self.views.append(effect.screen.view)
                for condition, act in [each for each in self._when if each[0](effect.screen.view)]:
                    self._when.remove((condition, act))
                    self.world.at(self.world.now + 1, lambda act=act: act(self.world))  # type: ignore[misc]
            do(effect)

        self.world.do = watch  # type: ignore[method-assign]
        self.world.run(self.world.ready, START_MS)

    def when(self, condition: Callable[[View], bool], act: Callable[[World], object]) -> Self:
        """Does something to the world, once, when such a view is shown."""
        self._when.append((condition, act))
        return self

    def happens(self) -> Self:
        """To the end of the session, and until the city knows; nothing may be lost."""
        assert serve(self.world, self.resident, random.Random(1)), self.views[-3:]
        self.world.run(self.world.at_rest, SETTLE_MS)
        findings = judge(self.world)
        assert findings.clean, findings.story
        return self

    def journal(self, type_: str) -> list[dict[str, Any]]:
        opened = (open_entry(entry.body) for entry in self.world.journal.read())
        return [entry.data for entry in opened if entry.type == type_]

    def notices(self) -> list[str]:
        return [view.title.id.removesuffix(".title") for view in self.views if isinstance(view, Notice)]

    def problems(self) -> set[str]:
        """Message ids that stood on input and payment screens."""
        ids = {
            view.problem.id
            for view in self.views
            if isinstance(view, (EnterLot, EnterPin, EnterCan, PresentCard)) and view.problem
        }
        return ids | {view.notice.id for view in self.views if isinstance(view, Pay) and view.notice}

    @property
    def ended(self) -> str:
        how: str = self.journal("SessionEnded")[-1]["how"]
        return how


def land(*purse: int, **more: Any) -> Resident:
    return Resident("land-register", place=PLACE["단구동"], number="9423", sub_number="1", purse=purse, **more)


def abstract(**more: Any) -> Resident:
    return Resident("resident-abstract", **{"pin": CARD_PIN, **more})


def paying(view: View) -> bool:
    return isinstance(view, Pay)


def printing(view: View) -> bool:
    return getattr(getattr(view, "step", None), "id", "") == "working.printing"


def leave_coins(world: World, coins: int, *units: str) -> None:
    """So many are in these hoppers, or in all, whatever the books say: nobody has counted them."""
    for unit in units or world.machine.hoppers:
        world.machine.hoppers[unit].tube = coins
        world.inside.in_doubt.add(unit)
