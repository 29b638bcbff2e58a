"""A journal that was exported: the exact stored bytes, one entry a line. It is read and checked as the one it came from, but for the
anchor, which stays where the kiosk is.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

from sync.journal.check import Problem
from sync.journal.format import Entry, JournalError, open_entry
from sync.journal.store import Evidence, Extent, JournalUnreadableError

_LONGEST = 1_000_000
"""Bytes of a line; an entry has some hundreds, a statement some thousands."""


def is_exported(path: Path) -> bool:
    """By its first byte; a database begins with its maker's name. Raises `JournalUnreadableError`."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(1) == b"{"
    except OSError as error:
        raise JournalUnreadableError(f"{path}: {error.strerror}") from error


class ExportedJournal:
    """A `sync.journal.store.StoredJournal`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def exists(self) -> bool:
        return self._path.exists()

    def read(self) -> Iterator[Entry]:
        try:
            for seq, body in self._lines():
                yield Entry(seq, body)
        except OSError as error:
            raise JournalUnreadableError(f"{self._path}: {error.strerror}") from error

    @contextlib.contextmanager
    def examine(self, extent: Extent = Extent.WHOLE) -> Iterator[Evidence]:
        """It has no volumes."""
        problems: list[Problem] = []
        journal = ""
        with contextlib.suppress(OSError, StopIteration, JournalError):
            journal = open_entry(next(self._lines())[1]).journal
        yield Evidence(journal, None, self._noting(problems), problems)

    def _noting(self, problems: list[Problem]) -> Iterator[tuple[int, bytes]]:
        try:
            yield from self._lines()
        except OSError as error:
            problems.append(Problem(self._path.name, f"cannot be read: {error.strerror}"))

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        """Number and bytes; a line that is none of a number is taken for the one that is due."""
        last = 0
        with self._path.open("rb") as file:
            while line := file.readline(_LONGEST):
                body = line.removesuffix(b"\n")
                last = _number(body, last + 1)
                yield last, body


def _number(body: bytes, due: int) -> int:
    try:
        said = json.loads(body)["seq"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return due
    return said if isinstance(said, int) and said > 0 else due
