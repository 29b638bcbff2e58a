"""A system with the kiosk installed as a package, who builds packages and a stick, and the unit that lays versions; real packages of dpkg's."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from kiosk.__main__ import main
from kiosk.core.channels import FindPackages, PackagesFound
from kiosk.shell.files_worker import FilesWorker
from kiosk.shell.packages import APPLICATION, Place
from kiosk.shell.packages_worker import Packages
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
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
        # Its files themselves are not there: some lie where nobody who asks may look, polkit's rules among them.
        info = self.system / "var/lib/dpkg/info"
        info.mkdir()
        (info / "format").write_text("1\n")
        (info / "kiosk.list").write_text(f"/.\n/{UNIT}\n")
        (info / "kiosk.md5sums").write_text(f"{hashlib.md5(b'[Service]' + bytes([10])).hexdigest()}  {UNIT}\n")
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


@contextlib.contextmanager
def handing_over(machine: Machine, path: Path) -> Iterator[Path]:
    """As systemd does it for ``kiosk-package.socket``: a process for whoever calls, with the line as its input and output."""
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
        try:
            yield path
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            serving.join()
