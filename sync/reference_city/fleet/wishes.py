"""What somebody at the city wants of a kiosk: it goes with the answer to the next heartbeat, until one names it (`sync.city.heartbeat`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from config.ids import KioskId
from config.vocabulary import WishFromAfar
from sync.city.heartbeat import Wish

MOST_CHARACTERS, MOST_BY = 300, 60
"""Of what residents read, and of who wants it: a kiosk takes no longer line."""


@dataclass(frozen=True)
class Wanted:
    """Attributes:
    at: when it was asked for, ISO 8601 in UTC; ``taken``: when the kiosk named it, likewise, "" before.
    """

    kiosk: KioskId
    wish: Wish
    at: str
    taken: str = ""


class WishStore(Protocol):
    def want(self, wanted: Wanted) -> None:
        """It takes the place of one that the kiosk has not taken yet: only the last word counts."""
        ...

    def of(self, kiosk: KioskId) -> Sequence[Wanted]:
        """The last ones, the newest first."""
        ...


def wish_of(id: str, what: str, by: str, text: str) -> Wish:
    """Raises `ValueError`: no kiosk does such a thing, or residents would have nothing to read."""
    wanted = WishFromAfar(what)
    shown = text.strip() if wanted is WishFromAfar.CLOSE else ""
    if wanted is WishFromAfar.CLOSE and not 0 < len(shown) <= MOST_CHARACTERS:
        raise ValueError(f"what residents read is wanted: up to {MOST_CHARACTERS} characters")
    return Wish(id, wanted.value, by, shown)
