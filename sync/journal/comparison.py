"""Entries held against what is known of some of them from elsewhere: the seals, and what the city has. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Generic, Protocol, TypeVar

from sync.journal.check import MOST_PROBLEMS


class Known(Protocol):
    """One entry as it was: its number, and its hash in hexadecimal."""

    @property
    def seq(self) -> int: ...

    @property
    def hash(self) -> str: ...


K = TypeVar("K", bound=Known)


class Comparison(Generic[K]):
    """Compares while both are read, in memory that does not grow with either.

    Attributes:
        anew: those whose entry is another one here, each with the number of the one that was known before it; so many of them as
            are told.
        beyond: the first and the last of those whose entries would come behind the last one here; None where there are none.
    """

    def __init__(self, known: Iterator[K]) -> None:
        """``known``: in the order of their numbers. It is read to its end, where the entries are."""
        self.anew: list[tuple[int, K]] = []
        self.beyond: tuple[K, K] | None = None
        self._known = known

    def watch(self, entries: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
        """The entries as they are."""
        before, due = 0, next(self._known, None)
        for each in entries:
            while due and due.seq <= each[0]:
                if due.seq == each[0] and due.hash != sha256(each[1]).hexdigest() and len(self.anew) < MOST_PROBLEMS:
                    self.anew.append((before, due))
                before, due = due.seq, next(self._known, None)
            yield each
        while due:
            self.beyond = (self.beyond or (due, due))[0], due
            due = next(self._known, None)
