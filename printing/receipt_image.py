"""A receipt as a picture, for people to look at: what the emulated printer put on its roll."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from printing.fonts import FOLDER

_COLUMN = 12  # dots of one column of font A
_LINE = 34
_MARGIN = 28


def receipt_png(lines: Sequence[tuple[str, bool, bool]], columns: int) -> bytes:
    """``lines`` are text, bold, large; each text is already set to the printer's columns."""
    regular = ImageFont.truetype(str(FOLDER / "NanumGothicCoding.ttf"), 24)
    bold = ImageFont.truetype(str(FOLDER / "NanumGothicCodingBold.ttf"), 24)
    large = ImageFont.truetype(str(FOLDER / "NanumGothicCodingBold.ttf"), 48)
    heights = [2 * _LINE if is_large else _LINE for _, _, is_large in lines]
    image = Image.new("L", (columns * _COLUMN + 2 * _MARGIN, sum(heights) + 2 * _MARGIN), 252)
    draw = ImageDraw.Draw(image)
    y = _MARGIN
    for (text, is_bold, is_large), height in zip(lines, heights, strict=True):
        draw.text((_MARGIN, y), text, font=large if is_large else bold if is_bold else regular, fill=24)
        y += height
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
