"""What a page says, for those who cannot see it: plain text in the square code at its upper right corner.

The law asks for a code that becomes speech (음성변환용 코드, 장애인차별금지법 시행령). The one that certificates carry today needs an
application of its own; this is a QR code of text, which the camera of any phone reads and its screen reader speaks: which
paper and which page of it, its number, of what day and by whom, then what the page's tables say, line by line, in short. It
is never more than `MAX_BYTES`; where a page says more, the code says that there is more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from printing import fonts

MAX_BYTES = 1_500
_MORE = " 이하 생략."
_NOTHING = ("-", "- 이하여백 -", "- 이 하 여 백 -")
_SPACED = re.compile(r"(?<![가-힣])[가-힣](?: [가-힣])+(?![가-힣])")
_HIDDEN = re.compile(r"\*{2,}")


def speakable(text: str, fixed: bool = False) -> str:
    """As it is read aloud: without a row of asterisks, and a form's own word that is set letter by letter as a word."""
    text = _HIDDEN.sub(" 가림", fonts.normal(text))
    return _SPACED.sub(lambda word: word[0].replace(" ", ""), text) if fixed else text


def sentence(cells: Iterable[tuple[str, bool]]) -> str:
    """A row of a table, from its texts and whether each is the form's own word: words stand before what they are about."""
    parts: list[str] = []
    words: list[str] = []
    for text, fixed in cells:
        text = speakable(text, fixed)
        if text in _NOTHING:
            words = []
        elif fixed and not text.endswith("."):
            words += filter(None, (text,))
        elif text:
            parts.append(" ".join((*words, text.removesuffix("."))))
            words = []
    return ", ".join((*parts, *words))


def opening(title: str, page: int, pages: int, number: str, issued_at: datetime, issuer: str) -> str:
    """How every page begins."""
    day = f"{issued_at.year}년 {issued_at.month}월 {issued_at.day}일"
    return f"{speakable(title, fixed=True)}, {pages}쪽 중 {page}쪽. 문서확인번호 {number}. {day} {issuer} 발급."


def page(begins: str, sentences: Iterable[str]) -> str:
    """As many whole sentences as there is room for."""
    text = begins.encode()[: MAX_BYTES - len(_MORE.encode())].decode(errors="ignore")
    for each in filter(None, sentences):
        longer = f"{text} {each.removesuffix('.')}."
        if len(f"{longer}{_MORE}".encode()) > MAX_BYTES:
            return text + _MORE
        text = longer
    return text
