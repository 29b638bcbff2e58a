"""What was heard, as text: a line for each thing that was said, and a headline where another page came up."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from config.city import City
from kiosk.core.saying import Hush, Say
from kiosk.speech.speech import Speech
from kiosk.ui.words import texts_of


class Transcript:
    """Writes down what would be heard."""

    def __init__(self, city: City, write: Callable[[str], None]) -> None:
        self._speech = Speech(texts_of(city))
        self._write = write
        self._page = ""

    def __call__(self, what: Say | Hush) -> None:
        if isinstance(what, Hush):
            return
        lines = self._speech.lines(what)
        page = type(what.screen.view).__name__
        if lines and page != self._page:
            self._page = page
            self._write(f"[{page}]")
        for _, about in groupby(lines, key=lambda line: line.slot):
            name, *values = map(str, about)
            self._write(f"  {name}: {', '.join(values)}" if values else f"  {name}")
