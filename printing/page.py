"""The frame that all certificates share: number, page n of N, attestation with the seal, signed 2-D code, stamp, ground."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from config.certificate import Issue
from config.won import Won
from printing import fonts, ground, layouts, seal_image, spoken, square_code, stamp
from printing.sheet import THICK, Block, Pen, frames, paginate
from printing.square_code import SquareCode

A4 = (210.0, 297.0)
MARGIN = 15.0
EDGE = 11.0  # above and below; laser printers leave 4 mm white
HEAD_HEIGHT, _HEAD_FIRST = 18.0, 11.0
FOOT_HEIGHT = 34.0
CODE_SIZE = 27.0
QUIET = 1.8
SPOKEN_TOP, SPOKEN_BOX = 5.0, 23.7
"""mm: where the white around the code that is spoken begins, and how large it is at most."""
SPOKEN_QUIET = 4
"""Modules of white around it, as ISO/IEC 18004 has it."""
_DOTS = range(8, 3, -1)
"""Of a printer (600 to the inch) in one of its modules: the most that fit. With 4, the widest text has room."""
_DOT = 25.4 / 600
_GRAY = 0.55
_SMALL = 6.9

_TOLD_FIRST = (
    "무인민원발급기에서 발급한 증명서입니다. 직인은 전자이미지관인이며, 복사하면 '사본'이 나타납니다.\n"
    "왼쪽의 2차원 코드에는 발급기관이 전자서명한 문서확인번호, 발급일시, 대상과 내용의 요약값이 들어 있으며, "
    "발급기관이 공개한 검증키로 누구나 통신 없이 진위를 확인할 수 있습니다.\n"
    "문서확인번호로는 발급일부터 90일 동안 발급기관에서 진위를 확인할 수 있습니다."
)
_TOLD = (
    "무인민원발급기에서 발급한 증명서입니다. 직인은 전자이미지관인이며, 복사하면 '사본'이 나타납니다.\n"
    "왼쪽의 2차원 코드에는 발급기관이 전자서명한 문서확인번호, 발급일시, 대상과 주요 내용이 들어 있습니다. 발급기관이 공개한 "
    "검증키로 통신 없이 확인되는 것은 이 코드뿐이므로, 코드의 내용을 종이에 적힌 내용과 맞추어 보십시오.\n"
    "문서확인번호로는 발급일부터 90일 동안 발급기관에서 문서의 내용을 확인할 수 있습니다."
)
"""No more than is so: who reads the code off paper has verified the code, and nothing else that stands there."""

rl_config.useA85 = 0  # text armour for streams: a fifth more bytes to the printer, for nothing


@dataclass(frozen=True)
class Form:
    """A form ready to be put on pages.

    Attributes:
        title: as metadata of the document.
        designation: the regulation's name for the form, in small print at its upper left.
        landscape: 210 mm high instead of 297 mm.
        blocks: the content in reading order.
        running: stands at the top of every page but the first, and says whom or what the page is about.
    """

    title: str
    designation: str
    landscape: bool
    blocks: Sequence[Block]
    running: Sequence[Block]


def print_form(
    form: Form, issue: Issue, fee: Callable[[int], Won], record: str, hurry: Callable[[], None]
) -> tuple[bytes, int]:
    """The PDF and its number of sheets. The same arguments give the same bytes.

    ``fee``: of so many sheets. ``record``: what is printed, for a verifier; kept in the document's keywords. ``hurry`` is
    called before each page.
    """
    wide, high = (A4[1], A4[0]) if form.landscape else A4
    first = layouts.current() == layouts.FIRST
    body = EDGE + (_HEAD_FIRST if first else HEAD_HEIGHT)
    pages = paginate(form.blocks, high - EDGE - body - FOOT_HEIGHT, form.running)
    out = BytesIO()
    canvas = _canvas(out, wide, high, form, issue)
    canvas.setKeywords(record)
    producer = layouts.producer()
    if producer:
        canvas.setProducer(producer)
    ground.define(canvas, wide * mm, high * mm)
    code = square_code.of_bytes(issue.signed_code)
    for number, blocks in enumerate(pages, 1):
        hurry()
        pen = Pen(canvas, high)
        ground.draw(canvas)
        right = wide - MARGIN
        if not first:
            begins = spoken.opening(form.title, number, len(pages), issue.number, issue.issued_at, issue.issuer)
            right = _speak(pen, right, spoken.page(begins, (block.says() for block in blocks)))
        _head(pen, body, right, form, issue, number, len(pages))
        top = body
        for block in blocks:
            block.draw(pen, top)
            top += block.height
        for frame in frames(blocks, body):
            pen.box(*frame, weight=THICK)
        _foot(pen, wide, high, issue, code)
        if number == 1:
            stamp.draw(pen, wide - MARGIN - stamp.WIDE, high - EDGE - stamp.HIGH, issue, fee(len(pages)))
        if number < len(pages):
            pen.text(
                wide - MARGIN, high - EDGE - FOOT_HEIGHT + 1, "다음 쪽에 계속 ▶", fonts.SANS, 7.8, "right", gray=0.1
            )
        canvas.showPage()
    canvas.save()
    return out.getvalue(), len(pages)


def _canvas(out: BytesIO, wide: float, high: float, form: Form, issue: Issue) -> Canvas:
    canvas = Canvas(
        out, pagesize=(wide * mm, high * mm), invariant=1, pageCompression=1, lang="ko-KR",
        initialFontName=fonts.registered(fonts.SANS),  # type: ignore[arg-type]
        pdfVersion=(1, 6),  # the first to know of scaling
    )  # fmt: skip
    canvas.setTitle(form.title)
    canvas.setAuthor(issue.issuer)
    canvas.setSubject(issue.number)
    canvas.setCreator(issue.machine)
    zone = f"{issue.issued_at:%z}"
    created = (
        f"D:{issue.issued_at:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'" if zone else f"D:{issue.issued_at:%Y%m%d%H%M%S}"
    )
    canvas.setDateFormatter(lambda *_: created)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setViewerPreference("PrintScaling", "None")  # the 2-D code is read best at the size it was made for
    return canvas


def _head(pen: Pen, body: float, right: float, form: Form, issue: Issue, page: int, pages: int) -> None:
    """Above ``body``, up to ``right``."""
    pen.text(MARGIN, body - 9, "문서확인번호", fonts.SANS, 7.5, gray=0.35)
    pen.text(MARGIN + 18, body - 9, issue.number, fonts.BOLD, 10.5)
    pen.text(right, body - 9, f"{pages}쪽 중 제{page}쪽", fonts.SANS, 8, "right", gray=0.2)
    pen.line(MARGIN, body - 7, right, body - 7, gray=_GRAY)
    pen.text(MARGIN, body - 3.6, f"■ {form.designation}", fonts.SANS, 6.4, gray=0.35)


def _speak(pen: Pen, right: float, text: str) -> float:
    """The text in a square code in the upper right corner; returns how far the head may reach beside it."""
    code = square_code.of_text(text)
    across = code.modules + 2 * SPOKEN_QUIET
    module = _DOT * next(dots for dots in _DOTS if across * dots * _DOT <= SPOKEN_BOX)
    size, quiet = code.modules * module, SPOKEN_QUIET * module
    square_code.draw(pen, right - quiet - size, SPOKEN_TOP + quiet, size, quiet, code)
    left = right - size - 2 * quiet - 2
    pen.text(
        left,
        SPOKEN_TOP + 3,
        "휴대전화 카메라로 비추면 이 쪽의 내용을 들을 수 있습니다 ▶",
        fonts.SANS,
        6.4,
        "right",
        gray=0.35,
    )
    return left


def _foot(pen: Pen, wide: float, high: float, issue: Issue, code: SquareCode) -> None:
    top = high - EDGE - CODE_SIZE
    pen.line(MARGIN, high - EDGE - FOOT_HEIGHT + 2.4, wide - MARGIN, high - EDGE - FOOT_HEIGHT + 2.4, gray=_GRAY)
    square_code.draw(pen, MARGIN, top, CODE_SIZE, QUIET, code)
    left = MARGIN + CODE_SIZE + 5
    issued = f"발급일시  {issue.issued_at:%Y-%m-%d %H:%M:%S}    발급장소  {issue.machine}"
    room = (wide - MARGIN - stamp.WIDE - 5 - left) * mm
    size = fonts.fit(fonts.SANS, 7.8, issued, room)
    pen.text(left, top + 4.2, issued, fonts.SANS, size)
    told = _TOLD_FIRST if layouts.current() == layouts.FIRST else _TOLD
    for number, line in enumerate(_told(told, room), 1):
        pen.text(left, top + 4.8 + number * 3.9, line, fonts.SANS, _SMALL, gray=0.2)


@lru_cache(maxsize=8)
def _told(told: str, room: float) -> tuple[str, ...]:
    """In lines; the same on every paper."""
    return fonts.wrap(fonts.SANS, _SMALL, told, room)


def heading(wide: float, title: str) -> Block:
    """The form's title in the middle of the page."""
    size = fonts.fit(fonts.BOLD, 22, title, (wide - 2 * MARGIN) * mm)
    return Block(15, lambda pen, top: pen.text(wide / 2, top + 8.5, title, fonts.BOLD, size, "center"))


