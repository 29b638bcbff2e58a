from __future__ import annotations

import itertools
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.journal.check import Verdict
from sync.journal.format import Entry, Head, open_entry
from sync.journal.sqlite.anchor import Anchor, AnchorFile, anchor_path, read_anchor
from sync.journal.sqlite.reader import SqliteReader
from sync.journal.sqlite.store import SqliteStore
from sync.journal.store import JournalBusyError, JournalCommitError, JournalUnreadableError
from sync.journal.verify import verify
from tests.patience import PATIENCE_S

Coins = Callable[..., tuple[Entry, ...]]
Filled = Callable[..., SqliteStore]
JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from sync.journal.events import SessionStarted
from sync.journal.format import Chain
from sync.journal.sqlite.store import SqliteStore
store = SqliteStore(Path(sys.argv[1]), sys.argv[2])
chain = Chain(store.id, "boot", store.head, 1)
for number in range(int(sys.argv[3])):
    store.commit(tuple(chain.entry(SessionStarted("s" * 300), number, datetime.now(UTC)) for _ in range(1 + number % 3)))
    print(store.head.seq, store.head.hash, flush=True)
store.close()
"""


def check(path: Path) -> Verdict:
    return verify(SqliteReader(path))


def writer(path: Path, commits: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), JOURNAL, str(commits)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_what_was_committed_is_there_again(tmp_path: Path, coins: Coins) -> None:
    store = SqliteStore(tmp_path / "state" / "j", JOURNAL)
    made = coins(5)
    store.commit(made[:2])
    store.commit(())
    store.commit(made[2:])
    store.acknowledge(3)
    assert list(store.read(2)) == list(made[2:])
    store.close()
    again = SqliteStore(tmp_path / "state" / "j", "another-id-that-is-not-used")
    assert (again.id, again.acknowledged, again.head) == (JOURNAL, 3, Head(5, made[-1].hash))
    assert list(again.read()) == list(made)
    again.close()


def test_a_clean_end_leaves_no_log(tmp_path: Path, filled: Filled) -> None:
    filled(tmp_path / "j", 3).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["j", "j.anchor", "j.key", "j.lock", "j.seals"]


def test_only_one_may_write(tmp_path: Path, filled: Filled) -> None:
    store = filled(tmp_path / "j", 1)
    with pytest.raises(JournalBusyError):
        SqliteStore(tmp_path / "j", JOURNAL)
    store.close()
    SqliteStore(tmp_path / "j", JOURNAL).close()


def test_entries_must_continue_the_head(tmp_path: Path, filled: Filled, coins: Coins) -> None:
    store = filled(tmp_path / "j", 2)
    for wrong in (coins(1), coins(4)[3:], coins(4)[1:]):
        with pytest.raises(ValueError, match="do not continue"):
            store.commit(wrong)
    store.close()


def test_a_failed_commit_is_the_last(tmp_path: Path) -> None:
    """A real write error: the process may not make files larger than this."""
    script = """
import resource, sys
from pathlib import Path
from datetime import UTC, datetime
from sync.journal.events import SessionStarted
from sync.journal.format import Chain
from sync.journal.sqlite.store import SqliteStore
from sync.journal.store import JournalCommitError
store = SqliteStore(Path(sys.argv[1]), sys.argv[2])
chain = Chain(store.id, "boot", store.head, 1)
store.commit((chain.entry(SessionStarted("s"), 1, datetime.now(UTC)),))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    while True:
        store.commit((chain.entry(SessionStarted("s" * 2000), 1, datetime.now(UTC)),))
        kept = store.head.seq
except JournalCommitError as error:
    print(kept, "failed")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
for write in (lambda: store.commit((chain.entry(SessionStarted("s"), 1, datetime.now(UTC)),)), lambda: store.acknowledge(1)):
    try:
        write()
    except (JournalCommitError, ValueError) as error:
        print(type(error).__name__)
