"""Certificates looked at from outside: text, picture, structure, fonts, the 2-D code."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageStat

from config.catalogue import Record
from config.catalogue.land_register import LandRegister
from config.catalogue.resident_abstract import ResidentAbstract
from config.certificate import Issue
from config.shown import fields_of
from printing.certificate import LaidOut, Unprintable, lay_out
from sync.reference_city.made_up.parcels import parcels
from tests.cities import SCENE, WONJU

if TYPE_CHECKING:
    from tests.printing.conftest import Paper

    Read = Callable[[bytes], Paper]
    Pinned = Callable[[str, bytes], bytes]

GRAIN = 5
"""One pixel of a pinned picture is so many of 100 dpi each way: hinting and anti-aliasing of renderers average out."""


def laid(kind: str, record: Record, issue: Issue) -> LaidOut:
    return lay_out(WONJU.kinds[kind], record, issue)


def test_the_same_input_gives_the_same_bytes(example: tuple[str, Record], issue: Issue) -> None:
    first = laid(*example, issue)
    assert laid(*example, issue) == first
    assert laid(*example, replace(issue, number="1732-4096-5500-0818")).pdf != first.pdf


def test_text(example: tuple[str, Record], issue: Issue, paper: Read, expected: Pinned) -> None:
    kind, record = example
    text = paper(laid(kind, record, issue).pdf).text()
    assert text == expected(f"{kind}.txt", text.encode()).decode()


def test_picture(example: tuple[str, Record], issue: Issue, paper: Read, expected: Pinned) -> None:
    kind, record = example
    laid_out = laid(kind, record, issue)
    for page in range(1, laid_out.sheets + 1):
        now = _coarse(paper(laid_out.pdf).picture(page, 100))
        png = BytesIO()
        now.save(png, "PNG")
        then = Image.open(BytesIO(expected(f"{kind}-{page}.png", png.getvalue())))
        assert then.size == now.size
        difference = ImageChops.difference(now, then)
        assert ImageStat.Stat(difference).mean[0] < 1.5
        assert ImageStat.Stat(difference).extrema[0][1] < 60, "something is missing, or stands elsewhere"


def test_the_picture_tells_a_moved_word(land: LandRegister, issue: Issue, paper: Read) -> None:
    """The measure of the test above is fine enough."""
    one, other = (
        _coarse(paper(laid("land-register", replace(land, lot=lot), issue).pdf).picture(1, 100))
        for lot in ("9423-1", "")
    )
    assert ImageStat.Stat(ImageChops.difference(one, other)).extrema[0][1] >= 60


def _coarse(picture: Image.Image) -> Image.Image:
    return picture.resize((picture.width // GRAIN, picture.height // GRAIN), Image.Resampling.BOX)


def test_structure_and_fonts(example: tuple[str, Record], issue: Issue, paper: Read) -> None:
    read = paper(laid(*example, issue).pdf)
    assert "No syntax or stream encoding errors found" in read.check()
    fonts = read.fonts()
    assert {line[0].split("+")[1] for line in fonts} >= {"NanumMyeongjo", "NanumGothic"}
    for line in fonts:
        assert line[-5:-2] == ["yes", "yes", "yes"], line


def test_what_the_document_says_of_itself(example: tuple[str, Record], issue: Issue) -> None:
    kind, record = example
    laid_out = laid(kind, record, issue)
    with pikepdf.open(BytesIO(laid_out.pdf)) as pdf:
        assert str(pdf.Root.Lang) == "ko-KR"
        assert letters(str(pdf.docinfo.Title)) == letters(WONJU.kinds[kind].title["ko"])
        assert str(pdf.docinfo.Subject) == issue.number
        assert str(pdf.docinfo.Author) == "원주시장"
        assert str(pdf.docinfo.CreationDate) == "D:20260302030405+09'00'"
        assert len(pdf.pages) == laid_out.sheets
        for page in pdf.pages:
            left, bottom, *size = (float(edge) for edge in page.mediabox)
            assert (left, bottom) == (0, 0)
            assert sorted(size) == pytest.approx(sorted(A4), abs=0.001)


RESOURCES = {
    "Do": "/XObject",
    "Tf": "/Font",
    "gs": "/ExtGState",
    "scn": "/Pattern",
    "sh": "/Shading",
    "cs": "/ColorSpace",
}


def test_the_document_declares_what_it_uses(example: tuple[str, Record], issue: Issue) -> None:
    """The version that knows every entry, and each font and form by the page or form that draws with it."""
    with pikepdf.open(BytesIO(laid(*example, issue).pdf)) as pdf:
        assert pdf.Root.ViewerPreferences.PrintScaling == "/None"  # of PDF 1.6
        assert pdf.pdf_version == "1.6"
        for page in pdf.pages:
            declared(page.obj, page.Resources)


def declared(drawn: pikepdf.Object, resources: pikepdf.Object) -> None:
    for instruction in pikepdf.parse_content_stream(drawn):
        where = RESOURCES.get(str(instruction.operator))
        if where:
            what = resources[where][str(instruction.operands[0])]
            if what.get("/Subtype") == "/Form":
                declared(what, what.Resources)


def test_nothing_on_a_page_is_transparent_by_degrees(example: tuple[str, Record], issue: Issue) -> None:
    """A printer blends a whole page for one such picture, which takes it longer than all else on the page."""
    with pikepdf.open(BytesIO(laid(*example, issue).pdf)) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
                assert not {"/SMask", "/ca", "/CA", "/BM"} & set(each.keys())


A4 = (595.2756, 841.8898)


def letters(text: str) -> str:
    """A form's title is spaced and bracketed as the form has it."""
    return "".join(filter(str.isalnum, text))


