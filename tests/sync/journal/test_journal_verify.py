"""Real files, really damaged."""

from __future__ import annotations

import contextlib
import json
import random
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from sync.journal.check import Problem, Verdict
from sync.journal.format import Entry, Head
from sync.journal.sqlite.anchor import UNSYNCED, Anchor, AnchorFile, anchor_path, read_anchor
from sync.journal.sqlite.reader import SqliteReader
from sync.journal.sqlite.store import SqliteStore
from sync.journal.store import JournalStoreError, JournalUnreadableError
from sync.journal.verify import export, show, verify

Coins = Callable[..., tuple[Entry, ...]]
Filled = Callable[..., SqliteStore]
JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"
COUNT = 30
STRIDE = 23  # of the bytes flipped in the files; `test_journal_check` flips every one


def check(path: Path) -> Verdict:
    return verify(SqliteReader(path))


def places(verdict: Verdict) -> set[str]:
    return {problem.place for problem in verdict.problems}


def wal(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def written(path: Path) -> bytes:
    """The log as far as it was written; behind it lies the room that it has."""
    data, end = wal(path).read_bytes(), 32
    while data[end + 8 : end + 16] == data[16:24]:
        end += 4096 + 24
    return data[:end]


def crash(store: SqliteStore, path: Path, to: Path) -> Path:
    """The files as a power cut right now would leave them, in another folder."""
    to.mkdir()
    for file in path.parent.glob(path.name + "*"):
        shutil.copyfile(file, to / file.name)
    (to / (path.name + "-shm")).unlink(missing_ok=True)
    store.close()
    return to / path.name


@pytest.fixture
def closed(tmp_path: Path, filled: Filled) -> Path:
    filled(tmp_path / "j", COUNT).close()
    return tmp_path / "j"


@pytest.fixture
def killed(tmp_path: Path, filled: Filled) -> Path:
    """All entries in the log alone."""
    (tmp_path / "live").mkdir()
    return crash(filled(tmp_path / "live" / "j", COUNT), tmp_path / "live" / "j", tmp_path / "killed")


@pytest.fixture
def mixed(tmp_path: Path, filled: Filled, coins: Coins) -> Path:
    """Twenty entries in the database, the rest in the log, which holds some pages of the database again."""
    (tmp_path / "live").mkdir()
    path = tmp_path / "live" / "j"
    filled(path, 20).close()
    store = SqliteStore(path, JOURNAL)
    for _ in range(10):
        store.commit(coins(1, store.head))
    return crash(store, path, tmp_path / "killed")


def fingerprint(path: Path) -> dict[str, tuple[str, int, int]]:
    files = sorted(path.parent.iterdir())
    return {f.name: (sha256(f.read_bytes()).hexdigest(), f.stat().st_mtime_ns, f.stat().st_ino) for f in files}


@pytest.mark.parametrize("state", ["closed", "killed", "mixed"])
def test_a_whole_journal_passes_and_nothing_changes(state: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(state)
    before = fingerprint(path)
    verdict = check(path)
    assert (verdict.entries, verdict.head.seq, verdict.problems) == (COUNT, COUNT, ())
    assert len(list(show(SqliteReader(path)))) == len(list(export(SqliteReader(path)))) == COUNT
    assert fingerprint(path) == before


def occurrences(data: bytes, entries: tuple[Entry, ...], first: int = 0) -> Iterator[tuple[int, int]]:
    """Number of the entry and offset of a byte of it, for every copy of it."""
    for entry in entries:
        for match in re.finditer(re.escape(entry.body), data):
            for at in range(match.start() + (entry.seq + first) % STRIDE, match.end(), STRIDE):
                yield entry.seq, at


@pytest.mark.parametrize(("state", "file"), [("closed", "j"), ("killed", "j-wal"), ("mixed", "j"), ("mixed", "j-wal")])
def test_a_changed_byte_in_any_copy_of_any_entry(
    state: str, file: str, request: pytest.FixtureRequest, coins: Coins
) -> None:
    path: Path = request.getfixturevalue(state)
    target = path.with_name(file)
    whole = target.read_bytes()
    flips = list(occurrences(whole, coins(COUNT)))
    if file == "j-wal":  # a page is copied into the log with every commit to it
        flips = flips[:: max(1, len(flips) // 200)]
    assert {seq for seq, _ in flips} >= set(range(1 if file == "j" or state == "killed" else 21, 21))
    for seq, at in flips:
        target.write_bytes(whole[:at] + bytes([whole[at] ^ 0x01]) + whole[at + 1 :])
        verdict = check(path)
        assert f"entry {seq}" in places(verdict), (seq, at, verdict.problems)
        if file == "j-wal":
            frame = (at - 32) // (4096 + 24) + 1
            assert f"j-wal, frame {frame}" in places(verdict)


@pytest.mark.parametrize("seq", [1, 2, 17, 29, 30])
def test_a_removed_row_is_missing(closed: Path, seq: int) -> None:
    database = sqlite3.connect(closed)
    database.execute("DELETE FROM entry WHERE seq = ?", (seq,))
    database.commit()
    database.close()
    assert places(check(closed)) == {f"entry {seq}"}


def test_a_cut_tail_is_missing(closed: Path) -> None:
    database = sqlite3.connect(closed)
    database.execute("DELETE FROM entry WHERE seq > 20")
    database.commit()
    database.close()
    verdict = check(closed)
    assert (verdict.entries, verdict.head.seq) == (20, 20)
    assert places(verdict) == {"entries 21 to 30"}


def test_swapped_rows(closed: Path) -> None:
    database = sqlite3.connect(closed)
    for old, new in ((5, -1), (6, 5), (-1, 6)):
        database.execute("UPDATE entry SET seq = ? WHERE seq = ?", (new, old))
    database.commit()
    database.close()
    assert {"entry 5", "entry 6"} <= places(check(closed))


@pytest.mark.parametrize("extra", [0, 1, 24, 2000])
def test_a_log_cut_at_any_frame(killed: Path, extra: int) -> None:
    whole = written(killed)
    frame = 4096 + 24
    ends = [32 + number * frame for number in range((len(whole) - 32) // frame + 1)]
    committed = [end for end in ends[1:] if struct.unpack_from(">I", whole, end - frame + 4)[0]]
    assert len(committed) >= COUNT
    for end in ends:
        kept = whole[: end + extra]
        if len(kept) >= len(whole):
            continue
        wal(killed).write_bytes(kept)
        verdict = check(killed)
        entries = max(0, sum(each <= end for each in committed) - (len(committed) - COUNT))
        missing = f"entry {COUNT}" if entries == COUNT - 1 else f"entries {entries + 1} to {COUNT}"
        assert missing in places(verdict), (end, verdict.problems)


def test_a_removed_database(closed: Path) -> None:
    closed.unlink()
    assert places(check(closed)) == {"entries 1 to 30"}


def test_a_power_cut_while_the_journal_is_created(tmp_path: Path) -> None:
    """The anchor comes first, then an empty database, then its tables."""
    path = tmp_path / "j"
    SqliteStore(path, JOURNAL).close()
    path.unlink()
    assert check(path) == Verdict(0, Head(), ())
    path.touch()
    assert check(path) == Verdict(0, Head(), ())
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.close()
    assert check(path) == Verdict(0, Head(), ())
    store = SqliteStore(path, "11111111-2222-4333-8444-555555555555")
    assert (store.id, store.head) == (JOURNAL, Head())
    store.close()


def test_a_removed_log(killed: Path) -> None:
    wal(killed).unlink()
    assert "entries 1 to 30" in places(check(killed))


def test_a_damaged_log_header(killed: Path) -> None:
    whole = wal(killed).read_bytes()
    for at in range(32):
        wal(killed).write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        assert {"entries 1 to 30", "j-wal"} <= places(check(killed)), at


def test_every_byte_of_a_frame_header(killed: Path) -> None:
    whole = wal(killed).read_bytes()
    start = 32 + 12 * (4096 + 24)
    for at in range(start, start + 24):
        wal(killed).write_bytes(whole[:at] + bytes([whole[at] ^ 0x01]) + whole[at + 1 :])
        found = places(check(killed))
        assert "j-wal, frame 13" in found, at
        assert any(place.endswith("to 30") for place in found)


def test_a_torn_write_that_was_never_acknowledged_is_no_damage(killed: Path) -> None:
    """A power cut in the middle of a commit leaves frames without an end; SQLite is right to drop them."""
    whole = written(killed)
    frame = whole[-(4096 + 24) :]
    for tail in (frame[:2000], frame[:24] + bytes(4096), frame):
        wal(killed).write_bytes(whole + tail)
        assert check(killed).problems == ()


@pytest.mark.parametrize("state", ["closed", "killed"])
def test_without_its_anchor(state: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(state)
    anchor_path(path).unlink()
    assert places(check(path)) == {"j.anchor"}
    anchor_path(path).write_bytes(b"\0" * 8192)
    assert places(check(path)) == {"j.anchor"}


def put_anchor_back(path: Path, head: Head) -> None:
    anchor_path(path).unlink()
    file = AnchorFile(path)
    file.write(Anchor(JOURNAL, head))
    file.close()


def test_an_anchor_some_commits_behind_is_a_power_cut_and_more_is_not(tmp_path: Path, filled: Filled) -> None:
    path = tmp_path / "j"
    store = filled(path, UNSYNCED + 10, each=3)
    heads = {0: Head(), **{entry.seq: entry.head for entry in store.read()}}
    store.close()
    last = 3 * (UNSYNCED + 10)
    for seq, expected in (
        *((last - 3 * behind, set()) for behind in (0, 1, 2, UNSYNCED, UNSYNCED + 1)),
        *((last - 3 * behind, {"j.anchor"}) for behind in (UNSYNCED + 2, UNSYNCED + 10)),
    ):
        put_anchor_back(path, heads[seq])
        assert places(check(path)) == expected, seq


def test_an_anchor_from_before_the_last_start_was_put_back(tmp_path: Path, filled: Filled, coins: Coins) -> None:
    path = tmp_path / "j"
    store = filled(path, 4)
    before = store.head
    store.commit(coins(1, store.head))
    store.close()
    store = SqliteStore(path, JOURNAL)
    store.commit(coins(1, store.head, segment=2))
    store.close()
    assert places(check(path)) == set()
    put_anchor_back(path, before)
    (problem,) = check(path).problems
    assert problem == Problem("j.anchor", "old: it ends at entry 4, before the kiosk's start number 2")


def test_the_anchor_of_another_journal(closed: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    SqliteStore(other, "11111111-2222-4333-8444-555555555555").close()
    shutil.copyfile(anchor_path(other), anchor_path(closed))
    assert any("anchor is that of" in problem.what for problem in check(closed).problems)


def test_another_journal_under_this_name(closed: Path, tmp_path: Path) -> None:
    database = sqlite3.connect(closed)
    database.execute("UPDATE meta SET value = '11111111-2222-4333-8444-555555555555' WHERE name = 'journal'")
    database.commit()
    database.close()
    assert places(check(closed)) == {"j"}
    anchor_path(closed).unlink()
    assert "entry 1" in places(check(closed))


def test_no_damage_at_all_raises(mixed: Path) -> None:
    """Bytes, runs of bytes and cuts in every sort of place: headers, schema, cell pointers, lengths, log, anchor."""
    chance = random.Random(1)
    whole = {file: file.read_bytes() for file in (mixed, wal(mixed), anchor_path(mixed))}
    for _ in range(200):
        for file, data in whole.items():
            file.write_bytes(data)
        file = chance.choice(list(whole))
        at, length = chance.randrange(len(whole[file])), chance.choice([1, 2, 64, 4000])
        damage = chance.choice([bytes(length), chance.randbytes(length), b""])
        file.write_bytes(whole[file][:at] + damage + whole[file][at + length :])
        verdict = check(mixed)
        assert verdict.problems or verdict.head.seq == COUNT
        assert len(set(verdict.problems)) == len(verdict.problems)  # each is told once
        with contextlib.suppress(JournalStoreError):
            assert all(line.isprintable() for line in show(SqliteReader(mixed)))
            with contextlib.closing(SqliteStore(mixed, JOURNAL)) as store:
                list(store.read())


def test_a_tree_without_an_end(closed: Path, coins: Coins) -> None:
    """A page of zeros for entries: rows that lead back to where they came from."""
    data = bytearray(closed.read_bytes())
    page = data.index(b"SN123456/17") // 4096
    data[page * 4096 + 1000 : (page + 1) * 4096] = bytes(3096)
    closed.write_bytes(data)
    lost = [entry.seq for entry in coins(COUNT) if entry.body not in data]
    verdict = check(closed)
    assert verdict.head.seq == COUNT
    ranges = [[int(number) for number in re.findall(r"\d+", place)] for place in places(verdict)]
    told = {seq for ends in ranges if ends for seq in range(ends[0], ends[-1] + 1)}
    assert set(lost) <= told <= {0, *lost}


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite format 3\0", b"\xff" * 9000])
def test_what_is_no_database(closed: Path, content: bytes) -> None:
    closed.write_bytes(content)
    assert check(closed).problems
    if content:
        with pytest.raises(JournalUnreadableError):
            list(show(SqliteReader(closed)))


def test_no_file(tmp_path: Path) -> None:
    assert {"j", "j.anchor"} == places(check(tmp_path / "j"))
    assert not list(tmp_path.iterdir())
    with pytest.raises(JournalUnreadableError):
        list(export(SqliteReader(tmp_path / "j")))


def test_entries_behind_an_unreadable_page_are_still_read(closed: Path, coins: Coins) -> None:
    data = bytearray(closed.read_bytes())
    page = data.index(b"SN123456/17") // 4096
    lost = [entry.seq for entry in coins(COUNT) if data.index(entry.body) // 4096 == page]
    assert 17 in lost
    data[page * 4096] = 0xFF  # the kind of the page
    closed.write_bytes(data)
    verdict = check(closed)
    assert (verdict.entries, verdict.head.seq) == (COUNT - len(lost), COUNT)
    assert places(verdict) == {"j", f"entries {lost[0]} to {lost[-1]}"}


def test_an_empty_journal_is_whole(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "j", JOURNAL).close()
    assert check(tmp_path / "j") == Verdict(0, Head(), ())


def test_a_journal_that_is_being_written(tmp_path: Path) -> None:
    """Checkpoints, restarts of the log and commits all happen while it is copied."""
    script = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from sync.journal.events import SessionStarted
from sync.journal.format import Chain
from sync.journal.sqlite import store as sqlite_store
sqlite_store.SETTINGS += ("PRAGMA wal_autocheckpoint = 200",)
store = sqlite_store.SqliteStore(Path(sys.argv[1]), sys.argv[2])
chain = Chain(store.id, "boot", store.head, 1)
print("ready", flush=True)
while True:
    store.commit((chain.entry(SessionStarted("s"), 1, datetime.now(UTC)),))
"""
    path = tmp_path / "j"
    command = [sys.executable, "-c", script, str(path), JOURNAL]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            process.stdout.readline()
            heads: list[int] = []
            while len(heads) < 30 or heads[-1] < 500:  # some rounds of the log
                verdict = check(path)
                assert verdict.problems == ()
                heads.append(verdict.head.seq)
            assert process.poll() is None
        finally:
            process.kill()
    assert heads == sorted(heads)
    assert heads[-1] > heads[0]
    assert check(path).problems == ()


def test_export_is_the_exact_bytes(killed: Path, coins: Coins) -> None:
    assert list(export(SqliteReader(killed))) == [entry.body + b"\n" for entry in coins(COUNT)]
    anchor = read_anchor(killed)
    assert anchor
    assert sha256(list(export(SqliteReader(killed)))[-1][:-1]).hexdigest() == anchor.head.hash


def test_show_is_for_people(closed: Path) -> None:
    line = next(show(SqliteReader(closed)))
    assert re.search(r"^ +1  2031-03-14T03:00:01\.123\+00:00  CoinCredited +session=.* value=100$", line)


def test_show_keeps_the_terminal_still(tmp_path: Path, coins: Coins) -> None:
    store = SqliteStore(tmp_path / "j", JOURNAL)
    raw = json.loads(coins(1)[0].body)
    raw["data"]["ref"] = "\x1b[2J\n"
    raw["type"] = "New\x07Type"
    store.commit((Entry(1, json.dumps(raw).encode()), Entry(2, b"\x1b[2Jnot json")))
    store.close()
    lines = list(show(SqliteReader(tmp_path / "j")))
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)
