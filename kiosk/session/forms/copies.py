"""How many: each copy is a document of its own, and they are paid for together."""

from __future__ import annotations

from collections.abc import Callable

from config.won import Won
from kiosk.core.view import ChooseCopies, Language, Message, ReviewRow, Tap
from kiosk.session.forms.form import Form


class CopiesForm(Form):
    """One at first.

    Attributes:
        copies: so many are wanted.
    """

    name = "copies"
    asked = False

    def __init__(self, most: int, fee: Callable[[], Won], can_take: Callable[[Won], bool]) -> None:
        """``most``: that the city allows. ``fee``: for one, as it is now. ``can_take``: whether a sum can be paid now."""
        self.copies = 1
        self._most = most
        self._fee = fee
        self._can_take = can_take

    def _payable(self) -> int:
        """Change and refund come from the same hoppers: what can be paid for one may be too much for five."""
        fee = self._fee()
        return next((n for n in range(self._most, 1, -1) if not fee or self._can_take(fee * n)), 1)

    def view(self, title: str, language: Language) -> ChooseCopies:
        fee, most = self._fee(), self._payable()
        problem = self.problem or (_short(most) if most < self._most else None)
        return ChooseCopies(title, self.copies, most, int(fee), int(fee * self.copies), problem)

    def edit(self, tap: Tap) -> None:
        step = {"+1": 1, "-1": -1}.get(tap.value, 0) if tap.control == "copies" else 0
        self.copies = max(1, min(self._most, self.copies + step))

    def check(self) -> Message | None:
        most = self._payable()
        return _short(most) if self.copies > most else None

    def too_long(self) -> None:
        """So many sheets cannot be printed in the time for which the city keeps the numbers."""
        self.problem = Message("copies.too-long")

    def rows(self, language: Language) -> tuple[ReviewRow, ...]:
        return (ReviewRow(Message("review.copies"), str(self.copies), edit=self.name),)

    def value(self) -> dict[str, str]:
        """The city is asked for each by itself."""
        return {}


def _short(most: int) -> Message:
    return Message("copies.change-short", {"most": most})
