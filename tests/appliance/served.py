"""``kiosk run`` in the appliance, as the unit starts it, with people who touch its screens: ``served.py CONFIG PAGE DOOR FOLDER``.

The command is the installed package's. What is put in from here: while there are no settings, a technician sets the machine up, once there is a
door; later, whenever there is a file FOLDER/wish, which names a kind or an errand of a technician's, it is taken away, and somebody touches the
window until they are gone. Nobody could touch it otherwise: the compositor has no input device.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import requests
from PySide6.QtCore import QTimer

from config.city import read_city, shipped_city
from kiosk.__main__ import main
from kiosk.core.view import Attract, Screen, Tap
from kiosk.demo.finger import Finger
from kiosk.demo.hands import Hands
from kiosk.demo.resident import Resident
from kiosk.demo.wishes import PATIENT, resident
from kiosk.shell.settings import read_settings
from kiosk.ui.window import KioskWindow
from tests.end_to_end.newcomer import NUMBER, PIN, Newcomer
from tests.end_to_end.scripted import Scripted, Story

LOOK_MS = 250


class Technician(Scripted):
    """Who comes with a stick."""

    @property
    def errands(self) -> dict[str, Callable[[], Story]]:
        return {"report": self._report}

    def _report(self) -> Story:
        yield from self._signs_in("states")
        yield from self.touches("report-to-stick")
        page = yield from self.waits_for("states.report-on-stick")
        print("on the stick:", page.first, flush=True)
        yield from self.touches("back")
        yield from self._leaves()

    def _signs_in(self, page: str) -> Story:
        while not isinstance((yield), Attract):
            pass
        self.knock()
        yield from self.signs("number", NUMBER)
        yield from self.signs("pin", PIN)
        yield from self.menu(page)

    def _leaves(self) -> Story:
        yield from self.touches("back")
        yield from self.touches("cancel")


class Residents:
    def __init__(self, config: Path, page: str, folder: Path) -> None:
        self._page, self._wish = page, folder / "wish"
        self._hands = Hands(read_settings(config))
        self._city = read_city(shipped_city())
        self._window: KioskWindow | None = None
        self._here: Resident | None = None
        self._technician = Technician()
        self._timer = QTimer(interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    def show(self, window: KioskWindow, screen: Screen) -> None:
        self._technician.show(window, screen)
        if self._window is None:
            self._window = window
            self._timer.start()

    def _look(self) -> None:
        assert self._window
        if self._here is None and self._wish.exists():
            wish = self._wish.read_text("ascii")
            self._wish.unlink()
            if errand := self._technician.errands.get(wish):
                self._technician.begin(errand())
            else:
                self._here = resident(self._city, self._city.offered[wish], purse=(1_000,), **PATIENT)
        if self._here is None or self._window.shown is None:
            return
        if self._here.gone:
            self._here = None
            return
        action = self._here.next(self._window.shown)
        if isinstance(action, Tap):
            Finger(self._window).tap(action.control, action.value)
        elif action is not None:
            deed = self._hands.deed(action)._asdict()
            requests.post(f"{self._page}do", json=deed, timeout=5).raise_for_status()


if __name__ == "__main__":
    from kiosk.ui.window import application

    config, page, door, folder = Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])
    application()
    if config.exists() and page:
        people: Residents | Newcomer = Residents(config, page, folder)
        KioskWindow.show_screen = lambda window, screen: people.show(window, screen)  # type: ignore[method-assign, assignment]
    elif door:
        people = Newcomer(door)
        KioskWindow.show_screen = lambda window, screen: people.show(window, screen)  # type: ignore[method-assign, assignment]
    sys.exit(main(["run", "--config", sys.argv[1]]))
