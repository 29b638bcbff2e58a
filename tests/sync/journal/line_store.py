"""A second kind of store, to show that nothing but SQLite's own folder knows SQLite: a plain file of lines.

``FILE`` begins with the journal's id; every other line is an entry. ``FILE.head`` holds number and hash of the last entry,
``FILE.acknowledged`` the number that the city has, ``FILE.volume`` what was folded, and until where.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.journal.check import Problem
from sync.journal.format import Entry, Head, JournalError, open_entry
from sync.journal.store import Evidence, Extent, JournalUnreadableError, Volume, must_continue


def head_path(path: Path) -> Path:
    return path.with_name(path.name + ".head")


class LineStore:
    """A `JournalStore`. Nothing seals it."""

    verifier = ""

    def __init__(self, path: Path, new_id: str) -> None:
        if not path.exists():
            path.write_text(new_id + "\n")
            head_path(path).write_text(f"{Head().seq} {Head().hash}")
        self.id = path.read_text().split("\n", 1)[0]
        self.head = _head(path) or Head()
        self._path = path
        self._volume = path.with_name(path.name + ".volume")
        self._acknowledged = path.with_name(path.name + ".acknowledged")
        self.acknowledged = int(self._acknowledged.read_text()) if self._acknowledged.exists() else 0

    @property
    def volume(self) -> Volume:
        if not self._volume.exists():
            return Volume()
        seq, hash_, folded = self._volume.read_bytes().split(b" ", 2)
        return Volume(Head(int(seq), hash_.decode()), folded)

    def close_volume(self, folded: bytes) -> None:
        self._volume.write_bytes(f"{self.head.seq} {self.head.hash} ".encode() + folded)

    def read(self, after: int = 0) -> Iterator[Entry]:
        return (entry for entry in LineFile(self._path).read() if entry.seq > after)

    def commit(self, entries: tuple[Entry, ...]) -> None:
        must_continue(self.head, entries)
        if entries:
            with self._path.open("ab") as file:
                file.writelines(entry.body + b"\n" for entry in entries)
            self.head = entries[-1].head
            head_path(self._path).write_text(f"{self.head.seq} {self.head.hash}")

    def acknowledge(self, seq: int) -> None:
        self._acknowledged.write_text(str(seq))
        self.acknowledged = seq

    def close(self) -> None:
        """Nothing is open between two commits."""


class LineFile:
    """A `StoredJournal`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def exists(self) -> bool:
        return self._path.exists()

    def read(self) -> Iterator[Entry]:
        try:
            lines = self._path.read_bytes().splitlines()[1:]
        except OSError as error:
            raise JournalUnreadableError(f"{self._path}: {error}") from error
        seq = 0
        for line in lines:
            try:
                seq = open_entry(line).seq
            except JournalError:
                seq += 1
            yield Entry(seq, line)

    @contextmanager
    def examine(self, extent: Extent = Extent.WHOLE) -> Iterator[Evidence]:
        anchor = _head(self._path)
        problems = [] if anchor else [Problem(head_path(self._path).name, "missing")]
        journal = self._path.read_text("utf-8", "replace").split("\n", 1)[0]
        yield Evidence(journal, anchor, ((entry.seq, entry.body) for entry in self.read()), problems)


def _head(path: Path) -> Head | None:
    if not head_path(path).exists():
        return None
    seq, hash_ = head_path(path).read_text().split()
    return Head(int(seq), hash_)
