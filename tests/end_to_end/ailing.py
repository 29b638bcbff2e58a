"""``kiosk run`` that falls ill when told to: ``-m tests.end_to_end.ailing CONFIG``.

The command is the real one. What is put in from here is a thread that reads one line each from its input: ``hold screen 3``
keeps the window's thread from everything for so many seconds, ``hold step 3`` that of the step, ``kill NAME`` ends the thread of
that worker.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from unittest.mock import patch

from PySide6.QtCore import QTimer

from drivers.device import Ms
from kiosk.__main__ import main
from kiosk.core.kiosk import Kiosk
from kiosk.core.step import Input, Outbox
from kiosk.shell import memory
from kiosk.shell.runner import Runner
from kiosk.ui.window import application
from tests.end_to_end.workers import kill

STEP, START = Kiosk.step, Runner.start


class Illness:
    """Attributes:
    runner: the process's own, once it has been started.
    """

    def __init__(self) -> None:
        self.runner: Runner | None = None
        self._step_s = 0.0

    def start(self, runner: Runner) -> None:
        self.runner = runner
        START(runner)
        threading.Thread(target=self._obey, daemon=True).start()

    def step(self, kiosk: Kiosk, now: Ms, inbox: Sequence[Input]) -> Outbox:
        held, self._step_s = self._step_s, 0.0
        time.sleep(held)
        return STEP(kiosk, now, inbox)

    def _obey(self) -> None:
        for line in sys.stdin:
            match line.split():
                case "hold", "screen", seconds:
                    QTimer.singleShot(0, application(), lambda held=float(seconds): time.sleep(held))
                case "hold", "step", seconds:
                    self._step_s = float(seconds)
                case "kill", name:
                    assert self.runner
                    kill(self.runner, name)


def run(config: str) -> int:
    illness = Illness()
    with (
        patch.object(sys, "argv", ["kiosk", "run", "--config", config]),
        patch.object(Runner, "start", lambda runner: illness.start(runner)),
        patch.object(Kiosk, "step", lambda kiosk, now, inbox: illness.step(kiosk, now, inbox)),
    ):
        return main()


if __name__ == "__main__":
    memory.clear_what_is_given_back()  # as the command does whose own process it is
    sys.exit(run(*sys.argv[1:]))
