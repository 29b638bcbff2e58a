"""For how many more payments in cash there is change: a fold over the journal's events.

How many coins are in a hopper tells nobody whether they last until Monday. What residents put in, and so what comes out, is this
kiosk's own: it is measured over the last payments.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from config.ids import DeviceName
from sync.journal import events as ev

_MEASURED = 200
"""Payments: some days or weeks, so that another fee is noticed."""


@dataclass
class ChangeUse:
    """Coins that each hopper threw, of the last payments in cash."""

    _payments: deque[Counter[DeviceName]] = field(default_factory=lambda: deque(maxlen=_MEASURED))

    def apply(self, event: ev.Event) -> None:
        match event:
            case ev.CashInStarted():
                self._payments.append(Counter())
            case ev.PayoutSettled(session=session) if session and self._payments:
                self._payments[-1][event.unit] += event.paid

    def payments_left(self, coins: Mapping[DeviceName, int]) -> int | None:
        """By the hopper that is empty first; None where nobody has paid in cash yet. ``coins``: by hopper."""
        if any(not count for count in coins.values()):
            return 0
        used: Counter[DeviceName] = sum(self._payments, Counter())
        left = [count * len(self._payments) // used[hopper] for hopper, count in coins.items() if used[hopper]]
        return min(left, default=None)
