"""The fonts on paper: Debian's Nanum family (SIL Open Font License), embedded and subset.

A font does not have every character. A text is drawn in runs, each character by the first font of its style that has
it; a character that none has makes the document unprintable, which is reported before anybody pays: an empty box in a
name is worse than no paper.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from config.credentials import UnusableFileError
from config.fonts import FOLDER, PACKAGE
from config.problems import Flaw

BODY, BOLD, SANS = "NanumMyeongjo", "NanumMyeongjoBold", "NanumGothic"
_FALLBACKS = {
    BODY: (BODY, SANS, "NanumBarunGothic"),
    BOLD: (BOLD, BODY, SANS, "NanumBarunGothic"),
    SANS: (SANS, "NanumBarunGothic", BODY),
}

SLIP, SLIP_BOLD = "NanumGothicCoding", "NanumGothicCodingBold"
"""Of one width, for receipts that are sent in dots."""
NAMES = (BODY, BOLD, SANS, "NanumBarunGothic", "NanumGothicBold", SLIP, SLIP_BOLD)
"""All that anything is drawn with, pictures included."""

_JAMO = (("\u1100", "\u11ff"), ("\u3164", "\u3164"), ("\ua960", "\ua97f"), ("\ud7b0", "\ud7ff"))
"""Jamo that join into syllables, and the filler that stands for one and is invisible."""


class Unprintable(Exception):
    """No font has these characters.

    Attributes:
        characters: each once, in order of appearance.
    """

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


_folder = FOLDER


def use(folder: Path) -> None:
    """Fonts are taken from there from now on. Laying out starts afterwards."""
    global _folder
    if folder != _folder:
        _folder = folder
        for known in (_font, _font_for, _advance):
            known.cache_clear()


def path(name: str) -> Path:
    return _folder / f"{name}.ttf"


@cache
def open_font(path: Path) -> TTFont:
    """Raises `UnusableFileError`: it is not there, or is no font."""
    if not path.exists():
        raise UnusableFileError(Flaw.FONT_MISSING, path, package=PACKAGE)
    try:
        return TTFont(path.stem, str(path), asciiReadable=False)  # else the whole of ASCII is in every document
    except (TTFError, OSError):
        raise UnusableFileError(Flaw.NO_FONT, path, package=PACKAGE) from None


@cache
def _font(name: str) -> TTFont:
    font = open_font(path(name))
    pdfmetrics.registerFont(font)
    return font


def registered(name: str) -> str:
    """The name, once the font can be used."""
    return str(_font(name).fontName)


def _stands_alone(character: str) -> bool:
    """Whether drawing its glyph beside the one before it is right.

    Marks, jamo that are not part of a modern syllable, and scripts written from the right would have to be shaped,
    which is not done here; invisible characters would be lost from the paper.
    """
    return (
        unicodedata.category(character)[0] not in "CMZ"
        and unicodedata.bidirectional(character) not in ("R", "AL", "AN")
        and not any(first <= character <= last for first, last in _JAMO)
    )


@lru_cache(maxsize=20_000)
def _font_for(style: str, character: str) -> str | None:
    """A glyph number of zero is the box for "no such character"."""
    if character != " " and not _stands_alone(character):
        return None
    return next((name for name in _FALLBACKS[style] if _font(name).face.charToGlyph.get(ord(character))), None)


def normal(text: str) -> str:
    """NFC with single spaces: composed syllables are what fonts have."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def check(texts: Iterable[str]) -> None:
    """Raises `Unprintable` naming every character that cannot be drawn."""
    missing = {c: None for text in texts for c in normal(text) if _font_for(BODY, c) is None}
    if missing:
        raise Unprintable("".join(missing))


def runs(style: str, text: str) -> list[tuple[str, str]]:
    """Font name and part of the text, in order."""
    pieces = groupby(text, key=lambda c: _font_for(style, c) or style)
    return [(name, "".join(part)) for name, part in pieces]


def width(style: str, size: float, text: str) -> float:
    """Points."""
    return sum(_advance(style, character) for character in text) * size / 1000


@lru_cache(maxsize=20_000)
def _advance(style: str, character: str) -> float:
    """Thousandths of the size. Of characters and never of texts: a cache of texts would remember people's names."""
    return float(_font(_font_for(style, character) or style).stringWidth(character, 1000))


def fit(style: str, size: float, text: str, available: float) -> float:
    """The largest size up to ``size`` at which the text takes at most ``available`` points."""
    return min(size, size * available / max(width(style, size, text), 1.0))


def wrap(style: str, size: float, text: str, available: float) -> tuple[str, ...]:
    """Lines of at most ``available`` points; at least one.

    A newline starts a line. Breaks at spaces, and within a word that is too long by itself.
    """
    return tuple(line for part in text.split("\n") for line in _wrap_line(style, size, normal(part), available))


def _wrap_line(style: str, size: float, text: str, available: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if width(style, size, candidate) <= available:
            line = candidate
            continue
        if line:
            lines.append(line)
        *full, line = _break(style, size, word, available)
        lines += full
    return [*lines, line]


def _break(style: str, size: float, word: str, available: float) -> list[str]:
    parts, part = [], ""
    for character in word:
        if part and width(style, size, part + character) > available:
            parts.append(part)
            part = ""
        part += character
    return [*parts, part]
