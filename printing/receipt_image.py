"""A receipt as a picture: what the emulated printer put on its roll, for people to look at, and dots for a printer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from config.fonts import COLLECTION, COLLECTION_BOLD
from config.language import Language
from printing import fonts

_COLUMN = 12  # dots of one column of font A
_LINE = 34
_SIDE, _ABOVE, _BELOW = 34, 30, 46
_DESK, _PAPER, _INK = (226, 228, 232), (253, 252, 249), (38, 38, 44)
_EDGE = 18
_TOOTH = 9  # of the edge that the cutter or the hand left


def receipt_png(lines: Sequence[tuple[str, bool, bool]], columns: int) -> bytes:
    """``lines`` are text, bold, large; each text is already set to the printer's columns."""
    while lines and not lines[-1][0].strip():
        lines = lines[:-1]
    height = _ABOVE + _BELOW + sum(_line_height(large) for _, _, large in lines)
    width = columns * _COLUMN + 2 * _SIDE
    image = Image.new("RGB", (width + 2 * _EDGE, height + 2 * _EDGE), _DESK)
    draw = ImageDraw.Draw(image)
    for depth in range(6, 0, -1):
        shade = tuple(value - 5 * (7 - depth) for value in _DESK)
        draw.rectangle((_EDGE - 2, _EDGE, _EDGE + width + depth, _EDGE + height + depth - 2), fill=shade)
    draw.polygon(_outline(width, height), fill=_PAPER)
    y = _EDGE + _ABOVE
    for text, bold, large in lines:
        if set(text) == {"-"}:
            _rule(draw, y + _LINE // 2, columns)
        else:
            _characters(draw, y, text, bold, 2 if large else 1)
        y += _line_height(large)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def receipt_rows(lines: Sequence[tuple[str, bool, bool]], columns: int, language: Language = "ko") -> list[bytes]:
    """The same lines in dots for the printer itself, 12 to a column: 576 across on 80 mm paper, 384 on 58 mm.

    ``language``: its letters, and Han characters in its shapes.

    One line of dots each, eight to a byte, 1 is black.
    """
    width = columns * _COLUMN
    image = Image.new("1", (width, sum(_line_height(large) for _, _, large in lines)), 0)
    draw = ImageDraw.Draw(image)
    y = 0
    for text, bold, large in lines:
        if text and set(text) == {"-"}:
            draw.line((0, y + _LINE // 2, width, y + _LINE // 2), fill=1, width=2)
        else:
            _at_columns(draw, y, text, face_of(language, bold, 2 if large else 1), 2 if large else 1)
        y += _line_height(large)
    across = (width + 7) // 8
    data = image.tobytes()
    return [data[start : start + across] for start in range(0, len(data), across)]


def _line_height(large: bool) -> int:
    return 2 * _LINE if large else _LINE


def _outline(width: int, height: int) -> list[tuple[int, int]]:
    right, bottom = _EDGE + width, _EDGE + height
    teeth = [(x, bottom - (_TOOTH if number % 2 else 0)) for number, x in enumerate(range(right, _EDGE, -_TOOTH))]
    return [(_EDGE, _EDGE), (right, _EDGE), *teeth, (_EDGE, bottom)]


def _rule(draw: ImageDraw.ImageDraw, y: int, columns: int) -> None:
    for column in range(columns):
        x = _EDGE + _SIDE + column * _COLUMN
        draw.line((x + 1, y, x + _COLUMN - 4, y), fill=_INK, width=2)


def _characters(draw: ImageDraw.ImageDraw, y: int, text: str, bold: bool, scale: int) -> None:
    """Each character at its column, as the printer's fixed pitch puts it there."""
    draw.text((_EDGE + _SIDE, y), text, font=_font(bold, scale), fill=_INK)


def _at_columns(draw: ImageDraw.ImageDraw, y: int, text: str, font: ImageFont.FreeTypeFont, scale: int) -> None:
    """Each character in the middle of its one or two columns. Runs that have the columns' pitch by themselves are drawn at once."""
    x = 0.0
    for run in _RUN.findall(text):
        advance = font.getlength(run)
        room = len(run) * _COLUMN * scale * (2 if unicodedata.east_asian_width(run[0]) in "WF" else 1)
        draw.text((x + (room - advance) / 2, y), run, font=font, fill=1)
        x += room


_RUN = re.compile("[ -~]+|[\u3041-\u30fe\u4e00-\u9fff]+|.")
_COLLECTION = {"en": 6, "zh": 7, "ja": 5, "vi": 6}
"""Noto Sans Mono CJK in its collection, in the shapes of Korea, China and Japan."""


@cache
def face_of(language: Language, bold: bool, scale: int) -> ImageFont.FreeTypeFont:
    """Of the letters of a receipt; ``scale`` is 1 or 2."""
    if language == "ko":
        return _font(bold, scale)
    return ImageFont.truetype(
        str(COLLECTION_BOLD if bold or scale > 1 else COLLECTION), 24 * scale, _COLLECTION[language]
    )


@cache
def _font(bold: bool, scale: int) -> ImageFont.FreeTypeFont:
    name = fonts.SLIP_BOLD if bold or scale > 1 else fonts.SLIP
    return ImageFont.truetype(str(fonts.path(name)), 24 * scale)
