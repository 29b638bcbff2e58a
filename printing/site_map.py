"""확인도면: lots and zones around a place, to scale, in a frame.

What is outside the frame is cut off before it is drawn. A lot's name is written into it where there is room, and told to
the caller where there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from reportlab.lib.units import mm
from reportlab.pdfgen.pathobject import PDFPathObject

from config.catalogue.land_use_plan import Drawing, Point
from printing import fonts
from printing.sheet import Pen

Spot = tuple[float, float]
"""mm to the right and down from the frame's upper left corner."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in mm, likewise."""

_NAME_SIZES = (7.0, 6.0, 5.0)
_LONGEST_BAR = 40.0
_HATCH = 2.2  # mm between two lines
_STYLES = (
    ((0.98, 0.95, 0.72), (0.80, 0.68, 0.10), 0),
    ((0.97, 0.85, 0.84), (0.70, 0.20, 0.20), 1),
    ((0.82, 0.93, 0.78), (0.18, 0.50, 0.18), -1),
    ((0.80, 0.89, 0.97), (0.15, 0.35, 0.70), 1),
    ((0.91, 0.84, 0.95), (0.45, 0.20, 0.60), -1),
    ((0.87, 0.87, 0.87), (0.35, 0.35, 0.35), 0),
)
"""Fill, edge, and which way it is hatched: they can be told apart on a printer without colours too."""


@dataclass(frozen=True, repr=False)
class SiteMap:
    """A drawing laid out for a frame of ``wide`` by ``high`` mm; ``lot`` is whose it is.

    Attributes:
        unnamed: lots for whose names there was no room.
    """

    drawing: Drawing
    wide: float
    high: float
    zones: tuple[tuple[int, tuple[Spot, ...]], ...]
    plots: tuple[tuple[bool, tuple[Spot, ...]], ...]
    names: tuple[tuple[str, float, Spot], ...]
    unnamed: tuple[str, ...]

    def draw(self, pen: Pen, left: float, top: float) -> None:
        for style, spots in self.zones:
            fill_zone(pen, style, [(left + x, top + y) for x, y in spots])
        for ours in (False, True):
            for mine, spots in self.plots:
                if mine == ours:
                    _outline(pen, [(left + x, top + y) for x, y in spots], 1.5 if ours else 0.4, ours)
        for name, size, (x, y) in self.names:
            pen.text(left + x, top + y, name, fonts.SANS, size, "center")
        _north(pen, left + self.wide - 9, top + 2.5)
        _bar(pen, left + 4, top + self.high - 4, self.drawing.scale)


def lay_out_map(drawing: Drawing, lot: str, wide: float, high: float) -> SiteMap:
    """The lot itself in the middle."""
    place = _placing(drawing, lot, wide, high)
    frame = (0.0, 0.0, wide, high)
    zones = tuple(
        (number, spots)
        for number, zone in enumerate(drawing.zones)
        if (spots := _within(frame, place(zone.outline)))
    )  # fmt: skip
    plots, names, unnamed = [], [], []
    taken: list[Box] = [(wide - 12, 0, wide, 15), (0, high - 11, _LONGEST_BAR + 26, high)]
    # The lot that it is about gets its name first.
    for plot in sorted(drawing.plots, key=lambda plot: plot.lot != lot):
        spots = _within(frame, place(plot.outline))
        if spots:
            plots.append((plot.lot == lot, spots))
        name = fonts.normal(f"{plot.lot} {plot.category}")
        found = _room_for(name, spots, taken)
        if found:
            size, spot, box = found
            names.append((name, size, spot))
            taken.append(box)
        elif name:
            unnamed.append(name)
    return SiteMap(drawing, wide, high, zones, tuple(plots), tuple(names), tuple(unnamed))


def _placing(drawing: Drawing, lot: str, wide: float, high: float) -> Callable[[Iterable[Point]], list[Spot]]:
    corners = [point for plot in drawing.plots if plot.lot == lot for point in plot.outline]
    xs, ys = [point.x for point in corners] or [0], [point.y for point in corners] or [0]
    middle_x, middle_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    scale = 100 / max(1, drawing.scale)  # mm on paper for a decimetre

    def place(points: Iterable[Point]) -> list[Spot]:
        return [(wide / 2 + (p.x - middle_x) * scale, high / 2 - (p.y - middle_y) * scale) for p in points]

    return place


def _within(frame: Box, spots: list[Spot]) -> tuple[Spot, ...]:
    """The part of a polygon in the frame (Sutherland and Hodgman); empty where nothing of it is."""
    left, top, right, bottom = frame
    for axis, limit, sign in ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1)):
        kept: list[Spot] = []
        for one, other in pairwise([*spots[-1:], *spots]):
            inside_one, inside_other = ((spot[axis] - limit) * sign >= 0 for spot in (one, other))
            if inside_one != inside_other:
                part = (limit - one[axis]) / (other[axis] - one[axis])
                crossing = [one[0] + part * (other[0] - one[0]), one[1] + part * (other[1] - one[1])]
                crossing[axis] = limit
                kept.append((crossing[0], crossing[1]))
            if inside_other:
                kept.append(other)
        spots = kept
    return tuple(spots) if len(spots) > 2 else ()


