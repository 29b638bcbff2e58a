"""A scan or a photograph that was handed in, as gray pages. No format that is a program (PostScript) is opened."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageSequence

from kiosk.verification.finding import CannotTell

FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
MAX_PIXELS = 40_000_000
"""A4 at 600 dots to the inch has 35 million."""
MAX_PAGES = 10
"""Of a TIFF: so far a code is looked for."""
_DRAFT = (2_500, 3_600)


def is_picture(data: bytes) -> bool:
    """Whether a picture begins there. Nothing of it is unpacked."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=FORMATS):
            return True
    except Exception:  # a damaged file makes a decoder raise anything: SyntaxError, struct.error, ZeroDivisionError
        return False


def pages_of(data: bytes) -> Iterator[Image.Image]:
    """Each in gray, on white where it is transparent.

    Raises:
        CannotTell: it is no picture, too large, or damaged.
    """
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=FORMATS) as picture:
            if picture.format == "JPEG":
                picture.draft("L", _DRAFT)  # decoded at an eighth, a quarter or half of its size where that is enough
            for number, page in enumerate(ImageSequence.Iterator(picture)):
                if page.width * page.height > MAX_PIXELS:
                    raise CannotTell(f"the picture has {page.width} by {page.height} dots; scan it at 300 to the inch")
                if number == MAX_PAGES:
                    return
                yield _gray(page)
    except CannotTell:
        raise
    except Exception as error:  # see `is_picture`
        raise CannotTell(f"the picture is damaged, or none: {type(error).__name__}") from None


def _gray(page: Image.Image) -> Image.Image:
    if page.mode.startswith("I") or page.mode == "F":  # 16 bits a dot, and more
        low, high = page.convert("F").getextrema()
        span = (float(high) - float(low)) or 1.0  # type: ignore[arg-type]
        return page.convert("F").point(lambda value: (value - float(low)) * (255.0 / span)).convert("L")  # type: ignore[arg-type]
    if page.mode == "L":
        return page.copy()
    if page.has_transparency_data:
        page = page if page.mode in ("RGBA", "LA") else page.convert("RGBA")
        on_white = Image.new("L", page.size, 255)
        on_white.paste(page.convert("L"), mask=page.getchannel("A"))
        return on_white
    return page.convert("L")
