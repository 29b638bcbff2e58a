"""The frame of the certificates about one person: title, tables, and the sentence that attests them."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm

from config.certificate import Issue
from printing import fonts
from printing.page import A4, MARGIN, Form, attestation
from printing.sheet import END_MARK, PADDING, Align, Block, Cell, grid, label, space, stack

WIDE = A4[0]
INNER = WIDE - 2 * MARGIN
NOTHING = "-"
"""Stands where something was left out or is not there: an empty cell could be filled in by hand."""
_GAP = 4.0
_PERSON = (30.0, 66.0, 30.0, 54.0)
_RUNNING = (56.0, 20.0, 40.0, 24.0, 40.0)


def certificate(
    title: str, designation: str, name: str, resident_number: str, tables: Sequence[Sequence[Block]], sentence: str, issue: Issue
) -> Form:  # fmt: skip
    """Every page but the first names the person again."""
    blocks = [space(4), _title(title), space(8)]
    for table in filter(None, tables):
        blocks += [*table, space(_GAP)]
    blocks += [end(), space(6), attestation(WIDE, sentence, issue, seal_beside=False)]
    running = grid(MARGIN, _RUNNING, ((
        Cell(title, "center", 10, fonts.BOLD), label("성 명"), Cell(name, "center", 9.5),
        label("주민등록번호"), Cell(resident_number, "center", 9.5),
    ),), min_height=8, clip=True)  # fmt: skip
    return Form(title, designation, landscape=False, blocks=blocks, running=[*running, space(_GAP)])


def person(name: str, resident_number: str, address: str) -> list[Block]:
    return grid(MARGIN, _PERSON, (
        (label("성 명", 9), Cell(name, "center", name_size(name, 11, _PERSON[1]), fonts.BOLD),
         label("주민등록번호", 9), Cell(resident_number, "center", 11, fonts.BOLD)),
        (label("주 소", 9), Cell(address, size=9.5, across=3)),
    ), min_height=11)  # fmt: skip


def pairs(*lines: tuple[tuple[str, str], tuple[str, str]]) -> list[Block]:
    """Two words and their values a line."""
    return grid(MARGIN, _PERSON, tuple(
        (label(left, 9), value(left_value), label(right, 9), value(right_value))
        for (left, left_value), (right, right_value) in lines
    ), min_height=9)  # fmt: skip


def wide(word: str, *values: str) -> list[Block]:
    """A word and what stands beside it, over the whole width; a row for each of several."""
    blocks: list[Block] = []
    for number, each in enumerate(values or ("",)):
        blocks += grid(
            MARGIN, (_PERSON[0], INNER - _PERSON[0]), ((label("" if number else word, 9), value(each, "left")),), 9
        )
    return blocks


def listing(title: str, columns: Sequence[float], words: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Block]:
    """A table whose headings stand on every page."""
    head = stack(*grid(MARGIN, columns, ((label(title, 9.5, across=len(columns)),), tuple(map(label, words)))))
    blocks = [grid(MARGIN, columns, (tuple(map(value, row)),), min_height=9, head=head) for row in rows]
    return [block for row in blocks for block in row]


def desk(purpose: str, department: str, officer: str, phone: str) -> list[Block]:
    """What it is for, and who can be asked."""
    return [*wide("용 도", purpose), *pairs((("담당부서", department), ("담당자 / 전화", f"{officer} / {phone}")))]


def value(text: str, align: Align = "center") -> Cell:
    return Cell(text, align, 9.5) if text else Cell(NOTHING, "center", 9.5, fixed=True)


def name_size(name: str, size: float, available: float) -> float:
    """Points: a long name is set smaller rather than on two lines, as long as it can be read well; ``available`` in mm."""
    return max(8.5, fonts.fit(fonts.BOLD, size, fonts.normal(name), (available - 2 * PADDING - 0.1) * mm))


def _title(title: str) -> Block:
    spaced = " ".join(title)
    size = fonts.fit(fonts.BOLD, 26, spaced, INNER * mm)
    return Block(14, lambda pen, top: pen.text(WIDE / 2, top + 10, spaced, fonts.BOLD, size, "center"))


def end() -> Block:
    return Block(8, lambda pen, top: pen.text(WIDE / 2, top + 6, END_MARK, fonts.BODY, 9, "center"))
