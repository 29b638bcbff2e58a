"""``kiosk run`` with its window, served to one resident after the other: ``-m tests.end_to_end.attended CONFIG PAGE WISH...``

The command is the real one. What is put in from here: the residents, who touch the window, hold the card over the bench's direct
link, and know nothing personal but the PIN. A WISH is a resident's fields as JSON. Says ``laying out`` when the city's record of the
first paper is there, and ``served`` when the first screen is back after each of them, with why they gave up if they did; then nothing
goes on until a line comes in.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from unittest.mock import patch

import requests
from PySide6.QtCore import QSocketNotifier, QTimer

from config.dialogue import Failure
from drivers.bench.direct_reader import DirectReader
from kiosk.__main__ import main
from kiosk.core.channels import LayOut
from kiosk.core.view import Attract, Screen, Tap
from kiosk.demo.finger import Finger
from kiosk.demo.hands import Hands
from kiosk.demo.resident import Resident
from kiosk.shell import memory
from kiosk.shell.settings import read_settings
from kiosk.shell.station import lay_out_in_time
from kiosk.ui.window import KioskWindow, application
from printing.certificate import LaidOut, Unprintable
from tests.patience import PATIENCE_S

LOOK_MS = 100
SHOW, LAY_OUT = KioskWindow.show_screen, lay_out_in_time


class Queue:
    """The residents, one after the other."""

    def __init__(self, config: Path, page: str, wishes: list[str]) -> None:
        self._page, self._hands = page, Hands(read_settings(config))
        self._residents = [Resident(**json.loads(wish)) for wish in wishes]
        self._window: KioskWindow | None = None
        self._laid_out = threading.Event()
        self._between = False
        self._timer = QTimer(interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._told = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._told.activated.connect(self._go_on)

    def show(self, window: KioskWindow, screen: Screen) -> None:
        SHOW(window, screen)
        if self._window is None:
            self._window = window
            self._timer.start()

    def _look(self) -> None:
        assert self._window
        screen, resident = self._window.shown, self._residents[0]
        if screen is None:
            return
        if resident.gone and isinstance(screen.view, Attract):
            self._residents.pop(0)
            self._timer.stop()
            self._between = True
            print("served", resident.gave_up, flush=True)
        else:
            action = resident.next(screen)
            if isinstance(action, Tap):
                Finger(self._window).tap(action.control, action.value)
            elif action is not None:
                deed = self._hands.deed(action)._asdict()
                requests.post(f"{self._page}do", json=deed, timeout=PATIENCE_S).raise_for_status()

    def lay_out(self, question: LayOut, timeout_ms: int) -> LaidOut | Unprintable | Failure:
        if not self._laid_out.is_set():
            print("laying out", flush=True)
            self._laid_out.wait(timeout_ms / 2_000)
        return LAY_OUT(question, timeout_ms)

    def _go_on(self) -> None:
        sys.stdin.readline()
        self._laid_out.set()
        if self._between and self._residents:
            self._between = False
            self._timer.start()
        elif self._between:
            application().quit()


def run(config: str, page: str, *wishes: str) -> int:
    application()
    queue = Queue(Path(config), page, list(wishes))
    with (
        patch.object(sys, "argv", ["kiosk", "run", "--config", config]),
        patch.object(KioskWindow, "show_screen", lambda window, screen: queue.show(window, screen)),
        patch("kiosk.shell.station.lay_out_in_time", queue.lay_out),
        patch("kiosk.shell.station.PcscReader", lambda name: DirectReader(page)),
    ):
        return main()


if __name__ == "__main__":
    memory.clear_what_is_given_back()  # as the command does whose own process it is
    sys.exit(run(*sys.argv[1:]))
