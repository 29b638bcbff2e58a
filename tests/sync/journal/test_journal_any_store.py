"""Whatever keeps a journal keeps the same promises, and is checked, shown and exported by the same functions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sync.journal.check import Verdict
from sync.journal.format import Entry, Head
from sync.journal.memory import MemoryStore
from sync.journal.opening import open_for_reading, open_for_writing
from sync.journal.store import JournalStore, StoredJournal, Volume
from sync.journal.verify import export, show, verify
from tests.sync.journal.line_store import LineFile, LineStore, head_path

Coins = Callable[..., tuple[Entry, ...]]
JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"
WRITERS: list[Callable[[Path, str], JournalStore]] = [open_for_writing, LineStore]
KINDS: list[tuple[Callable[[Path, str], JournalStore], Callable[[Path], StoredJournal]]] = [
    (open_for_writing, open_for_reading),
    (LineStore, LineFile),
]


def in_memory(path: Path, id_: str) -> JournalStore:
    return MemoryStore(id_)


@pytest.mark.parametrize("opened", [*WRITERS, in_memory])
def test_a_store_keeps_what_continues_its_head(
    tmp_path: Path, coins: Coins, opened: Callable[[Path, str], JournalStore]
) -> None:
    store, made = opened(tmp_path / "j", JOURNAL), coins(5)
    assert (store.id, store.head, store.acknowledged, list(store.read())) == (JOURNAL, Head(), 0, [])
    store.commit(made[:2])
    store.commit(())
    store.commit(made[2:])
    for wrong in (made[:1], made[4:], coins(7)[6:]):
        with pytest.raises(ValueError, match="do not continue"):
            store.commit(wrong)
    store.acknowledge(3)
    assert (store.head, store.acknowledged) == (made[-1].head, 3)
    assert (list(store.read()), list(store.read(3))) == (list(made), list(made[3:]))
    store.close()


@pytest.mark.parametrize("opened", WRITERS)
def test_a_store_that_is_opened_again_goes_on(
    tmp_path: Path, coins: Coins, opened: Callable[[Path, str], JournalStore]
) -> None:
    store = opened(tmp_path / "j", JOURNAL)
    store.commit(coins(5))
    store.acknowledge(4)
    store.close()
    again = opened(tmp_path / "j", "an-id-that-is-not-used")
    assert (again.id, again.head, again.acknowledged) == (JOURNAL, coins(5)[-1].head, 4)
    again.commit(coins(2, again.head))
    assert [entry.seq for entry in again.read(4)] == [5, 6, 7]
    again.close()


@pytest.mark.parametrize("opened", [*WRITERS, in_memory])
def test_a_volume_begins_with_what_was_folded_until_then_and_nothing_of_the_one_before_is_lost(
    tmp_path: Path, coins: Coins, opened: Callable[[Path, str], JournalStore]
) -> None:
    store = opened(tmp_path / "j", JOURNAL)
    assert store.volume == Volume()
    for count in (5, 3, 2):
        store.commit(coins(count, store.head))
        store.close_volume(b"until %d" % store.head.seq)
        assert store.volume == Volume(store.head, b"until %d" % store.head.seq)
    store.commit(coins(1, store.head))
    store.acknowledge(9)
    assert [list(store.read(after)) for after in (0, 4, 5, 10, 11)] == [
        list(coins(11)[after:]) for after in (0, 4, 5, 10, 11)
    ]
    store.close()


@pytest.mark.parametrize("opened", WRITERS)
def test_a_store_that_is_opened_again_knows_its_volume(
    tmp_path: Path, coins: Coins, opened: Callable[[Path, str], JournalStore]
) -> None:
    store = opened(tmp_path / "j", JOURNAL)
    store.commit(coins(5))
    store.acknowledge(4)
    store.close_volume(b"five")
    store.close()
    for _ in range(2):
        again = opened(tmp_path / "j", "an-id-that-is-not-used")
        assert (again.id, again.acknowledged) == (JOURNAL, 4)
        assert again.volume == Volume(coins(5)[-1].head, b"five")
        again.commit(coins(2, again.head))
        again.close()
    assert [entry.seq for entry in opened(tmp_path / "j", "").read()] == list(range(1, 10))


@pytest.mark.parametrize(("opened", "kept"), KINDS)
def test_what_is_kept_is_checked_shown_and_exported(
    tmp_path: Path,
    coins: Coins,
    opened: Callable[[Path, str], JournalStore],
    kept: Callable[[Path], StoredJournal],
) -> None:
    journal = kept(tmp_path / "j")
    assert not journal.exists()
    store = opened(tmp_path / "j", JOURNAL)
    store.commit(coins(5))
    assert journal.exists()
    assert verify(journal) == Verdict(5, coins(5)[-1].head, ())
    assert [line.split()[0] for line in show(journal)] == ["1", "2", "3", "4", "5"]
    assert list(export(journal)) == [entry.body + b"\n" for entry in coins(5)]
    store.close()
    assert verify(journal) == Verdict(5, coins(5)[-1].head, ())


def test_damage_in_a_file_of_lines_is_found_by_the_same_check(tmp_path: Path, coins: Coins) -> None:
    path = tmp_path / "j"
    store = LineStore(path, JOURNAL)
    store.commit(coins(5))
    store.close()
    whole = path.read_bytes()

    def places() -> set[str]:
        return {problem.place for problem in verify(LineFile(path)).problems}

    path.write_bytes(whole.replace(b"SN123456/3", b"SN123456/4"))
    assert places() == {"entry 3"}
    path.write_bytes(b"".join(line + b"\n" for line in whole.splitlines()[:4]))
    assert places() == {"entries 4 to 5"}
    path.write_bytes(whole.replace(JOURNAL.encode(), b"another", 1))
    assert places() == {f"entry {seq}" for seq in range(1, 6)}
    path.write_bytes(whole)
    head_path(path).unlink()
    assert places() == {"j.head"}
