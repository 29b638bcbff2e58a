"""How a machine stands, on one sheet: for whoever looks after it and has to telephone, and for the office's file. PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from printing import fonts
from printing.commissioning import ALARM, BOLD, GROUND, INK, MARGIN, RULE, fact_table, style_of


@dataclass(frozen=True)
class PartLine:
    """``detail``: what is the matter, or what it says it is. ``word``: the device's own for it, for whoever is telephoned."""

    name: str
    state: str
    detail: str
    word: str
    well: bool


@dataclass(frozen=True)
class DiagnosisReport:
    """Attributes:
    facts: name and value: what runs, with which settings.
    to_do: a sentence each, the worst first; none where all is well.
    """

    kiosk: str
    at: datetime
    facts: Sequence[tuple[str, str]]
    parts: Sequence[PartLine]
    to_do: Sequence[str]


def diagnosis_pdf(report: DiagnosisReport) -> bytes:
    """One A4 sheet, whatever there is to say: it is printed at the machine, and a second sheet would be lost."""
    for name in (fonts.SANS, BOLD):
        fonts.registered(name)
    small, text, head = style_of(8), style_of(9.5), style_of(11.5, BOLD)
    wide, high = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
    story: list[Flowable] = [
        Paragraph("무인민원발급기 진단 보고서", style_of(18, BOLD)),
        Paragraph("Diagnosis", text),
        Spacer(0, 4 * mm),
        fact_table(
            [("발급기 / Kiosk", report.kiosk), ("일시 / Time", f"{report.at:%Y-%m-%d %H:%M}"), *report.facts], text
        ),
        Spacer(0, 5 * mm),
        Paragraph("먼저 할 일 / To do first", head),
        *(Paragraph("· " + escape(each), style_of(9.5, colour=ALARM)) for each in report.to_do),
        *(() if report.to_do else (Paragraph("없음. 모두 정상입니다. Nothing: all is well.", text),)),
        Spacer(0, 5 * mm),
        _parts(report.parts, small),
    ]
    out = BytesIO()
    page = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        title=f"진단 보고서 {report.kiosk}", subject="diagnosis",
    )  # fmt: skip
    page.build([KeepInFrame(wide, high - 5 * mm, story, mode="shrink")])
    return out.getvalue()


def _parts(lines: Sequence[PartLine], style: ParagraphStyle) -> Table:
    heads = ("장치<br/>Part", "상태<br/>State", "내용<br/>Detail", "장치의 말<br/>Its own word")
    rows = [[Paragraph(each, style) for each in heads]]
    for line in lines:
        here = style if line.well else ParagraphStyle("", style, textColor=ALARM)
        rows.append([Paragraph(escape(each), here) for each in (line.name, line.state, line.detail, line.word)])
    table = Table(rows, colWidths=[each * mm for each in (38, 28, 72, 36)])
    table.setStyle(
        TableStyle([
            ("BACKGROUND", (0, 0), (-1, 0), GROUND), ("GRID", (0, 0), (-1, -1), 0.4, RULE), ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TEXTCOLOR", (0, 0), (-1, 0), INK),
        ])
    )  # fmt: skip
    return table
