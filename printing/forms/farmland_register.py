"""농지대장 (별지 제58호 서식), A4 portrait."""

from __future__ import annotations

from collections.abc import Sequence

from config.catalogue.farmland_register import FarmlandRegister
from config.certificate import Issue
from printing import fonts
from printing.page import A4, MARGIN, Form, attestation, heading
from printing.sheet import Block, Cell, blank, grid, label, space, stack

WIDE = A4[0]
_HEAD = (26.0, 64.0, 26.0, 64.0)
_LAND = (26.0, 34.0, 26.0, 34.0, 26.0, 34.0)
_OWNERS = (30.0, 22.0, 64.0, 16.0, 24.0, 24.0)
_USES = (30.0, 30.0, 50.0, 30.0, 40.0)
_LEASES = (40.0, 22.0, 24.0, 50.0, 44.0)
_PERMITS = (28.0, 46.0, 28.0, 78.0)
_BUILDINGS = (50.0, 30.0, 30.0, 70.0)
_GAP = 2.2

Row = Sequence[Cell]


def form(record: FarmlandRegister, issue: Issue) -> Form:
    owners = [
        (_name(each.name), _middle(each.birth), Cell(each.address, size=8), _middle(each.share), _middle(each.since), _middle(each.cause))
        for each in record.owners
    ]  # fmt: skip
    uses = [
        (_middle(each.since), _middle(each.manner), Cell(each.farmer), _right(each.area_m2), _middle(each.crop))
        for each in record.uses
    ]
    leases = [
        (Cell(each.tenant), _middle(each.form), _right(each.area_m2), _middle(f"{each.begins} ~ {each.ends}"), Cell(each.rent, size=8))
        for each in record.leases
    ]  # fmt: skip
    permits = [
        (_middle(each.date), Cell(each.kind), _right(each.area_m2), Cell(each.purpose)) for each in record.permits
    ]
    buildings = [
        (Cell(each.kind), _right(each.area_m2), _middle(each.since), Cell(each.remarks)) for each in record.buildings
    ]
    sections = (
        _section(
            "소  유  자", _OWNERS, ("성명 (명칭)", "생년월일", "주   소", "지 분", "취 득 일", "취득 원인"), owners
        ),
        _section("이 용  현 황", _USES, ("기 준 일", "이용 구분", "경 작 자", "면적 (㎡)", "주재배 작물"), uses),
        _section("임 대 차", _LEASES, ("임 차 인", "구 분", "면적 (㎡)", "기   간", "임 차 료"), leases),
        _section("농지취득자격증명 · 농지전용", _PERMITS, ("일   자", "구   분", "면적 (㎡)", "목   적"), permits),
    )
    blocks = [heading(WIDE, "농 지 대 장"), *_land(record), space(_GAP)]
    for section in sections:
        blocks += [*section, space(_GAP)]
    head = _head("시   설", _BUILDINGS, ("종   류", "면적 (㎡)", "설 치 일", "비   고"))
    blocks += [
        *_rows(_BUILDINGS, buildings, head),
        blank(MARGIN, _BUILDINGS, [MARGIN + _BUILDINGS[0] / 2], head),
        space(1.5),
    ]
    blocks.append(attestation(WIDE, "농지대장의 내용과 틀림없음을 증명합니다.", issue, seal_beside=False))
    return Form(
        title="농지대장",
        designation="농지법 시행규칙 [별지 제58호서식]",
        landscape=False,
        blocks=blocks,
        running=[*_running(record), space(_GAP)],
    )


def _land(record: FarmlandRegister) -> list[Block]:
    unique = f"{record.pnu[:10]} - {record.pnu[10:15]} - {record.pnu[15:]}"
    applicant = grid(MARGIN, _HEAD, (
        (label("신청인 성명"), _name(record.applicant), label("주민등록번호"), _middle(record.applicant_number)),
    ), min_height=7)  # fmt: skip
    place = grid(MARGIN, _HEAD, (
        (label("농지 소재지"), Cell(record.location, style=fonts.BOLD, size=9), label("지 번"), Cell(record.lot, "center", 9, fonts.BOLD)),
        (label("고유번호"), Cell(unique, across=3)),
    ), min_height=7)  # fmt: skip
    measures = grid(MARGIN, _LAND, (
        (label("지목 (공부)"), _middle(record.category), label("면적 (공부)"), _right(_m2(record.area_m2)),
         label("농업진흥지역", down=2), Cell(record.promotion, "center", down=2)),
        (label("지목 (실제)"), _middle(record.actual_category), label("면적 (실제)"), _right(_m2(record.actual_area_m2))),
    ), min_height=7)  # fmt: skip
    return [*applicant, space(_GAP), *place, *measures]


def _section(title: str, widths: Sequence[float], columns: Sequence[str], rows: Sequence[Row]) -> list[Block]:
    head = _head(title, widths, columns)
    return _rows(widths, rows or [(Cell("해당 사항 없음", "center", across=len(widths)),)], head)


def _head(title: str, widths: Sequence[float], columns: Sequence[str]) -> Block:
    lines = ((label(title, 9, across=len(widths)),), tuple(map(label, columns)))
    return stack(*grid(MARGIN, widths, lines))


def _rows(widths: Sequence[float], rows: Sequence[Row], head: Block) -> list[Block]:
    return [block for row in rows for block in grid(MARGIN, widths, (row,), min_height=6.4, head=head)]


def _m2(area: str) -> str:
    return f"{area} ㎡" if area else ""


def _name(text: str) -> Cell:
    return Cell(text, "center", style=fonts.BOLD)


def _middle(text: str) -> Cell:
    return Cell(text, "center", 8)


def _right(text: str) -> Cell:
    return Cell(text, "right")


def _running(record: FarmlandRegister) -> list[Block]:
    return grid(MARGIN, (26.0, 84.0, 20.0, 50.0), ((
        label("농지 소재지"), Cell(record.location, style=fonts.BOLD, size=9), label("지 번"), Cell(record.lot, "center", 9, fonts.BOLD),
    ),), min_height=7.5, clip=True)  # fmt: skip
