"""Which kind of store lies behind a path: the one place outside a store's own folder that names a kind.

A second kind is a folder beside `sync.journal.sqlite` and a line in each of these five.
"""

from __future__ import annotations

from pathlib import Path

from sync.journal.exported import ExportedJournal, is_exported
from sync.journal.sqlite import aside
from sync.journal.sqlite.aside import PutAside
from sync.journal.sqlite.known import is_in_use, is_sqlite_journal
from sync.journal.sqlite.reader import SqliteReader
from sync.journal.sqlite.store import SqliteStore
from sync.journal.store import JournalStore, StoredJournal


def keeps_journal(path: Path) -> bool:
    """Whether a journal was begun at this path, whatever is left of it. Touches nothing.

    Raises:
        OSError: what is there cannot be read, or is nothing in which a journal could be kept.
    """
    return is_sqlite_journal(path)


def in_use(path: Path) -> bool:
    """Whether a process has the journal at this path open for writing: a kiosk, or an exchange. Touches nothing."""
    return is_in_use(path)


def open_for_reading(path: Path) -> StoredJournal:
    """The journal at this path, or one that was exported, to look at. Touches nothing: whether it is whole shows when it is read."""
    return ExportedJournal(path) if is_exported(path) else SqliteReader(path)


def open_for_writing(path: Path, new_id: str) -> JournalStore:
    """Opens the journal at this path, or creates it as ``new_id``.

    Raises:
        JournalBusyError: another process has it open.
        JournalUnreadableError: it cannot be opened or created, or what is there is no journal; that is not touched then.
    """
    return SqliteStore(path, new_id)


def set_aside(path: Path, folder: Path) -> PutAside:
    """Moves the journal at this path, whatever is left of it, into a new folder on the same disk; its place is free then.

    Raises:
        JournalBusyError: another process has it open.
        OSError: there is none, or the folder cannot be made.
    """
    return aside.set_aside(path, folder)
