"""Drawing in millimetres from the upper left corner, and tables that flow over pages.

A form is a list of blocks: each knows its height and draws itself at a given place. Blocks never overflow: a cell's
text is wrapped to its width, and a row too tall for a page becomes several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from printing import fonts, spoken

Align = Literal["left", "center", "right"]
HAIR, THICK = 0.35, 1.1
SHADE = 0.94
PADDING = 1.4  # beside a cell's text
_PADDING_ABOVE = 0.75
LEADING = 1.36
MAX_ROW_LINES = 20
"""A row with more lines of text is continued in a further row: it must fit a page in landscape."""


class Pen:
    """A page under the pen. Lengths in mm, sizes and weights in points."""

    def __init__(self, canvas: Canvas, height_mm: float) -> None:
        self.canvas = canvas
        self._height = height_mm

    def y(self, from_top: float) -> float:
        return (self._height - from_top) * mm

    def text(self, x: float, baseline: float, text: str, style: str = fonts.BODY, size: float = 9, align: Align = "left",
             gray: float = 0.0) -> None:  # fmt: skip
        """One line; ``x`` is its left end, centre or right end."""
        if not text:
            return
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

    def line(self, x1: float, y1: float, x2: float, y2: float, weight: float = HAIR, gray: float = 0.0) -> None:
        self.canvas.setStrokeGray(gray)
        self.canvas.setLineWidth(weight)
        self.canvas.line(x1 * mm, self.y(y1), x2 * mm, self.y(y2))

    def box(
        self, x: float, top: float, wide: float, high: float, shade: float | None = None, weight: float = HAIR
    ) -> None:
        self.canvas.setLineWidth(weight)
        self.canvas.setStrokeGray(0)
        if shade is not None:
            self.canvas.setFillGray(shade)
        self.canvas.rect(x * mm, self.y(top + high), wide * mm, high * mm, fill=int(shade is not None))


@dataclass(frozen=True)
class Block:
    """Something on the page that is never divided.

    Attributes:
        height: mm.
        draw: draws it with its top at that height of the page.
        head: stands above it, once on every page where such blocks follow each other.
        frame: left edge and width of the thick frame around it; neighbours with the same frame share one.
        grow: makes it so many mm taller, to fill the page. What follows such a block stays on its page, if a page can
            hold all of it.
        new_page: stands at the top of a page.
        says: in a sentence, for those who cannot see it.
    """

    height: float
    draw: Callable[[Pen, float], None]
    head: Block | None = None
    frame: tuple[float, float] | None = None
    grow: Callable[[float], Block] | None = None
    new_page: bool = False
    says: Callable[[], str] = str


@dataclass(frozen=True, repr=False)
class Cell:
    """One cell of a table.

    Attributes:
        size: points.
        across, down: how many columns and lines it covers.
        fixed: the form's own words, repeated where a row is continued.
    """

    text: str = ""
    align: Align = "left"
    size: float = 8.5
    style: str = fonts.BODY
    across: int = 1
    down: int = 1
    shade: float | None = None
    fixed: bool = False


def label(text: str, size: float = 8.2, across: int = 1, down: int = 1) -> Cell:
    """The form's word for what stands beside or below it."""
    return Cell(text, "center", size, fonts.SANS, across, down, SHADE, fixed=True)


@dataclass(frozen=True, repr=False)
class _Placed:
    cell: Cell
    line: int
    left: float
    wide: float
    text: tuple[str, ...]

    def part(self, start: int, room: int) -> _Placed:
        """At most ``room`` lines of it, from ``start`` on."""
        if start == 0 and len(self.text) <= room:
            return self
        return replace(self, text=self.text[0 if self.cell.fixed else start :][:room] or ("",))

    @property
    def needs(self) -> float:
        return len(self.text) * self.pitch + 2 * _PADDING_ABOVE

    @property
    def pitch(self) -> float:
        return self.cell.size * LEADING / mm


def grid(
    x: float, widths: Sequence[float], lines: Sequence[Sequence[Cell]], min_height: float = 6.0, head: Block | None = None,
    clip: bool = False,
) -> list[Block]:  # fmt: skip
    """A table, or a row of one, with columns of ``widths`` mm from ``x`` on.

    Cells are listed line by line without the places covered from above or from the left. Several blocks when the text
    is too tall for one; with ``clip`` each cell shows one line at most, which is for repeating what was told before.
    """
    placed = []
    for line, cells in enumerate(_columns(widths, lines)):
        for column, cell in cells:
            wide = sum(widths[column : column + cell.across])
            text = fonts.wrap(cell.style, cell.size, cell.text, (wide - 2 * PADDING) * mm)
            if clip and len(text) > 1:
                text = (text[0][:-1] + "…",)
            placed.append(_Placed(cell, line, x + sum(widths[:column]), wide, text))
    room = MAX_ROW_LINES // len(lines)
    tallest = max((len(each.text) for each in placed if not each.cell.fixed), default=1)
    first, *more = (
        _grid_block(x, sum(widths), len(lines), [each.part(start, room) for each in placed], min_height, head)
        for start in range(0, tallest, room)
    )

    def says() -> str:
        return spoken.sentence((cell.text, cell.fixed) for cells in lines for cell in cells)

    return [replace(first, says=says), *more]


