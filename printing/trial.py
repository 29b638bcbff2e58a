"""Sheets that are no certificate, for whoever tries a machine."""

from __future__ import annotations

import io
from datetime import datetime

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from printing import fonts, ground, square_code
from printing.sheet import Pen

EDGE, CODE = 8.0, 32.0
"""In mm, as a certificate has them."""


def trial_page(machine: str, at: datetime) -> bytes:
    """A PDF of one page with what a certificate asks of a printer: the copy-void ground, a code, small print, and the edges of the
    paper. ``machine``: as it is called on papers.
    """
    out = io.BytesIO()
    font = fonts.registered(fonts.SANS)
    canvas = Canvas(out, pagesize=A4, invariant=True, initialFontName=font)  # type: ignore[arg-type]
    canvas.setViewerPreference("PrintScaling", "None")
    wide, high = A4[0] / mm, A4[1] / mm
    ground.define(canvas, *A4)
    ground.draw(canvas)
    pen = Pen(canvas, high)
    pen.box(EDGE, EDGE, wide - 2 * EDGE, high - 2 * EDGE)
    pen.text(wide / 2, 60, "시험 인쇄", fonts.BOLD, 30, "center")
    pen.text(wide / 2, 72, "증명서가 아닙니다", fonts.BOLD, 18, "center")
    pen.text(wide / 2, 90, f"{machine}   {at:%Y-%m-%d %H:%M:%S}", fonts.SANS, 11, "center")
    for line, told in enumerate((
        "이 종이를 복사하면 바탕에 '사본'이 나타나야 합니다. On a copy of this page the word must appear.",
        "아래 코드를 휴대전화로 읽어 보십시오. A telephone must read the code below.",
        "네 변의 선이 모두 인쇄되어야 합니다. All four lines along the edges must be there.",
    )):  # fmt: skip
        pen.text(wide / 2, 108 + 7 * line, told, fonts.SANS, 9, "center")
    for number, size in enumerate((9.0, 7.8, 6.5)):
        pen.text(wide / 2, 140 + 6 * number, "가나다라마바사 ABCDEFG 0123456789", fonts.BODY, size, "center")
    code = square_code.of_text(f"TEST - NO CERTIFICATE {machine} {at:%Y-%m-%dT%H:%M:%S}")
    square_code.draw(pen, (wide - CODE) / 2, 180, CODE, 4, code)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def trial_sheets(count: int) -> bytes:
    """A PDF of so many, each with its number. In Latin letters: it needs no font file."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    for number in range(1, count + 1):
        canvas.setFont("Helvetica-Bold", 28)
        canvas.drawCentredString(A4[0] / 2, A4[1] * 0.7, "TEST - NO CERTIFICATE")
        canvas.setFont("Helvetica", 18)
        canvas.drawCentredString(A4[0] / 2, A4[1] * 0.64, f"sheet {number} of {count}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()
