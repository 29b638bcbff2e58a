"""Debian's packages are listed by what they are for, and each target of `make` installs those of its purposes alone."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[1]


def by_purpose() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (ROOT / "apt-packages.txt").read_text("utf-8").splitlines():
        if line.startswith("#: "):
            purpose = line.removeprefix("#: ")
            found[purpose] = []
        elif line and not line.startswith("#"):
            found[purpose].append(line)
    return found


def wanted_by(target: str, tmp_path: Path) -> list[str]:
    """What the makefile looks for, on a machine that has nothing: it is asked there with programs that only tell."""
    for name, says in (("dpkg-query", "exit 1"), ("apt-get", "true")):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{says}\n")
        program.chmod(0o755)
    for name in ("Makefile", "apt-packages.txt"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    said = subprocess.run(
        ["make", "-s", f".venv/.apt-{target}"], cwd=tmp_path, env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        check=True, capture_output=True, text=True, timeout=PATIENCE_S,
    ).stdout  # fmt: skip
    return said.splitlines()


def test_a_demonstration_installs_what_it_needs_and_says_so_in_a_few_lines(tmp_path: Path) -> None:
    lists = by_purpose()
    first, *more = wanted_by("demo", tmp_path)
    assert first.removeprefix("Debian: installing ").split() == [*lists["build"], *lists["run"], *lists["demo"]]
    assert len(more) <= 2
    assert not {"postgresql", "chromium", "ghostscript"} & {*first.split()}


def test_the_tests_install_everything(tmp_path: Path) -> None:
    first, *_ = wanted_by("all", tmp_path)
    assert sorted(first.removeprefix("Debian: installing ").split()) == sorted(
        name for names in by_purpose().values() for name in names
    )


def test_qts_plugins_for_displays_find_their_libraries() -> None:
    """Each that Debian's list names is what a plugin asks for; a missing one aborts the program before a line of ours."""
    import PySide6

    plugins = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms"
    for plugin in ("libqxcb.so", "libqwayland.so"):
        needed = subprocess.run(
            ["ldd", plugins / plugin], check=True, capture_output=True, text=True, timeout=PATIENCE_S
        ).stdout
        assert re.findall(r"(\S+) => not found", needed) == []
