"""The real station behind its window, with everything that it speaks to hanging: the window is drawn, and a touch is answered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer

from config.vocabulary import StopReason
from kiosk.core.view import Screen, Tap
from kiosk.shell.settings import read_settings
from kiosk.shell.station import Station
from kiosk.ui.loop import run_with_qt
from kiosk.ui.window import KioskWindow, application
from tests.cities import WONJU
from tests.end_to_end.among_the_silent import Mute, settings_among

HELD_MS = 50
ANSWERED_MS = 300
"""From a touch to the view that answers it; a person calls a tenth of a second instant, and this computer may be busy."""
RUN_S = 4.0
TOUCHES_S, SETTLES_S = 0.5, 0.1
"""From one answer to the next touch, and what of it a page may take to be drawn."""
TRIES = 4
"""On a busy computer anything is late now and then; what is held is late each time."""


class Visitor:
    """Touches the language, again and again, and measures.

    Attributes:
        held: the longest that the window's thread was while it had nothing to draw, in ms.
        waited: for the view of each touch, in ms.
    """

    def __init__(self, window: KioskWindow) -> None:
        self.held = 0.0
        self.waited: list[float] = []
        self._window = window
        self._began = self._last = time.monotonic()
        self._touched: float | None = None
        self._quiet_since: float | None = self._began + 0.5  # the window has been opened and drawn for the first time
        self._language = window.shown.language if window.shown else "ko"
        self._timer = QTimer(interval=5, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.monotonic()
        if self._quiet_since is not None and self._last > self._quiet_since + SETTLES_S:
            self.held = max(self.held, (now - self._last) * 1_000)
        self._last = now
        shown: Screen | None = self._window.shown
        if self._touched is not None and shown and shown.language == self._language:
            self.waited.append((now - self._touched) * 1_000)
            self._touched, self._quiet_since = None, now
        if self._quiet_since is not None and now - self._quiet_since > TOUCHES_S and shown:
            self._language = "en" if shown.language == "ko" else "ko"
            self._touched, self._quiet_since = now, None
            self._window.tapped.emit(Tap("language", self._language))
        if now - self._began > RUN_S:
            self._timer.stop()
            application().exit(0)


@pytest.fixture(scope="module")
def window() -> Iterator[KioskWindow]:
    made = KioskWindow(WONJU, 400, 400, motion=False)
    yield made
    made.close()


def visit(window: KioskWindow, folder: Path, what: str) -> Visitor:
    with settings_among(folder, what) as config:
        station = Station(read_settings(config), WONJU, Mute())
        visitor = Visitor(window)
        assert run_with_qt(station.runner, window) == 0
        station.close(StopReason.STOPPED)
    return visitor


@pytest.mark.parametrize("what", ["flood", "full", "silent"])
def test_nothing_that_hangs_holds_the_window_or_the_answer_to_a_touch(
    window: KioskWindow, tmp_path: Path, what: str
) -> None:
    held, waited = [], []
    for at in range(TRIES):
        folder = tmp_path / str(at)
        folder.mkdir()
        visitor = visit(window, folder, what)
        assert len(visitor.waited) > 3
        held.append(visitor.held)
        waited.append(max(visitor.waited))
        if held[-1] < HELD_MS and waited[-1] < ANSWERED_MS:
            return
    pytest.fail(f"the window was held for {held} ms, touches waited for {waited} ms")
