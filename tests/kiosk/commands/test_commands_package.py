"""A version on a stick: real packages of dpkg's, signed, looked at, and handed over to whoever may lay versions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.software import PackageTrouble
from kiosk.core.channels import FindPackages, FoundPackage, PackagesFound, PackageWritten, StickFailed, TakePackage
from kiosk.shell.files_worker import FilesWorker
from tests.kiosk.installed import DEPENDS, NEW, OLD, WITHIN_MS, Machine, handing_over
from tests.patience import PATIENCE_S


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr("kiosk.shell.files_worker.must_be_in", lambda stick: None)
    return Machine(tmp_path)


@pytest.fixture
def hand_over(machine: Machine, tmp_path: Path) -> Iterator[Path]:
    with handing_over(machine, tmp_path / "hand-over") as path:
        yield path


def test_a_signed_package_is_laid_beside_the_version_in_force_and_is_the_next(
    machine: Machine, hand_over: Path
) -> None:
    file = machine.package()
    worker = machine.worker(hand_over)
    assert worker(FindPackages(), WITHIN_MS) == PackagesFound((FoundPackage(file.name, NEW),), OLD)
    assert worker(TakePackage(file.name), WITHIN_MS) == PackageWritten(NEW)
    laid = machine.home / NEW
    assert subprocess.run((f"{laid / 'bin/kiosk'}",), capture_output=True, text=True, check=True).stdout == f"{NEW}\n"
    assert os.readlink(laid / "bin/python3") == "/usr/bin/python3"
    assert (os.readlink(machine.home / "next"), os.readlink(machine.home / "current")) == (NEW, OLD)
    assert sorted(each.name for each in machine.home.iterdir()) == sorted([OLD, NEW, "current", "next"])
    found = worker(FindPackages(), WITHIN_MS)
    assert isinstance(found, PackagesFound)
    assert (found.running, found.kept, found.waiting) == (OLD, True, NEW)


def test_what_nobody_signed_is_not_taken_whoever_hands_it_over(machine: Machine, hand_over: Path) -> None:
    file = machine.package(signed=False)
    assert machine.trouble() == PackageTrouble.NOT_SIGNED
    assert machine.worker(hand_over)(TakePackage(file.name), WITHIN_MS) == PackageWritten("", PackageTrouble.NOT_SIGNED)
    assert not (machine.home / NEW).exists()


def test_a_package_that_was_changed_after_it_was_signed_is_not_taken(machine: Machine, hand_over: Path) -> None:
    file = machine.package()
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert machine.trouble() == PackageTrouble.NOT_SIGNED
    assert machine.worker(hand_over)(TakePackage(file.name), WITHIN_MS) == PackageWritten("", PackageTrouble.NOT_SIGNED)
    assert sorted(each.name for each in machine.home.iterdir()) == [OLD, "current"]


def test_a_machine_that_trusts_nobody_takes_nothing(machine: Machine) -> None:
    machine.package()
    machine.place.trusted.unlink()
    assert machine.trouble() == PackageTrouble.NO_KEY


def test_a_package_that_changes_the_system_is_for_an_administrator(machine: Machine) -> None:
    machine.package(unit="[Service]\nUser=root\n")
    assert machine.trouble() == PackageTrouble.FOR_ADMINS


def test_a_package_that_needs_others_of_debians_is_for_an_administrator(machine: Machine) -> None:
    machine.package(depends=f"{DEPENDS}, cage")
    assert machine.trouble() == PackageTrouble.FOR_ADMINS


def test_neither_an_older_version_nor_the_one_that_runs_is_taken(machine: Machine) -> None:
    for version in (OLD, "0.9"):
        machine.package(version).rename(machine.stick / "kiosk.deb")
        (machine.stick / f"kiosk_{version}.deb.sig").rename(machine.stick / "kiosk.deb.sig")
        assert machine.trouble() == PackageTrouble.NOT_NEWER


def test_what_is_no_kiosk_or_for_another_computer_is_not_taken(machine: Machine) -> None:
    machine.package(name="other").unlink()
    assert machine.worker()(FindPackages(), WITHIN_MS) == PackagesFound((), OLD)
    file = machine.package(name="other")
    assert machine.trouble() == PackageTrouble.NO_PACKAGE
    file.unlink()
    machine.package(architecture="s390x")
    assert machine.trouble() == PackageTrouble.OTHER_COMPUTER


def test_the_page_says_what_is_on_trial_and_no_longer_waits_for_what_was_refused(machine: Machine) -> None:
    (machine.home / "next").symlink_to(NEW)
    state = {"run": OLD, "kept": "0.9", "refused": []}
    machine.place.state.write_text(json.dumps(state))
    assert machine.worker()(FindPackages(), WITHIN_MS) == PackagesFound((), OLD, False, NEW)
    machine.place.state.write_text(json.dumps(state | {"kept": OLD, "refused": [NEW]}))
    assert machine.worker()(FindPackages(), WITHIN_MS) == PackagesFound((), OLD, True, "")


def test_a_package_that_ends_too_early_changes_nothing(machine: Machine) -> None:
    file = machine.package()
    signature = (machine.stick / f"{file.name}.sig").read_text().strip()
    header = json.dumps({"size": file.stat().st_size + 1, "signature": signature}).encode() + b"\n"
    said = subprocess.run(
        (sys.executable, "-m", "kiosk", "package", "accept", f"--trusted={machine.place.trusted}", f"--home={machine.home}",
         f"--system={machine.system}"),
        input=header + file.read_bytes(), capture_output=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert json.loads(said.stdout) == {"version": "", "trouble": PackageTrouble.NO_PACKAGE}
    assert sorted(each.name for each in machine.home.iterdir()) == [OLD, "current"]


def test_where_nobody_may_lay_versions_the_page_says_so(machine: Machine) -> None:
    file = machine.package()
    assert machine.worker()(TakePackage(file.name), WITHIN_MS) == PackageWritten("", PackageTrouble.NO_RIGHTS)


def test_without_a_stick_nothing_is_looked_for(tmp_path: Path) -> None:
    worker = FilesWorker(tmp_path / "journal", tmp_path, None)
    assert isinstance(worker(FindPackages(), WITHIN_MS), StickFailed)
