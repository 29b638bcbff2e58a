"""The official seal's picture on paper."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from PIL import Image
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from config.official_seal import on_white
from printing import layouts

SIZE = 21.0
"""mm: a mayor's seal is a square of 2.1 cm."""
PAPER = (255,) * 6
"""What is white is not drawn, as `Canvas.drawImage` takes it: the ground shows there. A picture that is transparent by
degrees would make a printer blend the whole page, which took it as long as everything else on it."""


def draw(canvas: Canvas, picture: bytes, x: float, y: float) -> None:
    """With its lower left corner there, in points."""
    if layouts.current() == layouts.FIRST:
        canvas.drawImage(_transparent(picture), x, y, SIZE * mm, SIZE * mm, mask="auto")
    else:
        canvas.drawImage(_on_white(picture), x, y, SIZE * mm, SIZE * mm, mask=PAPER)


@lru_cache(maxsize=4)
def _on_white(picture: bytes) -> ImageReader:
    """A city's few seals are unpacked once."""
    return ImageReader(on_white(picture))


@lru_cache(maxsize=4)
def _transparent(picture: bytes) -> ImageReader:
    return ImageReader(Image.open(BytesIO(picture), formats=("PNG",)).convert("RGBA"))
