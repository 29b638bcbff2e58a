"""What is seen is what was signed, or the paper is not genuine: whatever is laid over, hidden in or taken out of it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from kiosk.verification.finding import Verdict
from printing import fonts
from tests.kiosk.verification.papers import changed, printed, said, verdict

NAME = (205, 665)
"""Points from the lower left corner: where the name stands on a paper about one person."""


@pytest.fixture(scope="module")
def paper() -> bytes:
    return printed("disability").pdf()


def drawn(how: Callable[[Canvas], object]) -> Pdf:
    """A page of its own, to be laid over another."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595.2756, 841.8898), initialFontName=fonts.registered(fonts.BODY))  # type: ignore[arg-type]
    how(canvas)
    canvas.save()
    return Pdf.open(BytesIO(out.getvalue()))


def over(how: Callable[[Canvas], object]) -> Callable[[Pdf], object]:
    def change(document: Pdf) -> None:
        with drawn(how) as above:
            document.pages[0].add_overlay(above.pages[0], None)

    return change


def _another_name(canvas: Canvas, gray: float = 0) -> None:
    canvas.setFillGray(1)
    canvas.rect(NAME[0], NAME[1] - 4, 40, 16, stroke=0, fill=1)
    canvas.setFillGray(gray)
    canvas.setFont(fonts.registered(fonts.BODY), 11)
    canvas.drawString(NAME[0], NAME[1], "임꺽정")


def _picture(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("RGB", (30, 12), "white")), NAME[0], NAME[1] - 4, 40, 16)


def _stamp(*colour: float) -> Callable[[Canvas], object]:
    """Three strokes as wide as those of large letters, between the dots of the ground and on them."""

    def draw(canvas: Canvas) -> None:
        canvas.setStrokeColorRGB(*colour)
        canvas.setLineWidth(1.5)
        for step in range(3):
            canvas.line(NAME[0], NAME[1] - 30 - 5 * step, NAME[0] + 40, NAME[1] - 30 - 5 * step)

    return draw


def _stroke(canvas: Canvas) -> None:
    """A 3 becomes an 8, a 1 a 7: a millimetre of a thin line is enough."""
    canvas.setLineWidth(0.4)
    canvas.line(NAME[0] + 60, NAME[1], NAME[0] + 63, NAME[1])


def _hidden(canvas: Canvas) -> None:
    text = canvas.beginText(NAME[0], NAME[1])
    text.setTextRenderMode(3)
    text.setFont(fonts.registered(fonts.BODY), 11)
    text.textOut("임꺽정")
    canvas.drawText(text)


def _annotation(subtype: str) -> Callable[[Pdf], object]:
    def change(document: Pdf) -> None:
        note = Dictionary(
            Type=Name.Annot,
            Subtype=Name(f"/{subtype}"),
            Rect=Array([NAME[0], NAME[1], NAME[0] + 40, NAME[1] + 14]),
            F=4,
        )
        document.pages[0].obj.Annots = Array([document.make_indirect(note)])

    return change


def _layers(document: Pdf) -> None:
    layer = document.make_indirect(Dictionary(Type=Name.OCG, Name="a layer"))
    document.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    document.pages[0].resources.Properties = Dictionary(L=layer)
    document.pages[0].contents_add(b"/OC /L BDC 1 g 205 661 40 16 re f EMC", prepend=False)


def _layered_picture(document: Pdf) -> None:
    layer = document.make_indirect(Dictionary(Type=Name.OCG, Name="a layer"))
    form = Stream(document, b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], OC=layer)
    document.pages[0].resources.XObject.Layered = document.make_indirect(form)


def _script(document: Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def _postscript(document: Pdf) -> None:
    program = Stream(document, b"showpage", Type=Name.XObject, Subtype=Name.PS)
    document.pages[0].resources.XObject.Program = document.make_indirect(program)


def _font_of_the_viewer(document: Pdf) -> None:
    document.pages[0].resources.Font.Foreign = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier)


def _spot_colour(document: Pdf) -> None:
    document.pages[0].resources.ColorSpace = Dictionary(
        C=Array([Name.Separation, Name.All, Name.DeviceGray, Dictionary()])
    )


def _blended(document: Pdf) -> None:
    document.pages[0].resources.ExtGState = Dictionary(G=Dictionary(BM=Name.Difference))


def _wording(document: Pdf) -> None:
    document.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=Dictionary(S=Name.P, ActualText="임꺽정"))


def _elsewhere(document: Pdf) -> None:
    """Steps that are in another file, for programs that look there."""
    page = document.pages[0]
    page.Contents = Stream(document, page.Contents.read_bytes(), F="other.txt")


def _thumbnail(document: Pdf) -> None:
    document.pages[0].obj.Thumb = Stream(
        document, b"\0", Width=1, Height=1, ColorSpace=Name.DeviceGray, BitsPerComponent=8
    )


def _unit(document: Pdf) -> None:
    document.pages[0].obj.UserUnit = 2


def _cut(document: Pdf) -> None:
    document.pages[0].obj.CropBox = Array([0, 0, 595, 700])


def _no_seal(document: Pdf) -> None:
    for picture in document.pages[0].resources.XObject.values():
        if "/Mask" in picture:
            del picture["/Mask"]


