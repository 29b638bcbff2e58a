"""Number and code of a slip, typed on one page. They are in this session's memory and in the question to the city, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Literal

from kiosk.core.matter_view import EnterSlip, SlipOf
from kiosk.core.view import Message, Tap
from kiosk.session.forms.form import is_digit

Box = Literal["number", "code"]
BOXES: tuple[Box, ...] = ("number", "code")


class Slip:
    """What is typed from a slip that somebody was given.

    Attributes:
        problem: why the last try was not accepted.
    """

    def __init__(self, of: SlipOf, groups: Sequence[int], code: int) -> None:
        """``groups``: of the number's digits, as they are printed; ``code``: how many it has."""
        self._of: SlipOf = of
        self._groups = groups
        self._lengths: dict[Box, int] = {"number": sum(groups), "code": code}
        self._typed: dict[Box, str] = {"number": "", "code": ""}
        self._focus: Box = "number"
        self.problem: Message | None = None

    def view(self) -> EnterSlip:
        digits = self._lengths["number"], self._lengths["code"]
        return EnterSlip(
            self._of,
            in_groups(self._typed["number"], self._groups),
            self._typed["code"],
            digits,
            self._focus,
            self.problem,
        )

    def edit(self, tap: Tap) -> None:
        typed = self._typed[self._focus]
        match tap.control, tap.value:
            case "field", "number" | "code" as box:
                self._focus = box
            case "key", "erase":
                self._typed[self._focus] = typed[:-1]
            case "key", digit if is_digit(digit) and len(typed) < self._lengths[self._focus]:
                self._typed[self._focus] += digit
                if self._focus == "number" and len(typed) + 1 == self._lengths["number"] and not self._typed["code"]:
                    self._focus = "code"
        if tap.control in ("field", "key"):
            self.problem = None

    def typed(self) -> tuple[str, str] | None:
        """Number and code; None where a digit is missing: it is typed next."""
        for box in BOXES:
            missing = self._lengths[box] - len(self._typed[box])
            if missing:
                self._focus, self.problem = box, Message(f"{self._of}.missing", {"missing": missing})
                return None
        return self._typed["number"], self._typed["code"]

    def missed(self) -> None:
        """Either may be wrong; the code is typed anew, the number stands there to be read again."""
        self._typed["code"], self._focus = "", "code"
        self.problem = Message(f"{self._of}.unknown")


def in_groups(digits: str, groups: Sequence[int]) -> str:
    """As it is printed: ``2026-0012345``."""
    starts = accumulate(groups, initial=0)
    return "-".join(part for start, size in zip(starts, groups, strict=False) if (part := digits[start : start + size]))
