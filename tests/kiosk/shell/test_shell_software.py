"""The journal says which software ran: one version, and the commit it was made from."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.shell import software as module
from kiosk.shell.software import software

ROOT = Path(__file__).parents[3]


def test_a_checkout_tells_its_commit() -> None:
    head = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, text=True, check=True)
    told = re.fullmatch(r"\S+ \(([0-9a-f]{12})\+?\)", software())
    assert told
    assert head.stdout.startswith(told[1])


def test_a_package_tells_the_commit_that_was_written_into_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COMMIT", tmp_path / "COMMIT")
    module.COMMIT.write_text("0123456789ab\n")
    assert software().endswith(" (0123456789ab)")


def test_the_command_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert (left.value.code, capsys.readouterr().out) == (0, software() + "\n")


def test_the_version_stands_in_one_place() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    tracked = subprocess.run(
        ["git", "-C", str(ROOT), "grep", "-lF", f'"{version}"'], capture_output=True, text=True, check=True
    )
    assert tracked.stdout.split() == ["pyproject.toml"]
