"""주민등록표 등본 (별지 제18호 서식), A4 portrait."""

from __future__ import annotations

from config.catalogue.resident_register import HouseholdAddress, Member, ResidentRegister
from config.certificate import Issue
from printing import fonts
from printing.forms.resident_abstract import heading, with_hanja
from printing.page import MARGIN, Form, attestation
from printing.personal import WIDE, end, name_size
from printing.sheet import Block, Cell, grid, label, space, stack

_HOUSEHOLD = (30.0, 60.0, 30.0, 60.0)
_ADDRESSES = (14.0, 122.0, 44.0)
_MEMBERS = (12.0, 28.0, 62.0, 44.0, 34.0)
_RUNNING = (40.0, 24.0, 50.0, 22.0, 44.0)
_GAP = 2.5


def form(record: ResidentRegister, issue: Issue) -> Form:
    """The seal stands on the first page; every other page names the applicant again."""
    blocks = [
        *heading(
            "( 등    본 )", "이 등본은 세대별 주민등록표의 원본 내용과 틀림없음을 증명합니다.",
            record.department, record.officer, record.phone, f"{record.applicant} ({record.applicant_number})", record.purpose,
        ),
        attestation(WIDE, "", issue, seal_beside=True), space(1),
        *_household(record), space(_GAP), *_addresses(record), space(_GAP), *_members(record), end(),
    ]  # fmt: skip
    return Form(
        title="주민등록표(등본)",
        designation="주민등록법 시행규칙 [별지 제18호서식]",
        landscape=False,
        blocks=blocks,
        running=[*_running(record), space(_GAP)],
    )


def _household(record: ResidentRegister) -> list[Block]:
    name = with_hanja(record.householder, record.householder_hanja)
    formation = "\n".join(filter(None, (record.formation_reason, record.formation_date)))
    return grid(MARGIN, _HOUSEHOLD, ((
        label("세대주 성명 (한자)"), Cell(name, "center", name_size(name, 11, _HOUSEHOLD[1]), fonts.BOLD),
        label("세대 구성\n사유 및 일자"), Cell(formation, "center"),
    ),), min_height=10)  # fmt: skip


def _addresses(record: ResidentRegister) -> list[Block]:
    head = stack(*grid(MARGIN, _ADDRESSES, (
        (label("번호", down=2), label("주       소", down=2), label("전입일 / 변동일")),
        (label("변동 사유"),),
    ), min_height=5.4))  # fmt: skip
    blocks: list[Block] = []
    for number, entry in enumerate(record.addresses, 1):
        blocks += _address(number, entry, number == len(record.addresses), head)
    return blocks


def _address(number: int, entry: HouseholdAddress, present: bool, head: Block) -> list[Block]:
    return grid(MARGIN, _ADDRESSES, (
        (Cell("현주소" if present else str(number), "center", 8 if present else 8.5, down=2),
         Cell(entry.address, style=fonts.BOLD if present else fonts.BODY, size=9 if present else 8.5, down=2),
         Cell(_dates(entry), "center", 8)),
        (Cell(entry.reason, "center", 8),),
    ), min_height=5.4, head=head)  # fmt: skip


def _members(record: ResidentRegister) -> list[Block]:
    head = stack(*grid(MARGIN, _MEMBERS, (
        (label("번호", down=2), label("세대주와의\n관계", down=2), label("성 명 (한 자)"), label("전입일 / 변동일"), label("변동 사유", down=2)),
        (label("주민등록번호"), label("등록 상태")),
    ), min_height=5.4))  # fmt: skip
    blocks: list[Block] = []
    for number, entry in enumerate(record.members, 1):
        name = with_hanja(entry.name, entry.name_hanja)
        blocks += grid(MARGIN, _MEMBERS, (
            (Cell(str(number), "center", down=2), Cell(entry.relation, "center", down=2),
             Cell(name, "center", name_size(name, 9.5, _MEMBERS[2]), fonts.BOLD), Cell(_dates(entry), "center", 8),
             Cell(entry.reason, "center", 8, down=2)),
            (Cell(entry.resident_number, "center", 9.5), Cell(entry.status, "center", 8)),
        ), min_height=5.8, head=head)  # fmt: skip
    return blocks


def _dates(entry: HouseholdAddress | Member) -> str:
    return " / ".join(filter(None, (entry.moved_in, entry.changed)))


def _running(record: ResidentRegister) -> list[Block]:
    return grid(MARGIN, _RUNNING, ((
        Cell("주민등록표 (등본)", "center", 10, fonts.BOLD), label("신 청 인"), Cell(record.applicant, "center", 9.5),
        label("등록번호"), Cell(record.applicant_number, "center", 9.5),
    ),), min_height=8, clip=True)  # fmt: skip
