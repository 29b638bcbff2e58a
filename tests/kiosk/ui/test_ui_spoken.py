"""Whatever stands on a screen is spoken, and by the same ids: read from the live scene, not from what the code means to draw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.core.spoken import parts_of
from kiosk.core.view import Message, Pay, Screen, View
from kiosk.demo.gallery import examples
from kiosk.ui.window import KioskWindow
from kiosk.ui.words import Words
from tests.cities import WONJU

EXAMPLES = examples(WONJU)
WORDS = Words("ko", WONJU)
EYES = {
    "machine.name", "step.choose", "step.enter", "step.check", "step.collect",
    "choose.subtitle", "lot.example", "pay.subtitle", "unit.subtitle",
    "group.resident", "group.land", "group.vehicle", "group.tax", "group.welfare", "group.military",
    "plate.private", "plate.business", "plate.rental",
}  # fmt: skip
"""Whose machine it is and how far one has come, on every page; how to touch; what the keys and the certificates are grouped by."""
PAGES = re.compile(r"\d+/\d+")
"""Which of how many is shown; whoever hears goes through all of them."""
NOTHING_YET = {"pay.inserted", "pay.remaining"}
"""Of a payment into which nothing has gone: the fee is said."""


@pytest.fixture(scope="module")
def window() -> Iterator[KioskWindow]:
    made = KioskWindow(WONJU, motion=False)
    yield made
    made.close()


@cache
def sentence(id_: str) -> str:
    return flat(WORDS.text(id_, {}))


def flat(text: str) -> str:
    return text.replace("\u2060", "").replace("\n", " ").replace("\u00a0", " ").removeprefix("✓ ")


def labels(item: QQuickItem) -> Iterator[str]:
    """Every text that is read and not touched; of a line of several, each."""
    for child in item.childItems():
        if not child.isVisible() or child.opacity() == 0 or child.metaObject().indexOfProperty("spoken") >= 0:
            continue
        if child.inherits("QQuickText"):
            yield from flat(child.property("text")).split(" · ")
        else:
            yield from labels(child)


def spoken(view: View) -> str:
    said = (part.said for part in parts_of(view))
    return " ".join(flat(WORDS.text(each.id, each.args) if isinstance(each, Message) else each) for each in said)


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_read_on_a_screen_is_heard_too(window: KioskWindow, name: str) -> None:
    view = EXAMPLES[name]
    unsaid = {sentence(id_) for id_ in EYES}
    if isinstance(view, Pay) and not view.inserted:
        unsaid |= {sentence(id_) for id_ in NOTHING_YET} | {"0원"}
    window.show_screen(Screen(view, "ko"))
    heard = spoken(view)
    read = (text for text in labels(window.rootObject()) if not PAGES.fullmatch(text))
    assert [text for text in read if text not in heard and text not in unsaid] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_screen_says_its_title_or_what_it_is_for(name: str) -> None:
    assert [part for part in parts_of(EXAMPLES[name]) if part.slot == "title"]
