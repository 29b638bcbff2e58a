"""``python -m tests.benchmarks.record``: what the journal costs, beside the plainest chains of hashes that keep their word.

Two peers: a table of SQLite with the hash of the row before (write-ahead log, ``synchronous = FULL``), and a file of lines with
``fdatasync``. All three are given the same events in turns, a few at a time, so what else the machine and its disk do falls on
all of them. A journal's append is all of it: the entry made from an event, kept, and anchored.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from config.ids import DeviceName, Ref, SessionId
from config.won import Won
from sync.journal.events import CoinCredited
from sync.journal.format import Chain
from sync.journal.opening import open_for_reading, open_for_writing
from sync.journal.verify import verify

ROUNDS = 300
AT_ONCE = 10
CHECKED = 200_000
JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"
BODY = b"x" * 300
FIRST = b"0" * 64


def coin(number: int) -> CoinCredited:
    session = SessionId("8a1f0c66-93b5-4d27-b8de-51e60c3f9a02")
    return CoinCredited(session, DeviceName("coin-acceptor"), Ref(f"SN123456/{number}"), Won(100))


def journal(path: Path) -> Iterator[None]:
    store = open_for_writing(path, JOURNAL)
    chain = Chain(store.id, "5d1c8f60-2a7b-4e93-8c41-f0a6b9d7e325", store.head, 1)
    while True:
        store.commit((chain.entry(coin(chain.head.seq + 1), chain.head.seq, datetime.now(UTC)),))
        yield


def sqlite_table(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, prev BLOB NOT NULL, body BLOB NOT NULL)")
    return database


def sqlite_chain(path: Path) -> Iterator[None]:
    database, prev = sqlite_table(path), FIRST
    while True:
        database.execute("INSERT INTO entry (prev, body) VALUES (?, ?)", (prev, BODY))
        prev = sha256(prev + BODY).hexdigest().encode()
        yield


def text_chain(path: Path) -> Iterator[None]:
    prev = FIRST
    with path.open("wb", buffering=0) as file:
        while True:
            file.write(prev + BODY + b"\n")
            os.fdatasync(file.fileno())
            prev = sha256(prev + BODY).hexdigest().encode()
            yield


def appends(folder: Path) -> None:
    ways = {
        "journal": journal(folder / "journal"),
        "SQLite chain": sqlite_chain(folder / "sqlite"),
        "text chain": text_chain(folder / "text"),
    }
    took = dict.fromkeys(ways, 0.0)
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began = time.perf_counter()
            for _ in range(AT_ONCE):
                next(way)
            took[name] += time.perf_counter() - began
    each = {name: spent / ROUNDS / AT_ONCE * 1000 for name, spent in took.items()}
    for name in ways:
        if name != "journal":
            ratio = each[name] / each["journal"]
            print(
                f"journal append  {ratio:5.2f} of the {name}'s speed   ({each['journal']:.2f} and {each[name]:.2f} ms)"
            )


def filled(folder: Path) -> tuple[Path, Path]:
    ours, theirs = folder / "filled-journal", folder / "filled-sqlite"
    store = open_for_writing(ours, JOURNAL)
    chain, wall = Chain(store.id, "5d1c8f60-2a7b-4e93-8c41-f0a6b9d7e325", store.head, 1), datetime.now(UTC)
    store.commit(tuple(chain.entry(coin(number), number, wall) for number in range(CHECKED)))
    store.close()
    database, prev = sqlite_table(theirs), FIRST
    database.execute("BEGIN")
    for _ in range(CHECKED):
        database.execute("INSERT INTO entry (prev, body) VALUES (?, ?)", (prev, BODY))
        prev = sha256(prev + BODY).hexdigest().encode()
    database.execute("COMMIT")
    database.close()
    return ours, theirs


def check_journal(path: Path) -> None:
    assert not verify(open_for_reading(path)).problems


def check_sqlite(path: Path) -> None:
    database, last = sqlite3.connect(path), FIRST
    for prev, body in database.execute("SELECT prev, body FROM entry ORDER BY seq"):
        assert prev == last
        last = sha256(prev + body).hexdigest().encode()
    database.close()


def checks(folder: Path) -> None:
    ours, theirs = filled(folder)

    def best(work: Callable[[Path], None], path: Path) -> float:
        began = time.perf_counter()
        work(path)
        return time.perf_counter() - began

    took = [(best(check_journal, ours), best(check_sqlite, theirs)) for _ in range(5)]
    mine, peer = (min(each) for each in zip(*took, strict=True))
    print(
        f"journal check   {peer / mine:5.2f} of the SQLite chain's speed   ({CHECKED / mine:,.0f} and {CHECKED / peer:,.0f} entries/s)"
    )


def main() -> None:
    with TemporaryDirectory(dir=".") as folder:  # on a disk, where /tmp may be memory
        appends(Path(folder))
        checks(Path(folder))


if __name__ == "__main__":
    main()
