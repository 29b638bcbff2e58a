"""Qt's own accessibility tree, as an assistive technology has it: everything that is asked, amounts and problems are in it, by their names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface

from config.language import LANGUAGES, Language
from kiosk.core.spoken import How, Part, parts_of
from kiosk.core.view import Message, Screen, View
from kiosk.demo.gallery import examples
from kiosk.ui.window import KioskWindow
from kiosk.ui.words import texts_of
from tests.cities import WONJU

IN = {language: examples(WONJU, language) for language in LANGUAGES}
TEXTS = texts_of(WONJU)
JOINER = "\u2060"
AMOUNTS = {"money.amount", "money.free"}


@pytest.fixture(scope="module")
def window() -> Iterator[KioskWindow]:
    made = KioskWindow(WONJU, motion=False)
    QAccessible.setActive(True)
    yield made
    QAccessible.setActive(False)
    made.close()


def nodes(above: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """What is there for who cannot see: nothing that is not shown."""
    for at in range(above.childCount()):
        node = above.child(at)
        if not node.state().invisible:
            yield node
            yield from nodes(node)


def names(window: KioskWindow, screen: Screen) -> list[tuple[QAccessible.Role, str]]:
    window.show_screen(screen)
    top = QAccessible.queryAccessibleInterface(window)
    return [(node.role(), node.text(QAccessible.Text.Name)) for node in nodes(top)]


def needed(view: View, language: Language) -> Iterator[str]:
    """The title, what is wrong and every amount, in words as they are written."""
    for part in parts_of(view):
        is_amount = isinstance(part.said, Message) and part.said.id in AMOUNTS
        if part.how is How.PLAIN and (is_amount or part.slot in ("title", "problem")):
            yield _written(part, language)


def _written(part: Part, language: Language) -> str:
    return TEXTS(language, part.said) if isinstance(part.said, Message) else part.said


@pytest.mark.parametrize(("name", "other"), list(zip(sorted(IN["ko"]), cycle(LANGUAGES[1:]), strict=False)))
def test_title_amounts_and_problems_of_every_screen_have_their_names_in_it(
    window: KioskWindow, name: str, other: Language
) -> None:
    """Each in Korean and in one other language."""
    for language in ("ko", other):
        found = names(window, Screen(IN[language][name], language))
        whole = " ".join(" ".join(text for _, text in found).split())
        missing = [text for text in needed(IN[language][name], language) if " ".join(text.split()) not in whole]
        assert not missing, language
        assert JOINER not in whole
        assert all(text for _, text in found), "something is there that nobody can name"


@pytest.mark.parametrize("name", ["pin", "pay", "collect-all", "choose-all"])
def test_every_control_is_in_it_once_as_a_button_by_what_the_voice_says(window: KioskWindow, name: str) -> None:
    found = names(window, Screen(IN["en"][name], "en"))
    buttons = sorted(text for role, text in found if role is QAccessible.Role.Button)
    spoken = (str(item.property("spoken")) for item in window.controls())
    assert len(buttons) == len(list(spoken))


def test_when_time_is_nearly_up_that_is_in_it_too(window: KioskWindow) -> None:
    found = [text for _, text in names(window, Screen(IN["en"]["pay"], "en", seconds_left=15))]
    assert "Back to the start in 15 seconds." in found
