from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from io import BytesIO
from string import Formatter

import pytest
from PIL import Image, ImageStat

from config.language import LANGUAGES, LOCALES, Language
from config.receipt_lines import Feed, ReceiptLine, Rule, TextLine
from config.vocabulary import ClaimReason
from config.won import ZERO, Won
from drivers.escpos.emulator import ReceiptPrinterEmulator
from drivers.escpos.encoder import encode_picture, set_lines
from printing.receipt import Copy, ReceiptData, receipt, refund_slip, texts
from printing.receipt_image import face_of, receipt_png, receipt_rows
from tests.cities import WONJU

AT = datetime(2026, 3, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=9)))
PAID = ReceiptData(
    machine="무인민원발급기 03 (단구동)", receipt_no="5297DAC9", issued_at=AT, title="토지대장",
    copies=(Copy("1732-4096-5500-0817", 2, Won(500)),), inserted=Won(1_000), change=Won(500),
)  # fmt: skip


def test_every_language_has_every_word_of_a_slip() -> None:
    whole = texts("ko")
    for language in LANGUAGES:
        assert texts(language).keys() == whole.keys()
        assert all(values_in(text) == values_in(whole[word]) for word, text in texts(language).items())
        assert {f"claim.{reason}" for reason in ClaimReason} <= texts(language).keys()


def values_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_on_a_receipt_are_written_as_its_language_writes_them(language: Language) -> None:
    rights = pairs(receipt(WONJU, language, PAID)).values()
    assert LOCALES[language].amount(1_000) in rights
    slip = pairs(refund_slip(WONJU, language, "03", AT, "9114-3449", Won(1_500), ClaimReason.REFUND_NOT_PAID))
    assert {LOCALES[language].amount(1_500), texts(language)["claim.refund-not-paid"]} <= set(slip.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [32, 48])
