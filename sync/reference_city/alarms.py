"""Alarms: what a kiosk did that its city never expects of one, for a person to look at.

Nothing in here is decided by a program. An alarm stays open until somebody says that they looked, and what they found; what depends
on it (a claim that does not fit) waits for that. The same thing again is counted, not told again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from config.ids import KioskId
from config.trouble import Trouble

MOST_OPEN = 100
"""Of a kind of one kiosk: what comes beyond is counted together, so that nobody fills a disk with alarms."""

REST = "and more of this kind"


class AlarmKind(StrEnum):
    OTHER_KIOSKS_ISSUANCE = "other-kiosks-issuance"
    OTHER_KIOSKS_JOURNAL = "other-kiosks-journal"
    OTHER_NAME = "other-name"
    NOT_RESERVED = "not-reserved"
    OTHER_NUMBER = "other-number"
    CONTRADICTION = "contradiction"
    CLAIM = "claim"
    TOO_MANY = "too-many"
    NOT_PROVED = "not-proved"
    ANOTHER_JOURNAL = "another-journal"
    FORK = "fork"
    AHEAD = "ahead"


MEANINGS = {
    AlarmKind.OTHER_KIOSKS_ISSUANCE: "it asked for or reported a reservation of another kiosk; nothing was done",
    AlarmKind.OTHER_KIOSKS_JOURNAL: "it sent entries of another kiosk's journal; none was taken",
    AlarmKind.OTHER_NAME: "it calls itself otherwise than its certificate",
    AlarmKind.NOT_RESERVED: "it says that it issued a paper that was never reserved here",
    AlarmKind.OTHER_NUMBER: "it reported a paper under another number than it was given; nothing was done",
    AlarmKind.CONTRADICTION: "it first said that a paper was issued and then that it is void, or the other way; the first stands",
    AlarmKind.CLAIM: "a claim that does not fit what it reserved and took: paid only when somebody has looked",
    AlarmKind.TOO_MANY: "it asked for more in an hour than a kiosk in the street can; it is put off until the next",
    AlarmKind.NOT_PROVED: "it asked for a person's paper with a proof that their card did not give for it; nothing was reserved",
    AlarmKind.ANOTHER_JOURNAL: "it has begun another journal: a new disk, or one that somebody made up",
    AlarmKind.FORK: "its journal goes on otherwise than the city has it: set back to an old image, or a copy of it runs elsewhere",
    AlarmKind.AHEAD: "it says that the city had more of its journal than there is here: was this database restored?",
}


@dataclass(frozen=True)
class Alarm:
    """Attributes:
    kiosk: by its certificate.
    about: what it is about, in the program's words: an issuance, a journal, a claim.
    first, last: when it was raised, ISO 8601 in UTC; ``count`` times.
    attended, by, note: when somebody looked, who, and what they found; "" before.
    """

    number: int
    kiosk: KioskId
    kind: AlarmKind
    about: str
    first: str
    last: str
    count: int
    attended: str = ""
    by: str = ""
    note: str = ""

    @property
    def open(self) -> bool:
        return not self.attended


class AlarmStore(Protocol):
    def raise_alarm(self, kiosk: KioskId, kind: AlarmKind, about: str, at: str) -> Alarm:
        """A new one, or the open one about the same, counted once more."""
        ...

    def alarms(self) -> Iterable[Alarm]:
        """All there ever were, the oldest first."""
        ...

    def attend(self, number: int, at: str, by: str, note: str) -> bool:
        """False when there is no such alarm, or somebody has looked already."""
        ...


class NotAttended(Trouble):
    """The message says why."""


def attend(store: AlarmStore, number: int, at: str, by: str, note: str) -> Alarm:
    """Writes down that a person looked, and what they found.

    Raises:
        NotAttended: nobody is named, nothing is said, or there is no such open alarm.
    """
    if not by.strip() or not note.strip():
        raise NotAttended("who looked, and what did they find?")
    found = next((each for each in store.alarms() if each.number == number), None)
    if found is None:
        raise NotAttended(f"{number}: there is no such alarm")
    if not store.attend(number, at, by, note):
        raise NotAttended(f"{number}: {found.by or 'somebody'} has looked already: {found.note}")
    return next(each for each in store.alarms() if each.number == number)
