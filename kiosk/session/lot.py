"""Entering a lot: 읍·면·동·리, 산 or not, 본번 and 부번."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue import Kind
from config.places import Place
from kiosk.session.desk import Desk, Flow, Left
from kiosk.view import EnterLot, Message, ReviewRow, Tap

DIGITS = 4
"""본번 runs from 1 to 9999, 부번 from 0 to 9999."""


@dataclass
class LotForm:
    """What the resident has typed so far."""

    places: tuple[Place, ...]
    place: Place | None = None
    mountain: bool = False
    number: str = ""
    sub_number: str = ""
    on_sub_number: bool = False
    problem: Message | None = None

    @classmethod
    def empty(cls, places: tuple[Place, ...]) -> LotForm:
        return cls(places)

    def fill(self, desk: Desk, kind: Kind) -> Flow[None]:
        """Returns when the form is complete; raises `Left` when the resident leaves."""
        while True:
            tap = yield from desk.answer(lambda: self._view(kind.title[desk.language]))
            if tap is None:
                continue
            if tap.control == "back":
                raise Left("cancelled")
            if tap.control == "confirm":
                self.problem = self._check()
                if self.problem is None:
                    return
            else:
                self.problem = None
                self._edit(tap)

    def _edit(self, tap: Tap) -> None:
        match tap.control, tap.value:
            case "place", id_:
                self.place = next((place for place in self.places if place.id == id_), self.place)
                if self.place and not self.place.mountains:
                    self.mountain = False
            case "mountain", _:
                if self.place and not self.place.mountains:
                    self.problem = Message("lot.no-mountain")
                else:
                    self.mountain = not self.mountain
            case "field", name:
                self.on_sub_number = name == "sub_number"
            case "key", "erase":
                self._type(self._typed()[:-1])
            case "key", digit if digit.isdecimal() and len(digit) == 1:
                # No lot number starts with 0, so a leading 0 is a slip of the finger.
                if len(self._typed()) < DIGITS and (self._typed() or digit != "0"):
                    self._type(self._typed() + digit)

    def _typed(self) -> str:
        return self.sub_number if self.on_sub_number else self.number

    def _type(self, typed: str) -> None:
        if self.on_sub_number:
            self.sub_number = typed
        else:
            self.number = typed

    def _check(self) -> Message | None:
        if self.place is None:
            return Message("lot.missing-place")
        if not self.number:
            return Message("lot.missing-number")
        return None

    def _view(self, title: str) -> EnterLot:
        return EnterLot(
            title,
            tuple((place.id, place.name) for place in self.places),
            self.place.id if self.place else "",
            self.mountain,
            self.number,
            self.sub_number,
            "sub_number" if self.on_sub_number else "number",
            self.problem,
        )

    def text(self) -> str:
        """The lot as Koreans write it: ``산 12-3``."""
        number = f"{self.number}-{self.sub_number}" if self.sub_number else self.number
        return f"산 {number}" if self.mountain else number

    def rows(self) -> tuple[ReviewRow, ...]:
        name = self.place.name if self.place else ""
        return (ReviewRow(Message("review.lot"), f"{name} {self.text()}", edit="lot"),)

    def value(self) -> dict[str, str]:
        """As the city wants it."""
        place = self.place.id if self.place else ""
        return {
            "place": place,
            "mountain": "1" if self.mountain else "0",
            "number": self.number,
            "sub_number": self.sub_number or "0",
        }