def test_a_receipt_in_dots_has_the_letters_of_its_language(language: Language, columns: int) -> None:
    """A character that the face lacks is the same box as any other it lacks."""
    lines = set_lines(
        receipt(WONJU, language, replace(PAID, title="똠방" if language == "ko" else "証明证明")), columns
    )
    face = face_of(language, False, 1)
    box = bytes(face.getmask("\U0010fffd"))
    letters = {letter for text, _, _ in lines for letter in text if letter.isalpha()}
    assert [letter for letter in sorted(letters) if bytes(face.getmask(letter)) == box] == []
    rows = receipt_rows(lines, columns, language)
    assert {len(row) for row in rows} == {columns * 12 // 8}


def test_han_characters_on_a_receipt_have_their_countrys_shapes() -> None:
    assert len({bytes(face_of(language, False, 1).getmask("直")) for language in ("ko", "zh", "ja")}) == 3


THREE = tuple(Copy(f"{at}-{at}", 2, Won(500)) for at in (1, 2, 3))


def pairs(lines: Iterable[ReceiptLine]) -> dict[str, str]:
    return {line.text: line.right for line in lines if isinstance(line, TextLine)}


def test_a_paid_receipt() -> None:
    assert pairs(receipt(WONJU, "ko", PAID)) == {
        "원주시 무인민원발급기": "", "영 수 증": "", "발급기": "무인민원발급기 03 (단구동)", "발급일시": "2026-03-02 03:04:05",
        "영수증번호": "5297DAC9", "토지대장": "", "문서확인번호": "1732-4096-5500-0817", "부수": "1통", "매수": "2매",
        "수수료 단가": "500원", "합계": "500원", "현금 투입": "1,000원", "거스름돈": "500원", "이용해 주셔서 감사합니다.": "",
    }  # fmt: skip


def test_the_total_is_for_all_copies() -> None:
    lines = pairs(receipt(WONJU, "en", replace(PAID, copies=THREE, inserted=Won(2_000))))
    assert (lines["Copies"], lines["Sheets"], lines["Fee per copy"], lines["Total"]) == (
        "3",
        "6",
        "500 won",
        "1,500 won",
    )
    assert (lines["Cash inserted"], lines["Change"]) == ("2,000 won", "500 won")


def test_every_copy_stands_there_with_its_number_and_so_does_what_was_not_issued() -> None:
    data = replace(
        PAID, copies=THREE[:2], not_issued=("3-3", "4-4"), inserted=Won(2_500), change=Won(500), refund=Won(1_000)
    )
    lines = [(line.text, line.right) for line in receipt(WONJU, "ko", data) if isinstance(line, TextLine)]
    assert [right for text, right in lines if text == "문서확인번호"] == ["1-1", "2-2"]
    assert [right for text, right in lines if text == "발급되지 않음"] == ["3-3", "4-4"]
    assert {("부수", "2통"), ("합계", "1,000원"), ("거스름돈", "500원"), ("환불", "1,000원")} <= set(lines)


def test_copies_of_unlike_fees_have_a_total_and_no_fee_for_one() -> None:
    """A register may grow by a sheet between two reservations."""
    lines = pairs(receipt(WONJU, "ko", replace(PAID, copies=(*THREE, Copy("4-4", 21, Won(600))))))
    assert lines["합계"] == "2,100원"
    assert "수수료 단가" not in lines


def test_a_free_one_says_why_and_names_no_cash() -> None:
    free = replace(PAID, copies=(Copy("1-1", 1, ZERO),), inserted=ZERO, change=ZERO, free="국가유공자")
    lines = pairs(receipt(WONJU, "ko", free))
    assert lines["면제"] == "국가유공자"
    assert lines["합계"] == "0원"
    assert "현금 투입" not in lines
    assert "면제" not in pairs(receipt(WONJU, "ko", replace(free, free=None)))


@pytest.mark.parametrize("reason", ClaimReason)
def test_what_may_have_come_out_is_not_said_to_be_owed(reason: ClaimReason) -> None:
    lines = pairs(refund_slip(WONJU, "ko", "01", PAID.issued_at, "1234-5678", Won(500), reason))
    doubtful = reason in (ClaimReason.PAYOUT_IN_DOUBT, ClaimReason.NOTE_IN_DOUBT)
    assert ("돌려드릴 금액" in dict(lines)) != doubtful
    told = dict(pairs(receipt(WONJU, "ko", replace(PAID, owed=Won(200), doubtful=True))))
    assert "돌려드릴 금액" not in told
    assert told["나왔는지 확인할 금액"] == "200원"


def test_what_is_owed_stands_on_the_receipt() -> None:
    lines = pairs(receipt(WONJU, "ko", replace(PAID, change=Won(300), owed=Won(200))))
    assert (lines["거스름돈"], lines["돌려드릴 금액"]) == ("300원", "200원")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_both_languages_say_the_same(language: Language) -> None:
    data = replace(PAID, owed=Won(200))
    shape = [(type(line), isinstance(line, TextLine) and bool(line.right)) for line in receipt(WONJU, language, data)]
    assert shape == [
        (type(line), isinstance(line, TextLine) and bool(line.right)) for line in receipt(WONJU, "ko", data)
    ]


def test_a_refund_slip() -> None:
    lines = pairs(refund_slip(WONJU, "ko", PAID.machine, AT, "C-0001-2233", Won(1_500), ClaimReason.REFUND_NOT_PAID))
    assert lines["사유"] == "환불할 동전 부족"
    assert (lines["돌려드릴 금액"], lines["청구번호"]) == ("1,500원", "C-0001-2233")
    assert (lines["발급기"], lines["일시"]) == ("무인민원발급기 03 (단구동)", "2026-03-02 03:04")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("reason", ClaimReason)
def test_a_slip_has_words_for_every_reason(language: Language, reason: ClaimReason) -> None:
    lines = pairs(refund_slip(WONJU, language, PAID.machine, AT, "C-0001-2233", Won(1_500), reason))
    assert reason.value not in lines.values()
    assert lines["사유" if language == "ko" else "Reason"]


def test_the_picture_has_room_for_every_line() -> None:
    lines = [("가" * 21, False, False), ("영 수 증", True, True), ("-" * 42, False, False), ("", False, False)]
    picture = Image.open(BytesIO(receipt_png(lines, 42)))
    assert picture.width > 42 * 12
    more = Image.open(BytesIO(receipt_png([*lines, ("x", False, False)], 42)))
    assert more.height == picture.height + 2 * 34, "empty lines at the end are paper that was fed, not shown"
    gray = picture.convert("L")
    right_margin = gray.crop((picture.width - 48, 40, picture.width - 26, picture.height - 60))
    assert ImageStat.Stat(right_margin).extrema[0][0] > 200, "nothing runs off the paper"


@pytest.mark.parametrize("columns", [32, 48], ids=["58mm", "80mm"])
def test_a_receipt_in_dots_reaches_the_paper_as_drawn(columns: int) -> None:
    """For a printer without Korean: the emulated one puts together what was sent in strips."""
    lines = (
        TextLine("원주시", align="center", bold=True, large=True),
        Rule(),
        TextLine("뷁쀏 수수료", right="500원"),
        Feed(2),
    )
    rows = receipt_rows(set_lines(lines, columns), columns)
    assert {len(row) for row in rows} == {columns * 12 // 8}
    machine = ReceiptPrinterEmulator()
    sent = encode_picture(rows)
    now = 0
    machine.step(now, sent)
    while not machine.receipts:
        now += 1_000
        machine.step(now, b"")
    assert {across for across, _ in machine.pictures} == {columns * 12 // 8}
    assert b"".join(dots for _, dots in machine.pictures) == b"".join(rows)
    drawn = Image.frombytes("1", (columns * 12, len(rows)), b"".join(rows))
    assert drawn.getbbox()
    # Syllables that no code page has are drawn as they are, and differ.
    assert receipt_rows([("뷁", False, False)], columns) != receipt_rows([("〓", False, False)], columns)
