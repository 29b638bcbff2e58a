"""The clock of the thin shells. Everything else is told what time it is."""

from __future__ import annotations

import time


def monotonic_ms() -> int:
    """Never goes back, and goes on while nobody sets the wall clock; comparable within one run of the computer."""
    return time.monotonic_ns() // 1_000_000
