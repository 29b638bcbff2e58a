"""What becomes of a machine whose time is over: its journal is completed or declared lost, and its keys let nobody in any more.

Each of these is a person's act, and is written down with who did it. Nothing of a journal is ever taken away by one: what the kiosk owes to
people is owed by its city all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from itertools import groupby, pairwise
from typing import Protocol

from config.ids import KioskId
from config.trouble import Trouble
from config.won import Won
from sync.city.api import JournalReply
from sync.journal.format import JournalError, open_entry
from sync.reference_city.counting import Counting
from sync.reference_city.journals import JournalRefused, Journals
from sync.reference_city.limits import Limits
from sync.reference_city.stored import BEFORE, Store

BATCH = 500
_MANY = 10**9
BY_A_PERSON = Limits(_MANY, _MANY, _MANY, _MANY, _MANY, _MANY, _MANY, _MANY, Won(60_000), 10, Won(100_000))
"""An admin sends a whole journal at once. What it says of money is held against the same limits as a kiosk's."""


class ActKind(StrEnum):
    RECOVERED = "recovered"
    DECLARED_LOST = "declared-lost"
    RETIRED = "retired"


@dataclass(frozen=True)
class Act:
    """Attributes:
    journal: that it is about.
    at: ISO 8601 in UTC.
    by, also_by: who did it; two persons where cash was counted.
    first, last: entries that were recovered, or are lost; ``last`` is 0 where nobody knows how many there were.
    note: why, and what was counted, for people.
    """

    kiosk: KioskId
    journal: str
    what: ActKind
    at: str
    by: str
    also_by: str = ""
    first: int = 0
    last: int = 0
    note: str = ""


@dataclass(frozen=True)
class KnownJournal:
    """A journal of a kiosk, since when, and how far the city has it."""

    journal: str
    since: str
    head: int


class MachineStore(Protocol):
    def acts(self, kiosk: KioskId) -> Sequence[Act]:
        """The oldest first."""
        ...

    def add_acts(self, acts: Iterable[Act]) -> None:
        """All of them, in one transaction."""
        ...

    def journals_of(self, kiosk: KioskId) -> Sequence[KnownJournal]:
        """The oldest first."""
        ...

    def entries_of(self, journal: str) -> Iterator[bytes]:
        """Their bodies, in order."""
        ...


class NotDone(Trouble):
    """The message says why."""


@dataclass(frozen=True)
class Recovered:
    """Attributes:
    first, last: entries that the city has now and had not before; 0 and 0 for none.
    stopped: why it ended before the last entry that the disk has; "" where it did not.
    """

    first: int
    last: int
    stopped: str = ""


class Machines:
    def __init__(self, store: Store, machines: MachineStore, now: Callable[[], datetime]) -> None:
        self._store, self._machines, self._now = store, machines, now
        self._journals = Journals(store, now, Counting(store, now, BY_A_PERSON))

    def recover(
        self, journal: str, kiosk: KioskId, entries: Iterable[tuple[int, bytes]], by: str, note: str
    ) -> Recovered:
        """Takes what a disk has of a journal as if its kiosk had sent it. ``entries``: number and bytes, in their order.

        Raises:
            NotDone: the journal is another kiosk's.
        """
        owner = self._store.kiosk_of(journal)
        if owner not in (BEFORE, kiosk):
            raise NotDone(f"journal {journal} is that of {owner}, and not of {kiosk}")
        before, stopped = self._store.journal_head(journal), ""
        for run in _runs(entries):
            stopped = self._take(journal, kiosk, run)
            if stopped:
                held = _held(run)
                if held:
                    self._take(journal, kiosk, held)
                break
        head = self._store.journal_head(journal)
        if head > before:
            self._machines.add_acts(
                [Act(kiosk, journal, ActKind.RECOVERED, self._at(), by, first=before + 1, last=head, note=note)]
            )
        return Recovered(before + 1, head, stopped) if head > before else Recovered(0, 0, stopped)

    def _take(self, journal: str, kiosk: KioskId, run: list[tuple[int, bytes]]) -> str:
        """Why these, which follow each other, are not taken; "" where they are, or were."""
        head, first = self._store.journal_head(journal), run[0][0]
        if run[-1][0] <= head:
            return ""
        try:
            reply = self._journals.take(kiosk, journal, first, [body for _, body in run], max(0, first - head - 1))
        except JournalRefused as refused:
            return str(refused)
        assert isinstance(reply, JournalReply), reply
        return ""

    def retire(self, kiosk: KioskId, by: str, also_by: str, note: str, last: int = 0) -> list[Act]:
        """Ends every journal of this kiosk that is not ended yet. What the city lacks of the newest is declared lost.

        ``last``: how many entries it had, as far as that is known; 0 otherwise.

        Raises:
            NotDone: the two are one person, or there is no such journal.
        """
        if not by.strip() or " ".join(by.split()) == " ".join(also_by.split()) or not also_by.strip():
            raise NotDone("two persons retire a machine: name both")
        ended = {act.journal for act in self._machines.acts(kiosk) if act.what is ActKind.RETIRED}
        journals = [each for each in self._machines.journals_of(kiosk) if each.journal not in ended]
        if not journals:
            raise NotDone(f"{kiosk}: the city has no journal of it that is not ended yet")
        at, acts = self._at(), []
        for each in journals:
            newest = each is journals[-1]
            if newest and last and last < each.head:
                raise NotDone(f"the city has {each.head} entries of {each.journal}, and {last} were named")
            if newest and last != each.head and not self.is_whole(each):
                acts.append(Act(kiosk, each.journal, ActKind.DECLARED_LOST, at, by, also_by, each.head + 1, last, note))
            acts.append(Act(kiosk, each.journal, ActKind.RETIRED, at, by, also_by, 1, each.head, note))
        self._machines.add_acts(acts)
        return acts

    def is_whole(self, journal: KnownJournal) -> bool:
        """The kiosk itself has ended it (`kiosk retire`), and the city has that entry."""
        *_, last = self._machines.entries_of(journal.journal)
        return b'"type":"KioskRetired"' in last

    def _at(self) -> str:
        return self._now().isoformat(timespec="seconds")


def _held(run: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """Those at the beginning of which each is as the next one says: one that was changed shows at the one behind it."""
    for at, ((_, body), (_, after)) in enumerate(pairwise(run)):
        try:
            if open_entry(after).prev != sha256(body).hexdigest():
                return run[:at]
        except JournalError:
            return run[: at + 1]
    return run


def _runs(entries: Iterable[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    """Entries that follow each other without a gap, so many at once."""
    numbered = enumerate(entries)
    for _, run in groupby(numbered, key=lambda each: each[1][0] - each[0]):
        whole = [entry for _, entry in run]
        for at in range(0, len(whole), BATCH):
            yield whole[at : at + BATCH]
