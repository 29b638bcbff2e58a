"""What the keys reach on a screen is what the fingers reach, in the order of the page; and what has the focus is seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QImage

from config.language import LANGUAGES
from kiosk.core.focus import Control, controls, first_focus
from kiosk.core.view import Goodbye, Screen, ServiceEntry, ServiceList, ServiceMenu, Tap, Theme, TouchGrid, View
from kiosk.demo.finger import Finger
from kiosk.demo.gallery import examples
from kiosk.demo.screens.check import ratio
from kiosk.demo.settled import settle
from kiosk.ui.window import KioskWindow, descendants, name_of
from tests.cities import WONJU

STAFFS = (ServiceEntry, ServiceList, ServiceMenu, TouchGrid)
EXAMPLES = {name: view for name, view in examples(WONJU).items() if not isinstance(view, STAFFS)}
ON_THE_KEYPAD = {"key:erase", *(f"key:{digit}" for digit in "0123456789")}
OF_THE_PAGE = {"page-on", "page-back", "face", "filter"}


@pytest.fixture(scope="module")
def window() -> Iterator[KioskWindow]:
    made = KioskWindow(WONJU, motion=False)
    yield made
    made.close()


def reached(view: View, **more: object) -> tuple[Control, ...]:
    return controls(Screen(view, **more), LANGUAGES)  # type: ignore[arg-type]  # what a screen has


def touched(window: KioskWindow) -> list[tuple[str, str]]:
    """Names and spoken ids, as the page has them; languages and looks lie behind one button there."""
    assert window.shown
    behind = [each for each in reached(Goodbye(), theme=window.shown.theme) if each.tap != Tap("times")]
    found: list[tuple[str, str]] = []
    for item in window.controls():
        name = str(item.objectName())
        if name in ON_THE_KEYPAD or name.partition(":")[0] in OF_THE_PAGE:
            continue
        if name == "settings":
            there = {each for each, _ in found}
            found += [(name_of(each.tap), each.spoken.id) for each in behind if name_of(each.tap) not in there]
        else:
            found.append((name, str(item.property("spoken"))))
    return found


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_keys_reach_what_the_fingers_reach_in_the_same_order(window: KioskWindow, name: str) -> None:
    window.show_screen(Screen(EXAMPLES[name]))
    assert on_the_page(EXAMPLES[name]) == touched(window)


@pytest.mark.parametrize("name", ["pin", "attract", "working-printing", "collect"])
def test_so_they_do_when_the_time_is_nearly_up_and_however_it_looks(window: KioskWindow, name: str) -> None:
    for more in ({"theme": Theme(2, "high", True)}, {"seconds_left": 12}):
        window.show_screen(Screen(EXAMPLES[name], **more))
        assert on_the_page(EXAMPLES[name], **more) == touched(window)


def on_the_page(view: View, **more: object) -> list[tuple[str, str]]:
    """Without the letters of a pad, which lie behind its faces, and the time, which lies behind the settings or on the warning."""
    behind = () if "seconds_left" in more else ("times",)
    here = ((name_of(each.tap), each.spoken.id) for each in reached(view, **more) if each.usable)
    return [each for each in here if not each[0].startswith(("key:", *behind))]


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_has_the_focus_first_is_there_and_leads_nobody_out(name: str) -> None:
    here = reached(EXAMPLES[name])
    first = first_focus(EXAMPLES[name], here)
    assert first is None or first in {each.tap for each in here}
    assert first not in (Tap("cancel"), Tap("back"))


@pytest.mark.parametrize("theme", [Theme(), Theme(contrast="high"), Theme(scale=2, contrast="high")])
@pytest.mark.parametrize(
    ("name", "focus"),
    [
        ("choose-all", Tap("kind", "disability")),
        ("lot-place", Tap("place", WONJU.places[-1].id)),
        ("unit", Tap("key", "지하")),
        ("plate-letter", Tap("letter", "하")),
        ("pin", Tap("confirm")),
        ("pin", Tap("language", "vi")),
    ],
)
def test_what_has_the_focus_is_in_view_with_a_ring_that_stands_out(
    window: KioskWindow, name: str, focus: Tap, theme: Theme
) -> None:
    window.show_screen(Screen(EXAMPLES[name], theme=theme, focus=focus))
    picture, place = settled(window, name_of(focus))
    assert QRectF(0, 0, window.width(), window.height()).contains(place)
    y = round(place.center().y())
    outside, ring, gap = (
        picture.pixelColor(round(place.left()) + x, y) for x in (-3, 4, 8 if place.height() < 120 else 13)
    )
    assert ratio(ring, outside) >= 3
    assert ratio(ring, gap) >= 3
    window.show_screen(Screen(EXAMPLES[name], theme=theme))
    picture, place = settled(window, name_of(focus))
    assert place.isEmpty() or picture.pixelColor(round(place.left()) + 4, round(place.center().y())) != ring


def settled(window: KioskWindow, name: str) -> tuple[QImage, QRectF]:
    """The picture once the page has followed the focus, and where the control of this name lies in it."""
    while True:
        picture = window.grab()
        settle()
        if window.grab() == picture:
            found = next((item for item in window.controls() if item.objectName() == name), None)
            return picture, found.mapRectToScene(QRectF(QPointF(0, 0), found.size())) if found else QRectF()


def test_a_dark_screen_shows_nothing_of_the_page_and_cannot_be_touched(window: KioskWindow) -> None:
    heard: list[Tap] = []
    window.tapped.connect(heard.append)
    window.show_screen(Screen(EXAMPLES["review-abstract"], dark=True))
    picture = settled(window, "")[0]
    assert picture.pixelColor(540, 700) == picture.pixelColor(540, 1700) == QColor("black")
    Finger(window).touch(QPoint(800, 1700))
    window.show_screen(Screen(EXAMPLES["review-abstract"]))
    assert settled(window, "")[0].pixelColor(540, 700) != QColor("black")
    window.tapped.disconnect(heard.append)
    assert heard == []


def test_how_the_keys_are_used_stands_on_the_page_of_who_uses_them(window: KioskWindow) -> None:
    place = WONJU.places[0].id
    for focus, language, shown in (
        (None, "ko", "읍·면·동·리를 골라 주세요."),
        (Tap("place", place), "ko", "4 기역·키읔"),
        (Tap("place", place), "en", "2 is A B C"),
    ):
        window.show_screen(Screen(EXAMPLES["lot-place"], language, focus=focus))  # type: ignore[arg-type]  # a language
        texts = [str(item.property("text")).replace("\u2060", "") for item in descendants(window.rootObject())]
        assert any(shown in text for text in texts)
