"""What is heard on whole visits, as the page has it."""

from __future__ import annotations

from pathlib import Path

from kiosk.core.saying import Hush, Say
from kiosk.core.view import Pay, Screen
from kiosk.demo.heard import Transcript
from kiosk.demo.heard_page import page
from tests.cities import WONJU

ROOT = Path(__file__).parents[3]


def test_the_page_is_what_is_heard() -> None:
    assert (ROOT / "docs" / "heard.md").read_text("utf-8") == page(), "python -m kiosk.demo.heard_page > docs/heard.md"


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
