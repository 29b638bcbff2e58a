"""The drawing of 확인도면: to scale, within its frame, with every lot named on it or beside it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.catalogue.land_use_plan import Drawing, Plot, Point, Zone
from printing.site_map import lay_out_map

WIDE, HIGH = 180.0, 92.0
points = st.builds(Point, st.integers(-2500, 2500), st.integers(-2500, 2500))
outlines = st.lists(points, max_size=9).map(tuple)
names = st.text("가나산 0-9", max_size=12)
drawings = st.builds(
    Drawing, st.sampled_from([-1, 0, 1, 600, 1200, 3000, 10**9]),
    st.lists(st.builds(Plot, names, st.sampled_from(["대", "", "임야"]), outlines), max_size=12).map(tuple),
    st.lists(st.builds(Zone, names, outlines), max_size=4).map(tuple),
)  # fmt: skip


def square(lot: str, left: int, bottom: int, side: int) -> Plot:
    corners = (left, bottom), (left + side, bottom), (left + side, bottom + side), (left, bottom + side)
    return Plot(lot, "대", tuple(Point(*corner) for corner in corners))


@settings(max_examples=200, deadline=None)
@given(drawing=drawings, lot=names)
def test_nothing_leaves_the_frame_and_every_lot_is_named(drawing: Drawing, lot: str) -> None:
    laid_out = lay_out_map(drawing, lot, WIDE, HIGH)
    for _, spots in (*laid_out.zones, *laid_out.plots):
        assert len(spots) > 2
        for x, y in spots:
            assert math.isfinite(x + y)
            assert -1e-6 <= x <= WIDE + 1e-6
            assert -1e-6 <= y <= HIGH + 1e-6
    told = [name for name, _, _ in laid_out.names] + list(laid_out.unnamed)
    spaced = (" ".join(f"{plot.lot} {plot.category}".split()) for plot in drawing.plots)
    assert sorted(told) == sorted(filter(None, spaced))
    for _, _, (x, y) in laid_out.names:
        assert 0 < x < WIDE
        assert 0 < y < HIGH


@pytest.mark.parametrize("scale", [600, 1200, 3000])
def test_a_length_on_paper_is_the_length_on_the_ground_by_the_scale(scale: int) -> None:
    laid_out = lay_out_map(Drawing(scale, (square("1", 70_000, -3_000, 300),), ()), "1", WIDE, HIGH)
    ((ours, spots),) = laid_out.plots
    assert ours
    assert max(x for x, _ in spots) - min(x for x, _ in spots) == pytest.approx(30_000 / scale)
    assert sum(x for x, _ in spots) / 4 == pytest.approx(WIDE / 2)
    assert sum(y for _, y in spots) / 4 == pytest.approx(HIGH / 2)


def test_the_lot_itself_is_named_where_it_lies_and_what_is_cut_off_is_not_drawn() -> None:
    plots = (square("2", 300, 0, 300), square("1", 0, 0, 300), square("3", 9_000, 0, 300))
    laid_out = lay_out_map(Drawing(1200, plots, ()), "1", WIDE, HIGH)
    middles = {name: x for name, _, (x, _) in laid_out.names}
    assert middles == pytest.approx({"1 대": 90, "2 대": 115})
    assert laid_out.unnamed == ("3 대",)
    assert len(laid_out.plots) == 2


def test_a_name_stands_inside_a_lot_that_is_not_convex() -> None:
    """The middle of what encloses an L is outside it."""
    bent = Plot("1", "대", tuple(Point(*at) for at in ((0, 0), (800, 0), (800, 150), (150, 150), (150, 800), (0, 800))))
    ((_, _, (x, y)),) = lay_out_map(Drawing(1200, (bent,), ()), "1", WIDE, HIGH).names
    left, bottom = WIDE / 2 - 800 / 24, HIGH / 2 + 800 / 24
    assert x - left < 12.5 or bottom - y < 12.5
