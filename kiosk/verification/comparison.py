"""Two PDFs page by page: what is seen, and what a program that reads the text finds.

Both are drawn by the same program and in colour, so a paper that nobody touched gives the very dots, and only that is
genuine. Of what is not, a part that is seen as another is told from a page that a program has drawn again, a little off at the
edges of letters: there a dot is darker than every dot around it was signed, or lighter, by more than an edge can be, or a
spot is on the whole. Between the dots of the ground there is room for much that is pale.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from kiosk.verification.finding import CannotTell, NotCompared

DOTS = 200
"""To the inch: one is an eighth of a millimetre, thinner than a stroke of the smallest letters that say something."""
_SAME = 8
"""Of 255, of each colour: what rounding makes of the same dot."""
_EDGE = 96
_SPOT, _SPOT_DOTS = 32, 3
"""Of 255, on the average of a spot of so many dots to each side (7 by 7, a millimetre). A page that Ghostscript has drawn again
comes to 24; pale letters of 10 points to 40."""
MAX_POINTS = 1_300
"""A3's longer edge and a little more, in points."""


def drawn(page: pypdfium2.PdfPage, number: int) -> Image.Image:
    """In colour, upright whichever way the page is turned. Raises `CannotTell`: larger than any paper."""
    wide, high = page.get_size()
    if not (0 < wide <= MAX_POINTS and 0 < high <= MAX_POINTS):
        raise CannotTell(f"page {number} is {wide * 25.4 / 72:.0f} by {high * 25.4 / 72:.0f} mm; no paper is")
    page.set_rotation(0)
    picture: Image.Image = page.render(scale=DOTS / 72).to_pil().convert("RGB")
    return picture


def text_of(page: pypdfium2.PdfPage) -> list[str]:
    page.set_rotation(0)
    return str(page.get_textpage().get_text_range()).splitlines()


def differing_text(found: list[str], signed: list[str]) -> str:
    """What is another text, in words; "" where there is none. How lines are broken and spaced is no text."""
    if _letters(found) == _letters(signed):
        return ""
    for is_, should in _lines(found, signed):
        if _letters([is_]) != _letters([should]):
            return f"{is_!r} stands where {should!r} was signed"
    return "its lines stand in another order"


def is_readable(text: list[str]) -> bool:
    """Not so where a program has written the page again and left out which letters its glyphs are."""
    return not any(unicodedata.category(each) in ("Cc", "Co", "Cn") for line in text for each in line)


def differing_picture(found: Image.Image, signed: Image.Image) -> str:
    """Where something else is seen, in words; "" where nothing is. Raises `NotCompared`: it was drawn again, and nearly as it was."""
    if found.size != signed.size:
        return "the page has another size"
    if not _box_over(_SAME, ImageChops.difference(found, signed)):
        return ""
    darker = ImageChops.subtract(signed.filter(ImageFilter.MinFilter(3)), found)
    lighter = ImageChops.subtract(found, signed.filter(ImageFilter.MaxFilter(3)))
    box = _box_over(_EDGE, ImageChops.lighter(darker, lighter)) or _box_over(
        _SPOT, ImageChops.difference(*(each.filter(ImageFilter.BoxBlur(_SPOT_DOTS)) for each in (found, signed)))
    )
    if box is None:
        raise NotCompared("another program has drawn it again, not quite as it was signed")
    left, top, right, bottom = (round(edge * 25.4 / DOTS) for edge in box)
    return f"something else is seen than was signed, {left} to {right} mm from the left and {top} to {bottom} mm from the top"


def _box_over(most: int, difference: Image.Image) -> tuple[int, int, int, int] | None:
    """Round all dots of which one colour is off by more."""
    return difference.point(lambda value: 255 * (value > most)).getbbox()


def _letters(lines: list[str]) -> str:
    return unicodedata.normalize("NFC", "".join("".join(lines).split()))


def _lines(found: list[str], signed: list[str]) -> Iterator[tuple[str, str]]:
    for line in range(max(len(found), len(signed))):
        yield tuple(lines[line] if line < len(lines) else "" for lines in (found, signed))  # type: ignore[misc]
