"""A version on a stick: real packages of dpkg's, signed, looked at, and handed over to whoever may lay versions."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from kiosk.__main__ import main
from kiosk.core.channels import FindPackages, FoundPackage, PackagesFound, PackageWritten, StickFailed, TakePackage
from kiosk.shell.files_worker import FilesWorker
from kiosk.shell.packages import APPLICATION, PackageTrouble, Place
from kiosk.shell.packages_worker import Packages
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[3]
ARCHITECTURE = subprocess.run(
    ("dpkg", "--print-architecture"), capture_output=True, text=True, check=True
).stdout.strip()
DEPENDS = "python3 (>= 3.11)"
OLD, NEW = "1.0+20260101000000.aaaaaaaaaaaa", "1.1+20260201000000.bbbbbbbbbbbb"
UNIT = "usr/lib/systemd/system/kiosk.service"
WITHIN_MS = int(PATIENCE_S * 1000)


class Machine:
    """A system with the kiosk installed, a stick, and who builds packages."""

    def __init__(self, folder: Path) -> None:
        self.stick, self.system, self.home = folder / "stick", folder / "system", folder / "opt"
        self.place = Place(folder / "packages.pub", self.home, self.system, folder / "versions.json")
        self.key, self._made = folder / "packages.key", folder / "made"
        key = Ed25519PrivateKey.generate()
        self.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self.place.trusted.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        for each in (self.stick, self.home / OLD / "bin", self.system / "usr/lib/kiosk", self.system / "var/lib/dpkg"):
            each.mkdir(parents=True)
        (self.home / OLD / "bin/kiosk").touch()
        (self.home / "current").symlink_to(OLD)
        shutil.copy(ROOT / "systemd/supervision/versions.py", self.system / "usr/lib/kiosk/versions")
        (self.system / "usr/lib/kiosk/versions").chmod(0o755)
        (self.system / UNIT).parent.mkdir(parents=True)
        (self.system / UNIT).write_text("[Service]\n")
        (self.system / "var/lib/dpkg/status").write_text(
            f"Package: kiosk\nStatus: install ok installed\nMaintainer: x\nArchitecture: {ARCHITECTURE}\nVersion: {OLD}\n"
            f"Depends: {DEPENDS}\nDescription: x\n\n"
        )

    def package(
        self, version: str = NEW, unit: str = "[Service]\n", depends: str = DEPENDS, name: str = "kiosk",
        architecture: str = ARCHITECTURE, signed: bool = True,
    ) -> Path:  # fmt: skip
        """On the stick."""
        root = self._made
        shutil.rmtree(root, ignore_errors=True)
        files = {
            f"{APPLICATION}/VERSION": f"{version}\n",
            f"{APPLICATION}/bin/kiosk": f"#!/bin/sh\necho {version}\n",
            UNIT: unit,
            "usr/share/doc/kiosk/NEWS.md": f"{version}\n",
        }
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        (root / APPLICATION / "bin/kiosk").chmod(0o755)
        (root / APPLICATION / "bin/python3").symlink_to("/usr/bin/python3")
        (root / "DEBIAN").mkdir()
        (root / "DEBIAN/control").write_text(
            f"Package: {name}\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: x <x@kiosk.invalid>\nInstalled-Size: 9\n"
            f"Depends: {depends}\nDescription: x\n"
        )
        sums = (f"{hashlib.md5(text.encode()).hexdigest()}  {path}\n" for path, text in files.items())
        (root / "DEBIAN/md5sums").write_text("".join(sums))
        file = self.stick / f"{name}_{version}.deb"
        made = ("dpkg-deb", "--root-owner-group", "-Zgzip", "--build", f"{root}", f"{file}")
        subprocess.run(made, capture_output=True, check=True)
        if signed:
            assert main(["package", "sign", f"{file}", "--key", f"{self.key}"]) == 0
        return file

    def trouble(self) -> str:
        """Why the page says that the one package of the stick cannot be taken."""
        found = self.worker()(FindPackages(), WITHIN_MS)
        assert isinstance(found, PackagesFound)
        (package,) = found.files
        assert (package.version == "") is bool(package.trouble)
        return package.trouble

    def worker(self, hand_over: Path = Path("/nowhere")) -> FilesWorker:
        return FilesWorker(
            self.stick / "journal", self.stick, None, packages=Packages(self.stick, self.place, hand_over)
        )


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr("kiosk.shell.files_worker.must_be_in", lambda stick: None)
    return Machine(tmp_path)


@pytest.fixture
def hand_over(machine: Machine, tmp_path: Path) -> Iterator[Path]:
    """As systemd does it for ``kiosk-package.socket``: a process for whoever calls, with the line as its input and output."""
    path = tmp_path / "hand-over"
    command = (
        sys.executable, "-m", "kiosk", "package", "accept", f"--trusted={machine.place.trusted}", f"--home={machine.home}",
        f"--system={machine.system}",
    )  # fmt: skip
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(str(path))
        listening.listen()

        def serve() -> None:
            with contextlib.suppress(OSError):  # nobody calls any more
                while True:
                    line, _ = listening.accept()
                    with line:
                        subprocess.run(
                            command, stdin=line.fileno(), stdout=line.fileno(), timeout=PATIENCE_S, check=False
                        )

        serving = threading.Thread(target=serve)
        serving.start()
        yield path
        listening.shutdown(socket.SHUT_RDWR)
        serving.join()


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
