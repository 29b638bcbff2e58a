"""Who holds the disk can write anew what was not sealed yet, and nothing that was."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.journal.check import Verdict
from sync.journal.format import Entry, Head
from sync.journal.opening import open_for_reading, open_for_writing, set_aside
from sync.journal.seals import Beginning, evolved, parsed, sealed, verifier_of
from sync.journal.sqlite.anchor import Anchor, AnchorFile
from sync.journal.sqlite.sealing import Sealer, key_path, read_kept, seals_path
from sync.journal.sqlite.store import SEALED, SEALED_WITH_ANCHOR, SqliteStore
from sync.journal.store import JournalCommitError
from sync.journal.verify import verify

Coins = Callable[..., tuple[Entry, ...]]
Filled = Callable[..., SqliteStore]
JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"


def check(path: Path, verifier: str = "") -> Verdict:
    return verify(open_for_reading(path), verifier)


def said(verdict: Verdict) -> list[str]:
    return [f"{problem.place}: {problem.what}" for problem in verdict.problems]


def run(path: Path, coins: Coins, count: int) -> None:
    """One run of a kiosk."""
    store = open_for_writing(path, JOURNAL)
    store.commit(coins(count, store.head))
    store.close()


@pytest.fixture
def journal(tmp_path: Path, coins: Coins) -> Path:
    """Three runs of ten entries, a seal at the end of each."""
    for _ in range(3):
        run(tmp_path / "j", coins, 10)
    return tmp_path / "j"


def written_anew(path: Path, after: int) -> None:
    """By somebody who knows everything but keys that are gone: the entries, each one's hold on the one before, and the anchor."""
    database = sqlite3.connect(path)
    rows = database.execute("SELECT seq, body FROM entry ORDER BY seq").fetchall()
    last = Head()
    for seq, body in rows:
        if seq > after:
            raw = json.loads(body)
            raw["prev"], raw["data"]["value"] = last.hash, 5_000
            body = json.dumps(raw, separators=(",", ":"), ensure_ascii=False).encode()
            database.execute("UPDATE entry SET body = ? WHERE seq = ?", (body, seq))
        last = Entry(seq, body).head
    database.commit()
    database.close()
    anchor = AnchorFile(path)
    for _ in range(2):
        anchor.write(Anchor(JOURNAL, last))
        anchor.sync()
    anchor.close()


def test_a_whole_journal_says_how_far_it_is_sealed_and_by_whom(journal: Path) -> None:
    verdict = check(journal)
    assert (said(verdict), verdict.sealed) == ([], 30)
    assert said(check(journal, verdict.verifier)) == []


def test_entries_and_anchor_written_anew_together_do_not_fit_the_seals(journal: Path) -> None:
    written_anew(journal, 14)
    assert said(check(journal)) == [
        "entries 11 to 30: written anew, or some of them: seals 1 to 2 were made over others"
    ]


def test_what_was_not_sealed_yet_is_what_a_thief_can_write_anew(tmp_path: Path, coins: Coins) -> None:
    path = tmp_path / "live" / "j"
    run(path, coins, 10)
    store = open_for_writing(path, JOURNAL)
    store.commit(coins(5, store.head))
    stolen = tmp_path / "stolen"
    shutil.copytree(path.parent, stolen)
    store.close()
    written_anew(stolen / "j", 12)
    assert said(check(stolen / "j")) == []
    written_anew(stolen / "j", 9)
    assert said(check(stolen / "j")) == ["entries 1 to 10: written anew, or some of them: seal 0 was made over others"]


def test_an_end_that_was_cut_with_its_anchor_is_missing(journal: Path, coins: Coins) -> None:
    database = sqlite3.connect(journal)
    database.execute("DELETE FROM entry WHERE seq > 15")
    database.commit()
    database.close()
    written_anew(journal, 15)  # the anchor
    assert said(check(journal)) == ["entries 16 to 30: missing: seals 1 to 2 were made over them"]


