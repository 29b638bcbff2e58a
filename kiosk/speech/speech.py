"""What is to be said becomes lines in the resident's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from config.language import Language
from kiosk.core.saying import Say
from kiosk.core.spoken import How, Part
from kiosk.core.view import Message
from kiosk.speech.in_words import in_words, lot_in_words
from kiosk.speech.numbers import NUMBERS

Texts = Callable[[Language, Message], str]
"""A message as it is written on a screen."""


@dataclass(frozen=True)
class Line:
    """Attributes:
    text: in words, without a digit; "" where there are only ticks.
    ticks: so many keys were heard, and nobody hears which.
    slot: what it is about, as `Part` has it.
    """

    text: str
    ticks: int = 0
    slot: str = ""

    def __str__(self) -> str:
        return self.text or "(tick)" * self.ticks


class Speech:
    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def lines(self, say: Say) -> tuple[Line, ...]:
        """None where nothing is news."""
        return tuple(replace(self._line(part, say.screen.language), slot=part.slot) for part in say.parts())

    def _line(self, part: Part, language: Language) -> Line:
        if part.how is How.TICKS:
            return Line("", len(str(part.said)))
        text = self._texts(language, part.said) if isinstance(part.said, Message) else part.said
        match part.how:
            case How.TYPED:
                return Line(NUMBERS[language].spelt(text))
            case How.LOT:
                return Line(lot_in_words(text, language))
        return Line(in_words(text.replace("\n", " "), language))
