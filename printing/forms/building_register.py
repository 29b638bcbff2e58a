"""건축물대장 (일반, 총괄표제부, 표제부, 전유부), A4 landscape. A section that a register does not have is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from config.catalogue.building_register import (
    BuildingEntry,
    BuildingFigures,
    BuildingOwner,
    BuildingRegister,
    FloorEntry,
    HousePrice,
)
from config.certificate import Issue
from printing import fonts
from printing.page import A4, MARGIN, Form, attestation
from printing.sheet import END_MARK, Block, Cell, blank, grid, label, space, stack

WIDE = A4[1]
INNER = WIDE - 2 * MARGIN
_HEAD = (24.0, 56.0, 107.0, 28.0, 52.0)
_PLACE = (24.0, 68.0, 14.0, 30.0, 22.0, 109.0)
_FIGURES = 7  # side by side
_FLOORS = (14.0, 18.0, 34.0, 47.0, 21.0)
_OWNERS = (37.0, 56.0, 16.0, 24.0)
_BUILDINGS = (48.0, 44.0, 34.0, 28.0, 44.0, 27.0, 42.0)
_PARTIES = (22.0, 42.0, 26.0)
_PARKING = (14.0, 25.0, 25.0)
_FACTS = (25.0, 31.5, 25.0, 31.5)
_CHANGES = (24.0, 143.0)
_NOTES = (100.0,)
_RUNNING = (62.0, 20.0, 46.0, 20.0, 119.0)
_GAP = 2.0

Lines = tuple[tuple[Cell, ...], ...]
"""A row of a table: one or more lines of cells."""


@dataclass(frozen=True, repr=False)
class _Table:
    """One of several tables that stand side by side; all heads have the same number of lines, and all rows too."""

    widths: tuple[float, ...]
    head: Lines
    rows: Sequence[Lines]


def form(record: BuildingRegister, issue: Issue) -> Form:
    blocks = [*_head(record, issue), *_figures(record.figures), space(_GAP)]
    for tables in (_buildings(record), _parts(record), _facts(record)):
        if any(table.rows for table in tables):
            blocks += [*_beside(tables), space(_GAP)]
    blocks += _beside(_changes(record), last=True)
    blocks.append(
        attestation(WIDE, "이 등(초)본은 건축물대장의 원본 내용과 틀림없음을 증명합니다.", issue, seal_beside=False)
    )
    return Form(
        title="건축물대장",
        designation="건축물대장의 기재 및 관리 등에 관한 규칙 [별지 건축물대장 서식]",
        landscape=True,
        blocks=blocks,
        running=_running(record),
    )


def _head(record: BuildingRegister, issue: Issue) -> list[Block]:
    title = f"{record.heading}  ({record.part})"
    if record.illegal:
        title += f"\n[ {record.illegal} ]"
    return [
        *grid(MARGIN, _HEAD, (
            (label("고유번호"), Cell(record.unique), Cell(title, "center", 14, fonts.BOLD, down=2),
             label("명칭 및 번호"), Cell(record.name, style=fonts.BOLD)),
            (label("발급번호"), Cell(issue.number), label("호 명 칭"), Cell(record.unit, style=fonts.BOLD)),
        ), min_height=6.6),
        *grid(MARGIN, _PLACE, (
            (label("대지위치"), Cell(record.location, style=fonts.BOLD), label("지 번"), Cell(record.lot, style=fonts.BOLD),
             label("도로명주소"), Cell(record.road_address)),
            (label("호·가구·세대수", 7.6), Cell(record.households), label("특이사항", 7.2), Cell(record.remarks, across=3)),
        ), min_height=6.2),
    ]  # fmt: skip


def _running(record: BuildingRegister) -> list[Block]:
    return [*grid(MARGIN, _RUNNING, ((
        Cell(f"{record.heading} ({record.part})", "center", 9.5, fonts.BOLD), label("고유번호"), Cell(record.unique, "center"),
        label("대지위치"), Cell(record.subject, style=fonts.BOLD),
    ),), min_height=8, clip=True), space(_GAP)]  # fmt: skip


def _figures(figures: BuildingFigures) -> list[Block]:
    """Each word above its figure; what the register does not have leaves no gap."""
    known = [(word, value) for word, value in (
        ("대지면적", figures.site_area), ("연면적", figures.total_area), ("건축면적", figures.building_area),
        ("용적률 산정용 연면적", figures.ratio_area), ("건폐율", figures.coverage), ("용적률", figures.ratio),
        ("지 역", figures.zone), ("지 구", figures.district), ("구 역", figures.section), ("건축물 수", figures.buildings),
        ("주구조", figures.structure), ("주용도", figures.use), ("층수 (지하 / 지상)", figures.floors), ("높 이", figures.height),
        ("지 붕", figures.roof), ("부속건축물", figures.annexes), ("조경면적", figures.landscaping), ("총 주차 대수", figures.cars),
    ) if value]  # fmt: skip
    blocks: list[Block] = []
    for at in range(0, len(known), _FIGURES):
        row = [*known[at : at + _FIGURES], *[("", "")] * _FIGURES][:_FIGURES]
        names = tuple(label(word, 7.6) for word, _ in row)
        blocks += grid(
            MARGIN, [INNER / _FIGURES] * _FIGURES, (names, tuple(Cell(value, "center") for _, value in row)), 4.8
        )
    return blocks


def _buildings(record: BuildingRegister) -> list[_Table]:
    head = (
        (label("건   축   물   현   황", 9, across=7),),
        tuple(map(label, ("명칭 및 번호", "주구조", "지 붕", "층수 (지하/지상)", "주용도", "연면적 (㎡)", "변동일 · 변동원인"))),
    )  # fmt: skip
    return [_Table(_BUILDINGS, head, [_building(each) for each in record.buildings])]


def _building(each: BuildingEntry) -> Lines:
    return ((
        Cell(each.name), Cell(each.structure, "center"), Cell(each.roof, "center"), Cell(each.floors, "center"),
        Cell(each.use, "center"), Cell(each.area_m2, "right"), Cell(each.changed, "center", 8),
    ),)  # fmt: skip


def _parts(record: BuildingRegister) -> list[_Table]:
    """Floors to the left, owners and prices to the right; without owners the floors go on to the right."""
    own = "전 유 부 분" if record.shared else "건   축   물   현   황"
    left = [_floor(each) for each in record.floors]
    if record.shared:
        left += [_floors_head("공 용 부 분"), *(_floor(each) for each in record.shared)]
    head = _floors_head(own)
    if not record.owners and not record.prices:
        half = (len(left) + 1) // 2
        return [_Table(_FLOORS, head, left[:half]), _Table((*_FLOORS[:-1], 20.0), head, left[half:])]
    right = [_owner(each) for each in record.owners]
    if record.prices:
        right += [_prices_head(), *(_price(each) for each in record.prices)]
    return [_Table(_FLOORS, head, left), _Table(_OWNERS, _owners_head(), right)]


def _floors_head(title: str) -> Lines:
    names = ("구분", "층 별", "구 조", "용 도", "면적 (㎡)")
    return (label(title, 9, across=5),), tuple(label(name, down=2) for name in names), ()


def _owners_head() -> Lines:
    return (
        (label("소   유   자   현   황", 9, across=4),),
        (label("성 명 (명 칭)"), label("주 소", down=2), label("소유권\n지분", 7.2, down=2), label("변동일", 7.6)),
        (label("주민(법인)등록번호", 7.6), label("변동원인", 7.6)),
    )


def _prices_head() -> Lines:
    return (
        (label("공동주택(아파트) 공시가격", 9, across=4),),
        (label("기 준 일", across=2, down=2), label("공시가격 (원)", across=2, down=2)),
        (),
    )


def _floor(each: FloorEntry) -> Lines:
    cells = (
        Cell(each.part, "center", down=3), Cell(each.floor, "center", down=3), Cell(each.structure, "center", down=3),
        Cell(each.use, "center", down=3), Cell(each.area_m2, "right", down=3),
    )  # fmt: skip
    return cells, (), ()


def _owner(each: BuildingOwner) -> Lines:
    return (
        (Cell(each.name, style=fonts.BOLD), Cell(each.address, size=8, down=3), Cell(each.share, "center", 8, down=3),
         Cell(each.date, "center", 8)),
        (Cell(each.number, size=8, down=2), Cell(each.cause, "center", 8, down=2)),
        (),
    )  # fmt: skip


def _price(each: HousePrice) -> Lines:
    return (Cell(each.date, "center", across=2, down=3), Cell(f"{each.won:,}", "center", across=2, down=3)), (), ()


def _facts(record: BuildingRegister) -> list[_Table]:
    """관계자, 주차장, and what else page 2 of the form has."""
    figures = record.figures
    known = [(word, value) for word, value in (
        ("허 가 일", figures.permitted), ("착 공 일", figures.begun), ("사용승인일", figures.approved),
        ("승강기 (승용)", figures.lifts), ("승강기 (비상용)", figures.emergency_lifts), ("하수처리시설", figures.sewage),
        ("내진설계", figures.earthquake),
    ) if value]  # fmt: skip
    return [
        _Table(_PARTIES, ((label("관   계   자", across=3),), tuple(map(label, ("구 분", "성명 또는 명칭", "면허(등록)번호")))),
               [((Cell(each.role, "center"), Cell(each.name), Cell(each.licence, "center", 8)),) for each in record.parties]),
        _Table(_PARKING, ((label("주   차   장", across=3),), tuple(map(label, ("구 분", "자 주 식", "기 계 식")))),
               [((Cell(each.place, "center"), Cell(each.driven, "center"), Cell(each.mechanical, "center")),) for each in record.parking]),
        _Table(_FACTS, ((label("인 · 허가와 시설", across=4, down=2),), ()),
               [((label(word), Cell(value, "center"), label(other), Cell(further, "center")),)
                for (word, value), (other, further) in zip_longest(known[::2], known[1::2], fillvalue=("", ""))]),
    ]  # fmt: skip


def _changes(record: BuildingRegister) -> list[_Table]:
    return [
        _Table(_CHANGES, ((label("변   동   사   항", across=2),), (label("변동일"), label("변동내용 및 원인"))),
               [((Cell(each.date, "center"), Cell(each.text)),) for each in record.changes]),
        _Table(_NOTES, ((label("그 밖의 기재사항", down=2),), ()), [((Cell(each),),) for each in record.notes]),
    ]  # fmt: skip


def _beside(tables: Sequence[_Table], last: bool = False) -> list[Block]:
    """Tables side by side. The end mark stands in a table's first empty row; the last tables reach down the page."""
    widths = [width for table in tables for width in table.widths]
    head = stack(*grid(MARGIN, widths, _line_up([table.head for table in tables]), min_height=4.8))
    most = max(len(table.rows) for table in tables)
    blocks: list[Block] = []
    for number, row in enumerate(zip_longest(*(table.rows for table in tables))):
        lines = next(len(each) for each in row if each)
        parts = [
            each or _empty(table, lines, number == len(table.rows)) for table, each in zip(tables, row, strict=True)
        ]
        blocks += grid(MARGIN, widths, _line_up(parts), 6.4 / lines, head)
    if last:
        left, marks = MARGIN, []
        for table in tables:
            if len(table.rows) == most:
                marks.append(left + sum(table.widths) - table.widths[-1] / 2)
            left += sum(table.widths)
        blocks.append(blank(MARGIN, widths, marks, head))
    return blocks


def _line_up(parts: Sequence[Lines]) -> list[tuple[Cell, ...]]:
    return [tuple(cell for part in line for cell in part) for line in zip(*parts, strict=True)]


def _empty(table: _Table, lines: int, first: bool) -> Lines:
    cell = Cell(END_MARK if first else "", "center", across=len(table.widths), down=lines)
    return ((cell,), *[()] * (lines - 1))