def attestation(wide: float, sentence: str, issue: Issue, seal_beside: bool) -> Block:
    """The sentence that makes it a certificate, the day, the issuer and the seal. All but the sentence a page's code says anyway.

    The seal's centre lies on the last character of the issuer's name, or in the margin to the right of it
    (``seal_beside``: 주민등록표 등·초본), as the city's seal ordinance says.
    """
    day = issue.issued_at
    date = f"{day.year}년  {day.month}월  {day.day}일"
    name = "  ".join(issue.issuer)
    size = fonts.fit(fonts.BOLD, 20, name, 90 * mm)
    seal = seal_image.SIZE

    def draw(pen: Pen, top: float) -> None:
        middle = wide / 2
        # A seal on the name reaches up to where a second line would stand.
        pen.text(middle, top + 5.5, f"{sentence}    {date}" if sentence else date, fonts.BODY, 11, "center")
        end = middle + fonts.width(fonts.BOLD, size, name) / 2 / mm
        center = end + seal / 2 + 3 if seal_beside else end - size * 0.46 / mm
        # The image first: text goes over it, as ink of the seal does not hide print.
        seal_image.draw(pen.canvas, issue.seal, (center - seal / 2) * mm, pen.y(top + 7.5 + seal))
        pen.text(middle, top + 20.4, name, fonts.BOLD, size, "center")

    return Block(30, draw, says=lambda: sentence)
