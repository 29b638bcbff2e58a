"""Entering which part of a building: 동 and 호, each left empty where there is none."""

from __future__ import annotations

from kiosk.core.view import EnterUnit, Language, Message, ReviewRow, Tap
from kiosk.session.forms.form import Digits, Form

DIGITS = 5


class UnitForm(Form):
    name = "unit"

    def __init__(self) -> None:
        self.digits = Digits("building", "room", most=DIGITS)

    def view(self, title: str, language: Language) -> EnterUnit:
        return EnterUnit(
            title,
            self.digits.typed["building"],
            self.digits.typed["room"],
            "room" if self.digits.focus == "room" else "building",
            self.problem,
        )

    def edit(self, tap: Tap) -> None:
        self.digits.edit(tap)

    def text(self) -> str:
        """As on a door: ``101동 1203호``."""
        parts = zip(self.digits.typed.values(), ("동", "호"), strict=True)
        return " ".join(f"{number}{word}" for number, word in parts if number)

    def rows(self, language: Language) -> tuple[ReviewRow, ...]:
        return (ReviewRow(Message("review.unit"), self.text() or "–", edit=self.name),)

    def value(self) -> dict[str, str]:
        return dict(self.digits.typed)
