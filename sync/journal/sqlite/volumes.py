"""The closed volumes of a journal on a disk: ``<journal>.volumes/000000004096.sqlite`` ends with entry 4096. Nothing writes to one any more.

A volume is closed in an order that leaves a whole journal wherever power fails:

1. the next volume is written beside the last, with what was folded, and synced;
2. a seal is made over the head and what was folded;
3. the last one is folded into its file, without a log;
4. it gets its name among the closed ones beside the one it has;
5. the next one takes that name, by one rename.

Until then the last one is the last one: what stands beside it, and a second name, are taken away by the next start.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from config.durable import sync_folder
from sync.journal.format import Head
from sync.journal.seals import NOT_WHAT_WAS_SEALED, KeptSeals
from sync.journal.sqlite.schema import SCHEMA, TABLES, check_tables, log_path
from sync.journal.sqlite.sealing import read_from
from sync.journal.store import Volume


def volumes_path(journal: Path) -> Path:
    return journal.with_name(journal.name + ".volumes")


def next_path(journal: Path) -> Path:
    return journal.with_name(journal.name + ".next")


def closed(journal: Path) -> list[tuple[int, Path]]:
    """The last entry and the file of each that is closed, in order. Raises: OSError."""
    folder = volumes_path(journal)
    found = sorted(folder.glob("[0-9]" * 12 + ".sqlite")) if folder.is_dir() else []
    if found and _which(found[-1]) == _which(journal):
        found.pop()  # it has a second name, and is not closed yet
    return [(int(each.stem), each) for each in found]


def _which(path: Path) -> tuple[int, int] | None:
    with contextlib.suppress(OSError):
        about = path.stat()
        return about.st_dev, about.st_ino
    return None


def tidy(journal: Path) -> None:
    """Takes away what a closing has left that power has cut short. Raises: OSError."""
    for each in (next_path(journal), log_path(next_path(journal))):
        each.unlink(missing_ok=True)
    folder = volumes_path(journal)
    last = max(folder.iterdir(), default=None) if folder.is_dir() else None
    if last and journal.exists() and _which(last) == _which(journal):
        last.unlink()
        sync_folder(folder)


def create(
    database: sqlite3.Connection, id_: str, acknowledged: int = 0, volume: Volume | None = None, sealed: int = 0
) -> None:
    """The tables of one, durable when it returns. ``sealed``: the byte at which the seal will begin that is made over what it begins with."""
    meta = {"journal": id_, "acknowledged": str(acknowledged)}
    if volume and volume.folded is not None:
        meta |= {
            "after": str(volume.after.seq),
            "hash": volume.after.hash,
            "folded": volume.folded.decode(),
            "sealed": str(sealed),
        }
    database.execute("BEGIN IMMEDIATE")
    for statement in (*TABLES.values(), f"PRAGMA user_version = {SCHEMA}"):
        database.execute(statement)
    database.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    database.execute("COMMIT")


def add_to_closed(journal: Path, last: int) -> None:
    """The fourth step and the fifth. Raises: OSError."""
    folder = volumes_path(journal)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(journal.parent)  # the log is gone for good: it would be the next one's
    os.link(journal, folder / f"{last:012}.sqlite")
    sync_folder(folder)
    next_path(journal).replace(journal)
    sync_folder(journal.parent)


@dataclass(frozen=True)
class Begins:
    """What a volume says of its beginning.

    Attributes:
        after: the entry that it follows.
        folded: SHA-256 of what was folded until there, in hexadecimal; "" where it is the first.
        sealed: the byte at which the seal of that begins.
    """

    after: Head
    folded: str
    sealed: int


def begins(meta: dict[str, str]) -> Begins:
    """Raises: ValueError: it says no such thing."""
    if "folded" not in meta:
        return Begins(Head(), "", 0)
    try:
        return Begins(
            Head(int(meta["after"]), meta["hash"]), sha256(meta["folded"].encode()).hexdigest(), int(meta["sealed"])
        )
    except KeyError as missing:
        raise ValueError(f"does not say {missing} of its beginning") from None


def sealed_beginning(journal: Path, said: Begins) -> KeptSeals:
    """The seals that follow the one over this beginning.

    Raises:
        OSError: they cannot be read.
        ValueError: it is another one than was sealed.
    """
    seals = read_from(journal, said.sealed)
    seal = seals.follow
    if not seal or (seal.seq, seal.hash, seal.folded) != (said.after.seq, said.after.hash, said.folded):
        raise ValueError(NOT_WHAT_WAS_SEALED)
    return seals


def volume_of(journal: Path, meta: dict[str, str]) -> Volume:
    """The last one. Of a beginning that is another one than was sealed nothing is known."""
    with contextlib.suppress(ValueError, OSError):
        said = begins(meta)
        if said.folded:
            sealed_beginning(journal, said)
            return Volume(said.after, meta["folded"].encode())
    return Volume()


@contextlib.contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """One that is closed, in its place: it needs no lock and makes no log."""
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        check_tables(database)
        yield database
