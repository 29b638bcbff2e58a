"""What earlier runs left, folded from the journal. Pure.

The running kiosk, the commands that look at a journal, and the simulator fold the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.core.afar import Afar
from kiosk.core.closing import Closing
from kiosk.core.standing import Standing
from kiosk.core.unsent import Unsent
from kiosk.money.accounts import Accounts
from kiosk.money.books import Ledger
from sync.city.enrolment import PreviousJournal
from sync.journal.format import Entry, Head, JournalError, Opened, open_entry
from sync.journal.store import JournalStore


@dataclass
class History:
    """What earlier runs left: read once, at the start, from the journal.

    Attributes:
        head: where the chain goes on; behind a lost tail that is what the anchor remembers, not the last entry there.
        accounts: for those who look after the machine.
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

    def take(self, entry: Entry) -> None:
        """Folds one entry."""
        self.unsent.add(entry)
        opened = fold(self.ledger, entry.body)
        if opened:
            self.segment = opened.segment + 1
            if opened.event:
                self.accounts.apply(opened.event, opened.seq, opened.wall)
                self.standing.apply(opened.event, opened.wall)
                self.closing.apply(opened.event)
                self.afar.apply(opened.event)

    def forget(self, acknowledged: int) -> None:
        """The city has everything up to this entry."""
        self.unsent.forget(acknowledged)


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
    """Folds the journal from its beginning."""
    history = History(Ledger(), store.head, 1)
    history.forget(store.acknowledged)
    for entry in store.read():
        history.take(entry)
    return history
