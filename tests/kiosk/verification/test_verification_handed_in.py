"""Papers come as people hand them in: turned, behind a cover sheet, mailed, scanned by whatever scanner they have."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import segno
from pikepdf import Pdf
from PIL import Image, ImageChops, ImageFilter, ImageOps

from kiosk.verification.finding import Verdict
from kiosk.verification.paper import verify_paper
from tests.cities import WONJU
from tests.kiosk.verification.papers import KEYS, changed, printed, said, verdict
from tests.kiosk.verification.test_verification_released import RELEASED
from tests.patience import PATIENCE_S


@pytest.fixture(scope="module")
def paper() -> bytes:
    return printed("disability").pdf()


def cover() -> Pdf:
    document = Pdf.new()
    document.add_blank_page(page_size=(595, 842))
    return document


def before(document: Pdf) -> None:
    with cover() as other:
        document.pages.insert(0, other.pages[0])


def behind(document: Pdf) -> None:
    with cover() as other:
        document.pages.append(other.pages[0])


def turned(by: int) -> Callable[[Pdf], object]:
    return lambda document: document.pages[0].rotate(by, relative=False)


@pytest.mark.parametrize(
    ("change", "save"),
    [
        (turned(90), {}),
        (turned(180), {}),
        (turned(270), {}),
        (before, {}),
        (behind, {}),
        (lambda document: None, {"linearize": True}),
        (lambda document: None, {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "recompress_flate": True}),
        (lambda document: None, {"encryption": pikepdf.Encryption(owner="office", user="")}),
        (lambda document: document.docinfo.__setitem__("/Title", "renamed"), {}),
    ],
    ids=[
        "90",
        "180",
        "270",
        "cover before",
        "cover behind",
        "for the web",
        "packed",
        "locked against changes",
        "renamed",
    ],
)
def test_a_paper_that_a_program_has_written_again_is_genuine(
    paper: bytes, change: Callable[[Pdf], object], save: dict[str, Any]
) -> None:
    assert verdict(changed(paper, change, **save)) is Verdict.GENUINE


@pytest.mark.parametrize("junk", [b"\n", b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n", b"x" * 1000])
def test_bytes_before_a_pdf_do_not_matter(paper: bytes, junk: bytes) -> None:
    assert verdict(junk + paper) is Verdict.GENUINE


def test_the_pages_of_the_paper_are_named_among_others(paper: bytes) -> None:
    finding = verify_paper(changed(paper, before), WONJU, KEYS)
    assert (finding.pages, finding.of) == (range(2, 3), 2)


def scanned(pdf: bytes, page: int = 0, dpi: int = 300) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        picture: Image.Image = document[page].render(scale=dpi / 72, grayscale=True).to_pil()
        return picture


def _transparent(scan: Image.Image) -> Image.Image:
    """Ink alone, as a program gives a page that has no background."""
    ink = Image.new("RGBA", scan.size, (0, 0, 0, 0))
    ink.putalpha(ImageChops.invert(scan))
    return ink


def _palette(scan: Image.Image) -> Image.Image:
    picture = scan.point(lambda value: 255 * (value > 127)).convert("P")
    picture.info["transparency"] = 255
    return picture


@pytest.mark.parametrize(
    ("change", "form"),
    [
        (_transparent, "PNG"),
        (_palette, "PNG"),
        (lambda scan: scan.convert("1"), "PNG"),
        (lambda scan: scan.convert("1"), "TIFF"),
        (lambda scan: scan.convert("I").point(lambda value: value * 256).convert("I;16"), "PNG"),
        (lambda scan: scan.convert("CMYK"), "JPEG"),
        (lambda scan: scan.convert("RGB"), "WEBP"),
        (lambda scan: scan.rotate(90, expand=True), "JPEG"),
        (lambda scan: scan.rotate(180), "JPEG"),
        (lambda scan: scan.resize((scan.width * 2, scan.height * 2)), "JPEG"),
        (lambda scan: ImageOps.expand(scan, 900, 90), "JPEG"),
    ],
)  # fmt: skip
def test_a_picture_of_any_make_has_its_code_read(
    paper: bytes, change: Callable[[Image.Image], Image.Image], form: str
) -> None:
    out = BytesIO()
    change(scanned(paper)).save(out, form)
    assert verdict(out.getvalue()) is Verdict.CODE_GENUINE


def test_a_cover_sheet_may_be_the_first_of_a_scan(paper: bytes) -> None:
    scan, out = scanned(paper, dpi=200), BytesIO()
    Image.new("L", scan.size, 255).save(out, "TIFF", save_all=True, append_images=[scan])
    assert verdict(out.getvalue()) is Verdict.CODE_GENUINE


def test_another_code_beside_the_paper_does_not_matter(paper: bytes) -> None:
    scan, code, out = scanned(paper), BytesIO(), BytesIO()
    segno.make("https://example.org/menu").save(code, "png", scale=8)
    scan.paste(Image.open(code).convert("L"), (200, 1500))
    scan.save(out, "PNG")
    assert verdict(out.getvalue()) is Verdict.CODE_GENUINE


def test_two_papers_on_one_scan_are_told_apart_from_one(paper: bytes) -> None:
    other, out = scanned(printed("disability", number="0000-0000-0000-0001").pdf(), dpi=150), BytesIO()
    one = scanned(paper, dpi=150)
    both = Image.new("L", (one.width * 2, one.height), 255)
    both.paste(one, (0, 0))
    both.paste(other, (one.width, 0))
    both.save(out, "PNG")
    assert said(out.getvalue()) == "CANNOT TELL: two papers are on it; hand in one at a time"


def test_scans_of_two_papers_in_one_file_are_told_apart_from_one(paper: bytes) -> None:
    other = scanned(printed("disability", number="0000-0000-0000-0001").pdf(), dpi=150)
    for form in ("TIFF", "PDF"):
        out = BytesIO()
        scanned(paper, dpi=150).save(out, form, save_all=True, append_images=[other], resolution=150)
        assert said(out.getvalue()) == "CANNOT TELL: its pages are of different papers; hand in one at a time"


def test_what_a_distiller_made_of_a_paper_is_not_called_forged(paper: bytes, tmp_path: Path) -> None:
    """Ghostscript draws the page again, and loses which letters the glyphs are: the text cannot be compared."""
    (tmp_path / "paper.pdf").write_bytes(paper)
    subprocess.run(
        ("gs", "-q", "-dSAFER", "-sDEVICE=pdfwrite", "-o", tmp_path / "again.pdf", tmp_path / "paper.pdf"),
        check=True,
        timeout=PATIENCE_S,
    )
    assert verdict((tmp_path / "again.pdf").read_bytes()) in (Verdict.CODE_GENUINE, Verdict.GENUINE)


def test_a_scan_in_a_pdf_is_a_scan(paper: bytes) -> None:
    out = BytesIO()
    scanned(paper).save(out, "PDF", resolution=300)
    assert verdict(out.getvalue()) is Verdict.CODE_GENUINE


def test_damaged_metadata_leave_the_code(paper: bytes) -> None:
    first = (RELEASED / "1" / "disability.pdf").read_bytes()
    for data, key, value in (
        (paper, "/Keywords", "not a record"),
        (paper, "/Keywords", pikepdf.Array([1])),
        (paper, "/Keywords", ""),
        (paper, "/Producer", "kiosk layout 999"),
        (paper, "/Producer", "a program that names itself"),
        (first, "/Keywords", "not a record"),
        (first, "/Creator", 5),
        (first, "/Author", "견본군수"),
    ):
        damaged = changed(data, lambda document, key=key, value=value: document.docinfo.__setitem__(key, value))  # type: ignore[misc]
        assert verdict(damaged) is Verdict.CODE_GENUINE, (key, value)


@pytest.mark.parametrize("kind", WONJU.kinds)
def test_every_kind_is_genuine_by_its_code_after_print_and_scan(kind: str) -> None:
    """Printed with toner that spreads, laid down askew, and scanned at 300 dots to the inch: blurred, noisy, pressed."""
    chance = random.Random(kind)
    paper = scanned(printed(kind).pdf()).filter(ImageFilter.MinFilter(3)).filter(ImageFilter.GaussianBlur(0.9))
    for degrees in (1, -2, 3):
        scan = paper.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=235)
        noise = Image.frombytes("L", scan.size, chance.randbytes(scan.width * scan.height))
        out = BytesIO()
        ImageChops.subtract(scan, noise.point(lambda value: value // 6)).save(out, "JPEG", quality=45, dpi=(300, 300))
        finding = verify_paper(out.getvalue(), WONJU, KEYS)
        assert (finding.verdict, finding.fields.kind) == (Verdict.CODE_GENUINE, kind)
