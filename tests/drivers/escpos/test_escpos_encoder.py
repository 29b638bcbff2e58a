"""Receipt lines to bytes, and the bytes on the emulated roll."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.receipt_lines import Feed, ReceiptLine, Rule, TextLine
from drivers.escpos.emulator import PrintedLine, ReceiptPrinterEmulator
from drivers.escpos.encoder import encode, layout, text_columns, to_wansung

SYLLABLES = "".join(bytes((lead, trail)).decode("euc_kr") for lead in range(0xB0, 0xC9) for trail in range(0xA1, 0xFF))

korean = st.text(st.sampled_from(SYLLABLES + "0123456789 abcXYZ.,-:()"), max_size=80)
texts = st.one_of(korean, st.text(max_size=60))
a_line = st.builds(TextLine, texts, texts, st.sampled_from(("left", "center", "right")), st.booleans(), st.booleans())


def printed(data: bytes) -> tuple[PrintedLine, ...]:
    printer = ReceiptPrinterEmulator()
    printer.step(0, data)
    printer.step(3_600_000, b"\n"[:0])
    assert len(printer.receipts) == 1
    return printer.receipts[0]


def test_the_2350_syllables_of_the_standard_are_sent_as_they_are() -> None:
    assert len(SYLLABLES) == 2350
    assert to_wansung(SYLLABLES).decode("euc_kr") == SYLLABLES
    assert all(byte >= 0xA1 for byte in to_wansung(SYLLABLES))


@pytest.mark.parametrize("text", ["똠", "펲", "뷁", "\u200b", "😀", "é", "\x1b", "\n", "\x00", "\x10\x04"])
def test_what_no_printer_has_becomes_one_mark_a_character(text: str) -> None:
    assert to_wansung(text).decode("euc_kr") == "〓" * len(text)


def test_the_won_sign_and_decomposed_hangul() -> None:
    assert to_wansung("₩500") == b"\xa3\xdc500"
    taken_apart = unicodedata.normalize("NFD", "원주")
    assert to_wansung(taken_apart) == "원주".encode("euc_kr")
    assert layout(TextLine(taken_apart, taken_apart), 12) == ("원주    원주",), (
        "a picture of it has whole syllables, too"
    )


def test_hanja_and_signs_take_two_columns() -> None:
    assert text_columns("원주시 原州 ※·") == 6 + 1 + 4 + 1 + 4


def test_a_receipt_as_bytes() -> None:
    lines: list[ReceiptLine] = [TextLine("가", large=True, bold=True), Rule(), Feed(2)]
    assert encode(lines, 4) == (
        b"\x1b@\x1c&"  # as after power-on; two-byte mode
        b"\x1d!\x11\x1bE\x01\x1ba\x00\xb0\xa1\n\x1d!\x00\x1bE\x00\x1ba\x00"  # twice as wide and high, bold, and back
        b"----\n\n\n"
        b"\x1bd\x06\x1dV\x00"  # past the knife, and cut
    )


def test_a_receipt_on_the_roll() -> None:
    lines: list[ReceiptLine] = [
        TextLine("원주시", align="center", bold=True),
        TextLine("영수증", align="center", large=True),
        Rule(),
        TextLine("수수료", "500원"),
        TextLine("문서확인번호", "1234-5678-9012-3456", bold=True),
        Feed(2),
        TextLine("끝", align="right"),
    ]
    assert [line for line in printed(encode(lines, 32)) if line.text][:6] == [
        PrintedLine(" " * 13 + "원주시", True, False),
        PrintedLine(" " * 5 + "영수증", False, True),
        PrintedLine("-" * 32, False, False),
        PrintedLine("수수료" + " " * 21 + "500원", False, False),
        PrintedLine("문서확인번호 1234-5678-9012-3456", True, False),
        PrintedLine(" " * 30 + "끝", False, False),
    ]


@given(a_line, st.sampled_from((24, 32, 42, 48)))
def test_no_line_is_wider_than_the_paper_and_nothing_is_lost(line: TextLine, columns: int) -> None:
    rows = layout(line, columns)
    assert all(text_columns(row) <= (columns // 2 if line.large else columns) for row in rows)
    assert "".join(rows).replace(" ", "") == (line.text + line.right).replace(" ", "")


@given(st.lists(a_line, max_size=5), st.sampled_from((32, 48)))
def test_the_roll_shows_what_was_laid_out(lines: list[TextLine], columns: int) -> None:
    expected = [
        PrintedLine(to_wansung(row).decode("cp949"), line.bold, line.large)
        for line in lines
        for row in layout(line, columns)
    ]
    assert list(printed(encode(lines, columns)))[: len(expected)] == expected
