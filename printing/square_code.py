"""QR codes on paper, drawn in rectangles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import segno
from reportlab.lib.units import mm
from reportlab.pdfgen.pathobject import PDFPathObject

from printing.sheet import Pen


@dataclass(frozen=True)
class SquareCode:
    """Attributes:
    path: its dark modules, each one long and high, from the lower left corner.
    modules: across and up, without the quiet zone.
    """

    path: PDFPathObject
    modules: int


def of_bytes(signed: bytes) -> SquareCode:
    """A signature and a digest are as good as random, so one mask of the eight serves as well as another and need not be
    searched for."""
    matrix = segno.make_qr(signed, error="m", mode="byte", mask=0, boost_error=False).matrix
    return SquareCode(_path(map(bytes, matrix), b"\0"), len(matrix))


def _path(lines: Iterable[bytes], light: bytes) -> PDFPathObject:
    """One rectangle for each run of dark modules, so that no hairline of paper shows between two of them."""
    runs = []
    for line, modules in enumerate(reversed(list(lines))):
        start = 0
        for dark in modules.split(light):
            if dark:
                runs.append(f"{start} {line} {len(dark)} 1 re")
            start += len(dark) + 1
    return PDFPathObject(code=runs)


def draw(pen: Pen, x: float, top: float, size: float, quiet: float, code: SquareCode) -> None:
    """``size`` mm without and ``quiet`` mm of white around it: a code is read best on white."""
    canvas = pen.canvas
    canvas.setFillGray(1)
    edge = (size + 2 * quiet) * mm
    canvas.rect((x - quiet) * mm, pen.y(top + size + quiet), edge, edge, stroke=0, fill=1)
    canvas.saveState()
    canvas.translate(x * mm, pen.y(top + size))
    canvas.scale(size * mm / code.modules, size * mm / code.modules)
    canvas.setFillGray(0)
    canvas.drawPath(code.path, fill=1, stroke=0)
    canvas.restoreState()
