"""건설기계등록원부 (갑)·(을), A4 portrait; its tables are those of vehicles."""

from __future__ import annotations

from config.catalogue.machinery_register import MachineryRegister
from config.certificate import Issue
from printing import fonts
from printing.forms.vehicle_register import WIDE, parts, running, title
from printing.page import MARGIN, Form, attestation
from printing.sheet import Cell, grid, label, space

_FACTS = (28.0, 62.0, 28.0, 62.0)


def form(record: MachineryRegister, issue: Issue) -> Form:
    facts = grid(MARGIN, _FACTS, (
        (label("건설기계명"), Cell(record.name, style=fonts.BOLD), label("형     식"), Cell(record.model)),
        (label("규     격"), Cell(record.size), label("형식승인번호"), Cell(record.approval)),
        (label("차대일련번호"), Cell(record.chassis), label("용     도"), Cell(record.use)),
        (label("제작연월일"), Cell(record.made), label("등 록 일"), Cell(record.registered)),
        (label("소 유 자"), Cell(record.owner, style=fonts.BOLD), label("주민(법인)등록번호", 7.4), Cell(record.owner_number)),
        (label("소유자 주소"), Cell(record.owner_address, across=3)),
        (label("사용본거지"), Cell(record.base), label("말 소 일"), Cell(record.deregistered)),
    ), min_height=7)  # fmt: skip
    return Form(
        title="건설기계등록원부",
        designation="건설기계관리법 시행규칙 [별지 건설기계등록원부(갑)·(을) 서식]",
        landscape=False,
        blocks=[
            *title("건 설 기 계 등 록 원 부", record.part, "등록번호", record.plate),
            *facts,
            space(2.5),
            *parts(record.part, record.entries, record.mortgages),
            attestation(
                WIDE, "이 등본은 건설기계등록원부의 원본 내용과 틀림없음을 증명합니다.", issue, seal_beside=False
            ),
        ],
        running=running(f"건설기계등록원부 ({record.part})", "등록번호", record.plate, record.owner),
    )
