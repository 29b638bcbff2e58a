"""A seal for demonstrations: Hangul in a square, written horizontally, in red, with the paper showing through.

A city has its own, registered and kept under its own rules; this one stands in for it.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from itertools import accumulate, pairwise
from math import ceil, sqrt

from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/nanum/NanumMyeongjoBold.ttf"
_RED = (196, 22, 34)
_PIXELS = 248  # 300 dpi on 2.1 cm, with soft edges
_BORDER = 8
_GAP = 6
_INK = 232  # of 255: what is printed below can still be read


@lru_cache(maxsize=8)
def seal_png(wording: str) -> bytes:
    """The picture as it is sent; it takes longer to draw than everything else about a reservation."""
    out = BytesIO()
    draw_seal(wording).save(out, "PNG", optimize=True)
    return out.getvalue()


def draw_seal(wording: str) -> Image.Image:
    """Raises `OSError`: the Debian package fonts-nanum is not installed."""
    ink = Image.new("L", (_PIXELS, _PIXELS), 0)
    draw = ImageDraw.Draw(ink)
    draw.rounded_rectangle((0, 0, _PIXELS - 1, _PIXELS - 1), radius=7, outline=_INK, width=_BORDER)
    lines = _lines("".join(wording.split()))
    left, inner = _BORDER + _GAP, _PIXELS - 2 * (_BORDER + _GAP)
    high = inner / len(lines)
    for row, line in enumerate(lines):
        wide = inner / len(line)
        for column, character in enumerate(line):
            # A seal's characters fill their squares, unlike those of a text.
            box = (round(wide) - 6, round(high) - 6)
            at = (round(left + column * wide) + 3, round(left + row * high) + 3)
            ink.paste(_character(character).resize(box, Image.Resampling.LANCZOS), at)
    image = Image.new("RGBA", ink.size, _RED)
    image.putalpha(ink.point([step // 32 * 33 for step in range(256)]))  # few tones for the edges: half the bytes
    return image


def _lines(text: str) -> list[str]:
    """As near to a square as it goes, the longer lines first."""
    count = ceil(len(text) / ceil(sqrt(len(text))))
    short, longer = divmod(len(text), count)
    ends = list(accumulate([short + 1] * longer + [short] * (count - longer), initial=0))
    return [text[start:end] for start, end in pairwise(ends)]


def _character(character: str) -> Image.Image:
    font = ImageFont.truetype(FONT, 200)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(character))
    glyph = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(glyph).text((-left, -top), character, font=font, fill=_INK)
    return glyph
