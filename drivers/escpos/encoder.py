"""Receipt lines to ESC/POS bytes, the commands by the names that python-escpos has for them.

Its printer class is left out: importing it reads a catalogue of printers for half a second and leaves a folder in /tmp,
and its text encoder would print question marks for hangul. Korean text goes in two-byte mode (``FS &``) as Wansung. Every
Korean printer has the 2,350 syllables of KS X 1001, kana and 4,888 hanja; for a receipt with a character beyond them
(`has_all`) there is the other way, in dots. Where text is sent all the same, such a character is replaced by 〓 (geta, the
printers' own mark for "no such character") rather than by jamo that read as another word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from escpos.constants import ESC, FS, HW_INIT, PAPER_FULL_CUT, S_RASTER_N, TXT_SIZE, TXT_STYLE

from config.receipt_lines import Feed, ReceiptLine, Rule, TextLine

KOREAN_MODE = FS + b"&"
CUT = ESC + b"d\x06" + PAPER_FULL_CUT
"""Feeds six lines, so that the last one is past the knife, and cuts."""
_MISSING = "〓".encode("cp949")
_STRIP = 96
"""Lines of dots in one command: a small printer buffers no more than a few kilobytes."""


def encode(lines: Sequence[ReceiptLine], columns: int) -> bytes:
    """The whole receipt with its cut, for a printer of ``columns`` columns."""
    out = bytearray(HW_INIT + KOREAN_MODE)
    for line in lines:
        match line:
            case TextLine():
                out += _style(line.large, line.bold)
                for text in layout(line, columns):
                    out += to_wansung(text) + b"\n"
                out += _style(False, False)
            case Rule():
                out += b"-" * columns + b"\n"
            case Feed():
                out += b"\n" * line.lines
    return bytes(out + CUT)


def encode_picture(rows: Sequence[bytes]) -> bytes:
    """A receipt drawn elsewhere, with its cut: for a printer without Korean, and for every syllable there is.

    ``rows``: one line of dots each, eight to a byte, the first in the highest bit, 1 is black; all of one length.
    """
    out = bytearray(HW_INIT)
    for start in range(0, len(rows), _STRIP):
        strip = rows[start : start + _STRIP]
        out += S_RASTER_N + len(rows[0]).to_bytes(2, "little") + len(strip).to_bytes(2, "little") + b"".join(strip)
    return bytes(out + CUT)


def set_lines(lines: Sequence[ReceiptLine], columns: int) -> list[tuple[str, bool, bool]]:
    """Text, bold and large of each line as a picture will have it."""
    out: list[tuple[str, bool, bool]] = []
    for line in lines:
        match line:
            case TextLine():
                out += [(text, line.bold, line.large) for text in layout(line, columns, drawn_columns)]
            case Rule():
                out.append(("-" * columns, False, False))
            case Feed():
                out += [("", False, False)] * line.lines
    return out


def _style(large: bool, bold: bool) -> bytes:
    """Size (``GS !``, which enlarges hangul and Latin alike; ``ESC !`` would leave hangul small), emphasis, and from the left."""
    size = TXT_STYLE["width"][1 + large] + TXT_STYLE["height"][1 + large]
    return b"".join((TXT_SIZE, bytes((size,)), TXT_STYLE["bold"][bold], TXT_STYLE["align"]["left"]))


def layout(line: TextLine, columns: int, wide: Callable[[str], int] | None = None) -> tuple[str, ...]:
    """The line set to the paper's columns, in as many lines as it needs; nothing is cut off. In NFC, as fonts have it.

    ``wide``: the columns that a text takes; of font A where none is given.
    """
    wide = wide or text_columns
    line = replace(line, text=unicodedata.normalize("NFC", line.text), right=unicodedata.normalize("NFC", line.right))
    room = columns // 2 if line.large else columns
    if line.right:
        gap = room - wide(line.text) - wide(line.right)
        if gap >= 1:
            return (line.text + " " * gap + line.right,)
        return (
            *_wrap(line.text, room, wide),
            *(" " * (room - wide(part)) + part for part in _wrap(line.right, room, wide)),
        )
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[line.align]
    return tuple(" " * int((room - wide(part)) * share) + part for part in _wrap(line.text, room, wide))


def _wrap(text: str, room: int, wide: Callable[[str], int]) -> tuple[str, ...]:
    lines, line = [], ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if wide(candidate) <= room:
            line = candidate
            continue
        if line:
            lines.append(line)
        line = ""
        for character in word:
            if wide(line + character) > room:
                lines.append(line)
                line = ""
            line += character
    return (*lines, line)


def has_all(lines: Sequence[ReceiptLine]) -> bool:
    """Whether a printer with the Korean set has every character."""
    texts = (part for line in lines if isinstance(line, TextLine) for part in (line.text, line.right))
    return all(_code(character) for text in texts for character in unicodedata.normalize("NFC", text))


def text_columns(text: str) -> int:
    """Columns of font A: whatever is printed from the Korean set, a middle dot or an arrow too, takes two."""
    return len(to_wansung(text))


def drawn_columns(text: str) -> int:
    """Columns of a picture: two for what is wide in Unicode."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text)


def to_wansung(text: str) -> bytes:
    """KS X 1001 in GR; the won sign becomes the full-width one of the set."""
    return b"".join(_code(character) or _MISSING for character in unicodedata.normalize("NFC", text))


def _code(character: str) -> bytes:
    """In one or two bytes; none where the printers have no such character."""
    if " " <= character <= "~":
        return character.encode("ascii")
    try:
        code = ("￦" if character == "₩" else character).encode("cp949")
    except UnicodeEncodeError:
        return b""
    # cp949 has 8,822 syllables more than the printers' fonts; theirs have both bytes from A1 up.
    return code if len(code) == 2 and min(code) >= 0xA1 else b""
