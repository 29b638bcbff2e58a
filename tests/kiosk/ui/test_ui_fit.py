"""On a desk's display the window shows the kiosk's whole panel, smaller, and is touched where things are seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.core.view import Screen, Tap
from kiosk.demo.gallery import examples
from kiosk.ui.window import KioskWindow
from tests.cities import WONJU

EXAMPLES = examples(WONJU)


@pytest.fixture
def window() -> Iterator[KioskWindow]:
    """The tests' display is 800 by 800."""
    made = KioskWindow(WONJU, motion=False, fit=True)
    yield made
    made.close()


def in_the_window(window: KioskWindow, control: str) -> QPoint:
    (item,) = (item for item in window.controls() if item.objectName() == control)
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()


def test_it_is_no_larger_than_the_display(window: KioskWindow) -> None:
    room = window.screen().availableSize()
    assert window.width() < room.width()
    assert window.height() < room.height()
    assert abs(window.width() / window.height() - 1080 / 1920) < 0.01


@pytest.mark.parametrize("size", [None, (400, 300), (1200, 700)])
def test_every_control_is_in_it_and_is_touched_where_it_is_seen(
    window: KioskWindow, qtbot: QtBot, size: tuple[int, int] | None
) -> None:
    """Whatever somebody makes of the window."""
    if size:
        before = window.rootObject().scale()
        window.resize(*size)
        qtbot.waitUntil(lambda: window.rootObject().scale() != before)
    window.show_screen(Screen(EXAMPLES["lot-number"]))
    window.grab()
    for item in window.controls():
        corners = (item.mapToScene(QPointF()), item.mapToScene(QPointF(item.width(), item.height())))
        assert all(0 <= at.x() <= window.width() and 0 <= at.y() <= window.height() for at in corners)
    for key in ("7", "erase"):
        with qtbot.waitSignal(window.tapped) as heard:
            QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=in_the_window(window, f"key:{key}"))
        assert heard.args == [Tap("key", key)]


def test_a_display_with_room_for_it_shows_it_as_large_as_it_is() -> None:
    small = KioskWindow(WONJU, 300, 500, motion=False, fit=True)
    assert (small.width(), small.height()) == (300, 500)
    assert small.rootObject().scale() == 1
    small.close()
