"""On a desk's display the window shows the kiosk's whole panel, smaller, and is touched where things are seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from config.settings import Frame, PanelSettings, check
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
        before = window.scene.scale()
        window.resize(*size)
        qtbot.waitUntil(lambda: window.scene.scale() != before)
    window.show_screen(Screen(EXAMPLES["lot-number"]))
    window.grab()
    for item in window.controls():
        corners = (item.mapToScene(QPointF()), item.mapToScene(QPointF(item.width(), item.height())))
        assert all(0 <= at.x() <= window.width() and 0 <= at.y() <= window.height() for at in corners)
    for key in ("7", "erase"):
        with qtbot.waitSignal(window.tapped) as heard:
            QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=in_the_window(window, f"key:{key}"))
        assert heard.args == [Tap("key", key)]


def test_a_display_with_room_for_it_shows_it_as_large_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.ui.window.FRAME", QSize(-2_000, -2_000))
    small = KioskWindow(WONJU, motion=False, fit=True)
    assert (small.width(), small.height()) == (1080, 1920)
    small.close()


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_panel_is_drawn_turned_as_it_is_mounted_and_touched_where_things_are_seen(qtbot: QtBot, turns: int) -> None:
    upright = PanelSettings()
    lying = PanelSettings(width=1920, height=1080, width_mm=487, height_mm=274, turns=turns) if turns % 2 else None
    window = KioskWindow(WONJU, lying or PanelSettings(turns=turns), motion=False)
    window.show_screen(Screen(EXAMPLES["lot-number"]))
    picture = window.upright()
    assert (picture.width(), picture.height()) == (upright.width, upright.height)
    with qtbot.waitSignal(window.tapped) as heard:
        QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=in_the_window(window, "key:7"))
    assert heard.args == [Tap("key", "7")]
    at = in_the_window(window, "key:7")
    window.close()
    seen = [at.x() / window.width(), at.y() / window.height()]
    assert {0: seen[1] > 0.5, 1: seen[0] < 0.5, 2: seen[1] < 0.5, 3: seen[0] > 0.5}[turns], "the pad is below"


@pytest.mark.parametrize(
    ("panel", "told"),
    [
        ({"width": 800, "height": 600}, "800 by 600 px is too small"),
        ({"width_mm": 197, "height_mm": 350}, "197 by 350 mm is too small"),
        ({"width_mm": 300, "height_mm": 487}, "px to the mm"),
    ],
)
def test_a_panel_that_is_too_small_or_measured_wrongly_is_refused_with_a_sentence(
    panel: dict[str, int], told: str
) -> None:
    _, problems = check(Frame, {"panel": panel}, Path())
    assert any(told in problem.text() for problem in problems)
