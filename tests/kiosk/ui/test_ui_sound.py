"""Louder, quieter, faster, slower, once more, and how long every screen waits: behind one button of every page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.core.sound import Sound
from kiosk.core.view import Screen, Tap
from kiosk.demo.finger import Finger
from kiosk.demo.gallery import PANELS, examples
from kiosk.ui.window import KioskWindow, descendants
from tests.cities import WONJU

EXAMPLES = examples(WONJU)


@pytest.fixture(params=["22-inch", "17-inch"])
def window(request: pytest.FixtureRequest) -> Iterator[KioskWindow]:
    made = KioskWindow(WONJU, PANELS[request.param], motion=False, speaks=True)
    yield made
    made.close()


def written(window: KioskWindow) -> str:
    texts = (item for item in descendants(window.rootObject()) if item.inherits("QQuickText") and item.isVisible())
    return " ".join(str(item.property("text")).replace("\u2060", "") for item in texts)


def test_how_it_is_said_is_changed_by_touch_and_stands_there(window: KioskWindow) -> None:
    taps: list[Tap] = []
    window.tapped.connect(taps.append)
    window.show_screen(Screen(EXAMPLES["pay"]))
    finger = Finger(window)
    finger.tap("settings")
    assert taps == [], "the page's own affair"
    for control, value in (("volume", "+1"), ("volume", "-1"), ("rate", "+1"), ("rate", "-1"), ("repeat", "")):
        finger.tap(control, value)
    assert taps == [Tap("volume", "+1"), Tap("volume", "-1"), Tap("rate", "+1"), Tap("rate", "-1"), Tap("repeat")]
    window.show_screen(Screen(EXAMPLES["pay"], sound=Sound(6, 150)))
    assert "소리 크기 7 가운데 6." in written(window)
    assert "150퍼센트" in written(window)


def test_another_page_takes_its_place(window: KioskWindow) -> None:
    window.show_screen(Screen(EXAMPLES["pay"]))
    Finger(window).tap("settings")
    window.show_screen(Screen(EXAMPLES["collect"]))
    assert "repeat" not in {item.objectName() for item in window.controls()}


def test_how_long_it_waits_is_changed_there_too(window: KioskWindow) -> None:
    taps: list[Tap] = []
    window.tapped.connect(taps.append)
    window.show_screen(Screen(EXAMPLES["pay"], times=2))
    Finger(window).tap("settings")
    assert "기다리는 시간: 두 배" in written(window)
    Finger(window).tap("times")
    assert taps == [Tap("times")]


def test_a_machine_without_a_voice_offers_none() -> None:
    silent = KioskWindow(WONJU, motion=False)
    silent.show_screen(Screen(EXAMPLES["pay"]))
    Finger(silent).tap("settings")
    assert "repeat" not in {item.objectName() for item in silent.controls()}
    silent.close()
