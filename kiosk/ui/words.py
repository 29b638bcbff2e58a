"""Message ids become sentences, in the resident's language.

A text names its values in braces; ``{city}`` and ``{hall}`` are the city's own names for itself and for where people go.
A city may have a text of its own in place of one of these. After a colon stands how a value is written: ``won`` for an amount of money (or
several, with commas between), ``date`` for a day, ``one|many`` for a count with its noun in a language that tells one from many.
What only those who look after the machine read is in Korean and English alone; in the other languages they have the English.

>>> Words("en", city).text("payment-cancelled.body", {"amount": 1500})
'Your 1,500 won was returned. Please take it from the tray.'
>>> Words("en", city).text("pin.wrong", {"tries_left": 1})
'That PIN is not right. You have 1 try left.'
>>> Words("ko", city).text("attract.change-short", {"denominations": "500,100"})
'거스름돈이 부족합니다(500원, 100원). 금액에 맞게 준비해 주세요.'
>>> Words("vi", city).text("money.amount", {"amount": 1500})
'1.500 won'
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from config.catalogue import in_language
from config.city import City
from config.data_file import DataFileError
from config.language import ALWAYS, LOCALES, Locale
from kiosk.core.view import Language, Message
from printing import receipt

TEXTS = Path(__file__).parent / "texts"
STAFFS = (
    "accuracy", "aside", "cash", "claims", "commissioning", "counts", "curtain", "device", "event", "fault", "job", "journal", "part", "service", "settings", "setup", "source", "staff",
    "staff-locked", "state", "states", "stick", "supplies", "supply", "tried", "trouble", "unseen", "untaken", "version", "void", "voids",
)  # fmt: skip
"""What the ids of messages begin with that only those who look after the machine read."""

_WORD_JOINER = "\u2060"
_INSIDE_HANGUL_WORD = re.compile(r"(?<=[\uac00-\ud7a3])(?=[\uac00-\ud7a3])")


def for_staff(message_id: str) -> bool:
    """Whether residents never read it. A device's ``refused.REASON`` is, beside the residents' ``refused.REASON.title``."""
    family, _, rest = message_id.partition(".")
    return family in STAFFS or (family == "refused" and "." not in rest)


@cache
def catalogue(language: Language) -> dict[str, str]:
    """All texts of a language by message id; why something is owed in the words of the slip."""
    own = _own(language)
    return own if language in ALWAYS else catalogue("en") | own


def missing(language: Language) -> set[str]:
    """The messages that residents read in English because nobody has written them in that language yet: a fault of the file's."""
    return {id_ for id_ in catalogue("en").keys() - _own(language).keys() if not for_staff(id_)}


def _own(language: Language) -> dict[str, str]:
    texts: dict[str, str] = json.loads((TEXTS / f"{language}.json").read_text(encoding="utf-8"))
    return texts | {id_: text for id_, text in receipt.texts(language).items() if id_.startswith("claim.")}


class Words:
    """The texts of one language, as a city says them."""

    def __init__(self, language: Language, city: City) -> None:
        """Raises `DataFileError` for a text of the city's in place of none, or one that names what is not there."""
        self.language = language
        self._names = {"city": in_language(city.name, language), "hall": in_language(city.hall, language)}
        self._texts = catalogue(language) | self._own(city.texts.get(language, {}))
        self._formatter = _Formatter(LOCALES[language])

    def text(self, message_id: str, args: Mapping[str, object]) -> str:
        """The sentence.

        Raises:
            KeyError: no such message, or a value is missing.
        """
        return self._formatter.vformat(self._texts[message_id], (), {**self._names, **args})

    def _own(self, texts: Mapping[str, str]) -> dict[str, str]:
        whole = catalogue(self.language)
        for message_id, text in texts.items():
            where = f"texts/{self.language}.json: {message_id}"
            if message_id not in whole:
                raise DataFileError(f"{where}: there is no such message")
            try:
                named, formats = values_in(text), formats_in(text)
            except ValueError as error:
                raise DataFileError(f"{where}: {error}") from None
            strangers = sorted(named - values_in(whole[message_id]) - self._names.keys())
            strangers += sorted(f":{each}" for each in formats - formats_in(whole[message_id]) if each.count("|") != 1)
            if strangers:
                raise DataFileError(f"{where}: the message has no {', '.join(strangers)}")
        return dict(texts)


def texts_of(city: City) -> Callable[[Language, Message], str]:
    """Its texts, message by message, as whoever says them wants them."""
    words = {language: Words(language, city) for language in city.languages}
    return lambda language, message: words[language].text(message.id, message.args)


def check(city: City) -> None:
    """Raises `DataFileError`: a text of the city's own cannot be said."""
    for language in city.languages:
        Words(language, city)


def values_in(text: str) -> set[str]:
    """What it names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def formats_in(text: str) -> set[str]:
    """How it says they are to be written, where it does."""
    return {spec for _, _, spec, _ in string.Formatter().parse(text) if spec}


def keep_words_whole(text: str) -> str:
    """Korean breaks lines between words when read with ease; Unicode's rules alone would break inside them."""
    return _INSIDE_HANGUL_WORD.sub(_WORD_JOINER, text)


class _Formatter(string.Formatter):
    def __init__(self, locale: Locale) -> None:
        self._locale = locale

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec == "won":
            return ", ".join(self._locale.amount(int(amount)) for amount in str(value).split(","))
        if format_spec == "date":
            return self._locale.date(date.fromisoformat(str(value)))
        if "|" in format_spec:
            one, many = format_spec.split("|")
            return f"{value} {one if value == 1 else many}"
        return str(value)
