"""For how long what was signed is new, and how much of that is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.vocabulary import ConfigurationAge


@dataclass(frozen=True)
class Life:
    """For how long what a role signed is new. Both aware."""

    role: str
    since: datetime
    until: datetime

    def left(self, now: datetime) -> float:
        """Of the whole, from 1 down to 0, which it stays at once it is over."""
        return max(0.0, (self.until - now) / max(self.until - self.since, timedelta(seconds=1)))

    def age(self, now: datetime) -> ConfigurationAge:
        left = self.left(now)
        for limit, age in ((0, ConfigurationAge.EXPIRED), (0.2, ConfigurationAge.FIFTH), (0.5, ConfigurationAge.HALF)):
            if left <= limit:
                return age
        return ConfigurationAge.NEW


def oldest(lives: Iterable[Life], now: datetime) -> Life | None:
    """That of which the smallest part is left."""
    return min(lives, key=lambda life: (life.left(now), life.role), default=None)
