"""The official seal's picture on paper."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from PIL import Image
from reportlab.lib.utils import ImageReader

SIZE = 21.0
"""mm: a mayor's seal is a square of 2.1 cm."""


@lru_cache(maxsize=4)
def seal_image(picture: bytes) -> ImageReader:
    """For `Canvas.drawImage`; square. A city's few seals are unpacked once."""
    return ImageReader(Image.open(BytesIO(picture), formats=("PNG",)).convert("RGBA"))
