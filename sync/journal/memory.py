"""The journal in memory, for the simulator and tests: what was committed is there for as long as the process."""

from __future__ import annotations

from collections.abc import Iterator

from sync.journal.format import Entry, Head
from sync.journal.store import Volume, must_continue


class MemoryStore:
    """A `sync.journal.store.JournalStore`."""

    def __init__(self, id_: str) -> None:
        self.id = id_
        self.head = Head()
        self.acknowledged = 0
        self.volume = Volume()
        self.verifier = ""
        self._entries: list[Entry] = []

    def read(self, after: int = 0) -> Iterator[Entry]:
        return iter(self._entries[after:])

    def close_volume(self, folded: bytes) -> None:
        self.volume = Volume(self.head, folded)

    def commit(self, entries: tuple[Entry, ...]) -> None:
        must_continue(self.head, entries)
        if entries:
            self._entries.extend(entries)
            self.head = entries[-1].head

    def acknowledge(self, seq: int) -> None:
        self.acknowledged = seq

    def close(self) -> None:
        """Nothing to do."""
