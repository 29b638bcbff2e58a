"""The electronic revenue stamp (전자수입증지), 2.7 by 3.0 cm: fee, issuer, date and machine number.

What it says is what the city's ordinance on electronic revenue stamps asks for. Its upper and lower edge are microtext:
the document's number, in letters of a third of a millimetre that a copier smears to a line.
"""

from __future__ import annotations

from reportlab.lib.units import mm

from config.certificate import Issue
from config.won import Won
from printing import fonts
from printing.sheet import Pen

WIDE, HIGH = 27.0, 30.0
_MICRO = 1.1  # points


def draw(pen: Pen, x: float, top: float, issue: Issue, fee: Won) -> None:
    middle = x + WIDE / 2
    pen.box(x, top, WIDE, HIGH, shade=1, weight=0.9)
    pen.box(x + 0.9, top + 0.9, WIDE - 1.8, HIGH - 1.8, weight=0.25)
    for edge in (top + 1.75, top + HIGH - 1.35):
        _microtext(pen, x + 1.6, edge, WIDE - 3.2, f"{issue.number} ")
    pen.text(middle, top + 5.6, "전자수입증지", fonts.SANS, 7.6, "center")
    pen.line(x + 3, top + 7.3, x + WIDE - 3, top + 7.3)
    amount = "수수료 면제" if fee and issue.exempt else f"{fee}원" if fee else "수수료 없음"
    size = fonts.fit(fonts.BOLD, 15, amount, (WIDE - 5) * mm)
    pen.text(middle, top + 13.6, amount, fonts.BOLD, size, "center")
    for line, text in enumerate((issue.issuer, f"{issue.issued_at:%Y-%m-%d}", issue.machine)):
        pen.text(
            middle,
            top + 18.6 + 3.9 * line,
            text,
            fonts.SANS,
            fonts.fit(fonts.SANS, 6.8, text, (WIDE - 4) * mm),
            "center",
        )


def _microtext(pen: Pen, x: float, baseline: float, wide: float, text: str) -> None:
    times = int(wide * mm / fonts.width(fonts.SANS, _MICRO, text))
    pen.text(x + wide / 2, baseline, (text * times).strip(), fonts.SANS, _MICRO, "center")
