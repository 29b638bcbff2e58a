"""A private pcscd with one virtual reader, for demonstrations and tests. A thin shell; Linux, needs root.

pcscd's socket has a fixed path, so it gets a mount namespace of its own where that path is a private folder; clients find
it by ``PCSCLITE_CSOCK_NAME``. Where namespaces are not to be had (a bare chroot), it takes the fixed path itself,
provided that nobody else is using it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
FIXED = Path("/run/pcscd")
START_S = 10.0


class PcscdUnavailable(Exception):
    """It cannot be started here; the message says why."""


class PrivatePcscd:
    """Attributes:
    port: where vpcd waits for a card.
    socket: path of pcscd's socket. A process sees only the first path it ever used: libpcsclite reads
        ``PCSCLITE_CSOCK_NAME`` once. Whoever needs several in a row points one link at each in turn.
    """

    def __init__(self) -> None:
        """Raises `PcscdUnavailable`."""
        daemon = shutil.which("pcscd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if daemon is None or not DRIVER.exists():
            raise PcscdUnavailable("pcscd or vsmartcard-vpcd is not installed")
        if os.geteuid() != 0:
            raise PcscdUnavailable("pcscd needs root")
        self._folder = tempfile.TemporaryDirectory(prefix="pcscd-")
        self.port = _free_port()
        config = Path(self._folder.name) / "readers"
        private = Path(self._folder.name) / "run"
        config.mkdir()
        private.mkdir()
        (config / "vpcd").write_text(
            f'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:{self.port:#x}\nLIBPATH {DRIVER}\nCHANNELID {self.port:#x}\n'
        )
        command = [daemon, "--foreground", "--config", str(config)]
        script = 'mkdir -p "$0" && mount --bind "$1" "$0" && shift && exec "$@"'
        isolated = [
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "sh",
            "-c",
            script,
            str(FIXED),
            str(private),
            *command,
        ]
        for attempt, path in ((isolated, private / "pcscd.comm"), (command, FIXED / "pcscd.comm")):
            if attempt is command and (FIXED / "pcscd.pid").exists():
                break
            self._process = subprocess.Popen(attempt, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.socket = path
            if self._ready():
                return
            self._process.terminate()
            self._process.wait()
        self._folder.cleanup()
        raise PcscdUnavailable("pcscd did not start")

    def _ready(self) -> bool:
        """Whether both sockets answer in time."""
        end = time.monotonic() + START_S
        while time.monotonic() < end and self._process.poll() is None:
            if self.socket.exists() and _listens(self.port):
                return True
            time.sleep(0.02)
        return False

    @property
    def pid(self) -> int:
        """Of the daemon's process, or of the shell that runs it."""
        return self._process.pid

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()
        self._folder.cleanup()


def _listens(port: int) -> bool:
    """Looked up, not tried: a connection would be a card."""
    wanted = f":{port:04X} "
    tables = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
    lines = [line for table in tables if table.exists() for line in table.read_text().splitlines()]
    return any(wanted in line and line.split()[3] == "0A" for line in lines)


def _free_port() -> int:
    """vpcd makes two slots, so the following port must be free as well."""
    while True:
        with socket.create_server(("", 0)) as probe:
            port: int = probe.getsockname()[1]
            with contextlib.suppress(OSError, OverflowError), socket.create_server(("", port + 1)):
                return port
