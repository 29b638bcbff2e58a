"""A member of staff before a whole kiosk in virtual time: what they touch, what they see, what stands in the journal."""

from __future__ import annotations

from typing import Any, TypeVar

from config.staff import hashed
from kiosk.core.step import Effect, Show, Touched
from kiosk.core.view import Attract, ServiceList, ServiceMenu, StaffSignIn, Tap, View
from kiosk.simulator.run import START_MS
from kiosk.simulator.world import World, demo_machine_settings
from sync.journal.format import open_entry
from tests.cities import WONJU

PIN = "314159"
HASH = hashed(PIN, bytes(16))
NUMBERS = {"technician": "1001", "cashier": "2002", "operator": "3003"}
STAFF = [{"number": number, "role": role, "pin": HASH} for role, number in NUMBERS.items()]

V = TypeVar("V", bound=View)


class Attendance:
    """Attributes:
    views: everything that was shown, in order.
    """

    def __init__(self, seed: int = 1, **sections: Any) -> None:
        settings = demo_machine_settings(WONJU, **{"staff": STAFF, **sections})
        self.world = World(WONJU, seed, settings=settings)
        self.views: list[View] = []
        do = self.world.do

        def watch(effect: Effect) -> None:
            if isinstance(effect, Show):
                self.views.append(effect.screen.view)
            do(effect)

        self.world.do = watch  # type: ignore[method-assign]
        self.world.run(self.world.ready, START_MS)

    @property
    def view(self) -> View:
        return self.world.screen.view

    def sees(self, what: type[V]) -> V:
        assert isinstance(self.view, what), self.view
        return self.view

    def wait(self, ms: int) -> None:
        self.world.run(lambda: False, ms)

    def tap(self, control: str, value: str = "", wait: int = 20) -> View:
        """What is not on a page cannot be touched there."""
        assert not isinstance(self.view, ServiceList) or (control, value) in offered(self.view), (control, value)
        return self.sends(control, value, wait)

    def sends(self, control: str, value: str = "", wait: int = 20) -> View:
        """A touch that may be late, of a page that is gone, or of nobody's making."""
        self.world.tell(Touched(Tap(control, value)))
        self.wait(wait)
        return self.view

    def type(self, digits: str) -> View:
        for digit in digits:
            self.tap("key", digit)
        return self.tap("confirm", wait=300)

    def knock(self) -> View:
        """At the hidden place."""
        return self.tap("service")

    def enter(self, role: str = "technician") -> ServiceMenu:
        self.knock()
        self.sees(StaffSignIn)
        self.type(NUMBERS[role])
        self.type(PIN)
        return self.sees(ServiceMenu)

    def opens(self, page: str) -> ServiceList:
        self.tap("open", page)
        return self.sees(ServiceList)

    def leave(self) -> None:
        self.tap("cancel", wait=300)
        self.sees(Attract)

    def journal(self, type_: str) -> list[dict[str, Any]]:
        opened = (open_entry(entry.body) for entry in self.world.journal.read())
        return [entry.data for entry in opened if entry.type == type_]


def offered(page: ServiceList) -> set[tuple[str, str]]:
    """What can be touched on it, and the value of each touch."""
    rows = {(row.button, row.of) for row in page.rows if row.button}
    return {("back", ""), ("cancel", ""), *rows, *((action, "") for action in page.actions)}
