"""Looking at the computer itself, on this one."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.core.vitals import Look
from kiosk.shell.vitals import LookAtMachine, disk_free, disk_sound


def test_disk_memory_and_handles_are_told(tmp_path: Path) -> None:
    seen = LookAtMachine(tmp_path / "journal.sqlite", None)(Look(), 1_000)
    assert seen.power is None
    assert seen.disk_sound is None
    assert seen.disk_free
    assert seen.memory
    assert seen.memory > 10_000_000
    assert seen.handles
    assert 3 < seen.handles < seen.most_handles
    held = [os.open("/dev/null", os.O_RDONLY) for _ in range(20)]
    more = LookAtMachine(tmp_path / "journal.sqlite", None)(Look(), 1_000).handles
    for handle in held:
        os.close(handle)
    assert more == seen.handles + 20


def test_a_disk_is_tried_by_writing_and_leaves_nothing(tmp_path: Path) -> None:
    assert LookAtMachine(tmp_path / "journal.sqlite", None)(Look(thorough=True), 1_000).disk_sound
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_nothing_is_not_sound(tmp_path: Path) -> None:
    assert not disk_sound(tmp_path / "gone")
    assert not disk_sound(Path("/proc"))
    assert disk_free(tmp_path / "gone") is None
