"""What an SQLite file holds, told without touching it: a city's database, a kiosk's journal, or a stranger's.

Opening a database the ordinary way already writes: a log is recovered, files appear beside it, and who creates tables where
they are missing makes a city of whatever file was named by mistake. So whoever opens one by name asks here first.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path


def tables(path: Path) -> frozenset[str]:
    """Names of the tables in it; none where there is no file, an empty one, or one whose tables are all in its log as yet.

    Raises:
        OSError: it cannot be read, or is no SQLite database; the message names it.
    """
    if path.exists() and not path.is_file():
        raise OSError(f"{path}: no file, and so no database")
    if not path.exists():
        return frozenset()
    try:
        with path.open("rb") as file:
            if not file.read(1):
                return frozenset()
    except OSError as error:
        raise OSError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        # "immutable": SQLite takes no lock, reads no log and makes no file beside it.
        with contextlib.closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as database:
            database.text_factory = bytes
            found = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    except sqlite3.Error as error:
        raise OSError(f"{path}: no database that can be read: {error}") from None
    return frozenset(name.decode("utf-8", "replace") for (name,) in found if isinstance(name, bytes))
