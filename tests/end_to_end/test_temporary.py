"""No process leaves anything behind where temporary files go."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.surroundings import surroundings
from tests.patience import PATIENCE_S


def test_kiosk_bench_and_city_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary, state = tmp_path / "tmp", tmp_path / "state"
    temporary.mkdir()
    state.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with surroundings(state) as around:
        for _ in range(2):  # the second checks and folds what the first wrote
            kiosk = around.kiosk("serve=0")
            assert kiosk.returncode == 0, kiosk.stderr
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    "command", [["catalogue"], ["--version"], ["simulate", "--sessions", "1"], ["run", "--config", "/none"]]
)
def test_no_command_leaves_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    subprocess.run([sys.executable, "-m", "kiosk", *command], capture_output=True, timeout=PATIENCE_S, check=False)
    assert list(tmp_path.iterdir()) == []
