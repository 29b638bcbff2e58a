"""What staff want of the computer is left for the supervisor, which reads no more than two words."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from config.vocabulary import StopReason
from kiosk.shell.power import leave_wish
from tests.patience import PATIENCE_S

UNIT = Path(__file__).parents[3] / "systemd" / "kiosk.service"


@pytest.mark.parametrize(
    ("reason", "done"),
    [
        (StopReason.POWER_OFF, "--no-block poweroff"),
        (StopReason.REBOOT, "--no-block reboot"),
        (StopReason.RESTART, ""),
        (StopReason.STOPPED, ""),
    ],
)
def test_the_supervisor_does_what_was_ordered_and_once(
    reason: StopReason, done: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the line of the unit itself, with another folder and a systemctl that only says what it was told."""
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    leave_wish(reason)
    (line,) = re.findall(r"^ExecStopPost=\+/bin/sh -c '(.*)'$", UNIT.read_text("utf-8"), re.MULTILINE)
    script = line.replace("$$", "$").replace("/run/kiosk", str(tmp_path))
    script = f'systemctl() {{ echo "$@"; }}; {script}'
    for expected in (done, ""):
        said = subprocess.run(
            ["/bin/sh", "-c", script], capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
        assert said.stdout.strip() == expected


def test_without_a_unit_nothing_is_left_anywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RUNTIME_DIRECTORY", raising=False)
    monkeypatch.chdir(tmp_path)
    leave_wish(StopReason.POWER_OFF)
    assert list(tmp_path.iterdir()) == []
