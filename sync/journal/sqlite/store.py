"""Where the journal lies: SQLite with every commit on the disk before it returns, and the head anchored beside it.

The anchor is a file of its own (``<journal>.anchor``). SQLite drops a damaged tail of its write-ahead log without a
word, so the database alone cannot tell "nothing more was written" from "the end is gone"; the anchor can. A commit waits for
one sync, that of the log: the anchor is written behind it, and is synced when the city acknowledges, at the ends of a run,
and once in `UNSYNCED` commits. Until then the kernel has it, and brings it to the disk in its own time.

A commit that fails is never tried again: after a failed fsync nobody knows what is on the disk. The process ends, and
the next start reads what is there. If that is less than the anchor holds, the journal goes on behind the gap: a number
is never given twice, so the city's copy and the kiosk's still fit together, and the gap stays to be seen.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from config.durable import sync_folder
from sync.journal.format import Entry, Head
from sync.journal.sqlite.anchor import UNSYNCED, Anchor, AnchorFile, anchor_path, read_anchor
from sync.journal.sqlite.known import lock_path, refuse_strangers
from sync.journal.sqlite.schema import SCHEMA, bounded, check_tables, log_path
from sync.journal.sqlite.sealing import Sealer, first_verifier
from sync.journal.sqlite.volumes import add_to_closed, begins, closed, create, next_path, opened, tidy, volume_of
from sync.journal.store import JournalBusyError, JournalCommitError, JournalUnreadableError, Volume, must_continue

SETTINGS: tuple[str, ...] = ("PRAGMA journal_mode = WAL",)
"""Of every connection that writes, beside how it syncs."""
SYNCED = "PRAGMA synchronous = FULL"
"""A commit waits for its sync."""
LATER = "PRAGMA synchronous = NORMAL"
"""It is synced with the next commit."""

SEALED = 1_024
"""Entries after which a seal is made, whatever else happens."""
SEALED_WITH_ANCHOR = 128
"""Entries after which one is made where the anchor is synced, too: when the city has acknowledged."""

LOG_BYTES = 4 << 20
"""Of the log: the thousand pages after which SQLite folds it."""


class SqliteStore:
    """A `sync.journal.store.JournalStore`: one database, open for writing by this process alone.

    Attributes:
        id: the journal's UUID.
        head: what the next entry continues: the last entry, or the anchor where it knows a later one.
        acknowledged: the last entry that the city has; kept outside the chain.
        volume: the last one.
        verifier: the first of its seals.
    """

    def __init__(self, path: Path, new_id: str) -> None:
        """Opens the journal, or creates it as ``new_id``. What is damaged stays as it is: see `sync.journal.sqlite.reader`.

        Raises:
            JournalBusyError: another process has it open.
            JournalUnreadableError: it cannot be opened or created, or it is no journal; then nothing was touched.
        """
        self._path = path
        self._broken = False
        self._unsynced = 0
        with contextlib.ExitStack() as opened:
            try:
                refuse_strangers(path)
                path.parent.mkdir(parents=True, exist_ok=True)
                opened.callback(os.close, _lock(path))
                tidy(path)
                self._open(new_id, opened)
            except (sqlite3.Error, OSError, ValueError) as error:
                raise JournalUnreadableError(f"{path}: {error}") from error
            self._opened = opened.pop_all()

    def _open(self, new_id: str, opened: contextlib.ExitStack) -> None:
        self._anchor = AnchorFile(self._path)
        opened.callback(self._anchor.close)
        anchored = read_anchor(self._path)
        if not anchored and not self._path.exists():
            # The anchor first: a power cut right here leaves no database that lacks one.
            anchored = Anchor(new_id, Head())
            self._anchor.write(anchored)
            self._anchor.sync()
        self._db = _connect(self._path)
        opened.callback(lambda: self._db.close())
        self._create(anchored.journal if anchored else new_id)
        meta = dict(self._db.execute("SELECT name, value FROM meta"))
        if not {"journal", "acknowledged"} <= meta.keys():
            raise ValueError("its name is lost")
        self.id: str = meta["journal"]
        self.acknowledged = int(meta["acknowledged"])
        self.volume = volume_of(self._path, meta)
        last = self._db.execute("SELECT seq, body FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
        self.head = _entry(*last).head if last else begins(meta).after
        if anchored and anchored.journal == self.id and anchored.head.seq >= self.head.seq:
            self.head = anchored.head
        # Whoever opens it begins with an anchor that is on the disk: what lags behind is of one run.
        self._anchor.write(Anchor(self.id, self.head))
        self._sync_anchor()
        self._sealer = Sealer(self._path, self.id, self.head)
        self.verifier = first_verifier(self._path)
        self._sealer.seal(self.head)
        self._settle()

    def _settle(self) -> None:
        _take_room(log_path(self._path))
        sync_folder(self._path.parent)
        # With the log, which is made by the first that reads or writes.
        files = (self._path, log_path(self._path), anchor_path(self._path))
        self._files = {str(each): _which(str(each)) for each in files}

    def _create(self, id_: str) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            raise ValueError(f"made by a newer program: tables of version {version}")
        check_tables(self._db)
        if version < SCHEMA:
            create(self._db, id_)

    def read(self, after: int = 0) -> Iterator[Entry]:
        """Entries with a number above ``after``, in order.

        Raises:
            JournalUnreadableError: the database is damaged.
        """
        last = after
        try:
            for end, path in closed(self._path):
                if end > after:
                    with opened(path) as database, bounded(database, path):
                        yield from _above(last, database)
                    last = max(last, end)
            with bounded(self._db, self._path, log_path(self._path)):
                yield from _above(last, self._db)
        except (sqlite3.Error, OSError, ValueError) as error:  # names and texts of a damaged file need not be UTF-8
            raise JournalUnreadableError(f"{self._path}: {error}") from error

    def commit(self, entries: tuple[Entry, ...]) -> None:
        """Returns when all entries are on the disk, together; the anchor is behind them as the module says.

        Raises:
            JournalCommitError: nobody knows whether they are. Every later call raises it, too.
            ValueError: they do not continue the head.
        """
        if not entries:
            return
        self._refuse_when_broken()
        must_continue(self.head, entries)
        batch = entries[0].seq
        self._write("INSERT INTO entry VALUES (?, ?, ?)", [(entry.seq, batch, entry.body) for entry in entries])
        self.head = entries[-1].head
        with self._anchoring():
            self._anchor.write(Anchor(self.id, self.head))
            self._unsynced += 1
            if self._unsynced >= UNSYNCED:
                self._sync_anchor()
            self._seal(SEALED)

    def acknowledge(self, seq: int) -> None:
        """The city has everything up to and including ``seq``. A power cut may take that back: the city is then sent what it has, and
        says so. The one sync is the anchor's, which is so on the disk a moment after each commit while the city answers.

        Raises:
            JournalCommitError: as for `commit`.
        """
        self._refuse_when_broken()
        self._db.execute(LATER)
        self._write("UPDATE meta SET value = ? WHERE name = 'acknowledged'", [(str(seq),)])
        self._db.execute(SYNCED)
        self.acknowledged = seq
        with self._anchoring():
            self._sync_anchor()
            self._seal(SEALED_WITH_ANCHOR)

    def close_volume(self, folded: bytes) -> None:
        """`sync.journal.sqlite.volumes` has the order. Where there is no room for another one this one goes on.

        Raises:
            JournalCommitError: as for `commit`.
        """
        self._refuse_when_broken()
        self._refuse_when_moved()
        volume = Volume(self.head, folded)
        try:
            self._make_next(volume)
        except (sqlite3.Error, OSError):
            with contextlib.suppress(OSError):
                tidy(self._path)
            return
        with self._anchoring():
            self._sync_anchor()
            self._sealer.seal(self.head, sha256(folded).hexdigest())
            try:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._db.close()
                if log_path(self._path).exists():
                    raise OSError(f"{log_path(self._path).name} is still there")
                add_to_closed(self._path, self.head.seq)
                self._db = _connect(self._path)
            except sqlite3.Error as error:
                raise OSError(str(error)) from error
            self.volume = volume
            self._settle()

    def _make_next(self, volume: Volume) -> None:
        tidy(self._path)
        database = _connect(next_path(self._path))
        try:
            create(database, self.id, self.acknowledged, volume, self._sealer.end)
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            database.close()
        if log_path(next_path(self._path)).exists():
            raise OSError("the next volume has a log")

    def _seal(self, entries: int) -> None:
        """Where so many came since the last seal."""
        if self.head.seq - self._sealer.seq >= entries:
            self._sealer.seal(self.head)

    def _sync_anchor(self) -> None:
        self._anchor.sync()
        self._unsynced = 0

    @contextlib.contextmanager
    def _anchoring(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._broken = True
            raise JournalCommitError(f"{self._path}: anchor: {error}") from error

    def _write(self, statement: str, rows: list[tuple[object, ...]]) -> None:
        self._refuse_when_broken()
        self._refuse_when_moved()
        try:
            if len(rows) == 1:
                self._db.execute(statement, rows[0])  # a transaction of its own
            else:
                self._db.execute("BEGIN IMMEDIATE")
                self._db.executemany(statement, rows)
                self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._broken = True
            raise JournalCommitError(f"{self._path}: {error}") from error

    def _refuse_when_broken(self) -> None:
        if self._broken:
            raise JournalCommitError(f"{self._path}: an earlier commit failed")

    def _refuse_when_moved(self) -> None:
        """What is written into files that are no longer where they were is not there at the next start."""
        for path, which in self._files.items():
            if _which(path) != which:
                self._broken = True
                raise JournalCommitError(f"{path}: was moved away or replaced while the kiosk ran")

    def close(self) -> None:
        """A clean end: the write-ahead log is folded into the database.

        Raises:
            JournalCommitError: it could not be; the log keeps what it has. All is closed nevertheless.
        """
        try:
            if not self._broken:
                self._sync_anchor()
                self._seal(1)
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (sqlite3.Error, OSError) as error:
            raise JournalCommitError(f"{self._path}: {error}") from error
        finally:
            self._opened.close()


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for setting in (*SETTINGS, SYNCED):
        database.execute(setting)
    return database


def _above(last: int, database: sqlite3.Connection) -> Iterator[Entry]:
    """Raises: sqlite3.Error, ValueError."""
    for seq, body in database.execute("SELECT seq, body FROM entry WHERE seq > ? ORDER BY seq", (last,)):
        if seq <= last:  # a damaged tree may lead in circles
            raise ValueError(f"entry {seq} comes after entry {last}")
        last = seq
        yield _entry(seq, body)


def _entry(seq: int, body: object) -> Entry:
    if not isinstance(body, bytes):
        raise ValueError(f"entry {seq} is damaged")
    return Entry(seq, body)


def _which(path: str) -> tuple[int, int] | None:
    """Which file lies there, whatever it is called; None for none."""
    try:
        about = os.stat(path)
    except OSError:
        return None
    return about.st_dev, about.st_ino


def _lock(path: Path) -> int:
    lock = os.open(lock_path(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise JournalBusyError(f"{path} is in use by another process") from None
    return lock


def _take_room(log: Path) -> None:
    """From the disk now: a sync of a file that grows waits for the file system's own journal as well, on every commit. What is behind
    the frames is zeros, in which SQLite sees none.
    """
    with contextlib.suppress(FileNotFoundError), log.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        if size < LOG_BYTES:
            file.write(bytes(LOG_BYTES - size))
            file.flush()
            os.fsync(file.fileno())
