"""Korea's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

SEOUL = timezone(timedelta(hours=9))
"""There is no summer time."""

EARLIEST, LATEST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2076, 1, 1, tzinfo=UTC)
"""No kiosk of this software runs at another time. A clock whose battery is empty begins in 1970, or when its board was made."""


def is_plausible(at: datetime) -> bool:
    """Whether a clock that says so may be right. ``at`` is aware."""
    return EARLIEST <= at < LATEST
