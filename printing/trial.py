"""Sheets that are no certificate, for whoever tries a machine."""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


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
