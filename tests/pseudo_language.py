"""A language that nobody speaks, made of the English texts: two fifths longer, every vowel with two storeys of marks, as Vietnamese
has them. What a page has room for in it, it has room for in a language to come.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import replace

from config.city import City
from kiosk.ui.words import catalogue

_TALL = str.maketrans("aeiouyAEIOUY", "ậềỉỗựỹẤỂỊỖỮỴ")
_LONGER = 0.4


def pseudo(text: str) -> str:
    """``{values}`` stay, counts and amounts too; line breaks stay where they are."""
    parts = []
    for literal, name, spec, _ in string.Formatter().parse(text):
        parts.append(literal.translate(_TALL))
        if name is not None:
            parts.append(f"{{{name}:{spec}}}" if spec else f"{{{name}}}")
    letters = sum(len(literal) for literal, *_ in string.Formatter().parse(text))
    return "".join(parts) + ("" if letters < 2 else _more(round(letters * _LONGER)))


def _more(letters: int) -> str:
    """Words of five letters, with the space before the first."""
    return (" ngữễợ" * (letters // 6 + 1))[:letters].rstrip() if letters > 2 else "ợ" * letters


def in_pseudo(city: City, keep: Mapping[str, str] | None = None) -> City:
    """The city whose English is this language."""
    texts = {message: pseudo(text) for message, text in catalogue("en").items()}
    return replace(city, texts={**city.texts, "en": {**texts, **(keep or {})}})
