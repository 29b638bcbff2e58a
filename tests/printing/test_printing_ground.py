"""The copy-void ground: one tone on the paper, 사본 on a copy of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

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
    assert ImageStat.Stat(before.filter(ImageFilter.GaussianBlur(30))).stddev[0] < 2
    assert ImageStat.Stat(after.filter(ImageFilter.GaussianBlur(15))).stddev[0] > 4
