"""Choosing the years a certificate covers, first and last; whatever is touched, the first is not after the last."""

from __future__ import annotations

from kiosk.core.view import EnterYears, Language, Message, ReviewRow, Tap
from kiosk.session.forms.form import Form

FIRST_YEAR = 1990
"""개별공시지가 are set since 1990; tax rolls are not kept for as long."""
STEPS = (-10, -1, 1, 10)


class YearsForm(Form):
    """The least at first: the present year alone."""

    name = "years"

    def __init__(self, present: int) -> None:
        self.last = present
        self.from_year = self.to_year = present

    def view(self, title: str, language: Language) -> EnterYears:
        return EnterYears(title, self.from_year, self.to_year, FIRST_YEAR, self.last, self.problem)

    def edit(self, tap: Tap) -> None:
        steps = {f"{step:+d}": step for step in STEPS}
        match tap.control, steps.get(tap.value):
            case "from-year", int(step):
                self.from_year = self._within(self.from_year + step)
                self.to_year = max(self.from_year, self.to_year)
            case "to-year", int(step):
                self.to_year = self._within(self.to_year + step)
                self.from_year = min(self.from_year, self.to_year)

    def _within(self, year: int) -> int:
        return max(FIRST_YEAR, min(self.last, year))

    def text(self) -> str:
        return str(self.to_year) if self.from_year == self.to_year else f"{self.from_year}–{self.to_year}"

    def rows(self, language: Language) -> tuple[ReviewRow, ...]:
        return (ReviewRow(Message("review.years"), self.text(), edit=self.name),)

    def value(self) -> dict[str, str]:
        return {"from_year": str(self.from_year), "to_year": str(self.to_year)}