@pytest.mark.parametrize(
    ("forged", "why"),
    [
        (over(_another_name), "임꺽정"),
        (over(_picture), "is seen"),
        (over(_stroke), "is seen"),
        *((over(_stamp(*colour)), "is seen") for colour in ((0, 1, 1), (1, 1, 0), (1, 0.7, 0.7), (0.63,) * 3)),
        (over(_hidden), "임꺽정"),
        (over(lambda canvas: _another_name(canvas, gray=1)), "임꺽정"),
        *((_annotation(subtype), "annotations") for subtype in ("Square", "FreeText", "Stamp", "Widget", "Link")),
        (_layers, "layers"),
        (_layered_picture, "OC"),
        (_script, "action"),
        (_postscript, "program"),
        (_font_of_the_viewer, "font"),
        (_spot_colour, "colours"),
        (_blended, "drawn in a way"),
        (_wording, "aloud"),
        (_elsewhere, "/F"),
        (_thumbnail, "/Thumb"),
        (_unit, "unit"),
        (_cut, "cut"),
        (_no_seal, "seal"),
        (lambda document: document.pages.append(document.pages[0]), None),
    ],
    ids=lambda value: None,
)
def test_what_is_laid_over_or_hidden_in_a_paper_is_found(
    paper: bytes, forged: Callable[[Pdf], object], why: str | None
) -> None:
    data = changed(paper, forged)
    if why is None:
        assert verdict(data) is Verdict.CANNOT_TELL
        return
    assert verdict(data) is Verdict.NOT_GENUINE
    assert why in said(data)


def _two_programs(document: Pdf) -> None:
    """Of a font: which of them letters are taken from, programs do not agree on."""
    descriptor = next(iter(document.pages[0].resources.Font.values())).FontDescriptor
    descriptor.FontFile3 = Stream(document, b"another program", Subtype=Name.OpenType)


def _other_table(document: Pdf) -> None:
    """Something more in the font, as a second table of letters is, for programs that look there first."""
    program = next(iter(document.pages[0].resources.Font.values())).FontDescriptor.FontFile2
    program.write(program.read_bytes() + bytes(4))


def _encoded(document: Pdf) -> None:
    next(iter(document.pages[0].resources.Font.values())).Lang = "another language"


def _said_aloud(document: Pdf) -> None:
    """What is copied from the page, or read aloud by another program, where nothing is drawn."""
    document.pages[0].contents_add(b"/Span <</Alt (another)>> BDC EMC", prepend=False)


def _off_the_page(document: Pdf) -> None:
    document.pages[0].contents_add(b"q 1 0 0 rg 5000 5000 10 10 re f Q", prepend=False)


def _pale(document: Pdf) -> None:
    with drawn(_stamp(0.8, 0.8, 0.8)) as above:
        document.pages[0].add_overlay(above.pages[0], None)


def _barely_seen(document: Pdf) -> None:
    document.pages[0].contents_add(b"q 1 1 0.98 rg 300 300 30 30 re f Q", prepend=True)


@pytest.mark.parametrize(
    "forged",
    [_two_programs, _other_table, _encoded, _said_aloud, _off_the_page, _pale, _barely_seen],
    ids=lambda each: each.__name__,
)
def test_a_page_that_gives_the_same_dots_by_other_steps_is_not_called_genuine(
    paper: bytes, forged: Callable[[Pdf], object]
) -> None:
    """Another program may show it otherwise. It is not called forged either: its code is, and the rest is left to who holds it."""
    assert verdict(changed(paper, forged)) in (Verdict.CODE_GENUINE, Verdict.NOT_GENUINE)


def test_steps_that_are_only_packed_or_broken_otherwise_are_the_same_steps(paper: bytes) -> None:
    def change(document: Pdf) -> None:
        page = document.pages[0]
        steps = pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page))
        half = steps.index(b"\n", len(steps) // 2)
        page.Contents = Array([Stream(document, steps[:half] + b"  \n"), Stream(document, steps[half:])])

    assert verdict(changed(paper, change, compress_streams=False)) is Verdict.GENUINE


def test_a_forged_page_is_found_behind_one_that_was_written_again() -> None:
    def change(document: Pdf) -> None:
        _off_the_page(document)
        with drawn(_stamp(0, 0, 0)) as above:
            document.pages[1].add_overlay(above.pages[0], None)

    assert said(changed(printed("vehicle-register").pdf(), change)).startswith("NOT GENUINE: page 2")


def test_a_picture_of_another_page_over_the_true_text_is_found(paper: bytes) -> None:
    """As a scanner's program makes them: the text of one page is hidden below the picture of another."""
    out = BytesIO()
    Image.new("RGB", (1240, 1754), "white").save(out, "PDF", resolution=150)

    def change(document: Pdf) -> None:
        with Pdf.open(BytesIO(out.getvalue())) as above:
            document.pages[0].add_overlay(above.pages[0], pikepdf.Rectangle(0, 150, 595, 842))

    assert verdict(changed(paper, change)) is Verdict.NOT_GENUINE


def test_letters_drawn_with_the_glyphs_of_others_are_found() -> None:
    """The text that a program reads is the signed one, and the font draws something else."""
    true, other = printed("disability"), fonts.path(fonts.BOLD)
    assert other.exists()

    def change(document: Pdf) -> None:
        programs = [font.FontDescriptor.FontFile2 for font in document.pages[0].resources.Font.values()]
        first, second = programs[0].read_bytes(), programs[1].read_bytes()
        programs[0].write(second)
        programs[1].write(first)

    assert verdict(changed(true.pdf(), change)) is Verdict.NOT_GENUINE


def test_a_page_that_is_missing_is_found() -> None:
    data = changed(printed("vehicle-register").pdf(), lambda document: document.pages.__delitem__(1))
    assert said(data) == "NOT GENUINE: it has 1 of the 2 pages of the signed record"


def test_pages_of_two_papers_are_no_paper() -> None:
    first, second = printed("land-register").pdf(), printed("land-register", number="0000-0000-0000-0001").pdf()
    with Pdf.open(BytesIO(second)) as other:
        both = changed(first, lambda document: document.pages.extend(other.pages))
    assert said(both) == "CANNOT TELL: page 2 is of another paper, or twice in it; hand in one paper at a time"
