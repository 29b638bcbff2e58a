"""The picture that hangs behind the application: out of service, and whom to call about which machine. Whoever shows it can write
no letter (``systemd/supervision/curtain.py``), so it is made beforehand: here by a kiosk that has started well, as a file.

It may be seen at any time and after anything, so it says what is so in every case. Both languages stand on it: nobody can choose.

``QT_QPA_PLATFORM=offscreen python -m kiosk.ui.curtain CITY FILE`` makes the one of a city whose machine is not known yet.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from config.city import City, read_city, shipped_city
from config.language import ALWAYS
from kiosk.core.view import Language, Message
from kiosk.ui.window import FONT, application
from kiosk.ui.words import Words, keep_words_whole

WIDTH, HEIGHT, EDGE = 720, 1000, 24
"""px. It fits the smallest panel that the standard allows, 1280 × 1024, also when that is turned."""
NAME = "out-of-service.ppm"
GROUND, DEEP, TEXT, LINE = "#f4f7fd", "#052561", "#1e2124", "#cdd1d5"
"""As in ``Theme.qml``."""


class Line(NamedTuple):
    """``size`` in px; ``after``: what stays free below."""

    text: str
    size: int
    colour: str = TEXT
    strong: bool = False
    after: int = 20


def lines(city: City, contact: Message, language: Language) -> Iterator[Line]:
    words = Words(language, city)
    first = language == "ko"
    yield Line(words.text("out.title", {}), 56 if first else 48, DEEP, True, 24)
    yield Line(words.text("curtain.again", {}), 38)
    yield Line(words.text("curtain.money", {}), 38)
    yield Line(words.text(contact.id, contact.args), 42, DEEP, True, 0)


def picture(city: City, contact: Message) -> QImage:
    """``contact``: whom to call, as the screens say it."""
    application()
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(GROUND))
    painter = QPainter(image)
    heights = [[_height(painter, each) + each.after for each in lines(city, contact, name)] for name in ALWAYS]
    free = HEIGHT - sum(map(sum, heights))
    top = max(EDGE, free // 3)
    for number, name in enumerate(ALWAYS):
        for each, height in zip(lines(city, contact, name), heights[number], strict=True):
            _write(painter, each, QRect(EDGE, top, WIDTH - 2 * EDGE, height))
            top += height
        if number == 0:
            top += max(0, free // 6)
            painter.fillRect(EDGE * 4, top, WIDTH - EDGE * 8, 2, QColor(LINE))
            top += max(0, free // 6)
    painter.end()
    return image


_FLAGS = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


def _font(line: Line) -> QFont:
    font = QFont(FONT)
    font.setPixelSize(line.size)
    font.setBold(line.strong)
    return font


def _height(painter: QPainter, line: Line) -> int:
    painter.setFont(_font(line))
    return painter.boundingRect(QRect(0, 0, WIDTH - 2 * EDGE, HEIGHT), _FLAGS, keep_words_whole(line.text)).height()


def _write(painter: QPainter, line: Line, where: QRect) -> None:
    painter.setFont(_font(line))
    painter.setPen(QColor(line.colour))
    painter.drawText(where, _FLAGS, keep_words_whole(line.text))


def keep(image: QImage, folder: Path) -> None:
    """At once, so that no half of it is ever shown. Raises `OSError`."""
    beside = folder / f".{NAME}"
    if not image.save(str(beside), "PPM"):  # type: ignore[call-overload]  # the stub wants bytes, Qt takes a text
        raise OSError(f"{beside}: cannot be written")
    os.replace(beside, folder / NAME)


if __name__ == "__main__":
    of = read_city(shipped_city(sys.argv[1]))
    keep(picture(of, Message("curtain.contact", {"phone": of.phone})), Path(sys.argv[2]))
