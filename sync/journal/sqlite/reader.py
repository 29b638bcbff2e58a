"""Reads a journal's files without touching them: what a check needs to know of them, and what stands in them.

Opening a database makes SQLite recover and fold its write-ahead log, so all is done on a copy, opened read-only. The
kiosk may go on writing meanwhile. Call it in a process of its own or before the journal is opened: closing a file
drops the locks that SQLite holds on it in the same process.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from sync.journal.check import Problem, Verdict, check_chain
from sync.journal.format import BEGINNING, Entry, Head, JournalError, open_entry
from sync.journal.seals import KeptSeals, beginning
from sync.journal.sqlite.anchor import UNSYNCED, Anchor, anchor_path, read_anchor
from sync.journal.sqlite.known import refuse_strangers
from sync.journal.sqlite.schema import SCHEMA, NotAJournal, bounded, check_tables, log_path
from sync.journal.sqlite.sealing import read_kept, seals_path
from sync.journal.sqlite.volumes import Begins, begins, closed, sealed_beginning, volumes_path
from sync.journal.sqlite.wal import first_damage, frames
from sync.journal.store import Evidence, Extent, JournalUnreadableError

_TRIES = 50
_DAMAGE = (sqlite3.Error, ValueError, TypeError, OverflowError)
"""What `sqlite3` raises on a damaged file: its own, and what follows from names and values that are none."""


_AT_ONCE = 200
"""Rows."""
_ENTRIES_A_PAGE = 4096 // 64
"""More than there can be: the hash alone that an entry holds has 64 letters."""
_SPOTS = 10_000
"""So many damaged places are looked behind; a page that cannot be read makes some ten of them."""
ENDLESS = "could not be checked: it makes more work than any journal of its size"


def _is_endless(error: Exception) -> bool:
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT"


class SqliteReader:
    """A `sync.journal.store.StoredJournal`; each reading makes a copy of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def exists(self) -> bool:
        return self._path.exists() or anchor_path(self._path).exists()

    def read(self) -> Iterator[Entry]:
        with tempfile.TemporaryDirectory(prefix="journal-") as folder:
            try:
                refuse_strangers(self._path)
                copy, last = _copy(self._path, Path(folder)), 0
                for path in (*copy.closed, copy.last):
                    with _open(path) as database:
                        check_tables(database)
                        for seq, body in _entries(database):
                            if seq <= last:  # a damaged tree may lead in circles
                                raise ValueError(f"entry {seq} comes after entry {last}")
                            last = seq
                            yield Entry(seq, body)
            except (OSError, *_DAMAGE) as error:
                raise JournalUnreadableError(f"{self._path}: {error}") from error

    @contextlib.contextmanager
    def examine(self, extent: Extent = Extent.WHOLE) -> Iterator[Evidence]:
        if extent is Extent.CLOSED:
            yield self._of_closed()
            return
        with tempfile.TemporaryDirectory(prefix="journal-") as folder:
            yield self._evidence(Path(folder), extent)

    def _of_closed(self) -> Evidence:
        """Touches nothing that the kiosk writes to: it may be this very process."""
        problems: list[Problem] = []
        try:
            numbers = closed(self._path)
        except OSError as error:
            return Evidence("", None, (), [Problem(volumes_path(self._path).name, f"cannot be read: {error}")])
        if not numbers:
            return Evidence("", None, (), problems)
        files = tuple(file for _, file in numbers)
        seals = _seals(self._path, problems, numbers[-1][0])
        entries = _entries_of(files, problems)
        return Evidence(_journal_of(files[0]), None, entries, problems, seals=seals, folded=_folded(files))

    def _evidence(self, folder: Path, extent: Extent) -> Evidence:
        name = self._path.name
        try:
            refuse_strangers(self._path)
        except ValueError as stranger:
            return Evidence("", None, (), [Problem(name, str(stranger))])
        problems: list[Problem] = []
        # Read before the copy is made: entries may be added after that, but none that the anchor names may be missing.
        anchor = _anchor(self._path, problems)
        seals = _seals(self._path, problems)
        try:
            copy = _copy(self._path, folder)
        except FileNotFoundError:
            if not anchor:
                problems.append(Problem(name, "there is no such file"))
            return Evidence(
                anchor.journal if anchor else "", anchor.head if anchor else None, (), problems, seals=seals
            )
        except (OSError, JournalUnreadableError) as error:
            return Evidence("", None, (), [*problems, Problem(name, f"cannot be read: {error}")])
        # Read after it: a commit begins only when the anchor of the one before it is written.
        found = _Examination(name, copy.last, problems, anchor, _anchor(self._path, [])).evidence()
        if extent is Extent.LAST:
            return self._of_last(replace(found, seals=seals), copy.last)
        entries = chain(_entries_of(copy.closed, problems), found.entries)
        return replace(found, entries=entries, seals=seals, folded=_folded((*copy.closed, copy.last)))

    def _of_last(self, found: Evidence, copy: Path) -> Evidence:
        said = Begins(BEGINNING, "", 0)
        try:
            said = begins(_meta(copy))
            if said.folded:
                return replace(found, seals=sealed_beginning(self._path, said), after=said.after)
        except (OSError, *_DAMAGE) as error:
            found.problems.append(Problem(beginning(said.after.seq), str(error)))
            return replace(found, seals=KeptSeals(), after=said.after)
        return found


