"""The fonts on paper: Debian's Nanum family (SIL Open Font License) and, for the hanja that it has not, Droid Sans
Fallback (Apache License), embedded and subset.

A font does not have every character: Nanum has 4,592 of the 9,460 hanja that the Supreme Court allows in names, Droid
4,412 of the others. A text is drawn in runs, each word by the first font of its style that has the whole of it, so that
a name does not change its face in the middle; where none has, each character by the first that has it. A character that
none has makes the document unprintable, which is reported before anybody pays: an empty box in a name is worse than no
paper.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont, TTFontFile

from config.credentials import UnusableFileError
from config.fonts import FOLDER, HANJA_FOLDER, HANJA_PACKAGE, PACKAGE
from config.problems import Flaw
from printing import layouts

BODY, BOLD, SANS, HANJA = "NanumMyeongjo", "NanumMyeongjoBold", "NanumGothic", "DroidSansFallbackFull"
_FALLBACKS = {
    BODY: (BODY, SANS, "NanumBarunGothic", HANJA),
    BOLD: (BOLD, BODY, SANS, "NanumBarunGothic", HANJA),
    SANS: (SANS, "NanumBarunGothic", BODY, HANJA),
}

SLIP, SLIP_BOLD = "NanumGothicCoding", "NanumGothicCodingBold"
"""Of one width, for receipts that are sent in dots."""
NANUM = (BODY, BOLD, SANS, "NanumBarunGothic", "NanumGothicBold", SLIP, SLIP_BOLD)
"""All of that family that anything is drawn with, pictures included."""

_JAMO = frozenset(map(chr, (*range(0x1100, 0x1200), 0x3164, *range(0xA960, 0xA980), *range(0xD7B0, 0xD800))))
"""Jamo that join into syllables, and the filler that stands for one and is invisible."""
_HANJA = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_WORDS = re.compile(f"[{_HANJA}]+(?: +[{_HANJA}]+)*|[{_HANGUL}]+(?: +[{_HANGUL}]+)*|[^{_HANJA}{_HANGUL}]+")
"""Of one script each: a name in hanja, one in hangul, one in Latin letters with what stands around it."""


class Unprintable(Exception):
    """No font has these characters.

    Attributes:
        characters: each once, in order of appearance.
    """

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


F = TypeVar("F")
_folders = (FOLDER, HANJA_FOLDER)


def use(folder: Path, hanja_folder: Path) -> None:
    """Nanum is taken from the one and `HANJA` from the other from now on. Laying out starts afterwards."""
    global _folders
    if (folder, hanja_folder) != _folders:
        _folders = folder, hanja_folder
        for known in (_font, _characters, _drawable):
            known.cache_clear()


def path(name: str) -> Path:
    return _folders[name == HANJA] / f"{name}.ttf"


def check_font(path: Path) -> Path:
    """Looks at its tables and not at the characters in them: those of all fonts take a third of a start to be read.

    Raises:
        UnusableFileError: it is not there, cut short, or no font that can be embedded.
    """
    _opened(path, lambda: _whole(TTFontFile(str(path), charInfo=0), path.stat().st_size))
    return path


def _whole(font: TTFontFile, size: int) -> TTFontFile:
    if any(table["offset"] + table["length"] > size for table in font.tables):
        raise TTFError("cut short")
    return font


def read_all() -> None:
    """What is drawn with is read from the disk, if it was not. Raises `UnusableFileError`."""
    for name in (*NANUM, HANJA):
        registered(name)


def _opened(path: Path, open_it: Callable[[], F]) -> F:
    package = HANJA_PACKAGE if path.stem == HANJA else PACKAGE
    if not path.exists():
        raise UnusableFileError(Flaw.FONT_MISSING, path, package=package)
    try:
        return open_it()
    except (TTFError, OSError):
        raise UnusableFileError(Flaw.NO_FONT, path, package=package) from None


@cache
def _font(name: str) -> TTFont:
    file = path(name)
    # Where ASCII is to be readable, the whole of it is in every document.
    font = _opened(file, lambda: TTFont(file.stem, str(file), asciiReadable=False))
    # A hundred thousand lists of numbers, which the collector would go through after every session; tuples it lets lie.
    read = vars(font.face)
    read["glyphToChar"] = {glyph: tuple(codes) for glyph, codes in read["glyphToChar"].items()}
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
        and character not in _JAMO
    )


@cache
def _characters(name: str) -> frozenset[str]:
    """All that the font can draw. A glyph number of zero is the box for "no such character"."""
    known = _font(name).face.charToGlyph.items()
    return frozenset(filter(_stands_alone, (chr(code) for code, glyph in known if glyph))) | {" "}


@cache
def _drawable() -> frozenset[str]:
    """In whatever font."""
    return frozenset().union(*(_characters(name) for name in _FALLBACKS[BODY]))


def _font_for(style: str, text: str) -> str | None:
    """The first that has all of it."""
    return next((name for name in _FALLBACKS[style] if _characters(name).issuperset(text)), None)


def normal(text: str) -> str:
    """NFC with single spaces: composed syllables are what fonts have."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def check(texts: Iterable[str]) -> None:
    """Raises `Unprintable` naming every character that cannot be drawn."""
    known = _drawable()
    missing = {c: None for text in texts for c in normal(text) if c not in known}
    if missing:
        raise Unprintable("".join(missing))


def runs(style: str, text: str) -> list[tuple[str, str]]:
    """Font name and part of the text, in order."""
    if _characters(style).issuperset(text):  # nearly all texts
        return [(style, text)]
    pieces = groupby(_pieces(style, text), key=lambda piece: piece[0])
    return [(name, "".join(part for _, part in group)) for name, group in pieces]


def _pieces(style: str, text: str) -> Iterator[tuple[str, str]]:
    """The first layout chose a face for each character."""
    for word in text if layouts.current() == layouts.FIRST else _WORDS.findall(text):
        name = _font_for(style, word)
        if name:
            yield name, word
        else:
            yield from ((_font_for(style, character) or style, character) for character in word)


def width(style: str, size: float, text: str) -> float:
    """Points."""
    if _characters(style).issuperset(text):
        return float(_font(style).stringWidth(text, size))
    return float(sum(_font(name).stringWidth(part, size) for name, part in runs(style, text)))


def fit(style: str, size: float, text: str, available: float) -> float:
    """The largest size up to ``size`` at which the text takes at most ``available`` points."""
    return min(size, size * available / max(width(style, size, text), 1.0))


def wrap(style: str, size: float, text: str, available: float) -> tuple[str, ...]:
    """Lines of at most ``available`` points; at least one.

    A newline starts a line. Breaks at spaces, and within a word that is too long by itself.
    """
    return tuple(line for part in text.split("\n") for line in _wrap_line(style, size, normal(part), available))


def _wrap_line(style: str, size: float, text: str, available: float) -> list[str]:
    if width(style, size, text) <= available:
        return [text]
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
