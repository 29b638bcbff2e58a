"""What earlier runs left, folded from the journal.

The running kiosk, the commands that look at a journal, and the simulator fold the same way. A journal's volume begins with what was folded
until then, so a start folds the last volume only. Such a state is believed by the very code that folded it; other code folds anew, from
the first entry, and the next volume begins with what that came to.
"""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from kiosk.core.afar import Afar
from kiosk.core.closing import Closing
from kiosk.core.kept import NotKeptHere, classes_in, kept, read_back
from kiosk.core.standing import Standing
from kiosk.core.unsent import Unsent
from kiosk.money.accounts import Accounts
from kiosk.money.books import Ledger
from sync.city.enrolment import PreviousJournal
from sync.journal import events as ev
from sync.journal.events import earlier
from sync.journal.format import Entry, Head, JournalError, Opened, open_entry
from sync.journal.store import JournalStore


@dataclass
class History:
    """What earlier runs left: read once, at the start, from the journal.

    Attributes:
        head: where the chain goes on; behind a lost tail that is what the anchor remembers, not the last entry there.
        segment: of this run.
        accounts: for those who look after the machine.
        verifier: of the journal's seals, as they are; "" where nothing seals it.
        after: the entry up to which it was not folded by this start but by an earlier one.
        previous: of the machine whose place this one has taken.
    """

    ledger: Ledger
    head: Head
    segment: int
    unsent: Unsent = field(default_factory=Unsent)
    accounts: Accounts = field(default_factory=Accounts)
    standing: Standing = field(default_factory=Standing)
    previous: PreviousJournal | None = None
    closing: Closing = field(default_factory=Closing)
    afar: Afar = field(default_factory=Afar)
    after: int = 0
    verifier: str = ""

    def take(self, entry: Entry) -> None:
        """Folds one entry of an earlier run."""
        self.unsent.add(entry)
        opened = fold(self.ledger, entry.body)
        if opened:
            self.segment = opened.segment + 1
            if opened.event:
                self._take(opened.event, opened.seq, opened.wall)

    def record(self, entry: Entry, event: ev.Event, mono_ms: int, boot: str, wall: str) -> None:
        """Folds one that this run has just made."""
        self.unsent.add(entry)
        self.ledger.apply(event, mono_ms, boot)
        self._take(event, entry.seq, wall)

    def _take(self, event: ev.Event, seq: int, wall: str) -> None:
        self.accounts.apply(event, seq, wall)
        self.standing.apply(event, wall)
        self.closing.apply(event)
        self.afar.apply(event)

    def forget(self, acknowledged: int) -> None:
        """The city has everything up to this entry."""
        self.unsent.forget(acknowledged)

    def folded(self) -> bytes:
        """What the volume begins with that this run closes: all but what the store itself knows."""
        state = _State(self.ledger, self.segment + 1, self.accounts, self.standing, self.closing, self.afar)
        return f"{folding_code()}\n".encode() + kept(_State, state)

    def begin_with(self, folded: bytes) -> None:
        """Raises: NotKeptHere: other code has folded it."""
        code, _, state = folded.partition(b"\n")
        if code.decode("ascii", "replace") != folding_code():
            raise NotKeptHere("folded by other code")
        for name, value in vars(read_back(_State, state)).items():
            setattr(self, name, value)


@dataclass(frozen=True)
class _State:
    """What of a `History` is folded, by the same names."""

    ledger: Ledger
    segment: int
    accounts: Accounts
    standing: Standing
    closing: Closing
    afar: Afar


@cache
def folding_code() -> str:
    """Which code folds: the files of every class that a state is made of, of the entries' format, and this one."""
    names = {each.__module__ for each in classes_in(_State)} | {
        __name__,
        kept.__module__,
        earlier.__name__,
        open_entry.__module__,
    }
    files = (Path(sys.modules[name].__file__ or "") for name in sorted(names))
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def fold(ledger: Ledger, body: bytes) -> Opened | None:
    """Books one entry as it is stored. One that is damaged or of a type not known here moves no money; the check reports it."""
    try:
        opened = open_entry(body)
    except JournalError:
        return None
    if opened.event:
        ledger.apply(opened.event, opened.mono_ms, opened.boot)
    return opened


def read_history(store: JournalStore) -> History:
    """Folds the last volume, or all of the journal where nothing that this code has folded is known to stand before it."""
    history = History(Ledger(), store.head, 1)
    history.forget(store.acknowledged)
    history.verifier = store.verifier
    volume = store.volume
    if volume.folded is not None:
        with contextlib.suppress(NotKeptHere):
            history.begin_with(volume.folded)
            history.after = history.unsent.last = volume.after.seq
    for entry in store.read(history.after):
        history.take(entry)
    return history
