"""Is a chain of entries whole, and if not, where is it not? Pure.

Each entry holds the hash of the one before it, so a change shows as a broken link: entry k+1 holds another hash of k than
k has. One broken link accuses its left entry. Two in a row accuse the entry between them: it fits neither neighbour, most
likely because the hash it holds was itself hit; what that hash spoke for cannot be confirmed then. The last entry is held
by the anchor.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from sync.journal.format import BEGINNING, FORMAT, Head, JournalError, open_entry, outline_of

MOST_PROBLEMS = 1_000
"""Are told; in a made-up journal every entry may be one."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with a journal. ``place`` says where: ``entry 17``, ``entries 12 to 15``, a file."""

    place: str
    what: str


@dataclass(frozen=True)
class Verdict:
    """Outcome of a check: no problems, and the journal is whole up to ``head``.

    Attributes:
        sealed: the last entry that a seal was made over; 0 where nothing is sealed.
        verifier: the first one of its seals (`sync.journal.seals`); "" where nothing is sealed.
    """

    entries: int
    head: Head
    problems: tuple[Problem, ...]
    sealed: int = field(default=0, compare=False)
    verifier: str = field(default="", compare=False)


def check_chain(
    entries: Iterable[tuple[int, bytes]], journal: str, anchor: Head | None = None, after: Head = BEGINNING
) -> Verdict:
    """Checks every entry's form, number and hold on the one before it.

    Args:
        entries: number and bytes as stored, in the order of their numbers.
        journal: the UUID that every entry must carry.
        anchor: an entry known from elsewhere; the chain may go on after it, but not end before it.
        after: the entry that the first of them follows.
    """
    checker = _Checker(journal, anchor, after)
    checker.run(entries)
    checker.finish()
    return Verdict(checker.count, checker.head, tuple(checker.problems))


class _Checker:
    """One pass in constant memory.

    Attributes:
        head: the last entry taken.
    """

    def __init__(self, journal: str, anchor: Head | None, after: Head) -> None:
        self.count = 0
        self.head = after
        self.problems: list[Problem] = []
        self._journal = journal
        self._anchor = anchor
        self._readable = True
        self._broken: tuple[int, int] | None = None  # left entries of the first and the last of a row of broken links

    def run(self, entries: Iterable[tuple[int, bytes]]) -> None:
        """Most entries of most journals are whole, and there are millions: an entry that says what it should and holds the one
        before it is done with. Every other one is looked at, and so is the one behind the anchor.
        """
        journal, anchored = self._journal, self._anchor.seq if self._anchor else None
        last, hash_, taken, sound = self.head.seq, self.head.hash, 0, True
        for seq, body in entries:
            try:
                outline = outline_of(body)
                if (
                    outline.prev == hash_
                    and outline.seq == seq == last + 1
                    and outline.journal == journal
                    and outline.format == FORMAT
                    and last != anchored
                    and sound
                    and (body.isascii() or body.decode())
                ):
                    last, hash_, taken = seq, sha256(body).hexdigest(), taken + 1
                    continue
            except (ValueError, RecursionError):
                pass
            self.head, self.count, taken = Head(last, hash_), self.count + taken, 0
            self.take(seq, body)
            last, hash_, sound = self.head.seq, self.head.hash, self._readable and not self._broken
        self.head, self.count = Head(last, hash_), self.count + taken

    def take(self, seq: int, body: bytes) -> None:
        self.count += 1
        try:
            entry = open_entry(body)
        except JournalError as error:
            entry = None
            self._report(seq, str(error))
        if entry and entry.seq != seq:
            self._report(entry.seq if entry.seq == self.head.seq + 1 else seq, f"number {entry.seq} is kept as {seq}")
            seq = entry.seq if entry.seq == self.head.seq + 1 else seq
        if entry and entry.journal != self._journal:
            self._report(seq, f"belongs to the journal {entry.journal!r}")
        if seq > self.head.seq + 1:
            self._settle()
            self._add(missing(self.head.seq + 1, seq - 1))
        elif seq <= self.head.seq:
            self._report(seq, f"comes after entry {self.head.seq}")
            return
        elif entry and self._readable:
            self._link(entry.prev)
        else:
            self._settle()
        self.head, self._readable = Head(seq, sha256(body).hexdigest()), entry is not None

    def finish(self) -> None:
        anchor = self._anchor
        if anchor and anchor.seq > self.head.seq:
            self._add(missing(self.head.seq + 1, anchor.seq, ": the anchor says that the journal went on"))
        elif anchor and anchor.seq == self.head.seq and self._readable:
            self._link(anchor.hash)
        self._settle()

    def _link(self, hash_: str) -> None:
        """Compares the head with the hash that its successor, or the anchor, holds of it."""
        left = self.head.seq
        if self.head.hash != hash_:
            self._broken = (self._broken[0] if self._broken else left, left)
            return
        self._settle()
        if self._anchor and self._anchor.seq == left and self._anchor.hash != hash_:
            self._report(left, "written anew, or one before it: the anchor holds another hash of it")

    def _settle(self) -> None:
        """A row of broken links has ended: says whom it accuses."""
        if self._broken:
            first, last = self._broken
            if first == last:
                self._report(first or 1, "changed: what follows holds another hash of it")
            for seq in range(first + 1, last + 1):
                unsure = f"; entry {seq - 1}, whose hash it should hold, cannot be confirmed" if seq > 1 else ""
                self._report(seq, f"changed: it fits neither neighbour{unsure}")
        self._broken = None

    def _report(self, seq: int, what: str) -> None:
        self._add(Problem(f"entry {seq}", what))

    def _add(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        elif len(self.problems) == MOST_PROBLEMS:
            self.problems.append(Problem(problem.place, "the last of what is told: there is more wrong behind it"))


def range_of(first: int, last: int) -> str:
    """Entries, as a problem's place."""
    return f"entry {first}" if first >= last else f"entries {first} to {last}"


def missing(first: int, last: int, why: str = "") -> Problem:
    return Problem(range_of(first, last), f"missing{why}")