def test_seals_that_were_cut_as_well_are_behind_their_key(journal: Path) -> None:
    lines = seals_path(journal).read_bytes().splitlines(keepends=True)
    seals_path(journal).write_bytes(b"".join(lines[:2]))
    assert said(check(journal)) == ["j.seals: cut short or old: its key is that of seal 3, and there are 1 seals"]
    seals_path(journal).unlink()
    assert said(check(journal)) == ["j.seals: cut short or old: its key is that of seal 3, and there are 0 seals"]


@pytest.mark.parametrize("kept", [0, 2])
def test_that_seals_were_taken_away_shows_for_good(journal: Path, coins: Coins, kept: int) -> None:
    lines = seals_path(journal).read_bytes().splitlines(keepends=True)
    seals_path(journal).write_bytes(b"".join(lines[:kept]))
    run(journal, coins, 10)
    assert any(f"missing: {3 - max(0, kept - 1)} seals" in each for each in said(check(journal)))
    run(journal, coins, 10)
    assert check(journal).problems
    assert check(journal).sealed == 50


def test_a_key_that_was_taken_away_or_put_back_shows_for_good(journal: Path, coins: Coins) -> None:
    before = key_path(journal).read_bytes()
    run(journal, coins, 10)
    run(journal, coins, 10)
    for key in (b"", before, b"nonsense"):
        key_path(journal).write_bytes(key)
        run(journal, coins, 10)
        assert "sealed anew after entry" in said(check(journal))[-1]


def test_a_journal_that_is_written_anew_from_its_beginning_has_another_first_verifier(
    journal: Path, tmp_path: Path, coins: Coins
) -> None:
    known = check(journal).verifier
    run(tmp_path / "new" / "j", coins, 40)
    assert said(check(tmp_path / "new" / "j")) == []
    assert said(check(tmp_path / "new" / "j", known)) == [
        "j.seals: begun by another key than the one that is known: all of it was written anew"
    ]
    for each in (seals_path(journal), key_path(journal)):
        each.unlink()
    assert said(check(journal, known)) == ["j.seals: missing: the journal was sealed"]


def test_every_changed_byte_of_a_seal_is_found(journal: Path) -> None:
    whole = seals_path(journal).read_bytes()
    only_told = whole.index(b'"after":') + len(b'"after":')  # for people: where it began, which nothing is judged by
    for at in range(0, len(whole) - 1, 4):
        if at != only_told:
            seals_path(journal).write_bytes(whole[:at] + bytes([whole[at] ^ 0x01]) + whole[at + 1 :])
            assert check(journal).problems, at


def test_a_thief_knows_the_keys_to_come_and_none_that_was(journal: Path) -> None:
    key = key_path(journal).read_bytes()[16:48]
    seals = [parsed(line) for line in read_kept(journal).lines]
    assert verifier_of(key) == json.loads(list(read_kept(journal).lines)[-1])["next"]
    assert isinstance(seals[0], Beginning)
    assert not sealed(key, JOURNAL, 2, Head(30, "0" * 64)).is_by(
        json.loads(list(read_kept(journal).lines)[-2])["next"], JOURNAL
    )
    assert verifier_of(evolved(key)) != verifier_of(key)


def test_the_key_is_written_over_in_its_place(journal: Path, coins: Coins) -> None:
    """A new file would leave the old key on the disk, where it was."""
    before, file = key_path(journal).read_bytes(), key_path(journal).stat().st_ino
    run(journal, coins, 1)
    assert key_path(journal).stat().st_ino == file
    assert key_path(journal).read_bytes() != before


class PowerCut(Exception):
    pass


def cut(*_: object) -> None:
    raise PowerCut


