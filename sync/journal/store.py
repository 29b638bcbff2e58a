"""What keeps a journal, as everybody sees it who does not do the keeping.

The kiosk writes to a `JournalStore`. Whoever only looks (`sync.journal.verify`) takes a `StoredJournal`, which changes
nothing. `sync.journal.opening` knows which kind of store lies behind a path; nobody else names one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from config.trouble import Trouble
from sync.journal.check import Problem, Verdict
from sync.journal.format import Entry, Head
from sync.journal.seals import KeptSeals


class JournalStoreError(Trouble):
    """Known trouble with the place where the journal lies, not a bug."""


class JournalBusyError(JournalStoreError):
    """Another process has this journal open."""


class JournalUnreadableError(JournalStoreError):
    """It cannot be opened, created or read: damage, no rights, no room, or made by a newer program."""


class JournalCommitError(JournalStoreError):
    """The journal could not be written. The process must end; the commit is not tried again."""


@dataclass(frozen=True)
class Volume:
    """The part of a journal that is written to; the parts before it are closed.

    Attributes:
        after: the entry that it follows.
        folded: what was folded up to there by whoever closed the part before; None where nothing was, or where it is not what was
            sealed then.
    """

    after: Head = field(default_factory=Head)
    folded: bytes | None = None


class JournalStore(Protocol):
    """One journal, open for writing by this process alone, and used by one of its threads after the other: whoever composes
    the kiosk opens and closes it, and in between the step's thread commits.
    """

    @property
    def id(self) -> str:
        """The journal's UUID."""

    @property
    def head(self) -> Head:
        """What the next entry continues: the last entry, or a later one that the store remembers and has lost."""

    @property
    def acknowledged(self) -> int:
        """The last entry that the city has; kept outside the chain."""

    @property
    def verifier(self) -> str:
        """The first of its seals, in hexadecimal; "" where it is not sealed."""

    @property
    def volume(self) -> Volume:
        """The last one."""

    def close_volume(self, folded: bytes) -> None:
        """Closes the last volume and begins another with what was folded up to the head. It may be put off, where there is no room for
        another.

        Raises:
            JournalCommitError: as for `commit`.
        """

    def read(self, after: int = 0) -> Iterator[Entry]:
        """Entries with a number above ``after``, in order.

        Raises:
            JournalUnreadableError: the store is damaged.
        """

    def commit(self, entries: tuple[Entry, ...]) -> None:
        """Returns when all entries are kept, together, whatever happens to the process or to the power.

        Raises:
            JournalCommitError: nobody knows whether they are. Every later call raises it, too.
            ValueError: they do not continue the head.
        """

    def acknowledge(self, seq: int) -> None:
        """The city has everything up to and including ``seq``. Durable as a commit.

        Raises:
            JournalCommitError: as for `commit`.
        """

    def close(self) -> None:
        """A clean end.

        Raises:
            JournalCommitError: it was not clean, but what was committed is kept. All is closed nevertheless.
        """


def must_continue(head: Head, entries: tuple[Entry, ...]) -> None:
    """What every store asks of a commit. Raises: ValueError."""
    if [entry.seq for entry in entries] != list(range(head.seq + 1, head.seq + 1 + len(entries))):
        raise ValueError(f"entries from {entries[0].seq} do not continue entry {head.seq}")


@dataclass(frozen=True)
class Evidence:
    """What a store lays open for a check.

    Attributes:
        journal: the UUID that every entry must carry, as far as the store knows it.
        anchor: the head, remembered apart from the entries: the chain may go on after it, but not end before it. None
            when there is none to hold the chain against.
        entries: number and bytes of all that can be read, by number, also of what lies behind damage. Reading raises
            nothing.
        problems: what is wrong with the place itself; complete when ``entries`` was read to its end.
        seals: what lies beside the entries to hold them against.
        after: the entry that the first of these follows: the beginning, or that of the last volume.
        folded: the volumes' first states: by the entry that each follows, its hash, and the SHA-256 of the state in hexadecimal.
        left_out: what else is known of a chain that ends before its anchor; the chain's verdict is the argument.
    """

    journal: str
    anchor: Head | None
    entries: Iterable[tuple[int, bytes]]
    problems: list[Problem]
    left_out: Callable[[Verdict], Iterable[Problem]] = lambda chain: ()
    seals: KeptSeals = field(default_factory=KeptSeals)
    after: Head = field(default_factory=Head)
    folded: Mapping[int, tuple[str, str]] = field(default_factory=dict)


class Extent(Enum):
    """How much of a journal is looked at."""

    WHOLE = auto()
    LAST = auto()  # the volume that is written to: at a start
    CLOSED = auto()  # the volumes before it, while the kiosk runs


class StoredJournal(Protocol):
    """A journal to look at: nothing in its place is changed, and a kiosk may go on writing it meanwhile."""

    def exists(self) -> bool:
        """A journal was begun here; what is left of it may be damaged or lost."""

    def read(self) -> Iterator[Entry]:
        """Every entry as stored, in order.

        Raises:
            JournalUnreadableError: the journal is missing, or damaged from here on.
        """

    def examine(self, extent: Extent = Extent.WHOLE) -> AbstractContextManager[Evidence]:
        """The evidence stands while the context lasts. Damage of any sort is in it, never an exception."""
