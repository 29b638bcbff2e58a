"""``kiosk run`` that follows a desk, with less patience than in a lobby: ``-m tests.end_to_end.followed CONFIG [PAGE PICTURES]``.

The command is the real one. What is put in from here: times, a setting that passes every check and brings the process down, and, where
PAGE is given, a scripted resident who comes when a file ``comes`` lies among the PICTURES, touches the window, and looks for the purse
until there is a ``found``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import requests

from config.city import City
from kiosk.__main__ import main
from kiosk.core import following
from kiosk.core.view import Pay, Screen
from kiosk.demo.hands import Hands
from kiosk.demo.resident import Action
from kiosk.demo.visitor import Visitor
from kiosk.demo.wishes import PATIENT, resident
from kiosk.shell.settings import Settings, read_settings
from kiosk.shell.station import Station
from kiosk.ui.window import KioskWindow
from tests.cities import WONJU
from tests.patience import PATIENCE_S

DEADLY = 61
"""``machine.refund_within_s`` of the settings that nobody survives."""
LIMIT_MS = 600_000
begin_station, show_screen = Station.__init__, KioskWindow.show_screen


def crash(self: Station, settings: Settings, city: City, *others: object, **more: object) -> None:
    if settings.machine.refund_within_s == DEADLY:
        raise RuntimeError("a setting that nobody has thought of")
    begin_station(self, settings, city, *others, **more)  # type: ignore[arg-type]


class Seeker(Visitor):
    """Stands before the price and has not found the purse yet."""

    def _look(self) -> None:
        shown = self._window.shown
        if not (self._pictures / "comes").exists():
            return
        if shown and isinstance(shown.view, Pay) and not (self._pictures / "found").exists():
            self._picture(shown)
        else:
            super()._look()

    def _end(self, failure: BaseException | None) -> None:
        """A screen that is drawn anew under the finger is no reason to go: the next look finds it."""
        if not (isinstance(failure, RuntimeError) and "already deleted" in str(failure)):
            print(f"the resident: {failure!r}", file=sys.stderr)
            super()._end(failure)


def bring(page: str, pictures: Path, config: Path) -> None:
    """A resident who stays until the paper is out, and whom nobody follows."""
    wants = resident(WONJU, WONJU.kinds["land-register"], purse=(1_000,), **PATIENT)
    hands = Hands(read_settings(config))
    here: list[Visitor] = []

    def pay(action: Action) -> None:
        requests.post(f"{page}do", json=hands.deed(action)._asdict(), timeout=PATIENCE_S).raise_for_status()

    def show(window: KioskWindow, screen: Screen) -> None:
        if not here and not list(pictures.glob("*.png")):
            here.append(Seeker(window, wants, pictures, pay, lambda: False, print, LIMIT_MS))
        show_screen(window, screen)

    KioskWindow.show_screen = show  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    Station.__init__ = crash  # type: ignore[method-assign]
    following.QUIET_MS, following.WELL_MS, following.STEADY_MS = 1_000, 8_000, 1_000
    config = sys.argv[1]
    if len(sys.argv) > 2:
        bring(sys.argv[2], Path(sys.argv[3]), Path(config))
    sys.exit(main(["run", "--config", config]))