def _columns(widths: Sequence[float], lines: Sequence[Sequence[Cell]]) -> Iterator[list[tuple[int, Cell]]]:
    """Each line's cells with the column they start in."""
    free_from = [0] * len(widths)  # the first line in which nothing from above covers the column
    for line, cells in enumerate(lines):
        found = []
        column = 0
        for cell in cells:
            while free_from[column] > line:
                column += 1
            found.append((column, cell))
            for covered in range(column, column + cell.across):
                free_from[covered] = line + cell.down
            column += cell.across
        yield found


def _grid_block(
    x: float, wide: float, lines: int, placed: Sequence[_Placed], min_height: float, head: Block | None
) -> Block:
    heights = [min_height] * lines
    for each in sorted(placed, key=lambda each: each.cell.down):
        last = each.line + each.cell.down
        heights[last - 1] += max(0.0, each.needs - sum(heights[each.line : last]))
    tops = [sum(heights[:line]) for line in range(lines + 1)]

    def draw(pen: Pen, top: float) -> None:
        for each in placed:
            cell = each.cell
            start, stop = top + tops[each.line], top + tops[each.line + cell.down]
            pen.box(each.left, start, each.wide, stop - start, cell.shade)
            at = {"left": PADDING, "center": each.wide / 2, "right": each.wide - PADDING}[cell.align]
            baseline = (start + stop - len(each.text) * each.pitch) / 2 + each.pitch * 0.745
            for line in each.text:
                pen.text(each.left + at, baseline, line, cell.style, cell.size, cell.align)
                baseline += each.pitch

    return Block(tops[-1], draw, head, (x, wide))


def stack(*blocks: Block) -> Block:
    """Blocks as one that is never divided."""

    def draw(pen: Pen, top: float) -> None:
        for block in blocks:
            block.draw(pen, top)
            top += block.height

    def says() -> str:
        return ", ".join(filter(None, (block.says() for block in blocks)))

    return Block(sum(block.height for block in blocks), draw, frame=blocks[0].frame, says=says)


def space(height: float) -> Block:
    return Block(height, lambda pen, top: None)


END_MARK = "- 이 하 여 백 -"
"""Nothing can be added below."""


def blank(x: float, widths: Sequence[float], marks: Sequence[float], head: Block, height: float = 9.0) -> Block:
    """The rest of a table down to where the form goes on, with the end mark centred at each of ``marks`` mm."""
    edges = [x + sum(widths[:column]) for column in range(len(widths) + 1)]

    def draw(pen: Pen, top: float) -> None:
        for edge in edges:
            pen.line(edge, top, edge, top + height)
        for mark in marks:
            pen.text(mark, top + 5.6, END_MARK, fonts.BODY, 8.5, "center")

    return Block(height, draw, head, (x, sum(widths)), lambda more: blank(x, widths, marks, head, height + more))


def paginate(blocks: Sequence[Block], height: float, running: Sequence[Block] = ()) -> list[list[Block]]:
    """Blocks by page, each page at most ``height`` mm; every page but the first starts with ``running``."""
    pages: list[list[Block]] = [[]]
    for number, block in enumerate(blocks):
        kept = sum(each.height for each in blocks[number:]) if block.grow else block.height
        if kept + _tall([block.head] if block.head else []) + _tall(running) > height:
            kept = block.height
        with_head = [*_head_if_new(pages[-1], block), block]
        full = _tall(pages[-1]) + _tall(with_head) - block.height + kept > height + 1e-6
        if pages[-1] and (full or block.new_page):
            pages.append([*running])
            with_head = [*_head_if_new(pages[-1], block), block]
        pages[-1] += with_head
    return [_filled(page, height) for page in pages]


def _head_if_new(page: Sequence[Block], block: Block) -> list[Block]:
    return [block.head] if block.head and not (page and page[-1].head is block.head) else []


def _filled(page: Sequence[Block], height: float) -> list[Block]:
    left = height - _tall(page)
    return [block.grow(left) if block.grow and left > 0 else block for block in page]


def _tall(blocks: Sequence[Block]) -> float:
    return sum(block.height for block in blocks)


def frames(page: Sequence[Block], top: float) -> Iterator[tuple[float, float, float, float]]:
    """Left, top, width and height of each thick frame on a page whose blocks start at ``top``."""
    start = top
    for block, below in pairwise([*page, space(0)]):
        top += block.height
        if block.frame != below.frame:
            if block.frame:
                yield block.frame[0], start, block.frame[1], top - start
            start = top
