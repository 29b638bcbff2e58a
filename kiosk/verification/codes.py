"""The signed code on a picture of a page. Other codes may stand beside it, on the paper or on the desk it lies on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import zxingcpp
from PIL import Image, ImageFilter

from config.visible_seal import MAGIC, MAX_BYTES, VERSION
from kiosk.verification.finding import CannotTell

LONGEST = 2_400
"""Pixels of an edge, for a first look: most scans are larger than a code needs. A4 at 200 dots to the inch has 2,339."""


def code_on(picture: Image.Image) -> bytes | None:
    """``picture``: in gray. None where there is none.

    Raises:
        CannotTell: there are several, of different papers.
    """
    only = zxingcpp.BarcodeFormats(
        zxingcpp.BarcodeFormat.QRCode
    )  # kept by nobody: at the end it would be called a leak
    for each in _looks(picture):
        found = zxingcpp.read_barcodes(each, formats=only)
        codes = {code for code in (bytes(one.bytes) for one in found) if _may_be_signed(code)}
        if len(codes) > 1:
            raise CannotTell("two papers are on it; hand in one at a time")
        if codes:
            return codes.pop()
    return None


def one_code(codes: Iterable[bytes | None]) -> bytes | None:
    """Of a file's pages. Raises `CannotTell`: they are of different papers."""
    found = {code for code in codes if code}
    if len(found) > 1:
        raise CannotTell("its pages are of different papers; hand in one at a time")
    return found.pop() if found else None


def _looks(picture: Image.Image) -> Iterator[Image.Image]:
    """The page made smaller, as it is, and with what printing and scanning add taken away: grain, and toner that has spread."""
    smaller = picture.copy()
    smaller.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    yield smaller
    if smaller.size != picture.size:
        yield picture
    yield picture.filter(ImageFilter.GaussianBlur(0.8)).filter(ImageFilter.MaxFilter(3))


def _may_be_signed(code: bytes) -> bool:
    return code[:2] == bytes((MAGIC, VERSION)) and len(code) <= MAX_BYTES
