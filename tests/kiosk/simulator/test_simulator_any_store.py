"""A whole kiosk, power cuts included, does not notice what keeps its journal."""

from __future__ import annotations

from pathlib import Path

from kiosk.simulator.run import run
from kiosk.simulator.world import World
from sync.journal.check import Verdict
from sync.journal.verify import verify
from tests.cities import WONJU
from tests.sync.journal.line_store import LineFile, LineStore

SESSIONS, SEED = 12, 7


def test_on_a_file_of_lines_a_seed_is_the_same_run_as_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "journal.lines"
    in_memory = run(WONJU, SESSIONS, SEED, "many")
    on_lines = run(
        WONJU,
        SESSIONS,
        SEED,
        "many",
        world=World(WONJU, SEED, "many", journal=lambda journal_id: LineStore(path, journal_id)),
    )
    assert on_lines.findings.clean
    assert on_lines.world.power_cuts > 3
    assert on_lines.world.journal.head == in_memory.world.journal.head
    head = on_lines.world.journal.head
    assert verify(LineFile(path)) == Verdict(head.seq, head, ())
