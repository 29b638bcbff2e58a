"""How often the screen is touched for each kind, from the first screen to the paper: counted on the real pages, by a finger that also
turns them (``python -m kiosk.demo.touches > docs/touches.md``).
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Mapping

from config.catalogue import in_language
from config.city import City, read_city, shipped_city
from config.hangul import initial
from config.kind import Kind
from kiosk.core.view import Tap
from kiosk.demo.finger import Finger
from kiosk.demo.resident import Action
from kiosk.demo.wishes import resident
from kiosk.simulator.run import serve
from kiosk.simulator.world import World
from kiosk.ui.window import KioskWindow, page_towards

BEFORE: Mapping[str, int] = {
    "resident-register": 12, "resident-abstract": 12, "land-register": 13, "forest-register": 14, "land-price": 18, "land-use-plan": 13,
    "building-register": 14, "vehicle-register": 20, "machinery-register": 22, "local-tax": 18, "farmland-register": 20,
    "military-service": 12, "basic-livelihood": 12, "medical-aid": 12, "disability": 12,
}  # fmt: skip
"""Of the first version, counted in the same way. There a list was dragged, and a drag did not count."""
MOST, SHORTEST = 10, 6
"""So many of the kinds take no more touches than that."""
_PURSE = (500, 500, 500)
_READY_MS = 60_000
_HEAD = """# Touches

How often a resident touches the screen for each kind, from the first screen to "I have everything": in Korean, at the usual size, one
copy, with what the certificate shows as it is offered. Six of those that need an ID card are the digits of its PIN; the years of two
kinds are set back by five. Turning a page
counts, and so does choosing the letter that a place begins with. *Before* is the first version, counted in the same way.

Made from the code: `python -m kiosk.demo.touches > docs/touches.md`.

| kind | before | now |
|--|--:|--:|
"""


class _Counted(Finger):
    touches = 0

    def touch(self, *args: object, **how: object) -> None:
        self.touches += 1
        super().touch(*args, **how)  # type: ignore[arg-type]


class _Touched(World):
    """Whatever the resident does on the screen, a finger does at the window that shows it."""

    def __init__(self, city: City, window: KioskWindow) -> None:
        self._window = window
        self.finger = _Counted(window)
        super().__init__(city, 1)
        window.tapped.connect(super().act)

    def act(self, action: Action) -> None:
        if isinstance(action, Tap):
            self._window.show_screen(self.screen)
            self._filter(action)
            self.finger.tap(action.control, action.value)
        else:
            super().act(action)

    def _filter(self, tap: Tap) -> None:
        """A place of a later page is looked for by how its last word begins, not by turning the pages."""
        name = next((place.name for place in self.of.places if tap == Tap("place", place.id)), "")
        if name:
            self._window.grab()
            (item,) = (item for item in self._window.controls() if item.objectName() == f"place:{tap.value}")
            if page_towards(item):
                self.finger.tap("filter", initial(name.split()[-1]))


def touches(city: City, window: KioskWindow, kind: Kind) -> int:
    """For one certificate of that kind.

    Raises:
        LookupError: what the resident wants to touch is nowhere on the page.
        AssertionError: no paper came of it.
    """
    world = _Touched(city, window)
    world.run(world.ready, _READY_MS)
    wants = resident(city, kind, purse=_PURSE)
    serve(world, wants, random.Random(1))
    window.tapped.disconnect()
    assert wants.served, f"{kind.name} was not had"
    return world.finger.touches


def count(city: City) -> dict[str, int]:
    """Touches by the name of every kind that the city offers."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    window = KioskWindow(city, motion=False)
    counted = {kind.name: touches(city, window, kind) for kind in city.offered.values()}
    window.close()
    return counted


def page(city: City, counted: Mapping[str, int]) -> str:
    rows = (
        f"| {in_language(city.kinds[name].title, 'ko')} | {BEFORE[name]} | {now} |" for name, now in counted.items()
    )
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    here = read_city(shipped_city())
    sys.stdout.write(page(here, count(here)))
