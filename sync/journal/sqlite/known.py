"""Whether what lies at a path is a journal, asked before anything is opened, written, or made beside it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from config.sqlite_file import tables
from sync.journal.sqlite.anchor import anchor_path
from sync.journal.sqlite.schema import TABLES


def is_sqlite_journal(path: Path) -> bool:
    """By its tables, or by its anchor: a new one's tables are in its log as yet, and a database that is gone leaves its anchor.

    Raises:
        OSError: there is no anchor, and what is there is no database.
    """
    return anchor_path(path.resolve()).exists() or tables(path) >= TABLES.keys()


def is_in_use(path: Path) -> bool:
    """By the lock, which is taken for an instant and given back."""
    try:
        lock = os.open(lock_path(path), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def lock_path(path: Path) -> Path:
    """A file of its own: SQLite's locks on the database vanish when anything in this process closes that file."""
    return path.with_name(path.name + ".lock")


def refuse_strangers(path: Path) -> None:
    """Raises `ValueError` where what is there is somebody else's: to open it as a journal would write into it."""
    try:
        found = tables(path)
    except OSError as error:
        if path.is_file() and anchor_path(path).exists():
            return  # a journal with damage, which its check tells
        raise ValueError(f"no kiosk's journal: {str(error).removeprefix(f'{path}: ')}") from None
    if found and not found & TABLES.keys():
        raise ValueError(f"no kiosk's journal: a database of something else (tables {', '.join(sorted(found)[:5])})")
