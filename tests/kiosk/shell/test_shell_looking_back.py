"""The closed volumes of the journal are looked at while the kiosk runs, and it does not wait for that when it ends."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from config.dialogue import Failure
from kiosk.core.channels import LookBack, LookedBack
from kiosk.shell.history import read_history
from kiosk.shell.looking_back import LookingBack
from kiosk.simulator.world import World
from sync.journal.opening import open_for_writing
from tests.cities import WONJU


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """A closed volume, and entries behind it; the kiosk runs on."""
    world, path = World(WONJU, 3), tmp_path / "journal.sqlite"
    world.run(world.ready, 60_000)
    store = open_for_writing(path, world.journal.id)
    entries = tuple(world.journal.read())
    store.commit(entries[:-2])
    store.close_volume(read_history(store).folded())
    store.commit(entries[-2:])
    return path


def test_a_whole_journal_has_no_problems(journal: Path) -> None:
    assert LookingBack(journal)(LookBack(), 1_000) == LookedBack(0)


def test_a_change_of_years_ago_is_found(journal: Path) -> None:
    (closed,) = journal.with_name("journal.sqlite.volumes").iterdir()
    database = sqlite3.connect(closed)
    database.execute("UPDATE entry SET body = replace(body, '\"v\":', '\"v\": ') WHERE seq = 1")
    database.commit()
    database.close()
    assert LookingBack(journal)(LookBack(), 1_000) == LookedBack(1)


def test_it_comes_back_at_once_when_the_kiosk_ends(journal: Path) -> None:
    looking = LookingBack(journal)
    looking.stop()
    assert isinstance(looking(LookBack(), 1_000), Failure)
