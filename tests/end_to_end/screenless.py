"""The real station without a window: its step runs on its own thread, as in the product, and a test looks at what it shows."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from drivers.device import Ms
from kiosk.core.step import Answered, Input, Outbox
from kiosk.core.view import Screen
from kiosk.shell.station import Station
from tests.patience import PATIENCE_S

NOTHING = Answered(0, None)
"""Questions are numbered from 1: this answers none, and changes nothing."""


class Screenless:
    """Attributes:
    shown: everything that was shown.
    """

    def __init__(self, station: Station) -> None:
        self.shown: list[Screen] = []
        self._runner = station.runner
        self._ended, self._stepped = threading.Event(), threading.Event()
        self._runner.show, self._runner.ended = self.shown.append, self._end
        step = station.composed.kiosk.step

        def watched(now: Ms, inbox: Sequence[Input]) -> Outbox:
            outbox = step(now, inbox)
            if NOTHING in inbox:
                self._stepped.set()
            return outbox

        station.composed.kiosk.step = watched  # type: ignore[method-assign]

    def _end(self) -> None:
        self._ended.set()
        self._stepped.set()  # whoever waits for a step waits for one that will never be

    def wait(self, seconds: float) -> None:
        """Lets time pass. Raises whatever ends the step's thread meanwhile."""
        if self._ended.wait(seconds) and self._runner.failure:
            raise self._runner.failure

    def look(self, seconds: float) -> list[Screen]:
        """Waits; then what was shown, also for what was posted last. Raises whatever ends the step's thread meanwhile."""
        self.wait(seconds)
        for _ in range(2):  # a step's effects are done before the next step begins
            self._stepped.clear()
            self._runner.post(NOTHING)
            assert self._ended.is_set() or self._stepped.wait(PATIENCE_S), "the step's thread does not come back"
            self.wait(0)
        return self.shown
