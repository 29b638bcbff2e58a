"""A journal that nothing can be done with any more is put aside, whole and as it is, and its place is free for a new one."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from config.durable import give_to_folders_owner, sync_folder
from sync.journal.sqlite.anchor import anchor_path, read_anchor
from sync.journal.sqlite.known import is_in_use
from sync.journal.sqlite.schema import log_path
from sync.journal.sqlite.sealing import key_path, seals_path
from sync.journal.sqlite.volumes import volumes_path
from sync.journal.store import JournalBusyError


@dataclass(frozen=True)
class PutAside:
    """What could still be learned of it.

    Attributes:
        folder: where its files lie now.
        journal: its UUID; "" where not even that can be read.
        acknowledged: the last entry that the city has; None where that cannot be read.
    """

    folder: Path
    journal: str
    acknowledged: int | None


def set_aside(path: Path, folder: Path) -> PutAside:
    """Moves the journal's files into a new folder on the same disk. Its files have both names before the first loses its own:
    a power cut in between leaves no part of it alone.

    Raises:
        JournalBusyError: a process has it open.
        OSError: there is none, or the folder cannot be made.
    """
    if is_in_use(path):
        raise JournalBusyError(f"{path} is in use by another process")
    anchor = anchor_path(path)
    beside = (log_path(path), path.with_name(path.name + "-shm"), seals_path(path), key_path(path))
    journal, acknowledged = _named(path)
    volumes = volumes_path(path)
    closed = sorted(volumes.iterdir()) if volumes.is_dir() else []
    files = [*closed, *(each for each in (anchor, path, *beside) if each.exists())]
    if not files:
        raise FileNotFoundError(f"{path}: there is no journal")
    folders = (folder, folder / volumes.name) if closed else (folder,)
    for each in folders:
        each.mkdir(mode=0o700)
        give_to_folders_owner(each)
    for each in files:
        os.link(each, folder / each.relative_to(path.parent))
    for each in (*reversed(folders), folder.parent):
        sync_folder(each)
    for each in files:
        each.unlink()
    if volumes.is_dir():
        volumes.rmdir()
    sync_folder(path.parent)
    return PutAside(folder, journal, acknowledged)


def _named(path: Path) -> tuple[str, int | None]:
    with contextlib.suppress(sqlite3.Error, ValueError, KeyError):
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            meta = dict(database.execute("SELECT name, value FROM meta"))
        return str(meta["journal"]), int(meta["acknowledged"])
    with contextlib.suppress(OSError):
        if anchor := read_anchor(path):
            return anchor.journal, None
    return "", None
