"""What the copy-void ground costs a printer: Ghostscript's work on one and the same paper at 600 dots to the inch.

Three times in one run: without a ground, with the ground, and with the ground as it was before it became a mask of one bit
a dot: a picture in grey that is laid tile by tile. The work is CPU time, as a page of black and white dots and as PCL XL, in
which most A4 lasers are spoken to; its bytes are what goes over the wire.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from printing import ground
from printing.certificate import lay_out
from tests.benchmarks.layout import issues, papers
from tests.cities import WONJU

ROUNDS = 7
_A4 = (210 * mm, 297 * mm)


def none(*_: object) -> None:
    pass


def grey_tiles(canvas: Canvas) -> None:
    """Eight bits a dot, each tile placed by itself."""
    picture = ImageReader(ground.tile())
    across, up = (edge * 72 / 600 for edge in ground.tile().size)
    if not canvas.hasForm("grey-tile"):
        canvas.beginForm("grey-tile", 0, 0, across, up)
        canvas.drawImage(picture, 0, 0, across, up)
        canvas.endForm()
    for row in range(int(_A4[1] // up) + 1):
        for column in range(int(_A4[0] // across) + 1):
            canvas.saveState()
            canvas.translate(column * across, row * up)
            canvas.doForm("grey-tile")
            canvas.restoreState()


def work(pdf: Path, device: str) -> tuple[float, int]:
    """CPU seconds, the best of some rounds, and the bytes that come out."""
    out, best = pdf.with_suffix(f".{device}"), float("inf")
    for _ in range(ROUNDS):
        before = os.times()
        subprocess.run(
            ("gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-r600", f"-sDEVICE={device}", "-o", out, pdf), check=True
        )
        after = os.times()
        best = min(best, sum(after[2:4]) - sum(before[2:4]))
    return best, out.stat().st_size


def race() -> None:
    kind, record = papers()["one-page 등본"]
    issue = next(issues())
    with TemporaryDirectory() as folder:
        drawn = {}
        for name, define, draw in (
            ("none", none, none), ("mask", ground.define, ground.draw), ("grey", none, grey_tiles),
        ):  # fmt: skip
            with patch.object(ground, "define", define), patch.object(ground, "draw", draw):
                drawn[name] = Path(folder, f"{name}.pdf")
                drawn[name].write_bytes(lay_out(WONJU.kinds[kind], record, issue).pdf)
        for device in ("pbmraw", "pxlmono"):
            (bare, bare_bytes), (mask, mask_bytes), (grey, grey_bytes) = (
                work(drawn[name], device) for name in ("none", "mask", "grey")
            )
            print(
                f"print work      the ground takes {(mask - bare) / (grey - bare):5.2f} of what grey tiles take, by {device}"
                f"   ({mask - bare:.3f} and {grey - bare:.3f} s, beside {bare:.3f} s for the rest)"
            )
            if device == "pxlmono":
                print(
                    f"                and {(mask_bytes - bare_bytes) / (grey_bytes - bare_bytes):5.2f} of their bytes"
                    f"   ({(mask_bytes - bare_bytes) / 1000:,.0f} and {(grey_bytes - bare_bytes) / 1000:,.0f} kB, beside"
                    f" {bare_bytes / 1000:,.0f} kB)"
                )


if __name__ == "__main__":
    race()
