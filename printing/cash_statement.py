"""A batch's statement on the receipt roll and on a terminal, in Korean: its readers are technicians and accountants."""

from __future__ import annotations

from datetime import datetime

from config.cash_statement import CashStatement, Pieces, Suspicion, UnitLine, worth
from config.receipt_lines import Feed, ReceiptLine, Rule, TextLine
from config.vocabulary import Unseen
from config.won import Won

_UNSEEN = {
    Unseen.CREDITS_LOST: "금액을 모르는 투입",
    Unseen.STOPPED_SHORT: "덜 나온 방출",
    Unseen.JAM: "장치 고장",
    Unseen.MOVED: "지시 없는 방출",
    Unseen.BEYOND_BOOKS: "장부보다 많은 방출",
    Unseen.PAYOUT_OPEN: "결과 미확인 방출",
    Unseen.NOTE_OPEN: "결과 미확인 지폐",
}
_ACCURACY = {"accurate": "", "inaccurate": " (부정확)", "unknown": " (미확인)"}


def statement_lines(machine: str, at: datetime, statement: CashStatement) -> tuple[ReceiptLine, ...]:
    """``machine`` is the kiosk's number and site, ``at`` the time in Korea."""
    each = statement
    return (
        TextLine("현금 수거 정산서", align="center", large=True),
        Rule(),
        TextLine("발급기", machine),
        TextLine("일시", f"{at:%Y-%m-%d %H:%M:%S}"),
        TextLine("정산 번호", str(each.batch)),
        Rule(),
        *_pieces("입금", each.deposited),
        *_pieces("출금", each.paid_out),
        _sum("  거스름돈", each.change),
        _sum("  반환", each.returned),
        *(_pieces("시험 방출 (별도)", each.tried) if each.tried else ()),
        _sum("수입", each.income),
        _sum("카드 수입 (별도)", each.by_card),
        Rule(),
        _sum("청구 접수", each.suspense_opened),
        _sum("청구 해소", each.suspense_settled),
        _sum("이월 미정산", each.carried),
        _sum("현재 미정산", each.owed),
        Rule(),
        *((TextLine("봉투 번호", each.bag),) if each.bag else ()),
        *_pieces("수거", each.collected),
        *_pieces("보충", each.filled),
        Rule(),
        *(line for unit in each.units for line in _unit(unit)),
        Feed(1),
    )


def _pieces(title: str, pieces: tuple[Pieces, ...]) -> tuple[ReceiptLine, ...]:
    rows = (TextLine(f"  {each.value}원 x {each.count}", f"{each.value * each.count}원") for each in pieces)
    return (_sum(title, worth(pieces)), *rows)


def _sum(title: str, amount: Won) -> TextLine:
    return TextLine(title, f"{amount}원", bold=not title.startswith(" "))


def _unit(line: UnitLine) -> tuple[ReceiptLine, ...]:
    found = "세지 않음" if line.counted is None else f"{line.counted} (차이 {line.difference:+d})"
    return (
        TextLine(f"{line.unit} {line.value}원", bold=True),
        TextLine("  장부", f"{line.expected}{_ACCURACY[line.accuracy]}"),
        TextLine("  실사", found),
        *(_explained(line) if line.difference else ()),
        TextLine("  남김", str(line.left)),
    )


def _explained(line: UnitLine) -> tuple[ReceiptLine, ...]:
    """How the books come to their figure, and what may have moved pieces that they know nothing of."""
    return (
        TextLine("    이전 실사", str(line.before)),
        TextLine("    들어옴", f"+{line.came}"),
        TextLine("    나감", f"-{line.went}"),
        *(TextLine(f"    {_UNSEEN[each.cause]}", _often(each)) for each in line.unseen),
    )


def _often(suspicion: Suspicion) -> str:
    return f"{suspicion.times}회" + (f", {suspicion.pieces}개" if suspicion.pieces else "")
