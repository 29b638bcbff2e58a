"""A page to read, and what is on it to be written down or remembered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from kiosk.core.matter_view import Details
from kiosk.core.step import Flow
from kiosk.session.desk import Desk, Left

READING_MS = 120_000


def let_read(desk: Desk, view: Callable[[], Details]) -> Flow[None]:
    """Until the resident is done with it. Whoever leaves it has seen it."""
    with suppress(Left):
        yield from desk.answer(view, patience_ms=READING_MS)