store.close()
"""
    command = [sys.executable, "-c", script, str(tmp_path / "j"), JOURNAL]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    first, *refusals = done.stdout.splitlines()
    assert refusals == ["JournalCommitError", "JournalCommitError"]
    verdict = check(tmp_path / "j")
    assert verdict.problems == ()
    assert verdict.entries >= int(first.split()[0]) > 3


@pytest.mark.parametrize("acknowledged", [1, 2, 7, 40])
def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path, acknowledged: int) -> None:
    path = tmp_path / "j"
    seen: list[tuple[int, str]] = []
    for _ in range(2):  # the second life continues the first
        process = writer(path, 100_000)
        assert process.stdout
        for _ in range(acknowledged):
            seq, hash_ = process.stdout.readline().split()
            seen.append((int(seq), hash_))
        os.kill(process.pid, signal.SIGKILL)
        seen += [(int(line.split()[0]), line.split()[1]) for line in process.stdout if line.endswith("\n")]
        process.stdout.close()
        assert process.wait(PATIENCE_S) == -signal.SIGKILL
        verdict = check(path)
        assert verdict.problems == ()
        assert verdict.head.seq >= seen[-1][0]
    store = SqliteStore(path, JOURNAL)
    kept = {entry.seq: entry.hash for entry in store.read()}
    assert all(kept[seq] == hash_ for seq, hash_ in seen)
    store.close()


def test_after_a_cut_tail_no_number_is_given_twice(tmp_path: Path, filled: Filled, coins: Coins) -> None:
    path = tmp_path / "j"
    store = filled(path, 9)
    last = store.head
    store.close()
    database = sqlite3.connect(path)
    database.execute("DELETE FROM entry WHERE seq > 5")
    database.commit()
    database.close()
    store = SqliteStore(path, JOURNAL)
    assert store.head == last
    store.commit(coins(3, store.head))
    assert [entry.seq for entry in store.read(4)] == [5, 10, 11, 12]
    assert open_entry(next(store.read(9)).body).prev == last.hash
    store.close()
    assert [problem.place for problem in check(path).problems] == ["entries 6 to 9"]


def test_a_lost_database_goes_on_behind_its_anchor(tmp_path: Path, filled: Filled, coins: Coins) -> None:
    path = tmp_path / "j"
    filled(path, 4).close()
    path.unlink()
    store = SqliteStore(path, "11111111-2222-4333-8444-555555555555")
    assert (store.id, store.head.seq) == (JOURNAL, 4)
    store.commit(coins(1, store.head))
    store.close()
    assert [problem.place for problem in check(path).problems] == ["entries 1 to 4"]


def test_a_changed_last_entry_stays_visible(tmp_path: Path, filled: Filled, coins: Coins) -> None:
    path = tmp_path / "j"
    filled(path, 4).close()
    data = path.read_bytes()
    path.write_bytes(data.replace(b"SN123456/4", b"SN123456/5"))
    store = SqliteStore(path, JOURNAL)
    store.commit(coins(2, store.head))
    store.close()
    assert [problem.place for problem in check(path).problems] == ["entry 4"]


@pytest.mark.parametrize("content", [b"", b"\0" * 8192, b"x" * 10])
def test_a_lost_anchor_is_made_again(tmp_path: Path, filled: Filled, content: bytes) -> None:
    path = tmp_path / "j"
    store = filled(path, 4)
    last = store.head
    store.close()
    anchor_path(path).write_bytes(content)
    assert check(path).problems
    SqliteStore(path, JOURNAL).close()
    assert read_anchor(path) == Anchor(JOURNAL, last)
    assert check(path).problems == ()


def test_an_anchor_torn_anywhere_keeps_the_head_before(tmp_path: Path) -> None:
    path = tmp_path / "j"
    anchors = [Anchor(JOURNAL, Head(number, f"{number:064x}")) for number in range(1, 6)]
    for before, after in itertools.pairwise(anchors):
        file = AnchorFile(path)
        file.write(before)
        file.sync()
        old = anchor_path(path).read_bytes()
        file.write(Anchor(JOURNAL, Head(after.head.seq, "0" * 64)))  # written over until it is synced
        file.write(after)
        file.close()
        new = anchor_path(path).read_bytes()
        assert read_anchor(path) == after
        for cut in range(0, len(new) + 1, 8):
            anchor_path(path).write_bytes(new[:cut] + old[cut:])
            assert read_anchor(path) in (before, after)
        page = 4096 * (old[:4096] == new[:4096])
        anchor_path(path).write_bytes(new[:page] + b"\xa5" * 4096 + new[page + 4096 :])
        assert read_anchor(path) == before
        anchor_path(path).write_bytes(old)
        reopened = AnchorFile(path)  # writes over the older slot, also after a restart
        reopened.write(after)
        reopened.close()
        assert anchor_path(path).read_bytes() == new
        anchor_path(path).unlink()


@pytest.mark.parametrize("content", [b"this is no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_journal_is_known_trouble(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "j").write_bytes(content)
    with pytest.raises(JournalUnreadableError):
        SqliteStore(tmp_path / "j", JOURNAL)
    assert (tmp_path / "j").read_bytes() == content


def test_no_place_to_lie_is_known_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalUnreadableError):
        SqliteStore(tmp_path / "file" / "j", JOURNAL)
    (tmp_path / "j").mkdir()
    with pytest.raises(JournalUnreadableError):
        SqliteStore(tmp_path / "j", JOURNAL)


def test_a_newer_programs_journal_is_left_alone(tmp_path: Path, filled: Filled) -> None:
    filled(tmp_path / "j", 1).close()
    database = sqlite3.connect(tmp_path / "j")
    database.execute("PRAGMA user_version = 2")
    database.close()
    with pytest.raises(JournalUnreadableError, match="newer program"):
        SqliteStore(tmp_path / "j", JOURNAL)
    assert "newer" in check(tmp_path / "j").problems[0].what


def test_damage_while_reading_is_known_trouble(tmp_path: Path, filled: Filled) -> None:
    filled(tmp_path / "j", 40).close()
    data = bytearray((tmp_path / "j").read_bytes())
    at = data.index(b"SN123456/7")
    data[at // 4096 * 4096] = 0xFF  # the kind of the page
    (tmp_path / "j").write_bytes(data)
    store = SqliteStore(tmp_path / "j", JOURNAL)
    with pytest.raises(JournalUnreadableError):
        list(store.read())
    store.close()


def test_a_commit_that_fails_after_the_disk_is_pulled(tmp_path: Path, filled: Filled, coins: Coins) -> None:
    """The anchor's file cannot be written: the entry is there, and yet the commit has failed."""
    store = filled(tmp_path / "j", 2)
    anchor = os.path.realpath(anchor_path(tmp_path / "j"))
    (opened,) = (each for each in Path("/proc/self/fd").iterdir() if os.path.realpath(each) == anchor)
    os.close(int(opened.name))
    with pytest.raises(JournalCommitError):
        store.commit(coins(1, store.head))
    with pytest.raises(JournalCommitError):
        store.acknowledge(1)
