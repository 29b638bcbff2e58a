"""개별공시지가 확인서, A4 portrait."""

from __future__ import annotations

from config.catalogue.land_price import LandPrice, YearPrice
from config.certificate import Issue
from printing import fonts
from printing.page import A4, MARGIN, Form, attestation, heading
from printing.sheet import Block, Cell, blank, grid, label, space, stack

WIDE = A4[0]
_LOT = (26.0, 84.0, 22.0, 48.0)
_LAND = (52.0, 22.0)
_PRICE = (20.0, 18.0, 26.0, 22.0, 20.0)
_TABLE = (*_LAND, *_PRICE)


def form(record: LandPrice, issue: Issue) -> Form:
    head = _table_head()
    blocks: list[Block] = [heading(WIDE, "개별공시지가 확인서"), *_lot(record), space(2.5)]
    for entry in record.prices:
        blocks += grid(MARGIN, _TABLE, (_row(record, entry),), min_height=6, head=head)
    blocks += [blank(MARGIN, _TABLE, [MARGIN + _LAND[0] / 2], head), space(3)]
    blocks.append(attestation(WIDE, "개별공시지가를 위와 같이 확인합니다.", issue, seal_beside=False))
    return Form(
        title="개별공시지가 확인서",
        designation="부동산 가격공시에 관한 법률 시행규칙 서식",
        landscape=False,
        blocks=blocks,
        running=[*_lot(record, clip=True), space(2.5)],
    )


def _lot(record: LandPrice, clip: bool = False) -> list[Block]:
    unique = f"{record.pnu[:10]} - {record.pnu[10:15]} - {record.pnu[15:]}"
    return grid(MARGIN, _LOT, (
        (label("토지 소재지"), Cell(record.location, size=9, style=fonts.BOLD),
         label("지 번"), Cell(record.lot, size=9, style=fonts.BOLD)),
        (label("고유번호"), Cell(unique), label("확인 연도"), Cell(_years(record))),
    ), min_height=7.5, clip=clip)  # fmt: skip


def _years(record: LandPrice) -> str:
    years = [entry.year for entry in record.prices]
    return f"{min(years)}년 ~ {max(years)}년" if years else ""


def _table_head() -> Block:
    return stack(*grid(MARGIN, _TABLE, (
        (label("신청 대상 토지", 9, across=2), label("확 인 내 용", 9, across=5)),
        (label("토지 소재지"), label("지 번"), label("가격기준연도"), label("기준월일"), label("개별공시지가\n(원/㎡)"), label("공시일자"), label("비 고")),
    ), min_height=6.5))  # fmt: skip


def _row(record: LandPrice, entry: YearPrice) -> tuple[Cell, ...]:
    return (
        Cell(record.location, size=8), Cell(record.lot, "center", 8), Cell(f"{entry.year}년", "center"),
        Cell(f"{entry.month}월 1일", "center"), Cell(f"{entry.won_per_m2:,}", "right", 9, fonts.BOLD),
        Cell(entry.announced, "center", 8), Cell(entry.remarks, "center", 7.6),
    )  # fmt: skip