def _entries_of(closed_: tuple[Path, ...], problems: list[Problem]) -> Iterator[tuple[int, bytes]]:
    """Of the closed volumes, in order."""
    for path in closed_:
        end = Head(int(path.stem))
        name = f"{path.parent.name}/{path.name}"
        try:
            found = _Examination(name, path, problems, None, None, end).evidence()
        except (OSError, *_DAMAGE) as error:
            problems.append(Problem(name, f"cannot be read: {error}"))
        else:
            yield from found.entries


def _folded(files: tuple[Path, ...]) -> dict[int, tuple[str, str]]:
    """What each volume says of its beginning; of one that is damaged the examination tells."""
    found = {}
    for path in files:
        with contextlib.suppress(OSError, *_DAMAGE):
            said = begins(_meta(path))
            if said.folded:
                found[said.after.seq] = said.after.hash, said.folded
    return found


def _journal_of(path: Path) -> str:
    with contextlib.suppress(OSError, *_DAMAGE):
        return _meta(path).get("journal", "")
    return ""


def _meta(path: Path) -> dict[str, str]:
    """Raises as SQLite does of a damaged one."""
    with _open(path) as database:
        check_tables(database)
        return {_text(name): _text(value) for name, value in database.execute("SELECT name, value FROM meta")}


def _anchor(path: Path, problems: list[Problem]) -> Anchor | None:
    try:
        anchor = read_anchor(path)
    except OSError as error:
        problems.append(
            Problem(anchor_path(path).name, f"{error.strerror}: a cut end of the journal could not be noticed")
        )
        return None
    if anchor is None:
        problems.append(Problem(anchor_path(path).name, "damaged: a cut end of the journal could not be noticed"))
    return anchor


def _seals(path: Path, problems: list[Problem], until: int | None = None) -> KeptSeals:
    try:
        return read_kept(path, until)
    except OSError as error:
        problems.append(Problem(seals_path(path).name, f"could not be checked: {error.strerror or error}"))
        return KeptSeals(seals_path(path).name)


@dataclass(frozen=True)
class _Copied:
    """Attributes:
    closed: volumes, in their place: nobody writes to them.
    last: a copy of the one that is written to.
    """

    closed: tuple[Path, ...]
    last: Path


def _copy(path: Path, folder: Path) -> _Copied:
    """Copies database and write-ahead log as they are at one moment.

    The database first: what a checkpoint moves into it meanwhile is in the log, too, for as long as the log is not
    started over. That shows in the log's header.
    """
    for each in (path, log_path(path), anchor_path(path)):
        if each.exists() and not each.is_file():  # a pipe is waited at for ever, and /dev/zero has no end
            raise JournalUnreadableError(f"{each} is no file")
    size, room = path.stat().st_size, shutil.disk_usage(folder).free
    if size > room:
        raise JournalUnreadableError(f"{path} has {size} bytes, and there is room for a copy of {room}")
    copy = folder / "journal"
    log, log_copy = log_path(path), log_path(copy)
    for _ in range(_TRIES):
        before = _round(path, log)
        shutil.copyfile(path, copy)
        log_copy.unlink(missing_ok=True)
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(log, log_copy)
        files = tuple(file for _, file in closed(path))
        if _round(path, log) == before:
            return _Copied(files, copy)
    raise JournalUnreadableError(f"{path} changes faster than it can be copied")


def _round(path: Path, log: Path) -> tuple[object, ...]:
    stat = path.stat()
    try:
        with log.open("rb") as file:
            header = file.read(32)
    except FileNotFoundError:
        header = b""
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, header


