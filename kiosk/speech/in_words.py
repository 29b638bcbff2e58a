"""A sentence as it is said: no digit is left in it.

What a digit means stands beside it: its unit, the dash of a lot or of a document's number, the colon of a time. Sentences come
from the texts and from a city's own notices, so all of it is read out of the written form, one meaning after the other.

>>> in_words("11월 23일(월) 09:00부터 3통까지, 수수료 1,500원", "ko")
'십일월 이십삼 일 월요일 오전 아홉 시부터 세 통까지, 수수료 천오백 원'
>>> in_words("Call 033-737-2114 about 9114-3449", "en")
'Call zero three three, seven three seven, two one one four about nine one one four, three four four nine'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from config.language import LOCALES, Language
from kiosk.speech.numbers import MOST, NUMBERS

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

_LOT = re.compile(r"(산 )?(\d{1,4})(?:-(\d{1,4}))?$")
_YEARS = range(1900, 2100)
_SPELT_FROM = 6
"""So many digits in a row without a unit are a number that somebody was given, not one that was counted."""


def in_words(text: str, language: Language) -> str:
    """For the voice of this language; Korean names in it stay Korean."""
    for pattern, said in _rules(language):
        text = pattern.sub(said, text)
    return text.strip()


def lot_in_words(text: str, language: Language) -> str:
    """A place and the number of a lot, as the review has it: ``단구동 산 12-3``."""
    lot = _LOT.search(text)
    if not lot:
        return in_words(text, language)
    place, numbers = in_words(text[: lot.start()], language), NUMBERS[language]
    return f"{place} {numbers.lot(bool(lot[1]), int(lot[2]), int(lot[3]) if lot[3] else None)}".strip()


@cache
def _rules(language: Language) -> tuple[_Rule, ...]:
    return tuple((re.compile(pattern), said) for pattern, said in _written(language))


def _written(language: Language) -> Iterator[tuple[str, Callable[[re.Match[str]], str]]]:
    numbers, locale = NUMBERS[language], LOCALES[language]

    def groups(match: re.Match[str]) -> str:
        return ", ".join(numbers.spelt(group) for group in match[0].split("-"))

    def day(match: re.Match[str]) -> str:
        found = match.groupdict()
        month = found.get("month") or locale.months.index(found["month_name"]) + 1
        weekday = locale.weekdays.index(found["weekday"])
        return numbers.day(None, int(month), int(found["day"]), weekday)

    def number(match: re.Match[str]) -> str:
        digits = match[0]
        if len(digits) >= _SPELT_FROM or (digits[0] == "0" and len(digits) > 1) or int(digits) > MOST:
            return numbers.spelt(digits)
        return numbers.year(int(digits)) if int(digits) in _YEARS else numbers.cardinal(int(digits))

    if not locale.hangul:  # a Korean name is said by a Korean voice, not by its Latin letters
        yield r"(?<=[가-힣0-9])\s?\([A-Za-z][A-Za-z0-9 -]*\)", lambda match: ""
    yield r"(?<=[가-힣])\d{1,2}(?=[동읍면리가로길])", lambda match: NUMBERS["ko"].cardinal(int(match[0]))
    yield r"[-–]?●+", lambda match: ""
    yield "[○·]", lambda match: ", " if match[0] == "·" else " "
    yield (
        r"(\d{4})-(\d\d)-(\d\d)(?!\d)",
        lambda match: numbers.day(int(match[1]), int(match[2]), int(match[3]), None) + ",",
    )
    yield r"(\d\d)-(\d\d)(?=\s\d\d:\d\d)", lambda match: numbers.day(None, int(match[1]), int(match[2]), None)
    yield r"(?<!\d)([01]?\d|2[0-4]):([0-5]\d)(?!\d)", lambda match: numbers.clock(int(match[1]), int(match[2]))
    yield r"\d{4}(?:-\d{4})+|0\d{1,2}-\d{3,4}-\d{4}", groups
    yield r"\d{2,3}[가-힣]\d{4}", lambda match: numbers.spelt(match[0])
    amount = rf"(\d{{1,3}}(?:{re.escape(locale.thousands)}\d{{3}})+|\d+)"
    yield re.escape(locale.won).replace(r"\{\}", amount), lambda match: numbers.won(int(re.sub(r"\D", "", match[1])))
    yield _day_as_written(language), day
    yield (
        r"(산 )?(\d{1,4})-(\d{1,4})(?!\d)",
        lambda match: numbers.lot(bool(match[1]), int(match[2]), int(match[3])),
    )
    units = f"(?:({numbers.UNITS}))" if numbers.UNITS else "()"
    yield (
        rf"(\d+)/(\d+)\s?{units}?",
        lambda match: numbers.share(int(match[1]), int(match[2]), match[3] or ""),
    )
    yield r"(?<=\d)\s?[–~]\s?(?=\d)", lambda match: numbers.TO
    yield r"第(\d+)", lambda match: f"第{numbers.cardinal(int(match[1]))}"
    yield rf"(?<!\d)(\d{{1,12}})\s?{units}", lambda match: numbers.counted(int(match[1]), match[2])
    yield r"\d+", number


def _day_as_written(language: Language) -> str:
    """What `config.language.Locale.date` writes."""
    locale = LOCALES[language]
    pattern = re.escape(locale.day)
    for name, form in (
        ("weekday", "|".join(locale.weekdays)),
        ("month_name", "|".join(locale.months) or "(?!)"),
        ("month", r"\d{1,2}"),
        ("day", r"\d{1,2}"),
    ):
        pattern = pattern.replace(re.escape(f"{{{name}}}"), f"(?P<{name}>{form})")
    return pattern
