"""What a telephone's camera sees of a paper on a desk, as frames for Chromium's camera that is none."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

DOTS_TO_THE_INCH = 300
FRAME = (1280, 720)
SEEN_MM = 55
"""So high is what of the paper is seen: a hand's breadth, with the code of 27 mm at the paper's lower left corner."""
DESK = 96
LIGHTS = ("at 300 dpi", "at an angle", "in poor light")


def page_of(pdf: bytes) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        drawn: Image.Image = document[0].render(scale=DOTS_TO_THE_INCH / 72, grayscale=True).to_pil()
        return drawn


def seen(page: Image.Image, light: str) -> Image.Image:
    """The corner with the code, in one of `LIGHTS`."""
    high = round(SEEN_MM / 25.4 * DOTS_TO_THE_INCH)
    wide = high * FRAME[0] // FRAME[1]
    left, top = -wide // 6, page.height - high * 5 // 6
    desk = Image.new("L", (wide, high), DESK)
    desk.paste(page, (-left, -top))
    if light != "at 300 dpi":
        desk = _leaning(desk)
    frame = desk.resize(FRAME, Image.Resampling.BOX)
    return _dim(frame) if light == "in poor light" else frame


def _leaning(flat: Image.Image) -> Image.Image:
    """Turned by 14 degrees, and the far edge a fifth narrower than the near one."""
    turned = flat.rotate(14, Image.Resampling.BICUBIC, fillcolor=DESK)
    wide, high = turned.size
    narrower = 0.2
    # x = (x' - n/2 * w/h * y') / (1 - n/h * y'), y = (1 - n) * y' / (1 - n/h * y')
    lean = (1, -narrower / 2 * wide / high, 0, 0, 1 - narrower, 0, 0, -narrower / high)
    return turned.transform(turned.size, Image.Transform.PERSPECTIVE, lean, Image.Resampling.BICUBIC, fillcolor=DESK)


def _dim(frame: Image.Image) -> Image.Image:
    """A lamp far away on one side: a quarter of the contrast, less of it to the right, out of focus, with grain."""
    less = Image.linear_gradient("L").rotate(90).resize(FRAME).point(lambda dot: 45 + dot // 8)
    dim = ImageChops.multiply(frame, less).point(lambda dot: dot + 12).filter(ImageFilter.GaussianBlur(0.7))
    return ImageChops.add(dim, Image.effect_noise(FRAME, 8), offset=-128)


def film(pictures: Sequence[Image.Image], into: Path) -> None:
    """As motion JPEG: one picture behind the other, which a camera shows over and over."""
    frames = []
    for each in pictures:
        out = BytesIO()
        each.convert("RGB").save(out, "JPEG", quality=70)
        frames.append(out.getvalue())
    into.write_bytes(b"".join(frames) * 2)
