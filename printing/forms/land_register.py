"""토지대장 (별지 제63호 서식), A4 landscape."""

from __future__ import annotations

from datetime import date

from config.catalogue.land_register import LandRegister, OwnerEntry, SurfaceEntry
from config.certificate import Issue
from printing import fonts
from printing.page import A4, MARGIN, Form, attestation
from printing.sheet import END_MARK, Block, Cell, blank, grid, label, space, stack

WIDE = A4[1]
_HEAD = (20.0, 26.0, 15.0, 39.0, 61.0, 18.0, 30.0, 18.0, 40.0)
_SURFACE = (22.0, 26.0, 68.0)
_OWNER = (35.0, 77.0, 39.0)
_TABLE = (*_SURFACE, *_OWNER)
_FOOT = (36.0, *[33.0] * 7)


def form(record: LandRegister, issue: Issue) -> Form:
    return register_form(record, issue, "토지대장", "제63호서식")


def register_form(record: LandRegister, issue: Issue, title: str, number: str) -> Form:
    """토지대장 and 임야대장. The parcel's head is repeated on every page, shortened to one line a cell."""
    head = _table_head()
    blocks: list[Block] = [*_head(record, issue, title), space(2.5)]
    for row in range(max(len(record.surface), len(record.owners))):
        surface = _surface(record.surface, row)
        above, below = _owner(record.owners, row)
        blocks += grid(MARGIN, _TABLE, ((*surface, *above), below), min_height=5.4, head=head)
    blocks.append(blank(MARGIN, _TABLE, _end_marks(record), head))
    blocks += [*_prices(record), space(1.5)]
    blocks.append(attestation(WIDE, f"{title}에 의하여 작성한 등본입니다.", issue, seal_beside=False))
    return Form(
        title=title,
        designation=f"공간정보의 구축 및 관리 등에 관한 법률 시행규칙 [별지 {number}]",
        landscape=True,
        blocks=blocks,
        running=[*_head(record, issue, title, clip=True), space(2.5)],
    )


def _head(record: LandRegister, issue: Issue, title: str, clip: bool = False) -> list[Block]:
    unique = f"{record.pnu[:10]} - {record.pnu[10:15]} - {record.pnu[15:]}"
    heading = Cell(" ".join(title), "center", 23, fonts.BOLD, down=3, fixed=True)
    lines = (
        (label("고유번호"), Cell(unique, across=3), heading, label("도면번호"), Cell(record.map_number),
         label("발급번호"), Cell(issue.number)),
        (label("토지소재"), Cell(record.location, across=3, style=fonts.BOLD, size=9), label("장번호"), Cell(record.sheet_number),
         label("처리시각"), Cell(f"{issue.issued_at:%H시 %M분 %S초}")),
        (label("지 번"), Cell(record.lot, style=fonts.BOLD, size=9), label("축 척"), Cell(record.scale),
         label("비 고"), Cell(record.remarks), label("작성자"), Cell(issue.machine, size=7.6)),
    )  # fmt: skip
    return grid(MARGIN, _HEAD, lines, min_height=6.6, clip=clip)


def _table_head() -> Block:
    lines = (
        (label("토  지  표  시", 9, across=3), label("소  유  자", 9, across=3)),
        (label("지 목", down=2), label("면 적 (㎡)", down=2), label("사 유", down=2), label("변 동 일 자"), label("주 소", across=2)),
        (label("변 동 원 인"), label("성 명 또는 명 칭"), label("등 록 번 호")),
    )  # fmt: skip
    return stack(*grid(MARGIN, _TABLE, lines, min_height=5.2))


def _surface(entries: tuple[SurfaceEntry, ...], number: int) -> tuple[Cell, Cell, Cell]:
    if number >= len(entries):
        return Cell(down=2), Cell(down=2), _mark_if(number == len(entries), Cell(align="center", down=2))
    entry = entries[number]
    return (
        Cell(f"({entry.category_code})\n{entry.category}", "center", down=2),
        Cell(entry.area_m2, "right", down=2),
        Cell(f"({entry.reason_code}) {_date(entry.date)}\n{entry.reason}", down=2),
    )


def _owner(entries: tuple[OwnerEntry, ...], number: int) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    if number >= len(entries):
        mark = _mark_if(number == len(entries), Cell(align="center", across=2))
        return (Cell(), mark), (Cell(), Cell(), Cell())
    entry = entries[number]
    return (
        (Cell(_date(entry.date), "center"), Cell(entry.address, across=2)),
        (Cell(entry.cause, "center"), Cell(entry.name, style=fonts.BOLD), Cell(entry.registration_number)),
    )


def _mark_if(first_empty: bool, cell: Cell) -> Cell:
    return Cell(END_MARK, cell.align, across=cell.across, down=cell.down) if first_empty else cell


def _end_marks(record: LandRegister) -> list[float]:
    """Where the side with more entries ends; the other side's mark stands in its first empty row."""
    surface, owners = len(record.surface), len(record.owners)
    middle_of_reason = MARGIN + sum(_SURFACE[:2]) + _SURFACE[2] / 2
    middle_of_name = MARGIN + sum(_SURFACE) + _OWNER[0] + _OWNER[1] / 2
    return [*[middle_of_reason] * (surface >= owners), *[middle_of_name] * (owners >= surface)]


def _prices(record: LandRegister) -> list[Block]:
    """Land grades and official prices, seven side by side."""
    blocks: list[Block] = []
    grades = [(_date(each.date), each.grade) for each in record.grades]
    prices = [(_date(each.base_date), f"{each.won_per_m2:,}") for each in record.prices]
    for entries, upper, lower in (
        (grades, "등 급 수 정 연 월 일", "토 지 등 급"),
        (prices, "개별공시지가 기준일", "개별공시지가 (원/㎡)"),
    ):
        for at in range(0, max(1, len(entries)), 7):
            part = [*entries[at : at + 7], *[("", "")] * 7][:7]
            dates = (label(upper, 7.8), *(Cell(date_, "center", 8) for date_, _ in part))
            values = (label(lower, 7.8), *(Cell(value, "center", 8) for _, value in part))
            blocks += grid(MARGIN, _FOOT, (dates, values), min_height=5.4)
    return blocks


def _date(iso: str) -> str:
    """As the form writes it; what is no date stays as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.year}년 {day.month:02d}월 {day.day:02d}일"
