"""What a journal says was credited, to be held against what the emulated devices took."""

from __future__ import annotations

from collections.abc import Collection

from sync.journal.events import CoinCredited, CreditsLost, NoteCredited
from sync.journal.format import Entry, open_entry


class Booked:
    """Attributes:
    coins, notes: won of the credits in the journal.
    coin_losses: how often the journal says that a coin acceptor lost credits.
    """

    def __init__(self, coin_acceptors: Collection[str]) -> None:
        self.coins = self.notes = self.coin_losses = 0
        self._coin_acceptors = coin_acceptors

    def take(self, entries: tuple[Entry, ...]) -> None:
        for entry in entries:
            if b"Credit" not in entry.body:  # as every type below has it in its name, and few others
                continue
            match open_entry(entry.body).event:
                case CoinCredited(value=value):
                    self.coins += int(value)
                case NoteCredited(value=value):
                    self.notes += int(value)
                case CreditsLost(device=device) if device in self._coin_acceptors:
                    self.coin_losses += 1
