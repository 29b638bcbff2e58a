"""Entering which part of a building: 동 and 호, each left empty where there is none.

Not all are numbers: 가동, B동, 지하1호, 101-1호. What people call them is typed, and the city compares.
"""

from __future__ import annotations

from kiosk.core.view import NOTHING, EnterUnit, Language, Message, ReviewRow, Tap
from kiosk.session.forms.form import Boxes, Form

MOST = 8
"""Characters: 지하 and six more."""
FACES = (tuple("가나다라마바사아자차카타파하"), (*"ABCDEFGH", "지하", "-"))
"""What stands on doors beside digits, as the faces of the pad."""
_KEYS = {key for face in FACES for key in face}


class UnitForm(Form):
    name = "unit"

    def __init__(self) -> None:
        self.boxes = Boxes("building", "room", most=MOST, keys=_KEYS)

    def view(self, title: str, language: Language) -> EnterUnit:
        building, room = self.boxes.typed.values()
        return EnterUnit(
            title, building, room, "room" if self.boxes.focus == "room" else "building", self.problem, FACES
        )

    def edit(self, tap: Tap) -> None:
        self.boxes.edit(tap)

    def text(self) -> str:
        """As on a door: ``101동 1203호``."""
        parts = zip(self.boxes.typed.values(), ("동", "호"), strict=True)
        return " ".join(name + word for name, word in parts if name)

    def rows(self, language: Language) -> tuple[ReviewRow, ...]:
        return (ReviewRow(Message("review.unit"), self.text() or NOTHING, edit=self.name),)

    def value(self) -> dict[str, str]:
        return self.boxes.typed
