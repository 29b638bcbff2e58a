from __future__ import annotations

import pytest
from PIL import Image

from printing.seal_image import SIZE, seal_image, wording


def alpha(issuer: str) -> Image.Image:
    image = seal_image(issuer).getRGBData  # the reader has read the picture
    assert image
    picture = seal_image(issuer)._image
    assert isinstance(picture, Image.Image)
    return picture.getchannel("A")


def test_wording() -> None:
    assert wording("원주시장") == "원주시장의인무인민원증명발급전용"


@pytest.mark.parametrize("issuer", ["원주시장", "강원특별자치도지사", "구청장"])
def test_square_framed_and_the_paper_shows_through(issuer: str) -> None:
    ink = alpha(issuer)
    assert ink.width == ink.height >= SIZE / 25.4 * 300 - 1
    middle = ink.width // 2
    assert min(ink.getpixel((middle, 2)), ink.getpixel((2, middle)), ink.getpixel((ink.width - 3, middle))) > 200  # type: ignore[type-var]
    share = sum(ink.histogram()[128:]) / (ink.width * ink.height)
    assert 0.2 < share < 0.6
