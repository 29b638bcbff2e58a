"""Message ids become sentences, in the resident's language.

A text names its values in braces. After a colon stands how a value is written: ``won`` for an amount of money (or
several, with commas between), ``one|many`` for a count with its noun in a language that tells one from many.

>>> Words("en").text("payment-cancelled.body", {"amount": 1500})
'Your 1,500 won was returned. Please take it from the tray.'
>>> Words("en").text("pin.wrong", {"tries_left": 1})
'That PIN is not right. You have 1 try left.'
>>> Words("ko").text("attract.change-short", {"denominations": "500,100"})
'거스름돈이 부족합니다(500원, 100원). 금액에 맞게 준비해 주세요.'
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kiosk.core.view import Language

_TEXTS = Path(__file__).parent / "texts"
_WON = {"ko": "{:,}원", "en": "{:,} won"}

_WORD_JOINER = "\u2060"
_INSIDE_HANGUL_WORD = re.compile(r"(?<=[\uac00-\ud7a3])(?=[\uac00-\ud7a3])")


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """All texts of a language by message id."""
    texts: dict[str, str] = json.loads((_TEXTS / f"{language}.json").read_text(encoding="utf-8"))
    return texts


class Words:
    """The texts of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._texts = catalogue(language)
        self._formatter = _Formatter(_WON[language])

    def text(self, message_id: str, args: Mapping[str, object]) -> str:
        """The sentence.

        Raises:
            KeyError: no such message, or a value is missing.
        """
        return self._formatter.vformat(self._texts[message_id], (), args)


def keep_words_whole(text: str) -> str:
    """Korean breaks lines between words when read with ease; Unicode's rules alone would break inside them."""
    return _INSIDE_HANGUL_WORD.sub(_WORD_JOINER, text)


class _Formatter(string.Formatter):
    def __init__(self, won: str) -> None:
        self._won = won

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec == "won":
            return ", ".join(self._won.format(int(amount)) for amount in str(value).split(","))
        if "|" in format_spec:
            one, many = format_spec.split("|")
            return f"{value} {one if value == 1 else many}"
        return str(value)
