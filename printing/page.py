"""The frame that all certificates share: document number, page n of N, attestation with the seal, the signed 2-D code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import segno
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from config.certificate import Issue
from printing import fonts
from printing.sheet import HAIR, Block, Pen, paginate

A4 = (210.0, 297.0)
MARGIN = 15.0
EDGE = 11.0  # above and below; laser printers leave 4 mm white
HEAD_HEIGHT = 9.0
FOOT_HEIGHT = 31.0
CODE_SIZE = 27.0
SEAL_SIZE = 21.0
SEAL_RED = (0.78, 0.10, 0.12)
SEAL_TEXT = "원주시장의인무인민원증명발급전용"
"""공인 조례: Hangul written horizontally, with 의인; a seal of its own for what unattended machines issue."""


@dataclass(frozen=True)
class Form:
    """A form ready to be put on pages.

    Attributes:
        title: as metadata of the document.
        landscape: 210 mm high instead of 297 mm.
        blocks: the content in reading order.
    """

    title: str
    landscape: bool
    blocks: Sequence[Block]


def print_form(form: Form, issue: Issue) -> tuple[bytes, int]:
    """The PDF and its number of sheets. The same form and issue give the same bytes."""
    wide, high = (A4[1], A4[0]) if form.landscape else A4
    pages = paginate(form.blocks, high - 2 * EDGE - HEAD_HEIGHT - FOOT_HEIGHT)
    out = BytesIO()
    canvas = Canvas(out, pagesize=(wide * mm, high * mm), invariant=1, pageCompression=1, lang="ko-KR",
                    initialFontName=fonts.registered(fonts.SANS))  # type: ignore[arg-type]  # fmt: skip
    canvas.setTitle(form.title)
    canvas.setAuthor(issue.issuer)
    canvas.setSubject(issue.number)
    canvas.setCreator(issue.machine)
    for number, blocks in enumerate(pages, 1):
        pen = Pen(canvas, high)
        _head(pen, wide, issue, number, len(pages))
        top = EDGE + HEAD_HEIGHT
        for block in blocks:
            block.draw(pen, top)
            top += block.height
        _foot(pen, wide, high, issue)
        canvas.showPage()
    canvas.save()
    return out.getvalue(), len(pages)


def _head(pen: Pen, wide: float, issue: Issue, page: int, pages: int) -> None:
    pen.text(MARGIN, EDGE + 2, "문서확인번호", fonts.SANS, 7.5, gray=0.35)
    pen.text(MARGIN + 18, EDGE + 2, issue.number, fonts.SANS_BOLD, 9.5)
    pen.text(wide - MARGIN, EDGE + 2, f"{pages}쪽 중 제{page}쪽", fonts.SANS, 8, "right", gray=0.2)
    pen.line(MARGIN, EDGE + 4, wide - MARGIN, EDGE + 4, HAIR, 0.55)


def _foot(pen: Pen, wide: float, high: float, issue: Issue) -> None:
    top = high - EDGE - CODE_SIZE
    pen.line(MARGIN, top - 2, wide - MARGIN, top - 2, HAIR, 0.55)
    _code(pen, MARGIN, top, issue.seal)
    left = MARGIN + CODE_SIZE + 5
    issued = issue.issued_at
    lines = (
        f"발급일시  {issued:%Y-%m-%d %H:%M:%S}    발급장소  {issue.machine}",
        "이 증명서는 무인민원발급기에서 발급되었습니다. 직인은 전자이미지관인입니다.",
        "왼쪽의 2차원 코드에는 발급기관이 전자서명한 문서확인번호, 발급일시, 대상과 내용의 요약값이 들어 있으며,",
        "발급기관이 공개한 검증키로 누구나 통신 없이 진위를 확인할 수 있습니다.",
        "문서확인번호로는 발급일부터 90일 동안 발급기관에서 진위를 확인할 수 있습니다.",
    )
    for row_, line in enumerate(lines):
        strong = row_ == 0
        pen.text(left, top + 4.2 + row_ * 4.6, line, fonts.SANS_BOLD if strong else fonts.SANS, 7.6 if strong else 7.2,
                 gray=0.1 if strong else 0.3)  # fmt: skip


@cache
def _modules(seal: bytes) -> tuple[tuple[int, ...], ...]:
    code = segno.make_qr(seal, error="m", mode="byte", boost_error=False)
    return tuple(tuple(row) for row in code.matrix)


def _code(pen: Pen, x: float, top: float, seal: bytes) -> None:
    """The seal's bytes as a QR code of rectangles, one for each run of dark modules; the quiet zone is the paper."""
    matrix = _modules(seal)
    module = CODE_SIZE / len(matrix)
    path = pen.canvas.beginPath()
    for row_, modules in enumerate(matrix):
        start = 0
        while start < len(modules):
            stop = start
            while stop < len(modules) and modules[stop]:
                stop += 1
            if stop > start:
                path.rect((x + start * module) * mm, pen.y(top + (row_ + 1) * module), (stop - start) * module * mm, module * mm)
            start = stop + 1
    pen.canvas.setFillGray(0)
    pen.canvas.drawPath(path, fill=1, stroke=0)


def attestation(wide: float, sentence: str, issue: Issue, seal_beside: bool) -> Block:
    """The sentence that makes it a certificate, the day, the issuer and the seal.

    The seal's centre lies on the last character of the issuer's name, or in the margin to the right of it
    (``seal_beside``: 주민등록표 등·초본), as the city's seal ordinance says.
    """
    day = issue.issued_at
    name, size = "  ".join(issue.issuer), 18.0

    def draw(pen: Pen, top: float) -> None:
        middle = wide / 2
        date = f"{day.year}년  {day.month}월  {day.day}일"
        # A seal on the name reaches up to where a second line would stand.
        lines = (sentence, date) if seal_beside else (f"{sentence}    {date}",)
        for number, line in enumerate(lines):
            pen.text(middle, top + 5 + 6 * number, line, fonts.BODY, 10.5, "center")
        pen.text(middle, top + 22, name, fonts.BOLD, size, "center")
        end = middle + fonts.width(fonts.BOLD, size, name) / 2 / mm
        center = end + SEAL_SIZE / 2 + 3 if seal_beside else end - size * 0.5 / mm
        _seal(pen, center, top + 19.8)

    return Block(31, draw)


def _seal(pen: Pen, x: float, y: float) -> None:
    """Sixteen characters in a square, red, with the paper showing through."""
    canvas = pen.canvas
    canvas.saveState()
    canvas.setStrokeColorRGB(*SEAL_RED)
    canvas.setFillColorRGB(*SEAL_RED)
    canvas.setFillAlpha(0.9)
    half = SEAL_SIZE / 2
    for inset, weight in ((0.0, 1.6), (1.0, 0.5)):
        canvas.setLineWidth(weight)
        side = (SEAL_SIZE - 2 * inset) * mm
        canvas.roundRect((x - half + inset) * mm, pen.y(y + half - inset), side, side, 1.2 * mm, fill=0, stroke=1)
    pitch = (SEAL_SIZE - 3.2) / 4
    size = pitch * mm * 0.98
    for number, character in enumerate(SEAL_TEXT):
        column, line = number % 4, number // 4
        center = x - half + 1.6 + (column + 0.5) * pitch
        baseline = y - half + 1.6 + (line + 0.82) * pitch
        canvas.setFont(fonts.runs(fonts.BOLD, character)[0][0], size)
        canvas.drawCentredString(center * mm, pen.y(baseline), character)
    canvas.restoreState()
