"""Versions lie side by side, whole; a link says which is in force, and there is no moment at which it leads nowhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from systemd.supervision import versions


def package(folder: Path, version: str) -> Path:
    """As dpkg leaves it: replaced, never written into."""
    made = folder / "package"
    for old in (made / "bin/kiosk", made / "VERSION"):
        old.unlink(missing_ok=True)
    (made / "bin").mkdir(parents=True, exist_ok=True)
    (made / "bin/kiosk").write_text(version)
    (made / "VERSION").write_text(f"{version}\n")
    return made


def runs(home: Path) -> str:
    return (home / "current/bin/kiosk").read_text()


def test_a_new_version_lies_beside_the_one_that_runs_and_takes_nothing_from_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    versions.lay(package(tmp_path, "1.0"), home)
    assert versions.begin(home) == "1.0"
    made = package(tmp_path, "1.1")
    assert versions.lay(made, home) == "1.1"
    assert runs(home) == "1.0"
    assert (home / "1.1/bin/kiosk").read_text() == "1.1"
    assert (home / "1.1/bin/kiosk").stat().st_ino == (made / "bin/kiosk").stat().st_ino, (
        "it takes the disk's place once"
    )
    assert os.readlink(home / "next") == "1.1"


def test_what_a_power_cut_left_half_written_is_written_anew(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / ".1.0/bin").mkdir(parents=True)
    (home / ".1.0/rest").touch()
    (home / ".current").symlink_to("nowhere")
    versions.lay(package(tmp_path, "1.0"), home)
    assert versions.begin(home) == "1.0"
    assert not (home / "1.0/rest").exists()


def test_where_no_version_is_there_the_start_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no version is there"):
        versions.begin(tmp_path)


@pytest.mark.parametrize("link", ["/etc", "../etc", "current", ".1.0", "1.0"])
def test_a_link_that_leads_to_no_version_is_none(tmp_path: Path, link: str) -> None:
    (tmp_path / "current").symlink_to(link)
    assert versions.named(tmp_path / "current") is None


def test_a_name_that_is_no_version_is_not_laid(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is no version"):
        versions.lay(package(tmp_path, "../1.0"), tmp_path / "home")
