"""What the journal says for those who look after the machine: documents, supplies, change and claims, folded side by side."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.core.documents import Documents
from kiosk.core.supplies import Supplies
from kiosk.money.change_use import ChangeUse
from kiosk.money.claim_book import ClaimBook
from sync.journal import events as ev


@dataclass
class Accounts:
    """The running kiosk keeps them beside its ledger; a command folds them from a journal that it only reads."""

    documents: Documents = field(default_factory=Documents)
    supplies: Supplies = field(default_factory=Supplies)
    change: ChangeUse = field(default_factory=ChangeUse)
    claims: ClaimBook = field(default_factory=ClaimBook)

    def apply(self, event: ev.Event, seq: int, wall: str) -> None:
        """Books one event. ``wall`` is the journal's wall time."""
        self.documents.apply(event, wall)
        self.supplies.apply(event, wall)
        self.change.apply(event)
        self.claims.apply(event, seq, wall)
