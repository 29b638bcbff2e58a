"""Korea's clock."""

from __future__ import annotations

from datetime import timedelta, timezone

SEOUL = timezone(timedelta(hours=9))
"""There is no summer time."""
