"""With too little of the machine a kiosk does not start, and says of what: in a process with the system's own limits."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.shell.limits import NEEDED, Least
from kiosk.shell.memory import CLEARED
from tests.patience import PATIENCE_S


def started(limit: int, soft: int, hard: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", "run", "--config", "/none/kiosk.toml"],
        preexec_fn=lambda: resource.setrlimit(limit, (soft, hard)),
        env={**os.environ, **CLEARED}, capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [
        (resource.RLIMIT_AS, 700 << 20, "700 MiB of address space, and a kiosk needs 2048 MiB"),
        (resource.RLIMIT_NOFILE, 32, "32 of open files, and a kiosk needs 128"),
    ],
)
def test_too_little_is_a_sentence_and_an_exit_status(limit: int, value: int, said: str) -> None:
    kiosk = started(limit, value, value)
    assert kiosk.returncode == 1
    (line,) = kiosk.stderr.splitlines()
    assert line.startswith("kiosk: the system lets this process have ")
    assert said in line


@pytest.mark.parametrize("needed", NEEDED, ids=lambda needed: needed.what)
def test_the_least_is_enough_to_go_on_to_the_settings(needed: Least) -> None:
    kiosk = started(needed.limit, needed.least, needed.least)
    assert kiosk.returncode == 1
    assert "/none/kiosk.toml: cannot be read" in kiosk.stderr


def test_what_may_be_raised_is_raised() -> None:
    kiosk = started(resource.RLIMIT_NOFILE, 32, 4_096)
    assert "/none/kiosk.toml: cannot be read" in kiosk.stderr


def test_the_unit_gives_what_is_needed() -> None:
    unit = (Path(__file__).parents[3] / "systemd" / "kiosk.service").read_text()
    given = dict(line.split("=", 1) for line in unit.splitlines() if line.startswith("Limit"))
    for needed in NEEDED:
        assert int(given.get(needed.setting, needed.least)) >= needed.least
