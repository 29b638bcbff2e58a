"""A synthetic finger at the real window: it touches and drags as a person does, through Qt's own touch events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import cast

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QInputDevice, QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.ui.window import KioskWindow


class Finger:
    def __init__(self, window: KioskWindow) -> None:
        self._window = window
        self._device = _glass()

    def tap(self, control: str, value: str = "", shakes: int = 0, held_ms: int = 0) -> None:
        """Touches a control as a finger does: scrolls to it by dragging, then presses its centre.

        Args:
            shakes: how far it slides before it is lifted, px.
            held_ms: how long it stays down.

        Raises:
            LookupError: no such control can be seen and used.
        """
        if control == "language" and "languages" in {item.objectName() for item in self._window.controls()}:
            self.tap("languages")  # all but the first screen have them behind one button
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
        """As many fingers, each put down before the one before it is lifted. Nothing is scrolled to."""
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
        name = f"{control}:{value}" if value else control
        self._window.grab()  # items get their final places when they are drawn
        found = next((item for item in self._window.controls() if item.objectName() == name), None)
        if found is None:
            raise LookupError(f"no control {name!r} on this screen")
        self._scroll_to(found)
        return _on_screen(found).center().toPoint()

    def _touch(self) -> QTest.QTouchEventSequence:
        return QTest.touchEvent(self._window, self._device)

    def _scroll_to(self, item: QQuickItem) -> None:
        """Drags the page that holds the control until the control lies within it."""
        page = next((above for above in _ancestors(item) if above.inherits("QQuickFlickable")), None)
        if page is None:
            return
        for _ in range(50):
            frame, middle = _on_screen(page), _on_screen(item).center()
            wanted = QRectF(middle - QPointF(0, 40), middle + QPointF(0, 40))  # what a finger covers
            if page.property("contentHeight") > page.height() + 2:
                frame.adjust(0, 0, 0, -120)  # the page's own scroll buttons lie there
            missing = max(0.0, wanted.bottom() - frame.bottom()) or min(0.0, wanted.top() - frame.top())
            if not missing:
                return
            reach = 0.6 * frame.height()
            distance = round(
                max(-reach, min(reach, missing + (90 if missing > 0 else -90)))
            )  # further than a hand shakes
            self._drag(QPoint(round(frame.left() + 4), round(frame.center().y() + distance / 2)), -distance)
            for _ in range(200):
                if not page.property("moving"):
                    break
                QTest.qWait(10)
        raise LookupError(f"{item.objectName()!r} cannot be scrolled into view")

    def _drag(self, start: QPoint, distance: int) -> None:
        """A drag at the pace of a finger: a page follows from one frame to the next, and rests where the finger rests."""
        self._touch().press(0, start).commit()
        for part in (0.1, 0.3, 0.5, 0.7, 0.9, 1, 1, 1, 1):
            self._touch().move(0, start + QPoint(0, round(distance * part))).commit()
            QTest.qWait(16)
        self._touch().release(0, start + QPoint(0, distance)).commit()


@cache
def _glass() -> QPointingDevice:
    """The one that all fingers touch: Qt keeps every device that was ever made, with what it knows of the fingers on it, for as long as the
    process runs."""
    return QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)


def _ancestors(item: QQuickItem) -> Iterator[QQuickItem]:
    above = cast("QQuickItem | None", item.parentItem())
    while above is not None:
        yield above
        above = cast("QQuickItem | None", above.parentItem())


def _on_screen(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(QRectF(QPointF(0, 0), item.size()))
