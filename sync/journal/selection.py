"""Which entries somebody wants to see: of what they are about, of which days, and what must stand in them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import get_args

from config.seoul import SEOUL
from sync.journal import events as ev
from sync.journal.format import Opened


class About(StrEnum):
    """What an entry is about."""

    MONEY = "money"
    DOCUMENTS = "documents"
    MACHINE = "machine"


_ABOUT: dict[str, About] = {
    type_.__name__: about
    for about, union in (
        (About.MONEY, ev.CashEvent | ev.CardEvent),
        (About.DOCUMENTS, ev.DocumentEvent | ev.MatterEvent),
    )
    for type_ in get_args(union)
}


def about(opened: Opened) -> About:
    """A type that is not known here is the machine's: somebody who services it should see it."""
    return _ABOUT.get(opened.type, About.MACHINE)


@dataclass(frozen=True)
class Selection:
    """Attributes:
    about: None for everything.
    first, last: days in Korea, both included; None for no bound.
    holds: a text in one of the entry's own fields: a number of a document, of a claim, a device's name. "" for any.
    """

    about: About | None = None
    first: date | None = None
    last: date | None = None
    holds: str = ""

    def takes(self, opened: Opened) -> bool:
        if self.about and about(opened) is not self.about:
            return False
        if self.first or self.last:
            try:
                day = datetime.fromisoformat(opened.wall).astimezone(SEOUL).date()
            except (ValueError, OverflowError):
                return False  # the chain says whether it is an entry; its time is none
            if not (self.first or day) <= day <= (self.last or day):
                return False
        return not self.holds or any(self.holds in str(value) for value in (opened.type, *opened.data.values()))


EVERYTHING = Selection()
