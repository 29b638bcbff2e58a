"""What the city knows of a kiosk's journals, to hold a copy against that is all an auditor has. Pure.

A copy that was set back whole, or made anew from its beginning with keys of its own, is whole by itself: chain, anchor and seals fit. The
city has entries of it, and the first verifier of its seals, which the journal itself told it (`sync.journal.events.SealsBegun`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

import msgspec

from sync.journal.check import Problem, Verdict, range_of
from sync.journal.comparison import Comparison
from sync.journal.events import SealsBegun
from sync.journal.format import JournalError, open_entry, outline_of


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The city has this entry of this kiosk's journal. Hash and verifier in hexadecimal; the verifier is "" where it was not told."""

    kiosk: str
    journal: str
    seq: int
    hash: str
    verifier: str


def read_checkpoints(lines: Iterable[bytes]) -> tuple[Checkpoint, ...]:
    """Lines of JSON, as ``kiosk city checkpoints`` prints them.

    Raises:
        ValueError: one is none; it says which.
    """
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(msgspec.json.decode(line, type=Checkpoint))
        except msgspec.MsgspecError as error:
            raise ValueError(f"line {number} is no checkpoint: {error}") from None
    return tuple(found)


EACH = 1_000
"""Entries between two checkpoints: so far apart a change is told at worst."""


def checkpoints_of(kiosk: str, journal: str, bodies: Iterable[bytes]) -> Iterator[Checkpoint]:
    """From a journal's exact entries, in order, some of which may be missing: so many of them, and the last."""
    verifier, seq, body, told = "", 0, b"", 0

    def checkpoint() -> Checkpoint:
        return Checkpoint(kiosk=kiosk, journal=journal, seq=seq, hash=sha256(body).hexdigest(), verifier=verifier)

    for body in bodies:
        try:
            seq = outline_of(body).seq
            verifier = verifier or verifier_told(body)
        except (ValueError, RecursionError, JournalError):
            continue
        if seq % EACH == 0:
            told = seq
            yield checkpoint()
    if seq > told:
        yield checkpoint()


def verifier_told(body: bytes) -> str:
    """By an entry, as the first of the journal's seals; "" where it says nothing of it. Raises `JournalError`."""
    said = open_entry(body).event if b'"SealsBegun"' in body else None
    return said.verifier if isinstance(said, SealsBegun) else ""


class AgainstCity:
    """Holds entries against checkpoints while they are read."""

    def __init__(self, checkpoints: Sequence[Checkpoint], journal: str) -> None:
        self._others = sorted({each.journal: each for each in checkpoints if each.journal != journal}.items())
        self._known = sorted((each for each in checkpoints if each.journal == journal), key=lambda each: each.seq)
        self._found = Comparison(iter(self._known))

    @property
    def verifier(self) -> str:
        """The first of the journal's seals; "" where the city was not told."""
        return next((each.verifier for each in self._known if each.verifier), "")

    def watch(self, entries: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
        """The entries as they are."""
        return self._found.watch(entries)

    def compare(self, chain: Verdict) -> Iterator[Problem]:
        """How it differs from what the city has."""
        if not self._known:
            for journal, last in self._others:
                what = f"not the one that the city has of {last.kiosk}: {journal}, up to entry {last.seq} or beyond"
                yield Problem("the whole journal", what)
            return
        if (end := self._known[-1].seq) > chain.head.seq:
            yield Problem(range_of(chain.head.seq + 1, end), "missing: the city has them; it was cut, or set back")
        if anew := self._found.anew:
            (before, _), (_, last) = anew[0], anew[-1]
            yield Problem(range_of(before + 1, last.seq), "written anew, or some of them: the city has others")