@pytest.mark.parametrize("step", ["add_line", "keep_key"])
def test_power_fails_between_a_seal_and_its_key(
    tmp_path: Path, coins: Coins, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Before the seal, or between it and the next key: the start after it completes what is missing."""
    path = tmp_path / "j"
    for _ in range(3):
        run(path, coins, 10)
        store = open_for_writing(path, JOURNAL)
        store.commit(coins(5, store.head))
        with monkeypatch.context() as patch:
            patch.setattr(Sealer, step, cut)
            with pytest.raises(PowerCut):
                store.close()
        kept = read_kept(path)
        assert kept.epoch is not None
        assert len(list(kept.lines)) - 1 - kept.epoch == (1 if step == "keep_key" else 0)
        assert said(check(path)) == []
    run(path, coins, 1)
    assert said(check(path)) == []
    assert check(path).sealed == 46


def test_power_fails_while_the_first_key_is_made(tmp_path: Path, coins: Coins, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Sealer, "add_line", cut)
        with pytest.raises(PowerCut):
            open_for_writing(tmp_path / "j", JOURNAL)
    assert said(check(tmp_path / "j")) == []
    key = key_path(tmp_path / "j").read_bytes()
    run(tmp_path / "j", coins, 3)
    assert check(tmp_path / "j").verifier == verifier_of(key[16:48])
    assert said(check(tmp_path / "j")) == []


def test_a_seal_that_power_cut_in_the_middle_is_made_again(journal: Path, coins: Coins) -> None:
    whole, before = seals_path(journal).read_bytes(), key_path(journal).read_bytes()
    run(journal, coins, 4)
    after = seals_path(journal).read_bytes()
    for end in range(len(whole), len(after) - 1, 40):
        seals_path(journal).write_bytes(after[:end])
        key_path(journal).write_bytes(before)
        assert said(check(journal)) == []
        open_for_writing(journal, JOURNAL).close()
        assert seals_path(journal).read_bytes() == after
        assert said(check(journal)) == []


def test_a_journal_from_before_there_were_seals_is_sealed_when_it_is_opened(journal: Path, coins: Coins) -> None:
    for each in (seals_path(journal), key_path(journal)):
        each.unlink()
    assert (said(check(journal)), check(journal).sealed) == ([], 0)
    open_for_writing(journal, JOURNAL).close()
    assert (said(check(journal)), check(journal).sealed) == ([], 30)


def test_a_run_is_sealed_by_the_way(tmp_path: Path, coins: Coins) -> None:
    store = open_for_writing(tmp_path / "j", JOURNAL)
    for count, sealed_to in ((SEALED_WITH_ANCHOR - 1, 0), (1, SEALED_WITH_ANCHOR)):
        store.commit(coins(count, store.head))
        store.acknowledge(store.head.seq)
        assert check(tmp_path / "j").sealed == sealed_to
    store.commit(coins(SEALED, store.head))
    assert check(tmp_path / "j").sealed == SEALED_WITH_ANCHOR + SEALED
    store.close()


def test_a_seal_that_cannot_be_kept_ends_the_process(tmp_path: Path, filled: Filled) -> None:
    store = filled(tmp_path / "j", 3)
    seals_path(tmp_path / "j").unlink()
    seals_path(tmp_path / "j").mkdir()
    with pytest.raises(JournalCommitError):
        store.close()


@pytest.mark.parametrize("which", [seals_path, key_path])
@pytest.mark.parametrize("what", ["pipe", "zeros", "folder"])
def test_what_is_no_file_is_not_read(journal: Path, which: Callable[[Path], Path], what: str) -> None:
    which(journal).unlink()
    if what == "pipe":
        os.mkfifo(which(journal))
    elif what == "zeros":
        which(journal).symlink_to("/dev/zero")
    else:
        which(journal).mkdir()
    assert said(check(journal)) == [f"j.seals: could not be checked: {which(journal).name} is no file"]


def test_seals_that_somebody_made_up_do_not_hold_the_check(journal: Path) -> None:
    whole = seals_path(journal).read_bytes()
    for made in (b"\xff" * 100_000, b"{" * 900 + b"\n", b"x" * 5_000_000, whole * 50, b"\n" * 100_000):
        seals_path(journal).write_bytes(made)
        assert any("could not be checked" in each or "sealed anew" in each for each in said(check(journal)))


def test_a_journal_that_is_put_aside_takes_its_seals_along(journal: Path) -> None:
    aside = set_aside(journal, journal.parent / "aside")
    assert said(check(aside.folder / "j")) == []
    assert check(aside.folder / "j").sealed == 30
    assert not seals_path(journal).exists()
    assert not key_path(journal).exists()
