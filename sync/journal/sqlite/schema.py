"""The tables of a journal's database, and a bound on the work that any database may make of reading it.

Who can write a file where the journal lies decides what SQLite does with it: a view in place of a table has no end, a damaged
tree leads in circles, and the check runs before every start. So only these very tables are read, and every connection has as
much work as a sound journal of its file's size could need.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = 1
"""Layout of the tables, kept as SQLite's ``user_version``; not the format of entries."""

TABLES = {
    # batch: the first entry committed together with this one; tells how many commits the anchor is behind.
    "entry": "CREATE TABLE entry (seq INTEGER PRIMARY KEY, batch INTEGER NOT NULL, body BLOB NOT NULL)",
    "meta": "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
}

WORK_A_BYTE = 2
"""Steps of SQLite's machine for a byte of the file: an entry is some 400 bytes, and a row takes ten to thirty in a check."""
WORK_AT_LEAST = 20_000_000
_AT_ONCE = 100_000


class NotAJournal(ValueError):
    """The database has other tables than a journal's."""


def check_tables(database: sqlite3.Connection) -> None:
    """Raises `NotAJournal`; nothing in an empty database is wrong."""
    found = database.execute("SELECT type, name, sql FROM sqlite_schema").fetchmany(len(TABLES) + 1)
    told = [tuple(_text(value) for value in row) for row in found]
    if told and sorted(told) != [("table", name, sql) for name, sql in TABLES.items()]:
        raise NotAJournal("its tables are not those of a journal")


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def log_path(path: Path) -> Path:
    """The write-ahead log of the database at ``path``."""
    return path.with_name(path.name + "-wal")


@contextmanager
def bounded(database: sqlite3.Connection, *files: Path) -> Iterator[None]:
    """Meanwhile a statement that makes more of it than a journal in these files could raises `sqlite3.OperationalError`."""
    left = WORK_AT_LEAST + WORK_A_BYTE * sum(path.stat().st_size for path in files if path.exists())

    def too_much() -> bool:
        nonlocal left
        left -= _AT_ONCE
        return left < 0

    database.set_progress_handler(too_much, _AT_ONCE)
    try:
        yield
    finally:
        database.set_progress_handler(None, 0)
