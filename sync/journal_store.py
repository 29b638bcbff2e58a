"""Where the journal lies: SQLite with every commit on the disk before it returns, and the head anchored beside it.

The anchor is a file of its own (``<journal>.anchor``). SQLite drops a damaged tail of its write-ahead log without a
word, so the database alone cannot tell "nothing more was written" from "the end is gone"; the anchor can. It has two
slots that are written in turn, each with a checksum: a power cut in the middle of one leaves the other.

A commit that fails is never tried again: after a failed fsync nobody knows what is on the disk. The process ends, and
the next start reads what is there.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
import struct
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from sync.journal import Entry, Head, JournalError, Problem, Verdict, check_chain, open_entry

_SLOT = struct.Struct(">8sQ32sI")
_SLOT_SPACING = 512  # one sector each: a torn sector cannot take both
_MAGIC = b"KANCHOR1"


class JournalCommitError(Exception):
    """The journal could not be written. The process must end; the commit is not tried again."""


class JournalBusyError(Exception):
    """Another process has this journal open."""


class JournalStore:
    """One journal, open for writing by this process alone.

    Attributes:
        id: the journal's UUID.
        acknowledged: the last entry that the city has; kept outside the chain.
    """

    def __init__(self, path: Path, new_id: str) -> None:
        """Opens the journal, or creates it as ``new_id``.

        Raises:
            JournalBusyError: another process has it open.
            JournalCommitError: it cannot be opened or created.
        """
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise JournalBusyError(f"{path} is in use by another process") from None
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._create(new_id)
            self.id, self.acknowledged = self._meta("journal"), int(self._meta("acknowledged"))
            self._anchor = _AnchorFile(path)
            if not self._anchor.exists:
                self._anchor.write(Head())
            _sync_folder(path.parent)
        except (sqlite3.Error, OSError) as error:
            os.close(self._lock)
            raise JournalCommitError(f"{path}: {error}") from error
        self._broken = False

    def _create(self, new_id: str) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("CREATE TABLE IF NOT EXISTS entry (seq INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        self._db.execute("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
        self._db.execute("INSERT OR IGNORE INTO meta VALUES ('journal', ?), ('acknowledged', '0')", (new_id,))
        self._db.execute("COMMIT")

    def _meta(self, name: str) -> str:
        value: str = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()[0]
        return value

    def read(self, after: int = 0) -> Iterator[Entry]:
        """Entries with a number above ``after``, in order."""
        for seq, body in self._db.execute("SELECT seq, body FROM entry WHERE seq > ? ORDER BY seq", (after,)):
            yield Entry(seq, body)

    def commit(self, entries: tuple[Entry, ...]) -> None:
        """Returns when all entries are on the disk, together.

        Raises:
            JournalCommitError: nobody knows whether they are. Every later call raises it, too.
        """
        self._guarded("INSERT INTO entry VALUES (?, ?)", [(entry.seq, entry.body) for entry in entries])
        try:
            self._anchor.write(Head(entries[-1].seq, entries[-1].hash))
        except OSError as error:
            self._broken = True
            raise JournalCommitError(f"{self._path}.anchor: {error}") from error

    def acknowledge(self, seq: int) -> None:
        self._guarded("UPDATE meta SET value = ? WHERE name = 'acknowledged'", [(str(seq),)])
        self.acknowledged = seq

    def _guarded(self, statement: str, rows: list[tuple[object, ...]]) -> None:
        if self._broken:
            raise JournalCommitError("an earlier commit failed")
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(statement, rows)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._broken = True
            raise JournalCommitError(f"{self._path}: {error}") from error

    def close(self) -> None:
        """A clean end: the write-ahead log is folded into the database."""
        if not self._broken:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.close()
        self._anchor.close()
        os.close(self._lock)


class MemoryStore:
    """A journal in memory: what was committed is kept."""

    def __init__(self, id_: str) -> None:
        self.id = id_
        self.entries: list[Entry] = []
        self.acknowledged = 0

    def read(self, after: int = 0) -> Iterator[Entry]:
        return iter(self.entries[after:])

    def commit(self, entries: tuple[Entry, ...]) -> None:
        self.entries.extend(entries)

    def acknowledge(self, seq: int) -> None:
        self.acknowledged = seq


class _AnchorFile:
    def __init__(self, journal: Path) -> None:
        path = anchor_path(journal)
        self.exists = path.exists()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._turn = 0
        if not self.exists:
            os.pwrite(self._file, bytes(2 * _SLOT_SPACING), 0)

    def write(self, head: Head) -> None:
        data = _MAGIC + head.seq.to_bytes(8) + bytes.fromhex(head.hash)
        os.pwrite(self._file, data + zlib.crc32(data).to_bytes(4), self._turn * _SLOT_SPACING)
        os.fdatasync(self._file)
        self._turn = 1 - self._turn

    def close(self) -> None:
        os.close(self._file)


def anchor_path(journal: Path) -> Path:
    return journal.with_name(journal.name + ".anchor")


def read_anchor(journal: Path) -> Head | None:
    """The newest intact slot; None when there is none.

    Raises:
        OSError: the file is missing or cannot be read.
    """
    data = anchor_path(journal).read_bytes()
    heads = []
    for offset in (0, _SLOT_SPACING):
        slot = data[offset : offset + _SLOT.size]
        if len(slot) == _SLOT.size:
            magic, seq, hash_, crc = _SLOT.unpack(slot)
            if magic == _MAGIC and crc == zlib.crc32(slot[:-4]):
                heads.append(Head(seq, hash_.hex()))
    return max(heads, key=lambda head: head.seq, default=None)


def verify(path: Path) -> Verdict:
    """Checks a journal file whole; changes nothing, also while a kiosk is writing to it.

    The anchor is read first: entries may be added after that, but none that it names may be missing.
    """
    problems: list[Problem] = []
    anchor: Head | None = None
    try:
        anchor = read_anchor(path)
        if anchor is None:
            problems.append(Problem(anchor_path(path).name, "damaged: a cut end of the journal could not be noticed"))
    except OSError as error:
        problems.append(Problem(anchor_path(path).name, f"{error.strerror}: a cut end of the journal could not be noticed"))
    try:
        journal, rows = _read_copy(path)
    except (sqlite3.Error, OSError, JournalError) as error:
        return Verdict(0, Head(), (*problems, Problem(path.name, f"cannot be read: {error}")))
    verdict = check_chain(rows, journal)
    problems.extend(verdict.problems)
    if anchor:
        problems.extend(_check_anchor(anchor, rows, verdict.head))
    return Verdict(verdict.entries, verdict.head, tuple(problems))


def _read_copy(path: Path) -> tuple[str, list[tuple[int, bytes]]]:
    """The rows of a copy of database and write-ahead log: SQLite would change the originals by recovering them."""
    if not path.is_file():
        raise JournalError("no such file")
    with tempfile.TemporaryDirectory(prefix="journal-") as folder:
        copy = Path(folder) / "journal"
        # The log first: what a checkpoint moves from log to database between the two copies is then in both.
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(path.with_name(path.name + "-wal"), copy.with_name("journal-wal"))
        shutil.copyfile(path, copy)
        database = sqlite3.connect(copy)
        try:
            fault = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if fault != "ok":
                raise JournalError(str(fault))
            (journal,) = database.execute("SELECT value FROM meta WHERE name = 'journal'").fetchone() or ("",)
            return journal, database.execute("SELECT seq, body FROM entry ORDER BY seq").fetchall()
        finally:
            database.close()


def _check_anchor(anchor: Head, rows: list[tuple[int, bytes]], head: Head) -> Iterator[Problem]:
    if anchor.seq > head.seq:
        last = f"entry {anchor.seq}" if anchor.seq == head.seq + 1 else f"entries {head.seq + 1} to {anchor.seq}"
        yield Problem(last, "missing: the anchor says the journal went further")
        return
    anchored = next((Entry(seq, body) for seq, body in rows if seq == anchor.seq), None)
    if anchor.seq and (anchored is None or anchored.hash != anchor.hash):
        yield Problem(f"entry {anchor.seq}", "changed: the anchor holds another hash of it")


def show(path: Path) -> Iterator[str]:
    """The journal for people: one line an entry."""
    _, rows = _read_copy(path)
    for seq, body in rows:
        try:
            entry = open_entry(body)
        except JournalError as error:
            yield f"{seq:>6}  {error}"
            continue
        data = "  ".join(f"{name}={value}" for name, value in entry.data.items())
        yield f"{seq:>6}  {entry.wall}  {entry.type:<18} {data}"


def export(path: Path) -> Iterator[bytes]:
    """The exact stored bytes, one entry a line."""
    _, rows = _read_copy(path)
    for _, body in rows:
        yield body + b"\n"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