def _room_for(name: str, spots: Sequence[Spot], taken: Sequence[Box]) -> tuple[float, Spot, Box] | None:
    """The largest size at which the name fits into the polygon, its baseline's middle, and what it covers."""
    if not name or not spots:
        return None
    left, right = min(x for x, _ in spots), max(x for x, _ in spots)
    upper, lower = min(y for _, y in spots), max(y for _, y in spots)
    for size in _NAME_SIZES:
        half = fonts.width(fonts.SANS, size, name) / 2 / mm + 0.4
        tall = size * 1.25 / mm
        if 2 * half > right - left or tall > lower - upper:
            continue
        for across, down in _FROM_THE_MIDDLE:
            x, y = left + across * (right - left), upper + down * (lower - upper)
            box = (x - half, y - tall / 2, x + half, y + tall / 2)
            corners = [(box[0], box[1]), (box[2], box[1]), (box[0], box[3]), (box[2], box[3])]
            if all(_inside(corner, spots) for corner in corners) and not any(
                _share_ground(box, each) for each in taken
            ):
                return size, (x, y + size * 0.36 / mm), box
    return None


_STEPS = [step / 12 for step in range(1, 12)]
_FROM_THE_MIDDLE = sorted(product(_STEPS, _STEPS), key=lambda at: (at[0] - 0.5) ** 2 + (at[1] - 0.5) ** 2)


def _inside(spot: Spot, spots: Sequence[Spot]) -> bool:
    """A ray to the right crosses the outline an odd number of times."""
    crossings = 0
    for one, other in pairwise([*spots[-1:], *spots]):
        if (one[1] > spot[1]) != (other[1] > spot[1]):
            part = (spot[1] - one[1]) / (other[1] - one[1])
            crossings += one[0] + part * (other[0] - one[0]) > spot[0]
    return crossings % 2 == 1


def _share_ground(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _path(pen: Pen, spots: Sequence[Spot]) -> PDFPathObject:
    path = pen.canvas.beginPath()
    path.moveTo(spots[0][0] * mm, pen.y(spots[0][1]))
    for x, y in spots[1:]:
        path.lineTo(x * mm, pen.y(y))
    path.close()
    return path


def fill_zone(pen: Pen, style: int, spots: Sequence[Spot]) -> None:
    """The area that the spots enclose, in the style of that number; also the legend's samples."""
    fill, edge, hatch = _STYLES[style % len(_STYLES)]
    canvas = pen.canvas
    canvas.saveState()
    canvas.setFillColorRGB(*fill)
    canvas.setStrokeColorRGB(*edge)
    canvas.setLineWidth(0.3)
    path = _path(pen, spots)
    canvas.drawPath(path, fill=1, stroke=0)
    if hatch:
        canvas.saveState()
        canvas.clipPath(_path(pen, spots), stroke=0, fill=0)
        left, right = min(x for x, _ in spots), max(x for x, _ in spots)
        upper, lower = min(y for _, y in spots), max(y for _, y in spots)
        tall, start = lower - upper, left - (lower - upper)
        lines = canvas.beginPath()
        for number in range(int((right - start) / _HATCH) + 1):
            x = start + number * _HATCH
            begin, end = (lower, upper) if hatch > 0 else (upper, lower)
            lines.moveTo(x * mm, pen.y(begin))
            lines.lineTo((x + tall) * mm, pen.y(end))
        canvas.drawPath(lines, fill=0, stroke=1)
        canvas.restoreState()
    canvas.setLineWidth(0.7)
    canvas.setDash(3, 1.5)
    canvas.drawPath(_path(pen, spots), fill=0, stroke=1)
    canvas.restoreState()


def _outline(pen: Pen, spots: Sequence[Spot], weight: float, ours: bool) -> None:
    canvas = pen.canvas
    canvas.saveState()
    canvas.setStrokeColorRGB(*((0.80, 0.05, 0.10) if ours else (0.1, 0.1, 0.1)))
    canvas.setLineWidth(weight)
    canvas.setLineJoin(1)
    canvas.drawPath(_path(pen, spots), fill=0, stroke=1)
    canvas.restoreState()


def _north(pen: Pen, x: float, top: float) -> None:
    canvas = pen.canvas
    canvas.saveState()
    canvas.setFillGray(0)
    canvas.setStrokeGray(0)
    canvas.setLineWidth(0.4)
    canvas.drawPath(_path(pen, ((x, top), (x, top + 8), (x - 2.2, top + 9.6))), fill=1, stroke=1)
    canvas.drawPath(_path(pen, ((x, top), (x, top + 8), (x + 2.2, top + 9.6))), fill=0, stroke=1)
    canvas.restoreState()
    pen.text(x + 4.4, top + 3, "북", fonts.SANS, 6.5, "center")


def _bar(pen: Pen, left: float, bottom: float, scale: int) -> None:
    """A round number of metres, at most `_LONGEST_BAR` on paper."""
    per_metre = 1000 / max(1, scale)
    length = max(
        (step * 10**power for power in range(9) for step in (1, 2, 5) if step * 10**power * per_metre <= _LONGEST_BAR),
        default=0,
    )
    if not length:
        return
    long = length * per_metre
    pen.canvas.saveState()
    pen.canvas.setFillGray(1)
    pen.canvas.rect((left - 1.5) * mm, pen.y(bottom + 1.5), (long + 20) * mm, 6 * mm, fill=1, stroke=0)
    pen.canvas.restoreState()
    pen.box(left, bottom - 1.2, long / 2, 1.2, 0.0)
    pen.box(left + long / 2, bottom - 1.2, long / 2, 1.2, 1.0)
    pen.text(left, bottom - 2, "0", fonts.SANS, 5.5)
    pen.text(left + long + 1, bottom, f"{length:,} m", fonts.SANS, 6)
