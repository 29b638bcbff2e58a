"""A scripted resident at the real window: looks at what is shown, touches it, and puts money in by the bench."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer

from kiosk.core.view import Screen, Tap
from kiosk.demo.finger import Finger
from kiosk.demo.resident import Action, PressKey, Resident
from kiosk.ui.window import KioskWindow, application

LOOK_MS = 250
"""A person needs longer; a screen that has just changed is given this long to be drawn."""

PATIENCE_MS = 10_000
"""For what a touch does to be seen, on a computer that does much else, before it is touched again."""


class Visitor(QObject):
    """Attributes:
    seen: names of the pictures taken, in order.
    """

    def __init__(
        self, window: KioskWindow, resident: Resident, pictures: Path, hands: Callable[[Action], None],
        finished: Callable[[], bool], say: Callable[[str], None], limit_ms: int,
    ) -> None:  # fmt: skip
        super().__init__()
        self.seen: list[str] = []
        self.failure: BaseException | None = None
        self._window = window
        self._finger = Finger(window)
        self._resident = resident
        self._pictures = pictures
        self._hands = hands
        self._finished = finished
        self._say = say
        self._pictured: Screen | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._touched: Screen | None = None
        self._patience = QDeadlineTimer(PATIENCE_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        QTimer.singleShot(limit_ms, self, lambda: self._end(TimeoutError("the resident was not served in time")))

    def _look(self) -> None:
        try:
            screen = self._window.shown
            if screen is None:
                return
            self._picture(screen)
            if self._resident.gone:
                if self._finished():
                    self._end(None)
                return
            still = replace(screen, seconds_left=None)
            if still == self._touched and not self._patience.hasExpired():
                return  # a person sees that their touch has not been answered yet, and does not type the digit a second time
            action = self._resident.next(screen)
            self._touched = still if isinstance(action, Tap | PressKey) else None
            self._patience.setRemainingTime(PATIENCE_MS)
            if isinstance(action, Tap):
                self._finger.tap(action.control, action.value)
            elif action is not None:
                self._hands(action)
        except BaseException as failure:
            self._end(failure)

    def _picture(self, screen: Screen) -> None:
        """One picture a kind of screen, the latest of it: a filled-in form tells more than an empty one."""
        if screen == self._pictured:
            return
        self._pictured = screen
        name = type(screen.view).__name__
        if name not in self.seen:
            self.seen.append(name)
            self._say(f"screen: {name}")
        path = self._pictures / f"{self.seen.index(name) + 1:02d}-{name}.png"
        self._window.grab().save(str(path))

    def _end(self, failure: BaseException | None) -> None:
        self._timer.stop()
        self.failure = self.failure or failure
        application().exit(0)
