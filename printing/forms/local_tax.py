"""지방세 세목별 과세증명서 (별지 제49호 서식), A4 portrait, in Korean and English side by side."""

from __future__ import annotations

from config.catalogue.local_tax import Assessment, LocalTax
from config.certificate import Issue
from printing import fonts
from printing.page import A4, MARGIN, Form, attestation
from printing.sheet import Block, Cell, Pen, blank, grid, label, space, stack

WIDE = A4[0]
INNER = WIDE - 2 * MARGIN
_ISSUE = (26.0, 54.0, 22.0, 40.0, 16.0, 22.0)
_PAYER = (20.0, 34.0, 48.0, 36.0, 42.0)
_ASKED = (26.0, 44.0, 22.0, 36.0, 20.0, 32.0)
_TAXES = (27.0, 18.0, 17.0, 22.0, 46.0, 26.0, 24.0)
_TOTAL = (sum(_TAXES[:-1]), _TAXES[-1])
_RUNNING = (72.0, 22.0, 36.0, 16.0, 34.0)
_GAP = 2.5


def form(record: LocalTax, issue: Issue) -> Form:
    """Every page but the first names the taxpayer again; without an assessment it says that there is none."""
    head = _taxes_head()
    blocks = [*_title(), *_payer(record, issue), space(_GAP)]
    for each in record.assessments:
        blocks += grid(MARGIN, _TAXES, (_assessment(each),), min_height=7, head=head)
    rest = blank(MARGIN, [INNER], [WIDE / 2], head)
    blocks += [rest, *_total(record, head)] if record.assessments else [*_none(head), rest]
    blocks += [_certified(), attestation(WIDE, "", issue, seal_beside=False)]
    return Form(
        title="지방세 세목별 과세증명서",
        designation="지방세기본법 시행규칙 [별지 제49호서식]",
        landscape=False,
        blocks=blocks,
        running=_running(record),
    )


def _both(korean: str, english: str, across: int = 1, down: int = 1) -> Cell:
    return label(f"{korean}\n{english}", 7.4, across, down)


def _title() -> list[Block]:
    def draw(pen: Pen, top: float) -> None:
        pen.text(WIDE / 2, top + 8, "지방세 세목별 과세증명서", fonts.BOLD, 19, "center")
        pen.text(WIDE / 2, top + 13.5, "Local Tax Assessment Certificate by Tax Item", fonts.BODY, 10.5, "center")

    return [Block(17, draw)]


def _payer(record: LocalTax, issue: Issue) -> list[Block]:
    return [
        *grid(MARGIN, _ISSUE, ((
            _both("발급번호", "Issuance No."), Cell(issue.number, "center"), _both("담당부서", "Department"), Cell(record.department, size=8),
            _both("담당자", "Officer"), Cell(f"{record.officer}\n{record.phone}", size=7.6),
        ),)),
        space(_GAP),
        *grid(MARGIN, _PAYER, (
            (_both("납세자", "Taxpayer", down=2), _both("성명 (법인명)", "Name (Corporation)"), Cell(record.name, "center", 10, fonts.BOLD),
             _both("주민(법인·외국인)등록번호", "Registration No."), Cell(record.number, "center", 10)),
            (_both("주소 (영업소)", "Address (Office)"), Cell(record.address, across=3)),
        ), min_height=9),
        *grid(MARGIN, _ASKED, ((
            _both("과세기간", "Period"), Cell(record.period, "center"), _both("세목", "Tax items"), Cell(record.items, "center"),
            _both("사용 목적", "Purpose"), Cell(record.purpose, "center"),
        ),), min_height=9),
    ]  # fmt: skip


def _running(record: LocalTax) -> list[Block]:
    return [*grid(MARGIN, _RUNNING, ((
        Cell("지방세 세목별 과세증명서", "center", 10, fonts.BOLD), label("납세자"), Cell(record.name, "center", 9.5),
        label("과세기간"), Cell(record.period, "center"),
    ),), min_height=8, clip=True), space(_GAP)]  # fmt: skip


def _taxes_head() -> Block:
    return stack(*grid(MARGIN, _TAXES, (
        (label("과  세  내  역     Details of assessment", 9, across=7),),
        (_both("세목", "Tax item"), _both("부과연월", "Year/Month"), _both("구분", "Type"), _both("과세번호", "No."),
         _both("과세대상", "Tax object"), _both("과세표준 (원)", "Tax base (won)"), _both("세액 (원)", "Amount (won)")),
    ), min_height=6))  # fmt: skip


def _assessment(each: Assessment) -> tuple[Cell, ...]:
    return (
        Cell(each.item, "center"),
        Cell(each.month, "center"),
        Cell(each.term, "center", 8),
        Cell(each.number, "center", 8),
        Cell(each.object, size=8),
        Cell(f"{each.base:,}" if each.base else "-", "right"),
        Cell(f"{each.amount:,}", "right"),
    )


def _none(head: Block) -> list[Block]:
    words = "위 기간에 과세사실 없음\nNo local tax was assessed in this period"
    return grid(MARGIN, [INNER], ((Cell(words, "center", 11, fonts.BOLD),),), 22, head)


def _total(record: LocalTax, head: Block) -> list[Block]:
    """At the foot of the table, so that it is never parted from the certification."""
    total = sum(each.amount for each in record.assessments)
    return grid(MARGIN, _TOTAL, ((
        _both("합계", f"Total  ({len(record.assessments)})"), Cell(f"{total:,}", "right", style=fonts.BOLD),
    ),), 8, head)  # fmt: skip


def _certified() -> Block:
    certified = "「지방세기본법 시행규칙」 제33조에 따라 위와 같이 증명합니다."

    def draw(pen: Pen, top: float) -> None:
        pen.text(
            WIDE / 2,
            top + 6.5,
            certified,
            fonts.BODY,
            11,
            "center",
        )
        pen.text(
            WIDE / 2,
            top + 11.5,
            "The local tax assessments stated above are hereby certified.",
            fonts.BODY,
            9,
            "center",
        )

    return Block(13, draw, says=lambda: certified)
