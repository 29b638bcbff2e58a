"""The layouts that papers out there were laid out by.

A paper is verified by laying its record out anew, for as long as the city answers for it (90 days). So a layout that was
released never draws anything otherwise again: what changes on paper is a new version, and where it is drawn `current` is
asked which; the version before stays until no paper that it drew is looked at any more. A paper names its layout in its
metadata; those of the first name none. `tests/printing/released` has papers of each released layout as they left a kiosk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

FIRST: Final = 1
LAYOUT: Final = 2
"""By which papers are laid out now. Not released yet: until then it may still change."""

_current = ContextVar("layout", default=LAYOUT)
_PRODUCER = re.compile(r"kiosk layout ([0-9]{1,6})")


def current() -> int:
    """The layout by which this thread draws."""
    return _current.get()


@contextmanager
def using(layout: int) -> Iterator[None]:
    """Within it this thread draws by that layout."""
    before = _current.set(layout)
    try:
        yield
    finally:
        _current.reset(before)


def producer() -> str | None:
    """How a paper's metadata name the current layout; None in the first, which named none."""
    return f"kiosk layout {current()}" if current() > FIRST else None


def layout_of(producer: str) -> int:
    """The layout of a paper whose metadata name this producer."""
    found = _PRODUCER.fullmatch(producer)
    return int(found[1]) if found else FIRST
