"""``kiosk run`` that falls ill when told to: ``-m tests.end_to_end.ailing CONFIG``.

The command is the real one. What is put in from here is a thread that reads one line each from its input: ``hold screen``
keeps the window's thread from everything until ``go on``, ``hold step`` that of the step, and ``held`` is printed when it is; ``kill
NAME`` ends the thread of that worker.
"""

from __future__ import annotations

import sys
import threading
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
        self._go_on, self._step_is_to_be_held = threading.Event(), False

    def start(self, runner: Runner) -> None:
        self.runner = runner
        START(runner)
        threading.Thread(target=self._obey, daemon=True).start()

    def step(self, kiosk: Kiosk, now: Ms, inbox: Sequence[Input]) -> Outbox:
        if self._step_is_to_be_held:
            self._hold()
        return STEP(kiosk, now, inbox)

    def _hold(self) -> None:
        self._step_is_to_be_held = False
        print("held", flush=True)
        self._go_on.wait()
        self._go_on.clear()

    def _obey(self) -> None:
        for line in sys.stdin:
            match line.split():
                case "hold", "screen":
                    QTimer.singleShot(0, application(), self._hold)
                case "hold", "step":
                    self._step_is_to_be_held = True
                case "go", "on":
                    self._go_on.set()
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
