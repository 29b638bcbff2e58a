"""자동차등록원부 (갑)·(을), A4 portrait."""

from __future__ import annotations

from collections.abc import Sequence

from config.catalogue.vehicle_register import Mortgage, RegisterEntry, VehicleRegister
from config.certificate import Issue
from printing import fonts
from printing.page import A4, MARGIN, Form, attestation
from printing.sheet import END_MARK, Block, Cell, blank, grid, label, space, stack

WIDE = A4[0]
_TITLE = (136.0, 20.0, 24.0)
_FACTS = (25.0, 38.0, 23.0, 40.0, 20.0, 34.0)
_ENTRIES = (11.0, 13.0, 84.0, 30.0, 21.0, 21.0)
_MORTGAGES = (15.0, 32.0, 45.0, 45.0, 22.0, 21.0)
_RUNNING = (62.0, 22.0, 34.0, 22.0, 40.0)
_GAP = 2.5


def form(record: VehicleRegister, issue: Issue) -> Form:
    facts = grid(MARGIN, _FACTS, (
        (label("자동차등록번호"), Cell(record.plate, style=fonts.BOLD, size=10), label("제원관리번호"), Cell(record.specification, size=8),
         label("말소등록일"), Cell(record.deregistered)),
        (label("차     명"), Cell(record.name), label("차     종"), Cell(record.category), label("세부유형"), Cell(record.subtype)),
        (label("차대번호"), Cell(record.chassis, size=8), label("원동기형식"), Cell(record.engine), label("용     도"), Cell(record.use)),
        (label("모델연도"), Cell(record.model_year), label("색     상"), Cell(record.color), label("출처구분"), Cell(record.origin)),
        (label("최초등록일"), Cell(record.first_registered), label("제작연월일"), Cell(record.made), label("폐 쇄 일"), Cell(record.closed)),
        (label("최종소유자"), Cell(record.owner, style=fonts.BOLD), label("주민(법인)\n등록번호", 7.6), Cell(record.owner_number),
         label("검사유효기간", 7.4), Cell(record.inspection, size=8)),
        (label("사용본거지"), Cell(record.base, across=5)),
    ), min_height=6.8)  # fmt: skip
    return Form(
        title="자동차등록원부",
        designation="자동차등록규칙 [별지 자동차등록원부(갑)·(을) 서식]",
        landscape=False,
        blocks=[
            *title("자 동 차 등 록 원 부", record.part, "일련번호", record.serial),
            *facts,
            space(_GAP),
            *parts(record.part, record.entries, record.mortgages),
            attestation(WIDE, "이 등본은 자동차등록원부의 원본 내용과 틀림없음을 증명합니다.", issue, seal_beside=False),
        ],
        running=running(f"자동차등록원부 ({record.part})", "등록번호", record.plate, record.owner),
    )  # fmt: skip


def title(words: str, part: str, name: str, value: str) -> list[Block]:
    return grid(MARGIN, _TITLE, ((
        Cell(f"{words}  ({part})", "center", 15, fonts.BOLD), label(name), Cell(value, "center"),
    ),), min_height=13)  # fmt: skip


def running(words: str, name: str, value: str, owner: str) -> list[Block]:
    return [*grid(MARGIN, _RUNNING, ((
        Cell(words, "center", 9.5, fonts.BOLD), label(name), Cell(value, "center", 9), label("소 유 자"), Cell(owner, "center", 9),
    ),), min_height=8, clip=True), space(_GAP)]  # fmt: skip


def parts(part: str, entries: Sequence[RegisterEntry], mortgages: Sequence[Mortgage]) -> list[Block]:
    """갑 and 을, as far as the paper has them; the last one reaches down to the attestation."""
    with_b = "을" in part or bool(mortgages)
    blocks: list[Block] = []
    if "갑" in part or entries or not with_b:
        head = _entries_head()
        blocks += _entries(entries, head)
        blocks += _end(_ENTRIES, head, text_column=2, last=not with_b)
    if with_b:
        head = _mortgages_head()
        if blocks:
            blocks.append(space(_GAP))
        blocks += _mortgages(mortgages, head)
        blocks += _end(_MORTGAGES, head, text_column=2, last=True)
    return blocks


def _entries_head() -> Block:
    return stack(*grid(MARGIN, _ENTRIES, (
        (label("(갑)  소 유 권   등   등 록 사 항", 9, across=6),),
        (label("순 위 번 호", across=2), label("사       항       란", down=2), label("주민(법인)등록번호", 7.4, down=2),
         label("등록일자", down=2), label("접수번호", down=2)),
        (label("주등록", 7.2), label("부기등록", 7.2)),
    ), min_height=5.2))  # fmt: skip


def _entries(entries: Sequence[RegisterEntry], head: Block) -> list[Block]:
    blocks: list[Block] = []
    for entry in entries:
        blocks += grid(MARGIN, _ENTRIES, ((
            Cell(entry.main, "center"), Cell(entry.sub, "center", 8), Cell(entry.text), Cell(entry.number, "center", 8),
            Cell(entry.date, "center", 8), Cell(entry.receipt, "center", 8),
        ),), min_height=7, head=head)  # fmt: skip
    return blocks


def _mortgages_head() -> Block:
    return stack(*grid(MARGIN, _MORTGAGES, (
        (label("(을)  저 당 권   등 록 사 항", 9, across=6),),
        (label("순위번호", down=2), label("채 권 가 액", down=2), label("저 당 권 자", down=2), label("저당권설정자"),
         label("설정일자"), label("접수번호", down=2)),
        (label("채 무 자"), label("말소일자")),
    ), min_height=5.2))  # fmt: skip


def _mortgages(mortgages: Sequence[Mortgage], head: Block) -> list[Block]:
    blocks: list[Block] = []
    for each in mortgages:
        blocks += grid(MARGIN, _MORTGAGES, (
            (Cell(each.rank, "center", down=2), Cell(f"금 {each.claim:,}원", "right", down=2), Cell(each.creditor, down=2),
             Cell(each.pledger), Cell(each.date, "center", 8), Cell(each.receipt, "center", 8, down=2)),
            (Cell(each.debtor), Cell(each.cancelled, "center", 8)),
        ), min_height=6, head=head)  # fmt: skip
    if not mortgages:
        blocks += grid(MARGIN, [sum(_MORTGAGES)], ((Cell("저당권 등록사항이 없습니다.", "center"),),), 8, head)
    return blocks


def _end(widths: Sequence[float], head: Block, text_column: int, last: bool) -> list[Block]:
    """Nothing can be added below the table."""
    if last:
        middle = MARGIN + sum(widths[:text_column]) + widths[text_column] / 2
        return [blank(MARGIN, widths, [middle], head)]
    return grid(MARGIN, [sum(widths)], ((Cell(END_MARK, "center"),),), 7, head)
