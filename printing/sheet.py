"""Drawing in millimetres from the upper left corner, and tables that flow over pages.

A form is a list of blocks: each knows its height and draws itself at a given place. Blocks never overflow: a cell's
text is wrapped to its width, and a row too tall for a page becomes several.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from printing import fonts

Align = Literal["left", "center", "right"]
HAIR, THIN, THICK = 0.25, 0.5, 1.2
SHADE = 0.945
PADDING = 1.3
LEADING = 1.38
MAX_ROW_LINES = 20
"""A row taller than this is continued in a further row: it must fit a page in landscape."""


class Pen:
    """A page under the pen. Lengths in mm, sizes in points."""

    def __init__(self, canvas: Canvas, height_mm: float) -> None:
        self.canvas = canvas
        self._height = height_mm

    def y(self, from_top: float) -> float:
        return (self._height - from_top) * mm

    def text(self, x: float, baseline: float, text: str, style: str = fonts.BODY, size: float = 9, align: Align = "left",
             gray: float = 0.0) -> None:  # fmt: skip
        """One line; ``x`` is its left end, centre or right end."""
        at = x * mm
        if align != "left":
            wide = fonts.width(style, size, text)
            at -= wide / 2 if align == "center" else wide
        out = self.canvas.beginText(at, self.y(baseline))
        out.setFillGray(gray)
        for name, part in fonts.runs(style, text):
            out.setFont(name, size)
            out.textOut(part)
        self.canvas.drawText(out)

    def line(self, x1: float, y1: float, x2: float, y2: float, weight: float = THIN, gray: float = 0.0) -> None:
        self.canvas.setStrokeGray(gray)
        self.canvas.setLineWidth(weight)
        self.canvas.line(x1 * mm, self.y(y1), x2 * mm, self.y(y2))

    def box(self, x: float, top: float, wide: float, high: float, shade: float | None = None, weight: float = HAIR) -> None:
        self.canvas.setLineWidth(weight)
        self.canvas.setStrokeGray(0)
        if shade is not None:
            self.canvas.setFillGray(shade)
        self.canvas.rect(x * mm, self.y(top + high), wide * mm, high * mm, fill=int(shade is not None), stroke=int(weight > 0))


@dataclass(frozen=True)
class Block:
    """Something of a known height in mm. ``head`` is drawn above it where a page starts with it."""

    height: float
    draw: Callable[[Pen, float], None]
    head: Block | None = None


@dataclass(frozen=True)
class Cell:
    """One cell of a row; ``label`` cells are shaded and centred."""

    text: str
    label: bool = False
    align: Align = "left"
    size: float = 8.5
    style: str = fonts.BODY


def label(text: str, size: float = 8.5) -> Cell:
    return Cell(text, label=True, align="center", size=size, style=fonts.SANS)


def row(x: float, widths: Sequence[float], cells: Sequence[Cell], min_height: float = 6.2, head: Block | None = None
        ) -> list[Block]:  # fmt: skip
    """A table row of ``widths`` mm from ``x`` on; several blocks when the text is too tall for one."""
    wrapped = [
        fonts.wrap(cell.style, cell.size, cell.text, (wide - 2 * PADDING) * mm)
        for cell, wide in zip(cells, widths, strict=True)
    ]
    tallest = max(len(lines) for lines in wrapped)
    return [
        _row_part(x, widths, cells, [lines[at : at + MAX_ROW_LINES] for lines in wrapped], min_height, head)
        for at in range(0, tallest, MAX_ROW_LINES)
    ]


def _row_part(
    x: float, widths: Sequence[float], cells: Sequence[Cell], wrapped: Sequence[tuple[str, ...]], min_height: float,
    head: Block | None,
) -> Block:  # fmt: skip
    pitches = [cell.size * LEADING / mm for cell in cells]
    height = max(min_height, *(len(lines) * pitch + 2 * PADDING for lines, pitch in zip(wrapped, pitches, strict=True)))

    def draw(pen: Pen, top: float) -> None:
        left = x
        for cell, wide, lines, pitch in zip(cells, widths, wrapped, pitches, strict=True):
            pen.box(left, top, wide, height, SHADE if cell.label else None)
            at = {"left": left + PADDING, "center": left + wide / 2, "right": left + wide - PADDING}[cell.align]
            baseline = top + (height - len(lines) * pitch) / 2 + pitch * 0.74
            for line in lines:
                pen.text(at, baseline, line, cell.style, cell.size, cell.align)
                baseline += pitch
            left += wide

    return Block(height, draw, head)


def stack(*blocks: Block) -> Block:
    """Blocks as one that is never divided."""

    def draw(pen: Pen, top: float) -> None:
        for block in blocks:
            block.draw(pen, top)
            top += block.height

    return Block(sum(block.height for block in blocks), draw)


def space(height: float) -> Block:
    return Block(height, lambda pen, top: None)


def end_mark(x: float, wide: float) -> Block:
    """"이하 여백": nothing can be added below."""

    def draw(pen: Pen, top: float) -> None:
        middle = x + wide / 2
        pen.text(middle, top + 5, "이 하 여 백", fonts.BODY, 8.5, "center")
        for start, stop in ((x + 10, middle - 16), (middle + 16, x + wide - 10)):
            pen.line(start, top + 4, stop, top + 4, HAIR, 0.6)

    return Block(8, draw)


def paginate(blocks: Sequence[Block], height: float) -> list[list[Block]]:
    """Blocks by page, each page at most ``height`` mm; a table's head is repeated on every page it reaches."""
    pages: list[list[Block]] = [[]]
    left = height
    for block in blocks:
        if block.height > left and pages[-1]:
            pages.append([])
            left = height
            if block.head:
                pages[-1].append(block.head)
                left -= block.head.height
        pages[-1].append(block)
        left -= block.height
    return pages
