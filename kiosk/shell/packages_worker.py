"""What a member of staff has done with packages on a stick: looked at by the command that an administrator types, and handed over to
who may lay versions. The kiosk itself may not: it runs what lies there.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from config.software import PackageTrouble
from kiosk.core.channels import FoundPackage, PackagesFound, PackageWritten
from kiosk.shell.packages import Place, laid_at, signature_of

HAND_OVER = Path("/run/kiosk-package")
"""The socket of `systemd/kiosk-package.socket`."""
MOST_FILES = 6
"""Packages of a stick that are looked at: each is read whole."""
_CHUNK = 1 << 20
_MOST_SAID = 10_000


class Packages:
    """Of a stick that is in."""

    def __init__(self, stick: Path, place: Place | None = None, hand_over: Path = HAND_OVER) -> None:
        self._stick, self._place, self._hand_over = stick, place or Place(), hand_over

    def find(self, within_s: float) -> PackagesFound:
        """Raises `OSError`, `ValueError`, `subprocess.TimeoutExpired`."""
        laid = laid_at(self._place)
        return PackagesFound(tuple(self._found(within_s)), laid.running, laid.kept, laid.waiting)

    def take(self, name: str, within_s: float) -> PackageWritten:
        """Raises as `find`."""
        file = self._stick / Path(name).name
        if not self._hand_over.exists():
            return PackageWritten("", PackageTrouble.NO_RIGHTS)
        return PackageWritten(*handed_over(file, signature_of(file), self._hand_over, within_s))

    def _found(self, within_s: float) -> Iterator[FoundPackage]:
        files = sorted(each for each in self._stick.glob("*.deb") if not each.name.startswith("."))[:MOST_FILES]
        for file in files:
            if not signature_of(file):
                yield FoundPackage(file.name, "", PackageTrouble.NOT_SIGNED)
                continue
            done = subprocess.run(
                (sys.executable, "-m", "kiosk", "package", "check", f"{file}", "--json", f"--trusted={self._place.trusted}",
                 f"--home={self._place.home}", f"--system={self._place.system}"),
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=within_s, check=False,
            )  # fmt: skip
            said = json.loads(done.stdout)
            yield FoundPackage(file.name, str(said["version"]), str(said["trouble"]))


def handed_over(package: Path, signature: str, to: Path, within_s: float) -> tuple[str, str]:
    """The package goes out, and what came of it comes back in one line of JSON: the version, and why it was not taken. ``within_s`` is for
    all of it: a kiosk whose worker is late for longer ends itself.

    Raises:
        OSError, ValueError, KeyError: nobody listens, or says nothing that is understood.
    """
    said, until = b"", time.monotonic() + within_s
    with package.open("rb") as file, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(within_s)
        line.connect(str(to))
        size = os.fstat(file.fileno()).st_size
        line.sendall(json.dumps({"size": size, "signature": signature}).encode() + b"\n")
        try:
            line.sendfile(file, count=size)
            line.shutdown(socket.SHUT_WR)
        except BrokenPipeError:
            pass  # it was refused before all of it was read, and says why
        while len(said) < _MOST_SAID:
            line.settimeout(max(0.001, until - time.monotonic()))
            chunk = line.recv(65_536)
            if not chunk:
                break
            said += chunk
    told: dict[str, object] = json.loads(said)
    return str(told["version"]), str(told["trouble"])
