"""The kiosk's runner inside Qt's event loop."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from config.clock import monotonic_ms
from kiosk.ui.window import KioskWindow, application


class Runner(Protocol):
    """Does the kiosk's work when asked.

    Attributes:
        notify: called, from any thread, when there is something to do; set by `run_with_qt`.
    """

    notify: Callable[[], None]

    def pump(self) -> int | None:
        """Does what is pending; returns the monotonic ms at which it wants to be called again."""
        ...


class _Loop(QObject):
    woken = Signal()

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.pump)
        self.woken.connect(self.pump, Qt.ConnectionType.QueuedConnection)  # arrives in the thread of the window
        self.failure: BaseException | None = None

    def pump(self) -> None:
        try:
            wake_at = self._runner.pump()
        except BaseException as failure:  # Qt would print it and go on: a kiosk with a fault must stop
            self.failure = failure
            application().exit(1)
            return
        if wake_at is None:
            self._timer.stop()
        else:
            self._timer.start(max(0, wake_at - monotonic_ms()))


def run_with_qt(runner: Runner, window: KioskWindow) -> int:
    """Runs until the window is closed or the application is told to quit; returns its exit status.

    Raises:
        Whatever ``runner.pump`` raises, after the loop has ended.
    """
    loop = _Loop(runner)
    runner.notify = loop.woken.emit
    # Python handles a signal only between its own instructions; an idle Qt loop runs none.
    heartbeat = QTimer(interval=200)
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start()
    before = {
        number: signal.signal(number, lambda *_: application().quit()) for number in (signal.SIGTERM, signal.SIGINT)
    }
    loop.woken.emit()
    try:
        status = application().exec()
    finally:
        heartbeat.stop()
        runner.notify = lambda: None
        for number, handler in before.items():
            signal.signal(number, handler)
    if loop.failure is not None:
        raise loop.failure
    return status
