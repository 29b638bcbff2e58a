"""Entering a lot: 읍·면·동·리, 산 or not, 본번 and 부번."""

from __future__ import annotations

from config.language import in_letters
from config.places import Place
from kiosk.core.view import EnterLot, Language, Message, ReviewRow, Tap
from kiosk.session.forms.form import Boxes, Form

DIGITS = 4
"""본번 runs from 1 to 9999, 부번 from 0 to 9999."""


class LotForm(Form):
    name = "lot"

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = places
        self._choices = tuple((place.id, place.name) for place in places)
        self.place: Place | None = None
        self.choosing_place = False
        self.mountain = False
        self.boxes = Boxes("number", "sub_number", most=DIGITS)

    def view(self, title: str, language: Language) -> EnterLot:
        return EnterLot(
            title,
            self._choices,
            self.place.id if self.place else "",
            self.mountain,
            self.boxes.typed["number"],
            self.boxes.typed["sub_number"],
            "sub_number" if self.boxes.focus == "sub_number" else "number",
            self.problem,
            self.choosing_place,
        )

    def edit(self, tap: Tap) -> None:
        match tap.control:
            case "places":
                self.choosing_place = True
            case "place":
                self.place = next((place for place in self.places if place.id == tap.value), self.place)
                self.choosing_place = False
                if self.place and not self.place.mountains:
                    self.mountain = False
            case "mountain" if self.place and not self.place.mountains:
                self.problem = Message("lot.no-mountain")
            case "mountain":
                self.mountain = not self.mountain
            case _:
                self.boxes.edit(tap)

    def close_list(self) -> bool:
        was_open, self.choosing_place = self.choosing_place, False
        return was_open

    def check(self) -> Message | None:
        if self.place is None:
            return Message("lot.missing-place")
        if not self.boxes.typed["number"]:
            return Message("lot.missing-number")
        return None

    def text(self) -> str:
        """The lot as Koreans write it: ``산 12-3``."""
        number = "-".join(filter(None, self.boxes.typed.values()))
        return f"산 {number}" if self.mountain else number

    def rows(self, language: Language) -> tuple[ReviewRow, ...]:
        name = in_letters(self.place.name, language) if self.place else ""
        return (ReviewRow(Message("review.lot"), f"{name} {self.text()}", edit=self.name),)

    def value(self) -> dict[str, str]:
        return {
            "place": self.place.id if self.place else "",
            "mountain": "1" if self.mountain else "0",
            "number": self.boxes.typed["number"],
            "sub_number": self.boxes.typed["sub_number"] or "0",
        }
