"""Entering which part of a building: 동 and 호, each left empty where there is none.

Not all are numbers: 가동, B동, 지하1호, 101-1호. What people call them is typed, and the city compares.
"""

from __future__ import annotations

from kiosk.core.view import EnterUnit, Language, Message, ReviewRow, Tap
from kiosk.session.forms.form import Form, is_digit

MOST = 8
"""Characters: 지하 and six more."""
FACES = (tuple("가나다라마바사아자차카타파하"), (*"ABCDEFGH", "지하", "-"))
"""What stands on doors beside digits, as the faces of the pad."""
_KEYS = {key for face in FACES for key in face}


class UnitForm(Form):
    name = "unit"

    def __init__(self) -> None:
        self.typed: dict[str, tuple[str, ...]] = {"building": (), "room": ()}
        self.focus = "building"

    def view(self, title: str, language: Language) -> EnterUnit:
        building, room = map("".join, self.typed.values())
        return EnterUnit(title, building, room, "room" if self.focus == "room" else "building", self.problem, FACES)

    def edit(self, tap: Tap) -> None:
        typed = self.typed[self.focus]
        match tap.control, tap.value:
            case "field", box if box in self.typed:
                self.focus = box
            case "key", "erase":
                self.typed[self.focus] = typed[:-1]
            case "key", key if key in _KEYS or is_digit(key):
                # No name of a 동 or 호 starts with 0, so a leading 0 is a slip of the finger.
                if (typed or key != "0") and len("".join(typed) + key) <= MOST:
                    self.typed[self.focus] = (*typed, key)

    def text(self) -> str:
        """As on a door: ``101동 1203호``."""
        parts = zip(self.typed.values(), ("동", "호"), strict=True)
        return " ".join("".join(keys) + word for keys, word in parts if keys)

    def rows(self, language: Language) -> tuple[ReviewRow, ...]:
        return (ReviewRow(Message("review.unit"), self.text() or "–", edit=self.name),)

    def value(self) -> dict[str, str]:
        return {box: "".join(keys) for box, keys in self.typed.items()}
