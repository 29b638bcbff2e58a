"""What keeps a journal, as everybody sees it who does not do the keeping."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from sync.journal.format import Entry, Head


class JournalStoreError(Exception):
    """Known trouble with the place where the journal lies, not a bug."""


class JournalBusyError(JournalStoreError):
    """Another process has this journal open."""


class JournalUnreadableError(JournalStoreError):
    """It cannot be opened, created or read: damage, no rights, no room, or made by a newer program."""


class JournalCommitError(JournalStoreError):
    """The journal could not be written. The process must end; the commit is not tried again."""


class JournalStore(Protocol):
    """One journal, open for writing by this process alone."""

    @property
    def id(self) -> str:
        """The journal's UUID."""

    @property
    def head(self) -> Head:
        """What the next entry continues: the last entry, or a later one that the store remembers and has lost."""

    @property
    def acknowledged(self) -> int:
        """The last entry that the city has; kept outside the chain."""

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
