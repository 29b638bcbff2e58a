"""The official seal's picture on paper."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from PIL import Image
from reportlab.lib.utils import ImageReader

SIZE = 21.0
"""mm: a mayor's seal is a square of 2.1 cm."""
PAPER = (255,) * 6
"""What is white is not drawn, as `Canvas.drawImage` takes it: the ground shows there. A picture that is transparent by
degrees would make a printer blend the whole page, which took it as long as everything else on it."""


@lru_cache(maxsize=4)
def seal_image(picture: bytes) -> ImageReader:
    """On white, for `Canvas.drawImage` with `PAPER`; square. A city's few seals are unpacked once."""
    seal = Image.open(BytesIO(picture), formats=("PNG",)).convert("RGBA")
    on_white = Image.new("RGBA", seal.size, "white")
    on_white.alpha_composite(seal)
    return ImageReader(on_white.convert("RGB"))
