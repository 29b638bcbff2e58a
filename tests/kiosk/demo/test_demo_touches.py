"""Nobody touches the screen more often than in the first version, counted on the real pages."""

from __future__ import annotations

from pathlib import Path

from kiosk.demo.touches import BEFORE, MOST, SHORTEST, count, page
from tests.cities import WONJU

ROOT = Path(__file__).parents[3]


def test_no_kind_takes_more_touches_than_before_and_the_page_says_how_many() -> None:
    counted = count(WONJU)
    assert counted.keys() == BEFORE.keys()
    assert {name: (now, BEFORE[name]) for name, now in counted.items() if now > BEFORE[name]} == {}
    assert sorted(counted.values())[SHORTEST - 1] <= MOST
    assert page(WONJU, counted) == (ROOT / "docs" / "touches.md").read_text("utf-8"), (
        "python -m kiosk.demo.touches > docs/touches.md"
    )
