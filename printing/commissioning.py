"""The commissioning report: what a machine is made of, what was tried of it and by whom, for the office's file. PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from printing import fonts

BOLD = "NanumGothicBold"
MARGIN = 18 * mm
INK, RULE, GROUND, ALARM = (
    colors.HexColor("#1e2124"),
    colors.HexColor("#b1b8be"),
    colors.HexColor("#f4f5f6"),
    colors.HexColor("#bd2c0f"),
)


@dataclass(frozen=True)
class DeviceLine:
    """A device of the machine: what it says it is, how it is now, and what the last test of it came to.

    Attributes:
        test, result, by, at: "" where it was not tried.
        good: neither its state nor its test is against it.
    """

    name: str
    port: str
    identity: str
    state: str
    test: str
    result: str
    by: str
    at: str
    good: bool


@dataclass(frozen=True)
class CommissioningReport:
    """Attributes:
    kiosk: number, site and id.
    facts: name and value: versions, fingerprints, the clock and its source.
    missing: what is not tested or not well, a sentence each; none where the machine may be opened to people.
    """

    kiosk: str
    at: datetime
    by: str
    devices: Sequence[DeviceLine]
    facts: Sequence[tuple[str, str]]
    missing: Sequence[str]


def style_of(size: float, font: str = fonts.SANS, colour: colors.Color = INK) -> ParagraphStyle:
    return ParagraphStyle(
        "", fontName=font, fontSize=size, leading=size * 1.45, textColor=colour, alignment=TA_LEFT, wordWrap="CJK"
    )


def commissioning_pdf(report: CommissioningReport) -> tuple[bytes, int]:
    """A4; as many pages as it takes, and how many these are."""
    for name in (fonts.SANS, BOLD):
        fonts.registered(name)
    small, text, head, title = style_of(8), style_of(9.5), style_of(11.5, BOLD), style_of(18, BOLD)
    out = BytesIO()
    page = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        title=f"설치 보고서 {report.kiosk}", author=report.by, subject="commissioning report",
    )  # fmt: skip
    verdict = (
        "시험을 모두 마쳤습니다. All tests passed." if not report.missing else "아직 끝나지 않았습니다. Not complete:"
    )
    story: list[Flowable] = [
        Paragraph("무인민원발급기 설치 보고서", title),
        Paragraph("Commissioning report", text),
        Spacer(0, 4 * mm),
        fact_table(
            [
                ("발급기 / Kiosk", report.kiosk),
                ("일시 / Time", f"{report.at:%Y-%m-%d %H:%M %Z}"),
                ("담당 / By", report.by),
            ],
            text,
        ),
        Spacer(0, 5 * mm),
        Paragraph(verdict, style_of(11.5, BOLD, ALARM if report.missing else INK)),
        *(Paragraph("· " + escape(each), style_of(9.5, colour=ALARM)) for each in report.missing),
        Spacer(0, 5 * mm),
        Paragraph("장치 / Devices", head),
        Spacer(0, 2 * mm),
        _devices(report.devices, small),
        Spacer(0, 5 * mm),
        Paragraph("버전, 지문, 시계 / Versions, fingerprints, clock", head),
        Spacer(0, 2 * mm),
        fact_table(report.facts, small),
        Spacer(0, 12 * mm),
        KeepTogether([_signatures(text)]),
    ]
    page.build(story, onFirstPage=_foot, onLaterPages=_foot)
    return out.getvalue(), int(page.page)


def _foot(canvas: Canvas, page: SimpleDocTemplate) -> None:
    canvas.setFont(fonts.SANS, 8)
    canvas.setFillColor(INK)
    canvas.drawRightString(A4[0] - MARGIN, 10 * mm, f"{page.page}")


def fact_table(rows: Sequence[tuple[str, str]], style: ParagraphStyle) -> Table:
    cells = [[Paragraph(escape(name), style), Paragraph(escape(value), style)] for name, value in rows]
    table = Table(cells, colWidths=[45 * mm, A4[0] - 2 * MARGIN - 45 * mm])
    table.setStyle(TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE), ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return table


def _devices(lines: Sequence[DeviceLine], style: ParagraphStyle) -> Table:
    heads = (
        "장치\nDevice",
        "연결\nPort",
        "제품, 일련번호\nIdentity",
        "상태\nState",
        "시험\nTest",
        "결과\nResult",
        "담당, 시각\nBy, at",
    )
    rows = [[Paragraph(each.replace("\n", "<br/>"), style) for each in heads]]
    for line in lines:
        told = (
            line.name,
            line.port,
            line.identity,
            line.state,
            line.test,
            line.result or "—",
            f"{line.by} {line.at}".strip(),
        )
        here = style if line.good else ParagraphStyle("", style, textColor=ALARM)
        rows.append([Paragraph(escape(each), here) for each in told])
    widths = [25, 29, 34, 21, 15, 23, 27]
    table = Table(rows, colWidths=[each * mm for each in widths], repeatRows=1)
    table.setStyle(
        TableStyle([
            ("BACKGROUND", (0, 0), (-1, 0), GROUND), ("GRID", (0, 0), (-1, -1), 0.4, RULE), ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ])
    )  # fmt: skip
    return table


def _signatures(style: ParagraphStyle) -> Table:
    half = (A4[0] - 2 * MARGIN) / 2
    lines: list[list[Flowable | str]] = [
        [Paragraph("설치 / Installed by", style), Paragraph("확인 / Accepted by", style)],
        ["", ""],
    ]
    table = Table(lines, colWidths=[half, half], rowHeights=[8 * mm, 14 * mm])
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 1), (0, 1), 0.6, INK),
                ("LINEBELOW", (1, 1), (1, 1), 0.6, INK),
                ("RIGHTPADDING", (0, 0), (0, -1), 8 * mm),
            ]
        )
    )
    return table
