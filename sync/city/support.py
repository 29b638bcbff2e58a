"""What goes to whoever helps a kiosk from afar: the bundle of ``kiosk support``, once somebody has wished for it (`sync.city.heartbeat.Wish`).

``PUT /v1/support/WISH/NUMBER?of=COUNT`` takes a piece of it, of at most `PIECE` bytes, and answers 204; the same again changes nothing. 404 says that
nobody wants this of this kiosk. A city that does not know it answers 404, too.
"""

from __future__ import annotations

PIECE = 500_000
MOST_PIECES = 16


def piece_path(wish: str, number: int, count: int) -> str:
    """``number`` counts from 0."""
    return f"/v1/support/{wish}/{number}?of={count}"