def test_every_page_names_number_subject_and_page(land: LandRegister, abstract: ResidentAbstract, issue: Issue, paper: Read
                                                  ) -> None:  # fmt: skip
    long = replace(land, surface=land.surface * 18, owners=land.owners * 12)
    for kind, record, subject in (("land-register", long, "9423-1"), ("resident-abstract", abstract, "성춘향")):
        laid_out = laid(kind, record, issue)
        assert laid_out.sheets > 1
        pages = paper(laid_out.pdf).text().split("\f")[:-1]
        for number, page in enumerate(pages, 1):
            assert issue.number in page
            assert f"{laid_out.sheets}쪽 중 제{number}쪽" in page
            assert subject in page
            assert ("다음 쪽에 계속" in page) == (number < laid_out.sheets)
        assert [("이 하 여 백" in page) for page in pages] == [False] * (len(pages) - 1) + [True]


def test_a_page_is_small(example: tuple[str, Record], issue: Issue) -> None:
    laid_out = laid(*example, issue)
    assert len(laid_out.pdf) < 120_000 * laid_out.sheets


def test_every_page_of_a_long_one_says_what_it_is_about(example: tuple[str, Record], issue: Issue, paper: Read) -> None:
    kind, record = example
    lists: dict[str, Any] = {
        field.name: getattr(record, field.name) * 25
        for field in fields(record)
        if isinstance(getattr(record, field.name), tuple)
    }
    laid_out = laid(kind, replace(record, **lists), issue)
    pages = paper(laid_out.pdf).text().split("\f")[:-1]
    for number, page in enumerate(pages, 1):
        assert f"{laid_out.sheets}쪽 중 제{number}쪽" in page
        assert ("다음 쪽에 계속" in page) == (number < laid_out.sheets)
        assert all(word in page for word in record.subject.split()), number


def test_the_longest_register_of_the_city_has_more_than_sixty_pages(issue: Issue) -> None:
    """What benchmarks take for long."""
    longest = max(parcels(SCENE).values(), key=lambda parcel: len(parcel.owners))
    assert laid("land-register", longest, issue).sheets == 68


