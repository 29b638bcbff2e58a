"""The copy-void ground: one tone on the paper, 사본 on a copy of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pikepdf
from PIL import Image, ImageChops, ImageFilter, ImageStat

from config.catalogue.resident_abstract import ResidentAbstract
from config.certificate import Issue
from printing import ground
from printing.certificate import lay_out
from tests.cities import WONJU
from tests.printing.conftest import Paper

Read = Callable[[bytes], Paper]


def copied(scan: Image.Image) -> Image.Image:
    """A copier: optics that blur by a tenth of a millimetre, 300 dots an inch, and a background that is cleaned."""
    blurred = scan.filter(ImageFilter.GaussianBlur(2.4))
    half = blurred.resize((scan.width // 2, scan.height // 2), Image.Resampling.BOX)
    return half.point([0 if tone < 190 else 255 for tone in range(256)])


def ink(picture: Image.Image, mask: Image.Image) -> float:
    """Share of black where the mask is white."""
    return 1 - ImageStat.Stat(picture, mask.resize(picture.size)).mean[0] / 255


def tones(picture: Image.Image) -> tuple[float, float]:
    """Ink within the letters and around them, away from their edges."""
    letters = ground.letters()
    inside, outside = (
        letters.filter(ImageFilter.MinFilter(21)),
        ImageChops.invert(letters.filter(ImageFilter.MaxFilter(21))),
    )
    return ink(picture, inside), ink(picture, outside)


def test_on_the_paper_letters_and_ground_have_one_tone() -> None:
    inside, outside = tones(ground.tile())
    assert abs(inside - outside) < 0.006
    assert 0.05 < outside < 0.07


def test_on_a_copy_the_letters_are_left() -> None:
    tile = ground.tile()
    page = Image.new("L", (tile.width * 3, tile.height * 3), 255)
    for x in range(3):
        for y in range(3):
            page.paste(tile, (x * tile.width, y * tile.height))
    copy = copied(page).crop((tile.width // 2, tile.height // 2, tile.width, tile.height))
    inside, outside = tones(copy)
    assert outside < 0.001
    assert inside > 0.03


def test_it_appears_on_a_copy_of_a_whole_paper(
    abstract: ResidentAbstract, issue: Issue, paper: Callable[[bytes], Paper]
) -> None:
    """Over the whole page: contrast between where letters are and where not, before and after copying."""
    short = replace(abstract, addresses=abstract.addresses[:2], changes=())
    scan = paper(lay_out(WONJU.kinds["resident-abstract"], short, issue).pdf).picture(1, 600)
    before = scan.crop((600, 4_300, 4_300, 5_600))  # nothing is printed there
    after = copied(scan).crop((300, 2_150, 2_150, 2_800))
    assert contrast(before, 30) < 2
    assert contrast(after, 15) > 4


def contrast(picture: Image.Image, blur: int) -> float:
    """Of tones, away from the picture's edge, where half a dot would count for a dot."""
    inner = (4 * blur, 4 * blur, picture.width - 4 * blur, picture.height - 4 * blur)
    return ImageStat.Stat(picture.filter(ImageFilter.GaussianBlur(blur)).crop(inner)).stddev[0]


def test_the_ground_is_a_mask_of_one_bit_a_dot(abstract: ResidentAbstract, issue: Issue) -> None:
    """Nothing to be measured against a halftone screen, and one word a page: it was more than half of a printer's work."""
    with pikepdf.open(BytesIO(lay_out(WONJU.kinds["resident-abstract"], abstract, issue).pdf)) as pdf:
        for page in pdf.pages:
            drawn = [str(each.operands[0]) for each in pikepdf.parse_content_stream(page, "Do")]
            assert drawn.count("/FormXob.ground") == 1
        row = pdf.pages[0].Resources.XObject["/FormXob.ground"].Resources.XObject["/FormXob.ground-row"]
        (image,) = [each.iimage for each in pikepdf.parse_content_stream(row) if hasattr(each, "iimage")]
        assert image.image_mask
        assert image.bits_per_component == 1
        assert (image.width, image.height) == (7 * 720, 400), "a row of tiles over the whole page"
