"""토지이용계획 확인서 (별지 제2호 서식), A4 portrait; what to mind stands on a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from config.catalogue.land_use_plan import Drawing, LandUsePlan
from config.certificate import Issue
from printing import fonts
from printing.page import A4, MARGIN, Form, attestation, heading
from printing.sheet import Block, Cell, Pen, grid, label, space
from printing.site_map import fill_zone, lay_out_map

WIDE = A4[0]
INNER = WIDE - 2 * MARGIN
MAP_HIGH = 92.0
_LAND = (28.0, 56.0, 14.0, 24.0, 14.0, 12.0, 14.0, 18.0)
_ZONES = (28.0, 36.0, 116.0)
_LEGEND = (28.0, 12.0, 64.0, 12.0, 64.0)
_NONE = "해당 사항 없음"

_NOTES = (
    (
        "이 확인서는 「토지이용규제 기본법」에 따라 이 토지에 지정된 지역·지구등과 그 법 시행령에서 따로 알리도록 정한 사항을 "
        "확인하는 문서입니다. 그 밖의 법령이나 조례에 따른 제한까지 모두 적혀 있는 것은 아닙니다."
    ),
    (
        "지역·지구등에서 할 수 없거나 허가를 받아야 하는 행위는 법령이 바뀌면 달라질 수 있습니다. 건축이나 개발을 계획할 때에는 "
        "토지이용규제 정보체계 또는 해당 업무 담당 부서에서 그때의 내용을 다시 확인하시기 바랍니다."
    ),
    "지정 절차가 진행 중이거나 지형도면이 아직 고시되지 않은 지역·지구등은 이 확인서에 나타나지 않을 수 있습니다.",
    (
        "확인도면은 지역·지구등의 위치를 알아보기 위한 참고 도면입니다. 토지의 경계를 정하거나 측량하는 데에는 쓸 수 없으며, 경계는 "
        "지적측량으로 확인하여야 합니다."
    ),
    "도시·군계획시설 등에 걸쳐 있는지가 중요한 경우에는 도면만으로 판단하지 말고 담당 부서에 문의하시기 바랍니다.",
    "개별공시지가는 적힌 기준일의 값이며, 그 뒤에 정정되거나 새로 공시된 값과 다를 수 있습니다.",
    "도면의 축척은 A4 용지에 줄이거나 늘리지 않고 인쇄한 이 종이에서만 맞습니다. 복사하거나 사진을 찍으면 달라집니다.",
)


def form(record: LandUsePlan, issue: Issue) -> Form:
    blocks = [heading(WIDE, "토지이용계획 확인서"), *_land(record), *_zones(record), space(2.5)]
    for drawing in record.drawings:
        blocks += [*_drawing(drawing, record.lot), space(1.5)]
    blocks.append(attestation(WIDE, "토지이용계획을 위와 같이 확인합니다.", issue, seal_beside=False))
    return Form(
        title="토지이용계획 확인서",
        designation="토지이용규제 기본법 시행규칙 [별지 제2호서식]",
        landscape=False,
        blocks=[*blocks, *_notes()],
        running=[*_running(record), space(2.5)],
    )


def _land(record: LandUsePlan) -> list[Block]:
    unique = f"{record.pnu[:10]} - {record.pnu[10:15]} - {record.pnu[15:]}"
    price = f"{record.won_per_m2:,} 원/㎡   (기준일 {record.price_base})" if record.price_base else "공시되지 않음"
    return grid(MARGIN, _LAND, (
        (label("소 재 지"), Cell(record.location, style=fonts.BOLD, size=9), label("지 번"), Cell(record.lot, "center", 9, fonts.BOLD),
         label("지 목"), Cell(record.category, "center"), label("면적(㎡)"), Cell(record.area_m2, "right")),
        (label("고유번호"), Cell(unique), label("개별공시지가", across=2), Cell(price, across=4)),
    ), min_height=7.5)  # fmt: skip


def _zones(record: LandUsePlan) -> list[Block]:
    blocks = grid(MARGIN, _ZONES, (
        (label("지역·지구등\n지정 여부", down=2), label("국토의 계획 및 이용에\n관한 법률에 따른 것", 7.8), _list(record.planned)),
        (label("다른 법령 등에\n따른 것", 7.8), _list(record.other)),
    ), min_height=12)  # fmt: skip
    wide = (_ZONES[0] + _ZONES[1], _ZONES[2])
    decree = (label("토지이용규제 기본법 시행령\n제9조제4항 각 호에 해당되는 사항", 7.8), _list(record.decree))
    return [*blocks, *grid(MARGIN, wide, (decree,), min_height=12)]


def _list(entries: Sequence[str]) -> Cell:
    return Cell(", ".join(entries) or _NONE)


def _drawing(drawing: Drawing, lot: str) -> list[Block]:
    plan = lay_out_map(drawing, lot, INNER, MAP_HIGH)

    def draw(pen: Pen, top: float) -> None:
        plan.draw(pen, MARGIN, top)
        pen.box(MARGIN, top, INNER, MAP_HIGH)

    head = grid(MARGIN, (28.0, 92.0, 28.0, 32.0), ((
        label("확인도면"), Cell("굵은 붉은 선 안이 신청한 토지입니다.", size=8), label("축 척"),
        Cell(f"1 : {drawing.scale}", "center", 9, fonts.BOLD),
    ),), min_height=6.5)  # fmt: skip
    blocks = [*head, Block(MAP_HIGH, draw, frame=(MARGIN, INNER))]
    for number in range(0, len(drawing.zones), 2):
        names = [zone.name for zone in drawing.zones[number : number + 2]]
        blocks += _legend(number, names)
    if plan.unnamed:
        line = (label("도면에 이름을\n적지 못한 토지", 7.4), Cell(", ".join(plan.unnamed), size=7.6))
        blocks += grid(MARGIN, (28.0, INNER - 28.0), (line,))
    return blocks


def _legend(number: int, names: Sequence[str]) -> list[Block]:
    """Two zones side by side, each beside a sample of how it is drawn."""
    texts = [Cell(name, size=8) for name in (*names, "")[:2]]
    first, *more = grid(
        MARGIN, _LEGEND, ((label("범 례" if number == 0 else ""), Cell(), texts[0], Cell(), texts[1]),), min_height=6
    )

    def draw(pen: Pen, top: float) -> None:
        first.draw(pen, top)
        for each in range(len(names)):
            left = MARGIN + sum(_LEGEND[: 1 + 2 * each]) + 2
            middle = top + first.height / 2
            corners = ((left, middle - 1.8), (left + 8, middle - 1.8), (left + 8, middle + 1.8), (left, middle + 1.8))
            fill_zone(pen, number + each, corners)

    return [replace(first, draw=draw), *more]


def _notes() -> list[Block]:
    head, *_ = grid(MARGIN, (INNER,), ((label("유  의  사  항", 11),),), min_height=9)
    blocks = [replace(head, new_page=True)]
    for number, note in enumerate(_NOTES, 1):
        blocks += grid(
            MARGIN, (10.0, INNER - 10.0), ((Cell(f"{number}.", "center", 9), Cell(note, size=9.5)),), min_height=14
        )
    return blocks


def _running(record: LandUsePlan) -> list[Block]:
    line = (
        label("소 재 지"),
        Cell(record.location, style=fonts.BOLD, size=9),
        label("지 번"),
        Cell(record.lot, "center", 9, fonts.BOLD),
    )
    return grid(MARGIN, (28.0, 90.0, 22.0, 40.0), (line,), min_height=7.5, clip=True)
