"""주민등록표 초본 (별지 제19호 서식), A4 portrait."""

from __future__ import annotations

from collections.abc import Sequence

from config.catalogue.resident_abstract import AddressEntry, ResidentAbstract
from config.certificate import Issue
from printing import fonts
from printing.page import MARGIN, Form, attestation
from printing.personal import WIDE, end, name_size
from printing.sheet import Block, Cell, Pen, grid, label, space, stack

_TITLE = 70.0
_DESK = (18.0, 52.0, 14.0, 26.0)
_PERSON = (26.0, 64.0, 26.0, 64.0)
_CHANGES = (13.0, 53.0, 53.0, 26.0, 35.0)
_ADDRESSES = (12.0, 101.0, 41.0, 26.0)
_SERVICE = (26.0, 154.0)
_GAP = 2.5


def form(record: ResidentAbstract, issue: Issue) -> Form:
    """The seal stands on the first page; every other page names the person again."""
    parts = [_person(record), _changes(record), _addresses(record), _service(record)]
    sentence = "이 초본은 개인별 주민등록표의 원본 내용과 틀림없음을 증명합니다."
    desk = (record.department, record.officer, record.phone)
    blocks = [
        *heading("( 초    본 )", sentence, *desk, record.name, record.purpose),
        attestation(WIDE, "", issue, seal_beside=True),
        space(1),
    ]
    for part in filter(None, parts):
        blocks += [*part, space(_GAP)]
    blocks[-1] = end()
    return Form(
        title="주민등록표(초본)",
        designation="주민등록법 시행규칙 [별지 제19호서식]",
        landscape=False,
        blocks=blocks,
        running=[*_running(record), space(_GAP)],
    )


def heading(
    copy: str, sentence: str, department: str, officer: str, phone: str, applicant: str, purpose: str
) -> list[Block]:
    """The title of 주민등록표 등본 and 초본, and beside it who vouches for the copy, for whom and for what."""
    desk, *more = grid(MARGIN + _TITLE, _DESK, (
        (Cell(sentence, "center", 9, across=4, fixed=True),),
        (label("담당부서"), Cell(department, size=8), label("담당자"), Cell(officer, size=8)),
        (label("발급방법"), Cell("무인민원발급기 · 본인 확인", size=8), label("전 화"), Cell(phone, size=8)),
        (label("신 청 인"), Cell(applicant, size=8), label("용도 및\n목적", 7), Cell(purpose, size=7.6)),
    ), min_height=6.8)  # fmt: skip

    def draw(pen: Pen, top: float) -> None:
        middle = MARGIN + (_TITLE - 6) / 2
        pen.text(middle, top + 12, "주 민 등 록 표", fonts.BOLD, 24, "center")
        pen.text(middle, top + 22, copy, fonts.BOLD, 16, "center")
        desk.draw(pen, top)

    return [Block(max(desk.height, 26.0), draw, frame=desk.frame, says=desk.says), *more, space(2)]


def with_hanja(name: str, hanja: str) -> str:
    return f"{name} ({hanja})" if hanja else name


def _person(record: ResidentAbstract) -> list[Block]:
    name = with_hanja(record.name, record.name_hanja)
    lines = ((
        label("성 명 (한 자)"), Cell(name, "center", name_size(name, 11, _PERSON[1]), fonts.BOLD),
        label("주민등록번호"), Cell(record.resident_number, "center", 11, fonts.BOLD),
    ),)  # fmt: skip
    blocks = grid(MARGIN, _PERSON, lines, min_height=10)
    if record.foreign_number:
        words = label("국내거소신고번호 · 외국인등록번호", across=2)
        blocks += grid(MARGIN, _PERSON, ((words, Cell(record.foreign_number, "center", 10, across=2)),))
    return blocks


def _running(record: ResidentAbstract) -> list[Block]:
    return grid(MARGIN, (40.0, 20.0, 50.0, 26.0, 44.0), ((
        Cell("주민등록표 (초본)", "center", 10, fonts.BOLD), label("성 명"), Cell(record.name, "center", 9.5),
        label("주민등록번호"), Cell(record.resident_number, "center", 9.5),
    ),), min_height=8, clip=True)  # fmt: skip


def _changes(record: ResidentAbstract) -> list[Block]:
    head = stack(*grid(MARGIN, _CHANGES, (
        (label("인 적 사 항   변 경   내 용", 9, across=5),),
        tuple(map(label, ("번호", "변 경 전", "변 경 후", "변 경 일", "변 경 사 유"))),
    )))  # fmt: skip
    blocks: list[Block] = []
    for number, change in enumerate(record.changes, 1):
        blocks += grid(MARGIN, _CHANGES, ((
            Cell(str(number), "center"), Cell(change.before), Cell(change.after), Cell(change.date, "center"), Cell(change.reason),
        ),), min_height=7, head=head)  # fmt: skip
    return blocks


def _addresses(record: ResidentAbstract) -> list[Block]:
    head = stack(*grid(MARGIN, _ADDRESSES, (
        (label("번호", down=2), label("주       소", down=2), label("전입일 / 변동일"), label("변동 사유")),
        (label("세대주 및 관계"), label("등록 상태")),
    ), min_height=5.4))  # fmt: skip
    blocks: list[Block] = []
    for number, entry in enumerate(record.addresses, 1):
        last = number == len(record.addresses)
        blocks += grid(
            MARGIN, _ADDRESSES, _address("현주소" if last else str(number), entry, last), min_height=5.4, head=head
        )
    return blocks


def _address(number: str, entry: AddressEntry, present: bool) -> Sequence[Sequence[Cell]]:
    return (
        (
            Cell(number, "center", 7.4 if present else 8.5, down=2),
            Cell(entry.address, style=fonts.BOLD if present else fonts.BODY, size=8.5, down=2),
            Cell(" / ".join(filter(None, (entry.moved_in, entry.changed))), "center", 8),
            Cell(entry.reason, "center", 8),
        ),
        (
            Cell("의 ".join(filter(None, (entry.householder, entry.relation))), "center", 8),
            Cell(entry.status, "center", 8),
        ),
    )


def _service(record: ResidentAbstract) -> list[Block]:
    blocks: list[Block] = []
    for number, line in enumerate(record.service):
        blocks += grid(MARGIN, _SERVICE, ((label("병 역 사 항" if number == 0 else ""), Cell(line)),), min_height=6.6)
    return blocks
