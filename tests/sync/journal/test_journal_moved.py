"""A journal that is moved away or replaced under a running kiosk is noticed at the next commit, before anything is written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.journal.format import Entry
from sync.journal.sqlite.store import SqliteStore
from sync.journal.store import JournalCommitError

Coins = Callable[..., tuple[Entry, ...]]
Filled = Callable[..., SqliteStore]


def move(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))


def replace(path: Path) -> None:
    """As a backup is put back: what is there is another file of the same content."""
    shutil.copy(path, path.with_name("backup"))
    path.with_name("backup").replace(path)


def delete(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("what", ["", "-wal", ".anchor"])
@pytest.mark.parametrize("happens", [move, replace, delete])
def test_a_file_of_the_journal(
    tmp_path: Path, filled: Filled, coins: Coins, happens: Callable[[Path], None], what: str
) -> None:
    path = tmp_path / "j"
    store = filled(path, 3)
    happens(path.with_name(path.name + what))
    with pytest.raises(JournalCommitError, match="was moved away or replaced"):
        store.commit(coins(1, store.head))
    with pytest.raises(JournalCommitError):
        store.acknowledge(1)
    store.close()


def test_the_folder_that_it_is_in(tmp_path: Path, filled: Filled, coins: Coins) -> None:
    (tmp_path / "state").mkdir()
    store = filled(tmp_path / "state" / "j", 3)
    (tmp_path / "state").rename(tmp_path / "old")
    with pytest.raises(JournalCommitError, match="was moved away or replaced"):
        store.commit(coins(1, store.head))
    store.close()


def test_a_journal_that_stays_where_it_is_goes_on(tmp_path: Path, filled: Filled, coins: Coins) -> None:
    """A log that starts over is cut short and stays the same file."""
    store = filled(tmp_path / "j", 3)
    for _ in range(2_500):
        store.commit(coins(1, store.head))
    store.close()
