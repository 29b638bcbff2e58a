"""A journal on the disk is one chain in many files: what holds for one holds for all of them together."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.journal.check import Verdict
from sync.journal.format import Entry
from sync.journal.opening import open_for_reading, open_for_writing, set_aside
from sync.journal.sqlite.volumes import closed, next_path, volumes_path
from sync.journal.store import Extent, Volume
from sync.journal.verify import export, verify
from tests.patience import PATIENCE_S

Coins = Callable[..., tuple[Entry, ...]]
JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"
CLOSING = Path(__file__).with_name("closing_killed.py")


@pytest.fixture
def journal(tmp_path: Path, coins: Coins) -> Path:
    """Three closed volumes of ten entries, and five more."""
    path = tmp_path / "live" / "j"
    store = open_for_writing(path, JOURNAL)
    for _ in range(3):
        store.commit(coins(10, store.head))
        store.close_volume(b"%d" % store.head.seq)
    store.commit(coins(5, store.head))
    store.close()
    return path


def check(path: Path, extent: Extent = Extent.WHOLE) -> Verdict:
    return verify(open_for_reading(path), extent=extent)


def said(verdict: Verdict) -> list[str]:
    return [f"{problem.place}: {problem.what}" for problem in verdict.problems]


def test_all_volumes_are_one_journal(journal: Path, coins: Coins) -> None:
    verdict = check(journal)
    assert (said(verdict), verdict.entries, verdict.sealed) == ([], 35, 35)
    assert list(export(open_for_reading(journal))) == [entry.body + b"\n" for entry in coins(35)]
    assert [last for last, _ in closed(journal)] == [10, 20, 30]


def test_a_start_looks_at_the_last_one_and_what_is_behind_the_screen_at_the_others(journal: Path) -> None:
    last, before = check(journal, Extent.LAST), check(journal, Extent.CLOSED)
    assert (said(last), last.entries, last.head.seq) == ([], 5, 35)
    assert (said(before), before.entries, before.head.seq) == ([], 30, 30)


def test_the_check_of_closed_volumes_touches_nothing_that_is_written_to(journal: Path, coins: Coins) -> None:
    shutil.rmtree(volumes_path(journal) / "none", ignore_errors=True)
    journal.unlink()
    assert said(check(journal, Extent.CLOSED)) == []


def change(path: Path, statement: str) -> None:
    database = sqlite3.connect(path)
    database.execute(statement)
    database.commit()
    database.close()


def test_a_change_in_a_closed_volume_is_found_where_it_is(journal: Path) -> None:
    _, second = closed(journal)[1]
    change(second, "UPDATE entry SET body = replace(body, '100', '900') WHERE seq = 14")
    for extent in (Extent.WHOLE, Extent.CLOSED):
        assert said(check(journal, extent)) == ["entry 14: changed: what follows holds another hash of it"]
    assert said(check(journal, Extent.LAST)) == []


def test_the_last_entry_of_a_closed_volume_is_held_by_the_next_one_and_by_its_seal(journal: Path) -> None:
    _, third = closed(journal)[2]
    change(third, "UPDATE entry SET body = replace(body, '100', '900') WHERE seq = 30")
    assert said(check(journal)) == ["entry 30: changed: what follows holds another hash of it"]
    assert said(check(journal, Extent.CLOSED)) == [
        "entries 21 to 30: written anew, or some of them: seal 2 was made over others"
    ]


def test_a_volume_that_is_gone_is_missing(journal: Path) -> None:
    _, second = closed(journal)[1]
    second.unlink()
    assert said(check(journal)) == ["entries 11 to 20: missing"]


def test_one_whose_tables_are_damaged_is_named(journal: Path) -> None:
    _, second = closed(journal)[1]
    second.write_bytes(second.read_bytes()[:5000])
    found = said(check(journal))
    assert any(each.startswith("j.volumes/000000000020.sqlite: ") for each in found)
    assert any(each.startswith("entries 11 to 20") for each in found)


def test_what_a_volume_begins_with_cannot_be_another_than_was_sealed(journal: Path) -> None:
    change(journal, "UPDATE meta SET value = '29' WHERE name = 'folded'")
    told = ["volume after entry 30: what was folded until there is not what was sealed then"]
    assert said(check(journal)) == said(check(journal, Extent.LAST)) == told
    store = open_for_writing(journal, "")
    assert store.volume == Volume()
    assert [entry.seq for entry in store.read()] == list(range(1, 36)), "it is folded anew"
    store.close()


@pytest.mark.parametrize("name", ["after", "hash", "sealed"])
@pytest.mark.parametrize("value", ["'7'", "'-1'", "'x'", "''"])
def test_a_beginning_that_says_nonsense_is_no_beginning(journal: Path, name: str, value: str) -> None:
    change(journal, f"UPDATE meta SET value = {value} WHERE name = '{name}'")
    assert said(check(journal, Extent.LAST))
    store = open_for_writing(journal, "")
    assert (store.volume, store.head.seq) == (Volume(), 35)
    store.close()


def test_a_volume_can_be_closed_right_after_a_seal_and_when_nothing_came(tmp_path: Path, coins: Coins) -> None:
    path = tmp_path / "j"
    for _ in range(2):
        store = open_for_writing(path, JOURNAL)
        store.commit(coins(3, store.head))
        store.close()
    store = open_for_writing(path, JOURNAL)
    store.close_volume(b"six")
    store.commit(coins(1, store.head))
    store.close()
    assert said(check(path)) == []


def test_where_there_is_no_room_for_another_volume_this_one_goes_on(journal: Path, coins: Coins) -> None:
    store = open_for_writing(journal, "")
    next_path(journal).mkdir()
    store.close_volume(b"35")
    assert store.volume.after.seq == 30
    next_path(journal).rmdir()
    store.commit(coins(2, store.head))
    store.close_volume(b"37")
    assert store.volume.after.seq == 37
    store.close()
    assert said(check(journal)) == []


def test_volumes_are_put_aside_with_the_rest(journal: Path, tmp_path: Path) -> None:
    aside = set_aside(journal, tmp_path / "aside")
    assert said(check(aside.folder / "j")) == []
    assert check(aside.folder / "j").entries == 35
    assert [each.name for each in journal.parent.iterdir()] == ["j.lock"]


def close_killed(path: Path, act: int) -> str:
    """What was printed; "" where the process was killed."""
    run = subprocess.run(
        [sys.executable, CLOSING, str(path), str(act)], capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert run.returncode in (0, -signal.SIGKILL), run.stderr
    return run.stdout


def test_a_process_that_is_killed_at_any_step_of_closing_leaves_a_whole_journal(
    journal: Path, tmp_path: Path, coins: Coins
) -> None:
    acts = whole = 0
    while not whole:
        acts += 1
        path = tmp_path / f"cut{acts}" / "j"
        shutil.copytree(journal.parent, path.parent)
        whole = int(close_killed(path, acts) or 0)
        cut = check(path)
        assert (said(cut), cut.entries) == ([], 35)
        store = open_for_writing(path, "")
        assert (store.head, len(list(store.read()))) == (coins(35)[-1].head, 35)
        before, after = Volume(coins(30)[-1].head, b"30"), Volume(coins(35)[-1].head, b"what was folded anew")
        assert store.volume in (before, after)
        store.commit(coins(2, store.head))
        store.close_volume(b"37")
        store.commit(coins(1, store.head))
        store.close()
        again = check(path)
        assert (said(again), again.entries) == ([], 38)
        assert not next_path(path).exists()
    assert acts > 15
