"""``kiosk run`` behind its window, served to one resident after the other: ``-m tests.soak.kiosk CONFIG PAGE SEED SESSIONS``.

The command is the real one; residents touch its window. After each a line of JSON: ``kind``, ``memory`` (kB that lie in memory),
``handles``. Ends cleanly after so many.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path
from unittest.mock import patch

import requests
from PySide6.QtCore import QTimer

import kiosk.session.resident.story as story
from drivers.bench.direct_reader import DirectReader
from kiosk.__main__ import main
from kiosk.core.view import Attract, OutOfService, Screen, Tap
from kiosk.demo.finger import Finger
from kiosk.demo.hands import Hands
from kiosk.demo.resident import Resident
from kiosk.demo.wishes import resident
from kiosk.shell import memory
from kiosk.shell.settings import read_settings
from kiosk.ui.window import KioskWindow, application
from tests.cities import WONJU

LOOK_MS = 30
LOOKS = 1_500
"""After so many somebody gives up and goes: what they wanted cannot be had for long."""
KINDS = ("land-register", "land-price", "building-register", "resident-abstract", "forest-register")
SHOW = KioskWindow.show_screen


class Crowd:
    """One resident after the other."""

    def __init__(self, config: Path, page: str, seed: int, sessions: int) -> None:
        self._page, self._hands, self._dice = page, Hands(read_settings(config)), random.Random(seed)
        self._left = sessions
        self._window: KioskWindow | None = None
        self._timer = QTimer(interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._comes()

    def _comes(self) -> None:
        kind = WONJU.kinds[self._dice.choice(KINDS)]
        purse = self._dice.choice(((1_000,), (500, 500), (100,) * 10, (1_000, 1_000)))
        self._looked, self._kind = 0, kind.name
        self._resident: Resident = resident(
            WONJU, kind, purse=purse, payment_card=self._dice.choice(("", "", "tap")), looks_for_kind=60, looks_for_acceptor=60, looks_for_terminal=60
        )  # fmt: skip

    def show(self, window: KioskWindow, screen: Screen) -> None:
        SHOW(window, screen)
        if self._window is None:
            self._window = window
            self._timer.start()

    def _look(self) -> None:
        assert self._window
        screen = self._window.shown
        if screen is None:
            return
        self._looked += 1
        at_rest = isinstance(screen.view, Attract | OutOfService)
        if at_rest and (self._resident.gone or self._looked > LOOKS):
            self._gone()
            return
        action = self._resident.next(screen)
        if isinstance(action, Tap):
            Finger(self._window).tap(action.control, action.value)
        elif action is not None:
            deed = self._hands.deed(action)._asdict()
            requests.post(f"{self._page}do", json=deed, timeout=5)

    def _gone(self) -> None:
        told = {
            "kind": self._kind,
            "memory": resident_kb(),
            "handles": len(os.listdir("/proc/self/fd")),
            "at": time.time(),
        }
        print(json.dumps(told), flush=True)
        self._left -= 1
        if self._left:
            self._comes()
        else:
            self._timer.stop()
            QTimer.singleShot(3_000, lambda: application().exit(0))  # what is on its way settles


def resident_kb() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def run(config: str, page: str, seed: str, sessions: str) -> int:
    application()
    crowd = Crowd(Path(config), page, int(seed), int(sessions))
    with (
        patch.object(sys, "argv", ["kiosk", "run", "--config", config]),
        patch.object(KioskWindow, "show_screen", lambda window, screen: crowd.show(window, screen)),
        patch.object(story, "GOODBYE_MS", story.GOODBYE_MS // 10),
        patch("kiosk.shell.station.PcscReader", lambda name: DirectReader(page)),
    ):
        return main()


if __name__ == "__main__":
    memory.clear_what_is_given_back()  # as the command does whose own process it is
    sys.exit(run(*sys.argv[1:]))
