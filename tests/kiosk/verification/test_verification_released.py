"""Papers that left a kiosk of an earlier release are genuine today, whatever is drawn otherwise since.

The files are what each released layout made of the examples (`tests/printing/examples`) with the key of these tests. They
are never made anew: a layout that does not give them any more has changed the papers that residents hold.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.verification.finding import Verdict
from kiosk.verification.paper import verify_paper
from printing.layouts import FIRST, LAYOUT, layout_of, producer
from tests.cities import WONJU
from tests.kiosk.verification.papers import KEYS

RELEASED = Path(__file__).parents[2] / "printing" / "released"


@pytest.mark.parametrize("paper", sorted(RELEASED.glob("*/*.pdf")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_paper_of_an_earlier_release_is_genuine(paper: Path) -> None:
    genuine = verify_paper(paper.read_bytes(), WONJU, KEYS)
    assert (genuine.verdict, genuine.fields.kind) == (Verdict.GENUINE, paper.stem)


def test_every_released_layout_has_its_papers() -> None:
    for layout in range(FIRST, LAYOUT):
        assert {path.stem for path in (RELEASED / str(layout)).glob("*.pdf")} == set(WONJU.kinds)


def test_a_paper_names_its_layout() -> None:
    assert layout_of("ReportLab PDF Library - (opensource)") == FIRST
    assert layout_of(producer() or "") == LAYOUT
    assert layout_of(f"kiosk layout {LAYOUT + 1}") > LAYOUT
