"""The runner's loop for a station without a window, as `kiosk.ui.loop` is the one with it."""

from __future__ import annotations

import threading
import time

from kiosk.shell.runner import Runner


class Pump:
    """Woken by the runner's threads and by the time of its next step."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._woken = threading.Event()
        runner.notify = self._woken.set

    def run(self, seconds: float) -> None:
        """For that long; ends with a step, so that what is shown is what is."""
        end = time.monotonic() + seconds
        while True:
            self._woken.clear()
            wake_at = self._runner.pump()
            now = time.monotonic()
            if now >= end:
                return
            soonest = end if wake_at is None else min(end, wake_at / 1000)
            self._woken.wait(max(0.0, soonest - now))
