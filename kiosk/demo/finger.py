"""A synthetic finger at the real window: it touches as a person does, through Qt's own touch events."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QInputDevice, QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.core.view import Tap
from kiosk.demo.settled import settle
from kiosk.ui.window import KioskWindow, name_of, page_towards

BEHIND_SETTINGS = ("language", "zoom", "contrast", "low", "volume", "rate", "repeat", "times")
"""What the one folded button has; the first screen has the languages itself."""

MOST_TURNS = 100


class Finger:
    def __init__(self, window: KioskWindow) -> None:
        self._window = window
        self._device = _glass()

    def tap(self, control: str, value: str = "", shakes: int = 0, held_ms: int = 0) -> None:
        """Touches a control as a finger does: turns to the page that it is on, then presses its centre.

        Args:
            shakes: how far it slides before it is lifted, px.
            held_ms: how long it stays down.

        Raises:
            LookupError: no such control can be seen and used.
        """
        self.touch(self._find(control, value), shakes, held_ms)

    def touch(self, where: QPoint, shakes: int = 0, held_ms: int = 0) -> None:
        """Whatever is there, as `tap` does it."""
        self._touch().press(0, where).commit()
        if held_ms:
            QTest.qWait(held_ms)
        if shakes:
            self._touch().move(0, where + QPoint(shakes, 0)).commit()
        self._touch().release(0, where + QPoint(shakes, 0)).commit()

    def overlap(self, controls: Sequence[tuple[str, str]], last_first: bool = False) -> None:
        """As many fingers, each put down before the one before it is lifted. All are on the page that is shown."""
        places = [self._find(*each) for each in controls]
        down: list[int] = []
        for finger, where in enumerate(places):
            touch = self._touch()
            for other in down:
                touch.stationary(other)
            touch.press(finger, where).commit()
            down.append(finger)
        for finger in reversed(down) if last_first else list(down):
            down = [other for other in down if other != finger]
            touch = self._touch()
            for other in down:
                touch.stationary(other)
            touch.release(finger, places[finger]).commit()

    def _find(self, control: str, value: str) -> QPoint:
        name = name_of(Tap(control, value))
        for _ in range(MOST_TURNS):
            settle()  # what was touched before has had its effect
            self._window.grab()  # items get their final places when they are drawn
            controls = {str(item.objectName()): item for item in self._window.controls()}
            if name not in controls and control in BEHIND_SETTINGS and "settings" in controls:
                self.touch(_on_screen(controls["settings"]).center().toPoint())
                continue
            if name not in controls:
                raise LookupError(f"no control {name!r} on this screen")
            towards = page_towards(controls[name])
            if not towards:
                return _on_screen(controls[name]).center().toPoint()
            turn = controls.get("page-on" if towards > 0 else "page-back")
            if turn is None:
                break
            self.touch(_on_screen(turn).center().toPoint())
        raise LookupError(f"{name!r} cannot be turned to")

    def _touch(self) -> QTest.QTouchEventSequence:
        return QTest.touchEvent(self._window, self._device)


@cache
def _glass() -> QPointingDevice:
    """The one that all fingers touch: Qt keeps every device that was ever made, with what it knows of the fingers on it, for as long as the
    process runs."""
    return QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)


def _on_screen(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(QRectF(QPointF(0, 0), item.size()))
