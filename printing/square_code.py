"""QR codes on paper."""

from __future__ import annotations

from base64 import a85encode
from collections.abc import Iterator
from dataclasses import dataclass

import segno
import zxingcpp
from PIL import Image
from reportlab.lib.units import mm
from reportlab.pdfgen.pathobject import PDFPathObject

from printing import layouts
from printing.sheet import Pen


@dataclass(frozen=True)
class SquareCode:
    """``dark`` modules are 1, a byte each, from the upper left corner on; so many ``modules`` across and down, without the
    quiet zone."""

    dark: bytes
    modules: int


def of_bytes(signed: bytes) -> SquareCode:
    """The bytes and nothing that says what they are, which not every reader would understand."""
    if layouts.current() == layouts.FIRST:
        matrix = segno.make_qr(signed, error="m", mode="byte", mask=0, boost_error=False).matrix
        return SquareCode(b"".join(map(bytes, matrix)), len(matrix))
    return _made(signed, "M", "Unknown")


def of_text(text: str) -> SquareCode:
    """In UTF-8 and said to be so, with the least redundancy: nothing lies over it, and each module is as large as can be."""
    return _made(text, "L", "UTF-8")


def _made(content: bytes | str, level: str, encoding: str) -> SquareCode:
    """A signature and a digest are as good as random, and so is text in UTF-8 to a mask: one of the eight serves as well as
    another and need not be searched for."""
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level=level, eci=encoding, data_mask=0)
    pixels = memoryview(code.to_image(scale=1, add_quiet_zones=False))  # type: ignore[arg-type]
    return SquareCode(pixels.tobytes().translate(_DARK_IS_ONE), len(pixels))


_DARK_IS_ONE = bytes((1,)) + bytes(255)


def draw(pen: Pen, x: float, top: float, size: float, quiet: float, code: SquareCode) -> None:
    """``size`` mm without and ``quiet`` mm of white around it: a code is read best on white."""
    canvas = pen.canvas
    canvas.setFillGray(1)
    edge = (size + 2 * quiet) * mm
    canvas.rect((x - quiet) * mm, pen.y(top + size + quiet), edge, edge, stroke=0, fill=1)
    canvas.saveState()
    canvas.translate(x * mm, pen.y(top + size))
    canvas.setFillGray(0)
    if layouts.current() == layouts.FIRST:
        canvas.scale(size * mm / code.modules, size * mm / code.modules)
        canvas.drawPath(PDFPathObject(code=list(_rectangles(code))), fill=1, stroke=0)
    else:
        canvas.scale(size * mm, size * mm)
        canvas.addLiteral(_mask(code))
    canvas.restoreState()


def _mask(code: SquareCode) -> str:
    """One bit a module, 1 is painted. A printer makes rectangles larger than they are, by whatever dots they touch."""
    across = (code.modules, code.modules)
    bits = a85encode(Image.frombytes("L", across, code.dark).point(_IS_ONE, "1").tobytes()).decode()
    return f"BI /IM true /D [1 0] /W {code.modules} /H {code.modules} /BPC 1 /F /A85 ID {bits}~> EI"


_IS_ONE = [0, *[255] * 255]


def _rectangles(code: SquareCode) -> Iterator[str]:
    """One for each run of dark modules, from the lower left corner."""
    for line in range(code.modules):
        start = 0
        at = (code.modules - 1 - line) * code.modules
        for dark in code.dark[at : at + code.modules].split(b"\0"):
            if dark:
                yield f"{start} {line} {len(dark)} 1 re"
            start += len(dark) + 1
