"""Pictures of many screens side by side, in one."""

from __future__ import annotations

from collections.abc import Mapping

from PIL import Image, ImageDraw

from config.language import Language
from kiosk.core.view import Screen, View
from kiosk.demo.screens.product import Checker

ACROSS, CELL, GAP, LABEL = 10, 300, 12, 22
"""Pictures in a row, and px."""


def sheet(checker: Checker, views: Mapping[str, View], language: Language, across: int = ACROSS) -> Image.Image:
    """Every page of each, under its name."""
    pictures = {}
    for name, view in views.items():
        for page, _ in enumerate(checker.pages(Screen(view, language))):
            drawn = checker.window.upright()
            small = drawn.scaledToWidth(CELL).convertToFormat(drawn.Format.Format_RGB888)
            raw, stride = bytes(small.constBits()), small.bytesPerLine()
            picture = Image.frombytes("RGB", (small.width(), small.height()), raw, "raw", "RGB", stride)
            pictures[f"{name} {page + 1}" if page else name] = picture
    high = max(picture.height for picture in pictures.values())
    rows = -(-len(pictures) // across)
    whole = Image.new("RGB", (across * (CELL + GAP) + GAP, rows * (high + GAP + LABEL) + GAP), (222, 226, 232))
    draw = ImageDraw.Draw(whole)
    for number, (name, picture) in enumerate(pictures.items()):
        left, top = GAP + number % across * (CELL + GAP), GAP + number // across * (high + GAP + LABEL)
        whole.paste(picture, (left, top))
        draw.text((left, top + picture.height + 4), name, (29, 29, 29))
    return whole
