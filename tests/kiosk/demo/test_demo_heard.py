"""What is heard on whole visits, as the pages have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.language import Language
from kiosk.core.saying import Hush, Say
from kiosk.core.view import Pay, Screen
from kiosk.demo.heard import Transcript
from kiosk.demo.heard_page import BY_KEYS, by_keys, page
from tests.cities import WONJU
from tests.proofs import of

ROOT = Path(__file__).parents[3]


def test_the_page_is_what_is_heard() -> None:
    assert (ROOT / "docs" / "heard.md").read_text("utf-8") == page(), "python -m kiosk.demo.heard_page > docs/heard.md"


VISITS = [(kind, language) for language in BY_KEYS for kind in WONJU.offered]
SAMPLE = ("building-register", "ko"), ("machinery-register", "en")


@pytest.mark.parametrize(("kind", "language"), sorted(VISITS, key=lambda each: each not in SAMPLE)[: of(30, sample=2)])
def test_every_kind_is_had_by_keys_and_earphone_with_the_screen_black(kind: str, language: Language) -> None:
    """As its page has it, word for word."""
    kept = (ROOT / "docs" / f"heard-{language}.md").read_text("utf-8")
    assert by_keys(WONJU, WONJU.kinds[kind], language) in kept, "make docs"


def test_a_page_that_stands_has_one_headline() -> None:
    lines: list[str] = []
    transcript = Transcript(WONJU, lines.append)
    before, now = Screen(Pay(1_500, 0, (500,)), "en"), Screen(Pay(1_500, 500, (500,)), "en")
    for what in (Say(before), Hush(), Say(now, before), Say(now, now)):
        transcript(what)
    assert lines == [
        "[Pay]",
        "  Please pay the fee",
        "  Fee: one thousand five hundred won",
        "  Taken right now: five hundred won",
        "  Paid in: five hundred won",
        "  Still to pay: one thousand won",
    ]
