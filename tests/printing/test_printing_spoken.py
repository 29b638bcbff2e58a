"""The code at the top right of every page: what the page says, as plain text, read by a decoder that is not ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from config.catalogue import Record
from config.catalogue.land_register import LandRegister
from config.certificate import Issue
from printing import layouts, spoken
from printing.certificate import lay_out
from tests.cities import WONJU
from tests.printing.conftest import Paper

Read = Callable[[bytes], Paper]
DPI = 300


def top(pdf: Paper, page: int, dpi: int = DPI) -> Image.Image:
    """The upper 40 mm."""
    return pdf.picture(page, dpi, "-x", "0", "-y", "0", "-W", "20000", "-H", str(int(40 * dpi / 25.4)))


def spoken_on(picture: Image.Image) -> zxingcpp.Barcode:
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.format == zxingcpp.BarcodeFormat.QRCode
    return code


def long_one(record: Record, times: int) -> Record:
    lists: dict[str, Any] = {
        field.name: getattr(record, field.name) * times
        for field in fields(record)
        if isinstance(getattr(record, field.name), tuple)
    }
    return replace(record, **lists)


def test_every_page_of_every_kind_is_spoken(example: tuple[str, Record], issue: Issue, paper: Read) -> None:
    """Which paper and page, number, day and issuer, whom or what it is about: in at most 1,500 bytes."""
    kind, record = example
    laid_out = lay_out(WONJU.kinds[kind], long_one(record, 8), issue)
    read = paper(laid_out.pdf)
    for page in {1, laid_out.sheets}:
        code = spoken_on(top(read, page))
        text = code.text
        assert len(code.bytes) <= 1_500
        assert text.encode() == code.bytes, "UTF-8"
        assert f"{laid_out.sheets}쪽 중 {page}쪽" in text
        assert "문서확인번호 1732-4096-5500-0817. 2026년 3월 2일 원주시장 발급." in text
        assert all(word in text for word in spoken.speakable(record.subject).split())
        assert "*" not in text


def test_its_place_and_its_quiet_zone(example: tuple[str, Record], issue: Issue, paper: Read) -> None:
    """In the upper right corner, at the edge of the tables; white for four modules on every side."""
    kind, record = example
    picture = top(paper(lay_out(WONJU.kinds[kind], record, issue).pdf), 1)
    code = spoken_on(picture)
    per_mm = DPI / 25.4
    left, upper, right, lower = (
        code.position.top_left.x, code.position.top_left.y, code.position.top_right.x, code.position.bottom_left.y,
    )  # fmt: skip
    assert 15 * per_mm < right - left < 23.7 * per_mm
    assert upper > 5 * per_mm, "printers leave 4 mm white"
    assert picture.width - 18 * per_mm < right < picture.width - 15 * per_mm
    assert lower < 29 * per_mm
    quiet = 4 * (right - left) // 140  # of the finest code that there is
    ring = picture.crop((left - quiet, upper - quiet, right + quiet, lower + quiet))
    inner = Image.new("L", (right - left + 2, lower - upper + 2), 255)
    ring.paste(inner, (quiet - 1, quiet - 1))
    assert ring.getextrema() == (255, 255)


def test_a_page_that_says_more_says_so(land: LandRegister, issue: Issue, paper: Read) -> None:
    laid_out = lay_out(WONJU.kinds["land-register"], replace(land, owners=land.owners * 12), issue)
    assert laid_out.sheets > 1
    texts = [spoken_on(top(paper(laid_out.pdf), page)).text for page in (1, laid_out.sheets)]
    assert texts[0].endswith(" 이하 생략.")
    assert "토지대장에 의하여 작성한 등본입니다." in texts[-1]
    assert not texts[-1].endswith(" 이하 생략.")


def test_a_long_code_is_read_off_a_scan_that_is_not_straight(land: LandRegister, issue: Issue, paper: Read) -> None:
    long = replace(land, owners=land.owners * 12)
    scan = top(paper(lay_out(WONJU.kinds["land-register"], long, issue).pdf), 1, 600)
    scan = scan.crop((scan.width - 1_500, 0, scan.width, scan.height))
    for degrees in (-3, 1, 2):
        turned = scan.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
        assert "토지대장" in spoken_on(turned).text


def test_papers_of_the_first_layout_have_none(land: LandRegister, issue: Issue, paper: Read) -> None:
    laid_out = lay_out(WONJU.kinds["land-register"], land, issue, layout=layouts.FIRST)
    assert not zxingcpp.read_barcodes(top(paper(laid_out.pdf), 1))


@pytest.mark.parametrize(
    ("text", "fixed", "said"),
    [
        ("성 명 (한 자)", True, "성명 (한자)"),
        ("주       소", True, "주소"),
        ("용도 및\n목적", True, "용도 및 목적"),
        ("850312-0******", False, "850312-0 가림"),
        ("할 수 없는 그 행위", False, "할 수 없는 그 행위"),
    ],
)
def test_what_is_set_for_the_eye_is_said_for_the_ear(text: str, fixed: bool, said: str) -> None:
    assert spoken.speakable(text, fixed) == said


def test_the_forms_words_stand_before_what_they_are_about() -> None:
    cells = [
        ("위와 같음을 증명합니다.", True),
        ("성 명", True),
        ("홍길동", False),
        ("비 고", True),
        ("-", True),
        ("3", False),
    ]
    assert spoken.sentence(cells) == "위와 같음을 증명합니다, 성명 홍길동, 3"
    assert spoken.sentence([("번호", True), ("성 명", True)]) == "번호, 성명"


@pytest.mark.parametrize("issuer", ["원주시장", "가" * 900])
def test_never_more_than_a_code_holds(issuer: str) -> None:
    begins = f"등본. {issuer} 발급."
    for length in range(0, 2_000, 37):
        text = spoken.page(begins, ["가" * length, "", "나."])
        assert len(text.encode()) <= spoken.MAX_BYTES
