"""The copy-void ground: 사본 ("copy") stands out when the paper is photocopied.

The page is covered with fine dots but for the letters, whose dots are coarse; both cover one sixteenth of the paper, so
the eye sees one tone. A copier's optics and its cleaning of the background lose dots of a twelfth of a millimetre and
keep those two and a half times as wide: on the copy the letters are left. Everything is measured in dots of a laser
printer (600 to the inch), so that each comes out as large as the next.
"""

from __future__ import annotations

import math
import zlib
from base64 import a85encode
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from printing import fonts, layouts

FINE, COARSE = 2, 5
"""Edge of a dot. Dots stand at four times their edge."""
SPACING = 4
_PER_POINT = 600 / 72
_TILE = (720, 400)  # 30 by 17 mm; a whole number of dots of both kinds, and little to compress for every paper
_FONT, _SIZE, _BOLDER = "NanumGothicBold", 300, 6


_ACROSS, _UP = (edge / _PER_POINT for edge in _TILE)


def define(canvas: Canvas, wide: float, high: float) -> None:
    """Once a document, before `draw`: the ground of a page of this size in points.

    One row of tiles is a mask of one bit a dot, through which black is painted: a picture in grey is measured against a
    halftone screen, dot by dot, which was more than half of a printer's work. Rows stand one above the other in a form,
    so that each page draws it with one word.
    """
    across = math.ceil(wide / _ACROSS)
    first = layouts.current() == layouts.FIRST  # a picture in grey for each tile
    canvas.beginForm("ground-row", 0, 0, across * _ACROSS, _UP)
    if first:
        for column in range(across):
            canvas.drawImage(ImageReader(tile()), column * _ACROSS, 0, _ACROSS, _UP)
    else:
        canvas.addLiteral(_row(across))
    canvas.endForm()
    canvas.beginForm("ground", 0, 0, wide, high)
    for row in range(math.ceil(high / _UP)):
        canvas.saveState()
        canvas.translate(0, row * _UP)
        canvas.doForm("ground-row")
        canvas.restoreState()
    canvas.endForm()


def draw(canvas: Canvas) -> None:
    """Covers the page. To be drawn first: everything else stands on it."""
    canvas.doForm("ground")


@cache
def _row(across: int) -> str:
    """So many tiles side by side, as an inline image: their dots are 0, which is painted."""
    row, one = Image.new("1", (across * _TILE[0], _TILE[1])), tile()
    for column in range(across):
        row.paste(one, (column * _TILE[0], 0))
    dots = a85encode(zlib.compress(row.tobytes(), 9)).decode() + "~>"
    size = f"{across * _ACROSS:.4f} 0 0 {_UP:.4f} 0 0 cm"
    return f"q 0 g {size} BI /IM true /W {row.width} /H {row.height} /BPC 1 /F [/A85 /Fl] ID {dots} EI Q"


def tile() -> Image.Image:
    """Black on white, one pixel a dot of the printer."""
    paper = Image.new("L", _TILE, 255)
    paper.paste(0, mask=ImageChops.multiply(_dots(FINE), ImageChops.invert(letters())))
    paper.paste(0, mask=ImageChops.multiply(_dots(COARSE), letters()))
    return paper


def letters() -> Image.Image:
    """White where the coarse dots are."""
    mask = Image.new("1", _TILE, 0)
    font = ImageFont.truetype(str(fonts.path(_FONT)), _SIZE)
    middle = (_TILE[0] / 2, _TILE[1] / 2)
    ImageDraw.Draw(mask).text(middle, "사본", font=font, fill=1, anchor="mm", stroke_width=_BOLDER)
    return mask.convert("L")


def _dots(edge: int) -> Image.Image:
    """White, on black. A tile holds a whole number of them either way."""
    wide, high = _TILE
    pitch = SPACING * edge
    gap = pitch - edge
    through = (b"\xff" * edge + bytes(gap)) * (wide // pitch)
    return Image.frombytes("L", _TILE, (through * edge + bytes(wide * gap)) * (high // pitch))
