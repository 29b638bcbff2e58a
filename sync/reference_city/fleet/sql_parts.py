"""What is asked about many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Column, ColumnElement

ASKED_AT_ONCE = 500
"""Values in one question: SQLite takes some thousand."""


def in_parts(column: Column[str], values: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """That the column is one of the values: a condition for so many of them, each for a question of its own."""
    for first in range(0, len(values), ASKED_AT_ONCE):
        yield column.in_(values[first : first + ASKED_AT_ONCE])