def test_every_page_carries_the_seal_as_a_code(abstract: ResidentAbstract, issue: Issue, paper: Read) -> None:
    laid_out = laid("resident-abstract", abstract, issue)
    for page in range(1, laid_out.sheets + 1):
        assert _codes(paper(laid_out.pdf).picture(page, 300)) == [issue.signed_code]


@pytest.mark.parametrize("size", [1, 60, 200, 231, 300, 400])
def test_the_code_is_read_whatever_it_holds(land: LandRegister, issue: Issue, paper: Read, size: int) -> None:
    chance = random.Random(size)
    for code in (chance.randbytes(size), bytes(size), b"\xff" * size):
        laid_out = laid("land-register", land, replace(issue, signed_code=code))
        corner = paper(laid_out.pdf).picture(1, 300, "-x", "100", "-y", "1900", "-W", "500", "-H", "580")
        assert _codes(corner) == [code]


def _codes(picture: Image.Image) -> list[bytes]:
    """At the foot; the one at the top is spoken."""
    foot = picture.crop((0, picture.height // 2, picture.width, picture.height)) if picture.height > 1_000 else picture
    return [found.bytes for found in zxingcpp.read_barcodes(foot) if found.format == zxingcpp.BarcodeFormat.QRCode]


def test_a_record_that_grows_keeps_its_closing_together(land: LandRegister, issue: Issue, paper: Read) -> None:
    """Prices, attestation and seal stand on one page with a piece of the table, however many owners there were."""
    for owners in range(1, 13):
        record = replace(land, owners=(land.owners * 8)[:owners])
        last = paper(laid("land-register", record, issue).pdf).text().split("\f")[-2]
        for words in ("소 유 자", "이 하 여 백", "412,300", "토지대장에 의하여 작성한 등본입니다.", "원 주 시 장"):
            assert words in last, owners


def test_no_page_without_a_row_under_its_heading(abstract: ResidentAbstract, issue: Issue, paper: Read) -> None:
    for addresses in range(8, 19):
        record = replace(abstract, addresses=abstract.addresses[-addresses:])
        for page in paper(laid("resident-abstract", record, issue).pdf).text().split("\f")[:-1]:
            assert page.count("세대주 및 관계") == ("성참판의" in page)


def test_a_name_that_no_font_has(abstract: ResidentAbstract, issue: Issue) -> None:
    with pytest.raises(Unprintable) as caught:
        laid("resident-abstract", replace(abstract, name_hanja="成\U00020b9f香\U00020b9f"), issue)
    assert caught.value.characters == "\U00020b9f"


def test_what_comes_decomposed_is_set_in_whole_syllables(
    example: tuple[str, Record], issue: Issue, paper: Read
) -> None:
    """The issuer's name too, which is set letter by letter: a jamo by itself would stand in a box of its own."""
    kind, record = example
    taken_apart = replace(issue, issuer=decomposed(issue.issuer), machine=decomposed(issue.machine))
    whole, apart = laid(kind, record, issue), laid(kind, decomposed(record), taken_apart)
    assert apart.sheets == whole.sheets
    assert paper(apart.pdf).text() == paper(whole.pdf).text()


def decomposed(value: Any) -> Any:
    """With every text in NFD, as some systems keep it."""
    if isinstance(value, str):
        return unicodedata.normalize("NFD", value)
    if isinstance(value, tuple):
        return tuple(map(decomposed, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: decomposed(getattr(value, each.name)) for each in fields(value)})
    return value


def test_what_the_code_says_it_is_shown_for_stands_on_the_paper(
    example: tuple[str, Record], issue: Issue, paper: Callable[[bytes], Paper]
) -> None:
    """A phone's owner compares the two; nothing is in the code that this very paper does not show."""
    kind, record = example
    text = "".join(paper(lay_out(WONJU.kinds[kind], record, issue).pdf).text().split())
    said = fields_of(kind, record, issue, WONJU.signer, "01").decisive
    assert said
    for each in said:
        word, _, value = each.partition("=")
        assert word
        assert "".join(value.split()) in text
