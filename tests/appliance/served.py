"""``kiosk run`` in the appliance, as the unit starts it, with residents who touch its screens: ``served.py CONFIG PAGE FOLDER``.

The command is the installed package's. What is put in from here: whenever there is a file FOLDER/wish, which names a kind, it is taken
away, and a resident touches the window until they are gone. Nobody could touch it otherwise: the compositor has no input device.
"""

from __future__ import annotations

import sys
from pathlib import Path

import requests
from PySide6.QtCore import QTimer

from config.city import read_city, shipped_city
from kiosk.__main__ import main
from kiosk.core.view import Screen, Tap
from kiosk.demo.finger import Finger
from kiosk.demo.hands import Hands
from kiosk.demo.resident import Resident
from kiosk.demo.wishes import PATIENT, resident
from kiosk.shell.settings import read_settings
from kiosk.ui.window import KioskWindow

LOOK_MS = 250
SHOW = KioskWindow.show_screen


class Residents:
    def __init__(self, config: Path, page: str, folder: Path) -> None:
        self._page, self._wish = page, folder / "wish"
        self._hands = Hands(read_settings(config))
        self._city = read_city(shipped_city())
        self._window: KioskWindow | None = None
        self._here: Resident | None = None
        self._timer = QTimer(interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    def show(self, window: KioskWindow, screen: Screen) -> None:
        SHOW(window, screen)
        if self._window is None:
            self._window = window
            self._timer.start()

    def _look(self) -> None:
        assert self._window
        if self._here is None and self._wish.exists():
            kind = self._city.offered[self._wish.read_text("ascii")]
            self._wish.unlink()
            self._here = resident(self._city, kind, purse=(1_000,), **PATIENT)
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

    application()
    residents = Residents(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
    KioskWindow.show_screen = lambda window, screen: residents.show(window, screen)  # type: ignore[method-assign, assignment]
    sys.exit(main(["run", "--config", sys.argv[1]]))
