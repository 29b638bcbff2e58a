"""Two PDFs page by page: what is seen, and what a program that reads the text finds.

Both are drawn by the same program, so a paper that nobody touched gives the very dots. A PDF that another program has
written again may be a little off at the edges of letters: a dot counts as another only where it is darker than every dot
around it was signed, or lighter, by more than the edge of a letter can be.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from kiosk.verification.finding import CannotTell

DOTS = 200
"""To the inch: one is an eighth of a millimetre, thinner than a stroke of the smallest letters that say something."""
_EDGE = 96
"""Of 255."""
MAX_POINTS = 1_300
"""A3's longer edge and a little more, in points."""


def drawn(page: pypdfium2.PdfPage, number: int) -> Image.Image:
    """In gray, upright whichever way the page is turned. Raises `CannotTell`: larger than any paper."""
    wide, high = page.get_size()
    if not (0 < wide <= MAX_POINTS and 0 < high <= MAX_POINTS):
        raise CannotTell(f"page {number} is {wide * 25.4 / 72:.0f} by {high * 25.4 / 72:.0f} mm; no paper is")
    page.set_rotation(0)
    picture: Image.Image = page.render(scale=DOTS / 72, grayscale=True).to_pil()
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
    """Where something else is seen, in words; "" where nothing is."""
    if found.size != signed.size:
        return "the page has another size"
    if ImageChops.difference(found, signed).getbbox() is None:
        return ""
    darker = ImageChops.subtract(signed.filter(ImageFilter.MinFilter(3)), found)
    lighter = ImageChops.subtract(found, signed.filter(ImageFilter.MaxFilter(3)))
    box = ImageChops.lighter(darker, lighter).point(lambda value: 255 * (value > _EDGE)).getbbox()
    if box is None:
        return ""
    left, top, right, bottom = (round(edge * 25.4 / DOTS) for edge in box)
    return f"something else is seen than was signed, {left} to {right} mm from the left and {top} to {bottom} mm from the top"


def _letters(lines: list[str]) -> str:
    return unicodedata.normalize("NFC", "".join("".join(lines).split()))


def _lines(found: list[str], signed: list[str]) -> Iterator[tuple[str, str]]:
    for line in range(max(len(found), len(signed))):
        yield tuple(lines[line] if line < len(lines) else "" for lines in (found, signed))  # type: ignore[misc]
