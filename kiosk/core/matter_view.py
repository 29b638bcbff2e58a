"""What a screen shows of the matters that residents come for beside certificates (`config.vocabulary.Matter`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.message import Message


@dataclass(frozen=True)
class MatterItem:
    """One to choose. ``unavailable`` says why it cannot be had now.

    Attributes:
        title: what the city calls it; "" where it is called ``matter.NAME.title``.
    """

    name: str
    title: str = ""
    unavailable: Message | None = None

    @property
    def called(self) -> Message:
        return Message("matter.named", {"title": self.title}) if self.title else Message(f"matter.{self.name}.title")

    @property
    def about(self) -> Message:
        return Message("matter.counter.about") if self.title else Message(f"matter.{self.name}.about")


@dataclass(frozen=True)
class ChooseMatter:
    matters: tuple[MatterItem, ...]


SlipOf = Literal["application", "ticket"]
"""The receipt of what somebody applied for at the city, or the ticket for a request that they left."""


@dataclass(frozen=True)
class EnterSlip:
    """Number and code of a slip that somebody was given.

    Attributes:
        of: what it is, and how its texts' ids begin.
        number, code: as typed so far, the number in the groups in which it is printed.
        digits: how many each of the two has.
        focus: what the number pad types into.
    """

    of: SlipOf
    number: str
    code: str
    digits: tuple[int, int]
    focus: Literal["number", "code"] = "number"
    problem: Message | None = None


@dataclass(frozen=True)
class Detail:
    """One line of what is shown; ``personal``: it is said to an earphone alone."""

    label: Message
    value: Message | str
    personal: bool = False


@dataclass(frozen=True)
class Details:
    """What somebody wanted to know.

    Attributes:
        title: what it is about.
        told: the gist of it, and ``tone`` how good that is.
        rows: all of it, in the order of reading.
    """

    title: Message
    told: Message
    rows: tuple[Detail, ...]
    tone: Literal["info", "good", "warning"] = "info"


MatterView = ChooseMatter | EnterSlip | Details
