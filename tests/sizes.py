"""How much something holds on to, whatever it keeps it in."""

from __future__ import annotations

import pickle

COUNTS = 64
"""Bytes that times and counts may have grown by."""


def size_of(thing: object) -> int:
    """Bytes of it and of all that it holds, as they would be written down."""
    return len(pickle.dumps(thing))
