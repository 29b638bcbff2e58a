"""How screens look: each language in its own face, each theme as itself, moving and still."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QFont, QImage, QPainter
from pytestqt.qtbot import QtBot

from config.language import LANGUAGES, LOCALES, Language
from kiosk.core.view import Screen, Theme
from kiosk.demo.gallery import PANELS, THEMES, examples
from kiosk.demo.screens.check import Flaw
from kiosk.demo.screens.product import Checker
from kiosk.demo.screens.scene import read_scene
from kiosk.ui.window import KioskWindow, ScreenError, application
from tests.cities import WONJU

EXAMPLES = examples(WONJU)


@pytest.fixture(scope="module")
def window() -> Iterator[KioskWindow]:
    made = KioskWindow(WONJU, motion=False)
    yield made
    made.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_own_face(window: KioskWindow, language: Language) -> None:
    """Han characters as they are written in that country; a name of another language on its button in that one's."""
    window.show_screen(Screen(EXAMPLES["attract"], language))
    window.grab()
    faces = {(text.words, text.face) for text in read_scene(window).texts}
    names = {(LOCALES[each].name, LOCALES[each].face) for each in LANGUAGES}
    assert names <= faces
    assert {face for _, face in faces - names} == {LOCALES[language].face}


def test_the_same_characters_are_drawn_in_each_countrys_shapes() -> None:
    def drawn(language: Language) -> bytes:
        image = QImage(400, 100, QImage.Format.Format_Grayscale8)
        image.fill(255)
        painter = QPainter(image)
        font = QFont(LOCALES[language].face)
        font.setPixelSize(80)
        painter.setFont(font)
        painter.drawText(0, 80, "直骨今海")
        painter.end()
        return bytes(image.constBits())

    application()
    assert len({drawn("ko"), drawn("zh"), drawn("ja")}) == 3


@pytest.mark.parametrize("panel", PANELS)
def test_the_last_seconds_keep_to_what_screens_must(panel: str) -> None:
    checker = Checker(WONJU, panel, speaks=True)
    wrong = []
    for language, theme, (seconds, name) in itertools.product(LANGUAGES, THEMES, ((20, "pay"), (1, "collect"))):
        screen = Screen(EXAMPLES[name], language, theme, seconds)
        wrong += [
            (language, theme, fault)
            for scene in checker.pages(screen)
            for fault in checker.wrong(scene, screen)
            if not (
                fault.flaw is Flaw.HIGH and theme.scale == 2 and panel == "17-inch"
            )  # two long ways on have no room there
        ]
    checker.close()
    assert not wrong


def test_touching_a_theme_button_changes_a_living_page(window: KioskWindow) -> None:
    """The page that stands is laid out anew, without a warning, whatever it was before."""
    for before, after in itertools.permutations(THEMES[:2] + THEMES[4:6], 2):
        for name in ("lot-number", "pin", "pay"):
            window.show_screen(Screen(EXAMPLES[name], "ko", before))
            window.show_screen(Screen(EXAMPLES[name], "en", after))


def test_pictures_differ_where_themes_differ(window: KioskWindow) -> None:
    def picture(theme: Theme) -> bytes:
        window.show_screen(Screen(EXAMPLES["pin"], theme=theme))
        return bytes(window.grab().constBits())

    assert len({picture(theme) for theme in THEMES}) == len(THEMES)
    assert picture(THEMES[0]) == picture(replace(THEMES[0]))


def test_moving_screens_warn_of_nothing_either(qtbot: QtBot) -> None:
    moving = KioskWindow(WONJU)
    for view in EXAMPLES.values():
        with qtbot.waitSignal(moving.frameSwapped):
            moving.show_screen(Screen(view))
    moving.close()


def test_a_missing_font_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.ui.window.FONT", "No Such Font")
    with pytest.raises(ScreenError, match="fonts-noto-cjk"):
        KioskWindow(WONJU)
