"""The first entry of a journal that takes the place of another names it."""

from __future__ import annotations

import pytest

from kiosk.shell.history import History
from kiosk.simulator.world import World
from sync.city.enrolment import PreviousJournal
from sync.journal.format import open_entry
from tests.cities import WONJU

OLD = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"


def test_a_journal_names_the_one_whose_place_it_takes_once_and_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_previous(world: World) -> History:
        history = as_ever(world)
        history.previous = PreviousJournal(OLD, 7)
        return history

    as_ever = World.history
    monkeypatch.setattr(World, "history", with_previous)
    world = World(WONJU, 1)
    world.run(lambda: world.journal.head.seq > 0, 10_000)
    world.lose_power()
    world.run(lambda: False, 20_000)
    opened = [open_entry(entry.body) for entry in world.journal.read()]
    assert [each.seq for each in opened if each.type == "JournalBegun"] == [1]
    assert opened[0].data == {"previous": OLD, "seq": 7}
    assert [each.type for each in opened].count("KioskStarted") == 2