@contextlib.contextmanager
def _open(copy: Path) -> Iterator[sqlite3.Connection]:
    """A copy, or a closed volume, which has no log."""
    how = "mode=ro" if log_path(copy).exists() else "mode=ro&immutable=1"
    with contextlib.closing(sqlite3.connect(f"{copy.absolute().as_uri()}?{how}", uri=True)) as database:
        database.text_factory = bytes
        with bounded(database, copy, log_path(copy)):
            yield database


def _entries(database: sqlite3.Connection, where: str = "seq >= ?", seq: int = 0) -> Iterator[tuple[int, bytes]]:
    for number, body in database.execute(f"SELECT seq, body FROM entry WHERE {where} ORDER BY seq", (seq,)):
        yield number, body if isinstance(body, bytes) else b""


class _Examination:
    """One examination under way, of a copy; ``name`` is the original's."""

    def __init__(
        self, name: str, copy: Path, problems: list[Problem], anchor: Anchor | None, anchor_now: Anchor | None,
        end: Head | None = None,
    ) -> None:  # fmt: skip
        """``end``: where a volume without an anchor ends."""
        self._name = name
        self._copy = copy
        self._problems = problems
        self._anchor = anchor
        self._anchor_now = anchor_now
        self._head = anchor.head if anchor else end

    def evidence(self) -> Evidence:
        journal = self._anchor.journal if self._anchor else ""
        entries: Iterable[tuple[int, bytes]] = ()
        with _open(self._copy) as database:
            if self._has_tables(database) and self._are_a_journals(database):
                with self._noting():
                    self._check_tables(database)
                with self._noting():
                    journal = self._journal(database)
                entries = self._entries()
        return Evidence(journal, self._head, entries, self._problems, self._left_out)

    def _has_tables(self, database: sqlite3.Connection) -> bool:
        """Not so in a journal whose creation was cut short; damage counts as tables."""
        try:
            return bool(database.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
        except _DAMAGE:
            return True

    def _are_a_journals(self, database: sqlite3.Connection) -> bool:
        """Others are not read: what stands in them may have no end. Damage counts as a journal's."""
        try:
            check_tables(database)
        except NotAJournal as error:
            self._report(f"could not be checked: {error}")
            return False
        except _DAMAGE:
            pass
        return True

    def _entries(self) -> Iterator[tuple[int, bytes]]:
        with _open(self._copy) as database:
            yield from self._readable(database)
            with self._noting():
                self._check_anchor_follows(database)
            with contextlib.suppress(*_DAMAGE):  # a checkpoint may have been cut short: the log is what counts then
                self._check_beneath_log(database)

    def _report(self, what: str, place: str = "") -> None:
        self._problems.append(Problem(place or self._name, what))

    @contextlib.contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except _DAMAGE as error:
            self._report(ENDLESS if _is_endless(error) else f"cannot be read: {error}")

    def _check_tables(self, database: sqlite3.Connection) -> None:
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            self._report(f"made by a newer program: tables of version {version}")
        for (fault,) in database.execute("PRAGMA integrity_check(20)"):
            for line in _text(fault).splitlines():
                if line != "ok" and not line.startswith("***"):
                    self._report(line)

    def _journal(self, database: sqlite3.Connection) -> str:
        """The journal's UUID: what the database says of itself, unless the anchor and the first entry say otherwise."""
        meta = dict(database.execute("SELECT name, value FROM meta"))
        journal = _text(meta.get(b"journal"))
        if not _text(meta.get(b"acknowledged")).isdecimal():
            self._report("damaged: what the city has acknowledged is not a number")
        if self._anchor and self._anchor.journal != journal:
            self._report(f"is the journal {journal!r}, but the anchor is that of {self._anchor.journal!r}")
            with contextlib.suppress(StopIteration, JournalError):
                return open_entry(next(_entries(database))[1]).journal
        return journal

    def _readable(self, database: sqlite3.Connection) -> Iterator[tuple[int, bytes]]:
        """All entries that can be read, also those behind a page that cannot."""
        seek = yield from self._in_order(database)
        damaged = seek
        for _ in range(_SPOTS):
            try:
                for seq, body in _entries(database, seq=seek):
                    if seq < seek:  # a damaged tree may lead back, and never to an end
                        raise sqlite3.DatabaseError("rows out of order")
                    seek = max(seek, seq + 1)
                    yield seq, body
            except _DAMAGE as error:
                if _is_endless(error):
                    self._report(ENDLESS)
                    return
                if seek != damaged:
                    self._report(f"cannot be read around entry {seek}: {error}")
                with contextlib.suppress(*_DAMAGE):  # `sqlite3` looks a row ahead and withholds the last good one
                    yield from _entries(database, "seq = ?", seek)
                seek = damaged = seek + 1
                if self._head and seek <= self._head.seq:
                    continue
            return
        self._report(f"could not be checked beyond entry {seek}: it is damaged in too many places")

    def _in_order(self, database: sqlite3.Connection) -> Generator[tuple[int, bytes], None, int]:
        """Many at a time, up to where something is wrong or to the end; what comes next."""
        seek = 0
        with contextlib.suppress(*_DAMAGE):
            rows = database.execute("SELECT seq, body FROM entry WHERE seq >= 0 ORDER BY seq")
            while some := rows.fetchmany(_AT_ONCE):
                numbers = [seq for seq, _ in some]
                if numbers[0] < seek or numbers != sorted(numbers) or {type(body) for _, body in some} != {bytes}:
                    break
                yield from some
                seek = numbers[-1] + 1
        return seek

    def _check_anchor_follows(self, database: sqlite3.Connection) -> None:
        """What a power cut may leave unanchored are so many commits of one run: each begins with an anchor that is on the disk."""
        if not self._anchor_now:
            return
        seq, name = self._anchor_now.head.seq, f"{self._name}.anchor"
        commits, first, last = database.execute(
            "SELECT count(DISTINCT batch), min(seq), max(seq) FROM entry WHERE seq > ?", (seq,)
        ).fetchone()
        if commits > UNSYNCED + 1:
            self._report(f"old: it ends at entry {seq}, and {commits} commits followed", name)
        elif commits > 1:
            with contextlib.suppress(JournalError):
                runs = [open_entry(next(_entries(database, seq=each))[1]).segment for each in (first, last)]
                if runs[0] != runs[1]:
                    self._report(f"old: it ends at entry {seq}, before the kiosk's start number {runs[1]}", name)

    def _check_beneath_log(self, database: sqlite3.Connection) -> None:
        """Where the log holds a newer copy of a page, the page in the database is not read, but it should say the same. The pages that a
        log holds are the last ones: a journal only grows.
        """
        log = log_path(self._copy)
        count = frames(log.read_bytes()) if log.exists() else 0
        if not count:
            return
        database.execute("ATTACH ? AS beneath", (f"{self._copy.as_uri()}?immutable=1",))
        for (seq,) in database.execute(
            "SELECT seq FROM (SELECT * FROM beneath.entry ORDER BY seq DESC LIMIT ?) AS old JOIN main.entry AS new USING (seq) "
            "WHERE old.body IS NOT new.body ORDER BY seq",
            (count * _ENTRIES_A_PAGE,),
        ):
            self._report(f"changed in {self._name}, whole in its write-ahead log", f"entry {seq}")

    def _left_out(self, chain: Verdict) -> Iterator[Problem]:
        """What SQLite dropped: the damaged frame, and the entries that were changed in it."""
        if self._head and chain.head.seq >= self._head.seq:
            return
        log = log_path(self._copy)
        damage = first_damage(log.read_bytes()) if log.exists() else None
        if not damage:
            return
        if not damage.frame:
            yield Problem(f"{self._name}-wal", "damaged in its header: SQLite drops all of it")
            return
        frame = f"{self._name}-wal, frame {damage.frame}"
        yield Problem(frame, f"damaged (page {damage.page} of the database): SQLite drops it and all that follows")
        journal, whole = self._with_log(damage.mended)
        for problem in check_chain(whole, journal, self._head).problems:
            if problem not in chain.problems:
                yield Problem(problem.place, f"{problem.what} ({frame})")
        # The frame may hold an earlier copy of a page that a later frame holds again.
        later = dict(whole)
        for seq, body in self._with_log(damage.mended[: damage.end])[1]:
            if later.get(seq, body) != body:
                yield Problem(f"entry {seq}", f"changed ({frame})")

    def _with_log(self, log: bytes) -> tuple[str, list[tuple[int, bytes]]]:
        """The journal's UUID and entries as far as they can be read with this log."""
        log_path(self._copy).write_bytes(log)
        journal: object = None
        rows: list[tuple[int, bytes]] = []
        with _open(self._copy) as database, contextlib.suppress(*_DAMAGE):
            (journal,) = database.execute("SELECT value FROM meta WHERE name = 'journal'").fetchone()
            rows.extend(_entries(database))
        return _text(journal), rows


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""
