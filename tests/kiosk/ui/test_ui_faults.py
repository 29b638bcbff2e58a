"""Whatever word a device or the first screen has for its trouble is on the page, with the one thing to do."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.language import LANGUAGES, Language
from config.vocabulary import PrintHabit, ReceiptResult
from drivers.ipp.binding import STAPLER_WORDS
from drivers.usb import Absent
from kiosk.core.faults import PATTERNS, SECTIONS, means, to_do
from kiosk.ui.faults import SCREENS
from kiosk.ui.faults_page import page
from kiosk.ui.words import catalogue

ROOT = Path(__file__).parents[3]
KEBAB = re.compile(r"[a-z]+\d?(-[a-z0-9]+)*")
TELLING = {"Status", "failed", "passed", "_came_to", "_refuses", "Untrusted", "_settle", "report"}
"""What a driver calls with the word for a trouble."""


def words_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in TELLING:
                constants = (each.value for each in node.args if isinstance(each, ast.Constant))
                yield from (word for word in constants if isinstance(word, str) and KEBAB.fullmatch(word))
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "_REASONS":
            assert isinstance(node.value, ast.Dict)
            yield from (
                key.value for key in node.value.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)
            )


KNOWN = [word for faults in SECTIONS.values() for words in faults for word in words]


SAID_BY = [
    *(path for path in (ROOT / "drivers").rglob("*.py") if "emulator" not in path.name),
    *(ROOT / "kiosk" / "core").glob("*.py"),
]


@pytest.mark.parametrize(
    "path",
    sorted(SAID_BY),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_word_of_a_driver_is_on_the_page(path: Path) -> None:
    assert set(words_in(ast.parse(path.read_text("utf-8")))) - set(KNOWN) == set()


def test_every_word_of_a_set_of_words_is_on_the_page() -> None:
    said = {*STAPLER_WORDS, *PrintHabit, *ReceiptResult, *Absent} - {ReceiptResult.PRINTED, ReceiptResult.NOT_FITTED}
    assert said - set(KNOWN) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", [*(words[0] for faults in SECTIONS.values() for words in faults), *PATTERNS, "other"])
def test_every_word_has_its_meaning_and_one_thing_to_do_in_every_language(language: Language, word: str) -> None:
    assert {f"fault.{word}", f"fault.{word}.do"} <= catalogue(language).keys()


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("media-jam-error", "media-jam"), ("door-open", "cover-open"), ("cutter-error", "cutter-error"),
        ("fault-31", "code"), ("stays-at-initialize", "stays"), ("job-b-not-answered", "job"), ("what-nobody-knows", "other"),
    ],
)  # fmt: skip
def test_a_word_is_told_by_the_one_it_comes_to(word: str, told: str) -> None:
    assert (means(word).id, to_do(word).id) == (f"fault.{told}", f"fault.{told}.do")


def test_no_word_stands_twice() -> None:
    assert [word for word, count in Counter(KNOWN).items() if count > 1] == []


def test_every_reason_to_be_out_of_service_is_on_the_page() -> None:
    """Those that staff choose themselves are left out, and what is no reason."""
    reasons = {
        id_ for id_ in catalogue("ko") if id_.startswith("out.") and not id_.startswith(("out.closed", "out.power"))
    }
    assert reasons - SCREENS.keys() <= {"out.title", "out.contact", "out.elsewhere", "out.noted", "out.told"}


def test_the_page_is_made_from_the_code() -> None:
    assert (ROOT / "docs" / "faults.md").read_text("utf-8") == page(), "python -m kiosk.ui.faults_page > docs/faults.md"
