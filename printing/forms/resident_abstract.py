"""주민등록표 초본 (별지 제19호 서식), A4 portrait."""

from __future__ import annotations

from config.catalogue.resident_abstract import AddressEntry, ResidentAbstract
from config.certificate import Issue
from printing import fonts
from printing.page import A4, MARGIN, Form, attestation
from printing.sheet import THICK, Block, Cell, Pen, end_mark, label, row, space, stack

WIDE = A4[0]
INNER = WIDE - 2 * MARGIN
_CHANGES = (12.0, 52.0, 52.0, 26.0, INNER - 142.0)
_ADDRESSES = (12.0, INNER - 12.0 - 68.0, 34.0, 34.0)
_ADDRESS_HEADS = ("번호", "주 소", "전입일 / 변동일 등록상태", "세대주 및 관계 변동 사유")


def form(record: ResidentAbstract, issue: Issue) -> Form:
    blocks: list[Block] = [
        _title(),
        attestation(
            WIDE, "이 초본은 개인별 주민등록표의 원본 내용과 틀림없음을 증명합니다.", issue, seal_beside=True
        ),
        *_desk(record),
        space(2.5),
        *_person(record),
        space(2.5),
    ]
    if record.changes:
        blocks += [*_changes(record), space(2.5)]
    blocks += _addresses(record)
    if record.service:
        blocks.append(space(2.5))
        for number, line in enumerate(record.service):
            blocks += row(MARGIN, (30.0, INNER - 30.0), (label("병역 사항" if number == 0 else ""), Cell(line)))
    blocks.append(end_mark(MARGIN, INNER))
    return Form("주민등록표(초본)", False, blocks)


def _title() -> Block:
    def draw(pen: Pen, top: float) -> None:
        pen.text(WIDE / 2, top + 8, "주 민 등 록 표", fonts.BOLD, 22, "center")
        pen.text(WIDE / 2, top + 15, "( 초   본 )", fonts.BOLD, 14, "center")
        pen.line(WIDE / 2 - 32, top + 17.5, WIDE / 2 + 32, top + 17.5, THICK)

    return Block(22, draw)


def _desk(record: ResidentAbstract) -> list[Block]:
    widths = (24.0, 66.0, 24.0, INNER - 114.0)
    return row(MARGIN, widths, (
        label("담당부서"), Cell(f"{record.department} ({record.officer})"), label("전화"), Cell(record.phone),
    ))  # fmt: skip


def _person(record: ResidentAbstract) -> list[Block]:
    name = f"{record.name} ({record.name_hanja})" if record.name_hanja else record.name
    widths = (24.0, 66.0, 24.0, INNER - 114.0)
    return row(MARGIN, widths, (
        label("성명 (한자)"), Cell(name, style=fonts.BOLD, size=11),
        label("주민등록번호"), Cell(record.resident_number, style=fonts.BOLD, size=11),
    ), min_height=9.5)  # fmt: skip


def _changes(record: ResidentAbstract) -> list[Block]:
    head = stack(
        *row(MARGIN, (INNER,), (label("인 적 사 항   변 경   내 용", 9),)),
        *row(MARGIN, _CHANGES, tuple(map(label, ("번호", "변경 전", "변경 후", "변경일", "변경 사유")))),
    )
    blocks = [head]
    for number, change in enumerate(record.changes, 1):
        blocks += row(MARGIN, _CHANGES, (
            Cell(str(number), align="center"), Cell(change.before), Cell(change.after), Cell(change.date, align="center"),
            Cell(change.reason),
        ), head=head)  # fmt: skip
    return blocks


def _addresses(record: ResidentAbstract) -> list[Block]:
    head = stack(*row(MARGIN, _ADDRESSES, tuple(map(label, _ADDRESS_HEADS)), min_height=11))
    blocks = [head]
    for number, entry in enumerate(record.addresses, 1):
        last = number == len(record.addresses)
        blocks += _address("현주소" if last else str(number), entry, head)
    return blocks


def _address(number: str, entry: AddressEntry, head: Block) -> list[Block]:
    dates = entry.moved_in if entry.moved_in == entry.changed else f"{entry.moved_in} / {entry.changed}"
    holder = f"{entry.householder} · {entry.relation}" if entry.householder else ""
    size = 6.8 if number == "현주소" else 8.5
    return row(MARGIN, _ADDRESSES, (
        Cell(number, align="center", size=size),
        Cell(entry.address),
        Cell(f"{dates}  {entry.status}", align="center", size=8),
        Cell(f"{holder}  {entry.reason}", align="center", size=8),
    ), min_height=11, head=head)  # fmt: skip
