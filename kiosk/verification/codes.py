"""The signed code on a picture of a page. Other codes may stand beside it, on the paper or on the desk it lies on."""

from __future__ import annotations

import zxingcpp
from PIL import Image

from config.visible_seal import MAGIC, MAX_BYTES, VERSION
from kiosk.verification.finding import CannotTell

_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
LONGEST = 2_400
"""Pixels of an edge, for a first look: most scans are larger than a code needs. A4 at 200 dots to the inch has 2,339."""


def code_on(picture: Image.Image) -> bytes | None:
    """``picture``: in gray. None where there is none.

    Raises:
        CannotTell: there are several, of different papers.
    """
    for each in _looks(picture):
        found = zxingcpp.read_barcodes(each, formats=_QR)
        codes = {code for code in (bytes(one.bytes) for one in found) if _may_be_signed(code)}
        if len(codes) > 1:
            raise CannotTell("two papers are on it; hand in one at a time")
        if codes:
            return codes.pop()
    return None


def _looks(picture: Image.Image) -> list[Image.Image]:
    """The page made smaller, and as it is."""
    smaller = picture.copy()
    smaller.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    return [smaller] if smaller.size == picture.size else [smaller, picture]


def _may_be_signed(code: bytes) -> bool:
    return code[:2] == bytes((MAGIC, VERSION)) and len(code) <= MAX_BYTES
