"""Qt's event loop: the window's thread. It shows the newest view, gives on what is touched, and decides nothing.

The kiosk's step runs on a thread of its own. Between the two pass immutable views one way and taps the other. Of views that
come while the window draws only the newest is shown: nobody could have seen the others.
"""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from config.dialogue import Failure, FailureReason
from kiosk.core.channels import Drawn, Frame
from kiosk.core.step import Touched
from kiosk.core.view import Screen
from kiosk.ui.window import KioskWindow, application


class Runner(Protocol):
    """Does the kiosk's work on a thread of its own.

    Attributes:
        show, ended: called on that thread, with every view and at its end; set by `run_with_qt`.
        draw: called on another, for a frame that is wanted; set by `run_with_qt`.
        failure: what ended it, None for a wish.
    """

    show: Callable[[Screen], None]
    draw: Callable[[Frame, int], Drawn | Failure]
    ended: Callable[[], None]
    failure: BaseException | None

    def start(self) -> None: ...

    def post(self, item: Touched) -> None: ...


class _Newest(QObject):
    """Hands views over to the window's thread.

    Attributes:
        failure: what the window came to when it showed one.
    """

    offered = Signal()
    over = Signal()

    def __init__(self, window: KioskWindow) -> None:
        super().__init__()
        self.failure: BaseException | None = None
        self._window = window
        self._waiting: deque[Screen] = deque(maxlen=1)
        # Queued connections: whatever thread emits, what is connected runs in the window's.
        self.offered.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self.over.connect(lambda: application().exit(0), Qt.ConnectionType.QueuedConnection)

    def offer(self, screen: Screen) -> None:
        """From any thread."""
        self._waiting.append(screen)
        self.offered.emit()

    def _show(self) -> None:
        if not self._waiting:
            return  # it was shown in place of an older one
        try:
            self._window.show_screen(self._waiting.pop())
        except BaseException as failure:  # Qt would print it and go on: a kiosk with a fault must stop
            self.failure = failure
            application().exit(1)


class _Frames(QObject):
    """Draws a frame when one is wanted, and tells when it has reached the display.

    The wish goes through the window's thread, and only a frame that comes after it counts: an animation may run on a thread of
    Qt's own while nobody answers a touch.
    """

    wanted = Signal()

    def __init__(self, window: KioskWindow) -> None:
        super().__init__()
        self._window = window
        self._drawn = threading.Event()
        self._awaited = False
        self.wanted.connect(self._want, Qt.ConnectionType.QueuedConnection)
        window.frameSwapped.connect(self._swapped)

    def draw(self, frame: Frame, timeout_ms: int) -> Drawn | Failure:
        """On the channel's thread."""
        self._drawn.clear()
        self.wanted.emit()
        return Drawn() if self._drawn.wait(timeout_ms / 1_000) else Failure(FailureReason.TIMEOUT, "no frame was drawn")

    def close(self) -> None:
        """The loop is over: whoever waits for a frame waits no longer."""
        self._window.frameSwapped.disconnect(self._swapped)
        self._drawn.set()

    def _want(self) -> None:
        self._awaited = True
        self._window.update()

    def _swapped(self) -> None:
        if self._awaited:
            self._awaited = False
            self._drawn.set()


def run_with_qt(runner: Runner, window: KioskWindow) -> int:
    """Starts the runner; returns the exit status when the window was closed, the application was told to quit, or the kiosk itself
    wants to end. The runner goes on until then, or until its owner stops it.

    Raises:
        Whatever ended the runner, or the drawing of a view.
    """
    newest, frames = _Newest(window), _Frames(window)
    runner.show, runner.draw, runner.ended = newest.offer, frames.draw, newest.over.emit
    window.tapped.connect(lambda tap: runner.post(Touched(tap)))
    # Python handles a signal only between its own instructions; an idle Qt loop runs none.
    heartbeat = QTimer(interval=200)
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start()
    # Not `quit`: it closes the window on the spot, and a signal may be handled in the middle of one of the window's own events.
    before = {
        number: signal.signal(number, lambda *_: application().exit(0)) for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        runner.start()
        status = application().exec()
    finally:
        heartbeat.stop()
        runner.show, runner.draw, runner.ended = _nobody_looks, _nothing_to_draw, _nobody_waits
        frames.close()
        for number, handler in before.items():
            signal.signal(number, handler)
    failure = newest.failure or runner.failure
    if failure is not None:
        raise failure
    return status


def _nobody_looks(screen: Screen) -> None:
    """The window is gone, and the last step may still show something."""


def _nothing_to_draw(frame: Frame, timeout_ms: int) -> Drawn | Failure:
    return Failure(FailureReason.GONE, "the window is closed")


def _nobody_waits() -> None:
    """The loop is over."""
