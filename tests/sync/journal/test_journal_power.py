"""The real SQLite journal on a disk that forgets what was not synced: what a commit returned for is there, and whole."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sync.journal.sqlite.anchor import read_anchor
from sync.journal.sqlite.reader import SqliteReader
from sync.journal.sqlite.schema import log_path
from sync.journal.sqlite.store import SqliteStore
from sync.journal.verify import verify
from tests.patience import PATIENCE_S
from tests.sync.journal.forgetful_disk import COUNTED

DISK = Path(__file__).with_name("forgetful_disk.py")


def on_the_disk(folder: Path, seed: int, *how: str) -> int:
    run = subprocess.run(
        [sys.executable, DISK, str(folder), str(seed), *how],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return int(run.stdout)


def cut_power(folder: Path, seed: int, *how: str) -> list[Path]:
    """What the disk held at each power cut."""
    cuts = [folder / f"cut{number}" for number in range(1, on_the_disk(folder, seed, *how) + 1)]
    assert len(cuts) > 30
    return cuts


def problem(cut: Path) -> str:
    """ "" when everything that was said to be safe is there in one piece, and the journal goes on."""
    told = json.loads((cut / "told.json").read_text())
    path = cut / "journal.sqlite"
    verdict = verify(SqliteReader(path))
    if verdict.problems:
        return f"{verdict.problems[0].place}: {verdict.problems[0].what}"
    if verdict.head.seq < told:
        return f"{told} entries were safe, {verdict.head.seq} are there"
    store = SqliteStore(path, "00000000-0000-4000-8000-000000000000")
    try:
        return "" if store.head == verdict.head else "opened at another head"
    finally:
        store.close()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_a_commit_returned_for_survives_a_power_cut(tmp_path: Path, seed: int) -> None:
    assert {cut.name: found for cut in cut_power(tmp_path, seed) if (found := problem(cut))} == {}


def test_a_journal_that_does_not_sync_is_caught(tmp_path: Path) -> None:
    assert [cut for cut in cut_power(tmp_path, 1, "off") if problem(cut)]


def test_a_commit_waits_for_one_sync(tmp_path: Path) -> None:
    """On average at most 1.01, with the checkpoints of the log and the anchor's own."""
    assert COUNTED < on_the_disk(tmp_path, 1, "counted") <= 1.01 * COUNTED


def test_a_log_that_is_lost_with_the_power_is_noticed_by_what_of_the_anchor_was_synced(tmp_path: Path) -> None:
    noticed = 0
    for cut in cut_power(tmp_path, 4):
        anchor, log = read_anchor(cut / "journal.sqlite"), log_path(cut / "journal.sqlite")
        log.unlink(missing_ok=True)
        verdict = verify(SqliteReader(cut / "journal.sqlite"))
        assert anchor
        if verdict.head.seq < anchor.head.seq:
            assert verdict.problems, cut.name
            noticed += 1
    assert noticed
