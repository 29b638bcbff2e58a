"""The pages of a second city: its name, its emblem and pictures, its languages; nothing on them is another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QColor

from kiosk.core.view import Attract, Screen, Theme
from kiosk.demo.gallery import examples
from kiosk.ui.window import KioskWindow, descendants
from tests.cities import GYEONBON, WONJU, words_of

EXAMPLES = examples(GYEONBON)
FOREIGN = words_of(WONJU) - words_of(GYEONBON)


@pytest.fixture(scope="module")
def window() -> Iterator[KioskWindow]:
    made = KioskWindow(GYEONBON, motion=False)
    yield made
    made.close()


def texts(window: KioskWindow) -> str:
    """Everything that is written on the screen."""
    items = (item for item in descendants(window.rootObject()) if item.inherits("QQuickText") and item.isVisible())
    return "\n".join(str(item.property("text")) for item in items).replace("\u2060", "")


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_page_names_another_city(window: KioskWindow, name: str) -> None:
    window.show_screen(Screen(EXAMPLES[name]))
    korean = texts(window)
    window.show_screen(Screen(EXAMPLES[name], language="en"))
    said = korean + texts(window)
    assert said
    assert {word for word in FOREIGN if word in said} == set()
    assert "Wonju" not in said


def test_name_emblem_and_pictures_are_its_own(window: KioskWindow) -> None:
    window.show_screen(Screen(Attract()))
    assert "견본군 무인민원창구" in texts(window)
    seen = window.grab()
    colours = {seen.pixelColor(x, y).name() for x in range(0, 1080, 6) for y in range(0, 960, 6)}
    assert {QColor("#117a3d").name(), QColor("#d9f2e1").name()} <= colours
    window.show_screen(Screen(Attract(), language="en"))
    assert "Gyeonbon County Document Desk" in texts(window)
    window.show_screen(Screen(EXAMPLES["thanks"]))
    assert "또 오십시오" in texts(window)


def test_under_high_contrast_it_has_an_emblem_for_that(window: KioskWindow) -> None:
    window.show_screen(Screen(EXAMPLES["pay"], theme=Theme(contrast="high")))
    seen = window.grab()
    colours = {seen.pixelColor(x, y).name() for x in range(52, 112, 4) for y in range(40, 100, 4)}
    assert colours == {"#ffe14d"}


def test_with_one_language_there_is_none_to_choose() -> None:
    only = KioskWindow(replace(GYEONBON, languages=("ko",)), motion=False)
    for view in (Attract(), EXAMPLES["pay"]):
        only.show_screen(Screen(view))
        controls = {item.objectName().partition(":")[0] for item in only.controls()}
        assert "settings" in controls
        assert "language" not in controls
    only.close()
