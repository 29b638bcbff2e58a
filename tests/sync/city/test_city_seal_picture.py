"""The demonstration's seal is such a picture as a city's is: square, framed, and the paper shows through."""

from __future__ import annotations

import pytest

from sync.reference_city.seal_picture import draw_seal

ONLY_FOR_MACHINES = "의인무인민원증명발급전용"


@pytest.mark.parametrize("issuer", ["원주시장", "강원특별자치도 원주시장", "구청장"])
def test_square_framed_and_the_paper_shows_through(issuer: str) -> None:
    ink = draw_seal(issuer + ONLY_FOR_MACHINES).getchannel("A")
    assert ink.width == ink.height >= 2.1 / 2.54 * 300 - 1
    middle, last = ink.width // 2, ink.width - 1
    for edge in ((middle, 3), (3, middle), (last - 3, middle), (middle, last - 3)):
        assert ink.crop((*edge, edge[0] + 1, edge[1] + 1)).histogram()[200:].count(1) == 1, edge
    share = sum(ink.histogram()[128:]) / (ink.width * ink.height)
    assert 0.2 < share < 0.6
