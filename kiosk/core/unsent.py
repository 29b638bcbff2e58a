"""What of the journal the city has not acknowledged: the nearest of it in memory, the rest on the disk. Pure.

A line may be down for weeks. What waits then is read again when its turn comes, so memory does not grow with it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from sync.journal.format import Entry

NEAR = 1_000
"""Entries in memory at most, some hundred bytes each."""


class Unsent:
    """Attributes:
    near: the oldest of it, in order, or nothing where it has to be read first.
    acknowledged: the last entry that the city has.
    last: the last entry that there is.
    """

    def __init__(self) -> None:
        self.near: deque[Entry] = deque()
        self.acknowledged = self.last = 0

    @property
    def waiting(self) -> int:
        """Numbers that the city has not got, those of entries that the disk has lost among them."""
        return max(0, self.last - self.acknowledged)

    @property
    def far(self) -> bool:
        """What is next is not in memory."""
        return self.waiting > 0 and not self.near

    def add(self, entry: Entry) -> None:
        """One that was just recorded, or read in its turn at the start."""
        follows = (self.near[-1].seq if self.near else self.acknowledged) >= self.last
        if entry.seq > self.acknowledged and follows and len(self.near) < NEAR:
            self.near.append(entry)
        self.last = entry.seq

    def forget(self, acknowledged: int) -> None:
        """The city has everything up to this entry, which may be less than it had: it was set back."""
        if acknowledged < self.acknowledged:
            self.near.clear()
        self.acknowledged = acknowledged
        while self.near and self.near[0].seq <= acknowledged:
            self.near.popleft()

    def take(self, entries: Sequence[Entry]) -> None:
        """What was read of it, from the first that the city has not got; nothing where the disk has no more."""
        self.near.extend(entries)
        if not entries:
            self.last = self.acknowledged
