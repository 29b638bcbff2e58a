"""A journal that somebody made up to hold the check, which runs before every start: it ends, and says what it could not do."""

from __future__ import annotations

import os
import sqlite3
import struct
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sync.journal.check import MOST_PROBLEMS, check_chain
from sync.journal.format import Head
from sync.journal.opening import open_for_reading, open_for_writing
from sync.journal.sqlite.anchor import Anchor, AnchorFile, anchor_path
from sync.journal.store import JournalUnreadableError
from sync.journal.verify import verify
from tests.patience import PATIENCE_S

ID = "4d3b0f6e-6a4e-4a64-8d70-0c9a5f6f3a01"
TABLES = (
    "CREATE TABLE entry (seq INTEGER PRIMARY KEY, batch INTEGER NOT NULL, body BLOB NOT NULL)",
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
META = f"INSERT INTO meta VALUES ('journal', '{ID}'), ('acknowledged', '0')"
COUNT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT"


def database(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as made:
        for statement in (*statements, "PRAGMA user_version = 1"):
            made.execute(statement)
        made.commit()


def without_end(path: Path) -> None:
    database(path, f"CREATE VIEW entry AS {COUNT} i AS seq, i AS batch, x'00' AS body FROM n", TABLES[1], META)


def of_endless_names(path: Path) -> None:
    database(path, TABLES[0], f"CREATE VIEW meta AS {COUNT} 'name' || i AS name, 'x' AS value FROM n")


def with_an_endless_index(path: Path) -> None:
    """Which the check of SQLite's own would work out."""
    slow = "length(hex(zeroblob(length(body) + 4000000)))"
    database(path, *TABLES, META, "INSERT INTO entry VALUES (1, 1, x'00')", f"CREATE INDEX slow ON entry ({slow} > 0)")


def of_tables_that_say_something_else(path: Path) -> None:
    entry = "CREATE TABLE entry (seq INTEGER PRIMARY KEY, batch INTEGER, body AS (zeroblob(1000000000)))"
    database(path, entry, TABLES[1], META, "INSERT INTO entry VALUES (1, 1)")


@pytest.mark.parametrize(
    "make", [without_end, of_endless_names, with_an_endless_index, of_tables_that_say_something_else]
)
def test_other_tables_than_a_journals_are_not_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "journal.sqlite"
    make(path)
    began = time.monotonic()
    said = [problem.what for problem in verify(open_for_reading(path)).problems]
    assert "could not be checked: its tables are not those of a journal" in said
    with pytest.raises(JournalUnreadableError, match="not those of a journal"):
        list(open_for_reading(path).read())
    with pytest.raises(JournalUnreadableError, match="not those of a journal"):
        open_for_writing(path, ID)
    assert time.monotonic() - began < PATIENCE_S


def sound_pages(path: Path, rows: int) -> int:
    """A journal's tables with so many rows; the number of the page at which entry's tree begins."""
    database(path, *TABLES, META, f"INSERT INTO entry {COUNT} i, i, zeroblob(3000) FROM n LIMIT {rows}")
    with closing(sqlite3.connect(path)) as made:
        root: int = made.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'entry'").fetchone()[0]
    return root


def test_a_tree_whose_branches_all_lead_to_the_same_leaves_ends(tmp_path: Path) -> None:
    """Thirteen levels of a hundred branches each would take longer than the world lasts, from one small file."""
    path = tmp_path / "journal.sqlite"
    root = sound_pages(path, 400)
    data = bytearray(path.read_bytes())
    size = struct.unpack_from(">H", data, 16)[0]
    leaf = next(page for page in range(2, len(data) // size) if page != root and data[page * size - size] == 0x0D)
    below = leaf
    for page in (*[each for each in range(2, len(data) // size) if each not in (root, leaf)][:12], root):
        cells = 100
        content = bytearray(size)
        struct.pack_into(">BHHHBI", content, 0, 0x05, 0, cells, size - cells * 5, 0, below)
        for cell in range(cells):
            at = size - (cell + 1) * 5
            struct.pack_into(">H", content, 12 + 2 * cell, at)
            struct.pack_into(">IB", content, at, below, min(cell + 1, 127))
        data[(page - 1) * size : page * size] = content
        below = page
    path.write_bytes(data)
    began = time.monotonic()
    assert verify(open_for_reading(path)).problems
    with pytest.raises(JournalUnreadableError):
        list(open_for_reading(path).read())
    assert time.monotonic() - began < PATIENCE_S


def test_an_anchor_that_promises_no_end_to_a_damaged_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    root = sound_pages(path, 400)
    data = bytearray(path.read_bytes())
    size = struct.unpack_from(">H", data, 16)[0]
    data[(root - 1) * size : root * size] = bytes(size)
    path.write_bytes(data)
    anchor = AnchorFile(path)
    anchor.write(Anchor(ID, Head(2**63 - 2, "0" * 64)))
    anchor.close()
    began = time.monotonic()
    said = [problem.what for problem in verify(open_for_reading(path)).problems]
    assert any("could not be checked beyond entry" in what for what in said)
    assert time.monotonic() - began < PATIENCE_S


@pytest.mark.parametrize("which", ["", "-wal", ".anchor"])
@pytest.mark.parametrize("what", ["pipe", "zeros"])
def test_what_is_no_file_is_not_read(tmp_path: Path, which: str, what: str) -> None:
    path = tmp_path / "journal.sqlite"
    open_for_writing(path, ID).close()
    there = path.with_name(path.name + which)
    there.unlink(missing_ok=True)
    if what == "pipe":
        os.mkfifo(there)
    else:
        there.symlink_to("/dev/zero")
    began = time.monotonic()
    said = [problem.what for problem in verify(open_for_reading(path)).problems]
    assert any("no file" in each for each in said)
    assert time.monotonic() - began < PATIENCE_S


def test_a_log_whose_pages_have_no_size_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    open_for_writing(path, ID).close()
    anchor = AnchorFile(path)
    anchor.write(Anchor(ID, Head(5, "0" * 64)))
    anchor.close()
    head = struct.pack(">6I", 0x377F0682, 3007000, 7, 0, 1, 2)
    path.with_name(path.name + "-wal").write_bytes(head + bytes(8) + bytes(100))
    assert verify(open_for_reading(path)).problems


def test_a_journal_where_everything_is_wrong_is_told_in_a_thousand_lines() -> None:
    verdict = check_chain(((seq, b"nothing") for seq in range(1, 5_000)), ID)
    assert verdict.entries == 4_999
    assert len(verdict.problems) == MOST_PROBLEMS + 1
    assert "more wrong behind it" in verdict.problems[-1].what


def test_the_anchor_stands_where_it_stood(tmp_path: Path) -> None:
    """The files that a check refuses are the ones that a kiosk writes."""
    path = tmp_path / "journal.sqlite"
    open_for_writing(path, ID).close()
    assert anchor_path(path).is_file()
    assert verify(open_for_reading(path)).problems == ()
