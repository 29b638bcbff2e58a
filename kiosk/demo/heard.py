"""What was heard, as text: a line for each thing that was said, and a headline where another page came up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import groupby

from config.city import City
from config.language import Language
from kiosk.core.saying import Hush, Say
from kiosk.core.view import Message
from kiosk.speech.speech import Speech, Texts
from kiosk.ui.words import Words


def texts_of(city: City) -> Texts:
    """As the screens have them."""
    words = {language: Words(language, city) for language in city.languages}
    return partial(_text, words)


def _text(words: dict[Language, Words], language: Language, message: Message) -> str:
    return words[language].text(message.id, message.args)


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
