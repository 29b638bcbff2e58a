"""The languages that a resident may choose, and what each does its own way. Texts are in files of their own: ``kiosk/ui/texts``,
``printing/texts``, and the titles of the catalogue and of a city.

A sixth language is a tag and a `Locale` here, its two files of texts, its titles, and a module of its spoken numbers in
``kiosk/speech``; the tests say what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal, get_args

from config.hangul import latin
from config.won import Won

Language = Literal["ko", "en", "zh", "ja", "vi"]
"""Tags of BCP 47. ``zh`` is simplified Chinese."""
LANGUAGES: tuple[Language, ...] = get_args(Language)
Always = Literal["ko", "en"]
ALWAYS: tuple[Always, ...] = get_args(Always)
"""What every text and title exists in; where another language lacks one it has the English."""


@dataclass(frozen=True)
class Locale:
    """Attributes:
    name: in itself, for who reads nothing else.
    face: font family. Han characters have other shapes in Korea, Japan and China, and Qt cannot be told the language of a text.
    won: an amount; ``{}`` stands for the grouped digits.
    thousands: what groups of three digits are separated by.
    day: a date; ``{weekday}``, ``{month}``, ``{month_name}`` and ``{day}`` stand for its parts.
    weekdays: Monday first; ``months``: January first, where they have names.
    hangul: Korean words, such as places and the letters of plates, can be read without their Latin reading.
    """

    name: str
    face: str
    won: str
    thousands: str
    day: str
    weekdays: tuple[str, str, str, str, str, str, str]
    months: tuple[str, ...] = ()
    hangul: bool = False

    def amount(self, won: Won | int) -> str:
        return self.won.format(f"{int(won):,}".replace(",", self.thousands))

    def date(self, day: date) -> str:
        """Without its year: it is near."""
        return self.day.format(
            weekday=self.weekdays[day.weekday()],
            month=day.month,
            month_name=self.months[day.month - 1] if self.months else "",
            day=day.day,
        )


LOCALES: Mapping[Language, Locale] = MappingProxyType(
    {
        "ko": Locale(
            "한국어", "Noto Sans CJK KR", "{}원", ",", "{month}월 {day}일({weekday})",
            ("월", "화", "수", "목", "금", "토", "일"), hangul=True,
        ),
        "en": Locale(
            "English", "Noto Sans CJK KR", "{} won", ",", "{weekday} {day} {month_name}",
            ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
            ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
        ),
        "zh": Locale(
            "中文", "Noto Sans CJK SC", "{}韩元", ",", "{month}月{day}日（{weekday}）",
            ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
        ),
        "ja": Locale(
            "日本語", "Noto Sans CJK JP", "{}ウォン", ",", "{month}月{day}日（{weekday}）",
            ("月", "火", "水", "木", "金", "土", "日"),
        ),
        "vi": Locale(
            "Tiếng Việt", "Noto Sans CJK KR", "{} won", ".", "{weekday}, {day}/{month}",
            ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
        ),
    }
)  # fmt: skip


def in_letters(name: str, language: Language) -> str:
    """A Korean name, with its Latin reading for who does not read hangul."""
    return name if LOCALES[language].hangul else f"{name} ({latin(name)})"
