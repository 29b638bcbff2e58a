"""Typing a number plate, on a keyboard that has only what plates have (자동차등록번호판 등의 기준에 관한 고시).

``12가3456`` and, since 2019, ``123가4567``; plates from before 2004 name their region first: ``강원12가3456``. Construction
machines have ``강원01가1234``, and ``012가4568`` since 2022.
"""

from __future__ import annotations

import re

from config.language import in_letters
from kiosk.core.view import EnterPlate, Language, Message, ReviewRow, Tap
from kiosk.session.forms.form import Form, is_digit

LETTERS = (
    ("plate.private", "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주"),
    ("plate.business", "바사아자배"),
    ("plate.rental", "하허호"),
)
"""Message id of the use to its letters."""
REGIONS = (
    "서울", "부산", "대구", "인천", "광주", "대전", "울산", "경기", "강원", "충북", "충남", "전북", "전남", "경북", "경남", "제주",
)  # fmt: skip

_BEGUN = re.compile(r"(\d{0,3}|\d{2,3}[가-힣]\d{0,4})")
_WHOLE = re.compile(r"\d{2,3}[가-힣]\d{4}")


class PlateForm(Form):
    name = "plate"

    def __init__(self) -> None:
        self.choosing_region = False
        self.region = ""
        self.typed = ""

    def view(self, title: str, language: Language) -> EnterPlate:
        return EnterPlate(
            title,
            LETTERS,
            REGIONS,
            self.choosing_region,
            self.region,
            self.typed,
            digit=self._can_follow("0"),
            letter=self._can_follow("가"),
            problem=self.problem,
        )

    def _can_follow(self, key: str) -> bool:
        return _BEGUN.fullmatch(self.typed + key) is not None

    def edit(self, tap: Tap) -> None:
        match tap.control, tap.value:
            case "regions", _:
                self.choosing_region = True
            case "region", region if region in (*REGIONS, ""):
                self.region, self.choosing_region = region, False
            case "key", "erase":
                self.typed = self.typed[:-1]
            case "key", key if is_digit(key) and self._can_follow(key):
                self.typed += key
            case "letter", letter if len(letter) == 1 and any(letter in letters for _, letters in LETTERS):
                if self._can_follow(letter):
                    self.typed += letter

    def close_list(self) -> bool:
        was_open, self.choosing_region = self.choosing_region, False
        return was_open

    def check(self) -> Message | None:
        if not _WHOLE.fullmatch(self.typed):
            return Message("plate.incomplete")
        if self.region and len(self.typed) != len("12가3456"):
            return Message("plate.region-has-two")
        return None

    def rows(self, language: Language) -> tuple[ReviewRow, ...]:
        return (ReviewRow(Message("review.plate"), in_letters(self.region + self.typed, language), edit=self.name),)

    def value(self) -> dict[str, str]:
        return {"plate": self.region + self.typed}
