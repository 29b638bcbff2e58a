"""Every screen keeps to what screens must: so many cases that every two settings meet; `make screens` draws all of them.

That the checker sees what it is to see is shown on the real window, with one thing wrong in it at a time.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QColor, QFont
from PySide6.QtQml import QQmlProperty
from PySide6.QtQuick import QQuickItem

from config.language import LANGUAGES
from kiosk.core.view import Screen, Theme
from kiosk.demo.gallery import PANELS, THEMES, examples
from kiosk.demo.screens.check import Fault, Flaw, faults
from kiosk.demo.screens.product import Case, Checker, pairwise
from kiosk.demo.screens.scene import Place, Scene, read_scene
from kiosk.ui.window import descendants
from tests.cities import WONJU
from tests.proofs import of
from tests.pseudo_language import in_pseudo

IN = {language: examples(WONJU, language) for language in LANGUAGES}
EXAMPLES = IN["ko"]
CASES = pairwise(list(EXAMPLES), LANGUAGES)


@pytest.fixture(params=PANELS, scope="module")
def checker(request: pytest.FixtureRequest) -> Iterator[Checker]:
    made = Checker(WONJU, request.param)
    yield made
    made.close()


@pytest.fixture(scope="module")
def usual() -> Iterator[Checker]:
    made = Checker(WONJU, "22-inch")
    yield made
    made.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_keeps_to_what_screens_must(checker: Checker, language: str) -> None:
    here = [case for case in CASES if case.panel == checker.panel and case.language == language]
    assert here
    wrong = [f"{case}: {fault}" for case in here for fault in checker.check(IN[case.language][case.name], case)]
    assert not wrong, "\n".join(wrong)


def test_at_the_usual_size_there_is_room_for_a_language_two_fifths_longer_with_two_storeys_of_marks() -> None:
    """Which nobody speaks; what is longer than that at double size has more pages."""
    city = in_pseudo(WONJU)
    views = examples(city, "en")
    names = random.Random(1).sample(list(views), of(len(views), sample=20))
    wrong = []
    for panel in ("22-inch", "17-inch"):
        made = Checker(city, panel)
        for name in names:
            case = Case(name, "en", Theme(), panel)
            wrong += [f"{case}: {fault}" for fault in made.check(views[name], case)]
        made.close()
    assert not wrong, "\n".join(wrong)


def test_every_two_settings_meet() -> None:
    values = [
        (case.name, case.language, case.panel, case.theme.scale, case.theme.contrast, case.theme.low) for case in CASES
    ]
    for one, other in itertools.combinations(range(6), 2):
        met = {(value[one], value[other]) for value in values}
        assert len(met) == len({value[one] for value in values}) * len({value[other] for value in values})
    assert len(CASES) < len(EXAMPLES) * len(LANGUAGES) * len(PANELS) * len(THEMES) / 20


def _smaller(title: QQuickItem, key: QQuickItem) -> None:
    font = QFont(title.property("font"))
    font.setPixelSize(50)
    title.setProperty("font", font)


def _fainter(title: QQuickItem, key: QQuickItem) -> None:
    title.setProperty("color", QColor("#8a949e"))


def _without_outline(title: QQuickItem, key: QQuickItem) -> None:
    shape = key.childItems()[0]
    shape.setProperty("color", QColor("#f4f7fd"))
    QQmlProperty.write(shape, "border.color", QColor("#cdd1d5"))


def _narrower(title: QQuickItem, key: QQuickItem) -> None:
    key.setWidth(79)


def _on_one_line(title: QQuickItem, key: QQuickItem) -> None:
    QQmlProperty.write(title, "wrapMode", 0)
    title.setWidth(300)


def _half_below_the_page(title: QQuickItem, key: QQuickItem) -> None:
    body = key
    while not body.clip():
        body = body.parentItem()
    key.setY(body.height() - 60)


def _over_the_next(title: QQuickItem, key: QQuickItem) -> None:
    title.setY(title.y() + 60)


def _over_another_key(title: QQuickItem, key: QQuickItem) -> None:
    key.setX(key.x() + key.width() / 2)


def _past_the_edge(title: QQuickItem, key: QQuickItem) -> None:
    title.setX(-60)


def _hidden_title(title: QQuickItem, key: QQuickItem) -> None:
    title.setVisible(False)


def _hidden_key(title: QQuickItem, key: QQuickItem) -> None:
    key.setVisible(False)


def _without_speech(title: QQuickItem, key: QQuickItem) -> None:
    key.setProperty("spoken", "")


def _in_anothers_place_of_the_order(title: QQuickItem, key: QQuickItem) -> None:
    key.setProperty("order", 301)


SEEDS: list[tuple[Flaw, Callable[[QQuickItem, QQuickItem], None]]] = [
    (Flaw.SMALL, _smaller),
    (Flaw.FAINT, _fainter),
    (Flaw.OUTLINE, _without_outline),
    (Flaw.TARGET, _narrower),
    (Flaw.CUT, _on_one_line),
    (Flaw.CUT, _half_below_the_page),
    (Flaw.COVERED, _over_the_next),
    (Flaw.COVERED, _over_another_key),
    (Flaw.OUTSIDE, _past_the_edge),
    (Flaw.MISSING, _hidden_title),
    (Flaw.MISSING, _hidden_key),
    (Flaw.SILENT, _without_speech),
    (Flaw.SILENT, _in_anothers_place_of_the_order),
]


@pytest.mark.parametrize(("flaw", "spoil"), SEEDS, ids=[spoil.__name__.strip("_") for _, spoil in SEEDS])
def test_what_is_wrong_is_seen(usual: Checker, flaw: Flaw, spoil: Callable[[QQuickItem, QQuickItem], None]) -> None:
    screen = Screen(EXAMPLES["pin"])
    assert flaw not in _flaws(usual, screen)
    title = next(item for item in descendants(usual.window.scene) if item.objectName() == "title" and item.isVisible())
    key = next(item for item in usual.window.controls() if item.objectName() == "key:5")
    spoil(title, key)
    usual.window.grab()
    found = {fault.flaw for fault in usual.wrong(read_scene(usual.window), screen)}
    usual.window.show_screen(Screen(EXAMPLES["thanks"]))  # the spoilt page is gone
    assert flaw in found


def test_a_control_above_the_low_line_is_seen(usual: Checker) -> None:
    low = Screen(EXAMPLES["pin"], theme=Theme(low=True))
    assert Flaw.HIGH not in _flaws(usual, low)
    list(usual.pages(Screen(EXAMPLES["pin"])))
    found = {fault.flaw for fault in usual.wrong(read_scene(usual.window), low)}
    assert Flaw.HIGH in found, "the same page, not lowered"


def test_a_picture_that_is_not_there_is_seen() -> None:
    scene = Scene(Place(0, 0, 274, 487), missing=("image://city/emblem",))
    found = list(faults(scene, Screen(EXAMPLES["attract"]), lambda message: message.id))
    assert Fault(Flaw.NO_PICTURE, "image://city/emblem") in found


def _flaws(checker: Checker, screen: Screen) -> set[Flaw]:
    return {fault.flaw for scene in checker.pages(screen) for fault in checker.wrong(scene, screen)}
