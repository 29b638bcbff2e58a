"""A start folds the last volume, and comes to what it would by folding everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.kept import NotKeptHere
from kiosk.shell import history as history_module
from kiosk.shell.history import History, read_history
from kiosk.simulator import world as world_module
from kiosk.simulator.run import simulate
from kiosk.simulator.world import World
from sync.journal.format import Entry, Head
from sync.journal.memory import MemoryStore
from sync.journal.store import JournalStore, Volume
from tests.cities import WONJU


class Unfolded(MemoryStore):
    """The same entries, of which nobody has folded any."""

    def __init__(self, store: JournalStore) -> None:
        super().__init__(store.id)
        self.commit(tuple(store.read()))
        self.acknowledge(store.acknowledged)


def test_every_start_of_a_bad_night_begins_with_what_all_its_entries_come_to(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Many volumes, and power cuts in the middle of sessions: money in doubt, papers at the printer, claims."""
    begun_with: list[int] = []

    def compared(world: World) -> History:
        history, whole = as_ever(world), read_history(Unfolded(world.journal))
        assert history.folded() == whole.folded()
        assert (history.head, history.unsent.waiting) == (whole.head, whole.unsent.waiting)
        begun_with.append(history.after)
        return history

    as_ever = World.history
    monkeypatch.setattr(World, "history", compared)
    monkeypatch.setattr(world_module, "VOLUME", 60)
    assert simulate(WONJU, 20, 5, "many", quiet=True) == 0
    assert len(set(begun_with)) > 5


class Counting(MemoryStore):
    read_entries = 0

    def read(self, after: int = 0) -> Iterator[Entry]:
        for entry in super().read(after):
            self.read_entries += 1
            yield entry


def test_a_start_reads_nothing_that_an_earlier_one_has_folded() -> None:
    world = World(WONJU, 3)
    world.run(world.ready, 60_000)
    entries, store = tuple(world.journal.read()), Counting("a")
    store.commit(entries[:-2])
    store.close_volume(read_history(store).folded())
    store.commit(entries[-2:])
    before = store.read_entries
    assert read_history(store).head == world.journal.head
    assert store.read_entries - before == 2


def test_what_other_code_has_folded_is_folded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore("a")
    folded = History(read_history(store).ledger, Head(), 1).folded()
    read_history(store).begin_with(folded)
    monkeypatch.setattr(history_module, "folding_code", lambda: "0" * 64)
    with pytest.raises(NotKeptHere):
        read_history(store).begin_with(folded)


@pytest.mark.parametrize("folded", [b"", b"\n", b"nonsense", b"\xff\n{}"])
def test_what_is_no_state_is_folded_anew(folded: bytes, tmp_path: Path) -> None:
    store = MemoryStore("a")
    store.volume = Volume(Head(), folded)
    assert read_history(store).after == 0
