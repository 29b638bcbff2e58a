"""토지대장 (별지 제63호 서식), A4 landscape."""

from __future__ import annotations

from config.catalogue.land_register import LandRegister
from config.certificate import Issue
from printing import fonts
from printing.page import A4, MARGIN, Form, attestation
from printing.sheet import THICK, Block, Cell, Pen, end_mark, label, row, space, stack

WIDE = A4[1]
INNER = WIDE - 2 * MARGIN
_SURFACE = (24.0, 27.0, 62.0)
_OWNERS = (24.0, 32.0, 98.0)
_X2 = MARGIN + sum(_SURFACE)


def form(record: LandRegister, issue: Issue) -> Form:
    blocks: list[Block] = [_title(), *_head(record), space(2)]
    head = _table_head()
    blocks.append(head)
    for number in range(max(len(record.surface), len(record.owners))):
        blocks += _entries(record, number, head)
    blocks += [space(2), *_foot(record), end_mark(MARGIN, INNER)]
    blocks.append(attestation(WIDE, "토지대장에 의하여 작성한 등본입니다.", issue, seal_beside=False))
    return Form("토지대장", True, blocks)


def _title() -> Block:
    def draw(pen: Pen, top: float) -> None:
        pen.text(WIDE / 2, top + 6.5, "토 지 대 장", fonts.BOLD, 21, "center")
        wide = 26
        pen.line(WIDE / 2 - wide, top + 9, WIDE / 2 + wide, top + 9, THICK)

    return Block(12.5, draw)


def _head(record: LandRegister) -> list[Block]:
    unique = f"{record.pnu[:10]}-{record.pnu[10:15]}-{record.pnu[15:]}"
    widths = (24.0, 73.0, 22.0, 44.0, 22.0, INNER - 185.0)
    first = row(MARGIN, widths, (
        label("고유번호"), Cell(unique), label("도면번호"), Cell(record.map_number), label("장번호"), Cell(record.sheet_number),
    ))  # fmt: skip
    second = row(MARGIN, widths, (
        label("토지소재"), Cell(record.location, style=fonts.BOLD, size=9.5), label("지번"),
        Cell(record.lot, style=fonts.BOLD, size=9.5), label("축척"), Cell(record.scale),
    ))  # fmt: skip
    third = row(MARGIN, (24.0, INNER - 24.0), (label("비고"), Cell(record.remarks)))
    return [*first, *second, *third]


def _table_head() -> Block:
    halves = row(MARGIN, (sum(_SURFACE), sum(_OWNERS)), (label("토 지 표 시", 9), label("소 유 자", 9)))
    upper = row(MARGIN, (*_SURFACE, *_OWNERS), (
        label("지 목"), label("면 적 (㎡)"), label("사 유"), label("변동일자"), label("변동원인"), label("성명 또는 명칭 · 등록번호 · 주소"),
    ))  # fmt: skip
    return stack(*halves, *upper)


def _entries(record: LandRegister, number: int, head: Block) -> list[Block]:
    cells = [Cell("")] * 6
    if number < len(record.surface):
        entry = record.surface[number]
        cells[0] = Cell(f"({entry.category_code}) {entry.category}", align="center")
        cells[1] = Cell(entry.area_m2, align="right")
        cells[2] = Cell(f"({entry.reason_code}) {entry.date} {entry.reason}")
    if number < len(record.owners):
        owner = record.owners[number]
        cells[3] = Cell(owner.date, align="center")
        cells[4] = Cell(owner.cause, align="center")
        cells[5] = Cell(f"{owner.name}  {owner.registration_number}  {owner.address}")
    return row(MARGIN, (*_SURFACE, *_OWNERS), cells, min_height=8, head=head)


def _foot(record: LandRegister) -> list[Block]:
    blocks: list[Block] = []
    columns = 7
    grades = [(each.date, each.grade) for each in record.grades]
    prices = [(each.base_date, f"{each.won_per_m2:,}") for each in record.prices]
    for entries, upper, lower in (
        (grades, "등급수정 연월일", "토지등급"),
        (prices, "개별공시지가기준일", "개별공시지가(원/㎡)"),
    ):
        for at in range(0, len(entries), columns):
            part = [*entries[at : at + columns], *[("", "")] * columns][:columns]
            widths = (36.0, *[(INNER - 36.0) / columns] * columns)
            dates = row(MARGIN, widths, (label(upper, 7.8), *(Cell(date, align="center", size=8) for date, _ in part)))
            values = row(MARGIN, widths, (label(lower, 7.8), *(Cell(value, align="center", size=8) for _, value in part)))
            blocks.append(stack(*dates, *values))
    return blocks
