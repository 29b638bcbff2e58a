"""The appliance and whoever watches it: what the supervisor is told by the real process, over a real socket, and when not."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.shell.memory import CLEARED
from sync.reference_city import keys
from tests.end_to_end.among_the_silent import entries_of, settings_among
from tests.end_to_end.lobby import lobby_display
from tests.patience import PATIENCE_S

WATCHDOG_S = 1.2


class Supervised:
    """A kiosk's process, and the socket on which it tells how it is."""

    def __init__(self, process: subprocess.Popen[str], line: socket.socket) -> None:
        self.process, self._line = process, line

    def told(self, seconds: float, until: str = "", times: int = 1) -> list[str]:
        """Everything that comes in so long, up to what begins with ``until`` so many times."""
        lines: list[str] = []
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._line.settimeout(left)
            try:
                lines += self._line.recv(4096).decode().split("\n")
            except TimeoutError:
                break
            if until and sum(line.startswith(until) for line in lines) >= times:
                break
        return lines

    def hold(self, what: str) -> None:
        """Returns when it is held."""
        self.do(f"hold {what}")
        assert self.process.stdout
        assert self.process.stdout.readline() == "held\n"

    def do(self, what: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()


@contextmanager
def supervised(folder: Path, monkeypatch: pytest.MonkeyPatch, abstract: bool = False) -> Iterator[Supervised]:
    """Its devices and its city are silent."""
    monkeypatch.setattr(keys, "DEMO_CA", "A CA of the city's own")
    address = f"@kiosk-{os.getpid()}-{time.monotonic_ns()}" if abstract else str(folder / "notify")
    with settings_among(folder) as config, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind("\0" + address[1:] if abstract else address)
        environment = {name: value for name, value in os.environ.items() if name not in CLEARED}
        with subprocess.Popen(
            [sys.executable, "-m", "tests.end_to_end.ailing", config],
            env={
                **environment,
                "QT_QPA_PLATFORM": lobby_display(folder),
                "NOTIFY_SOCKET": address,
                "WATCHDOG_USEC": str(int(WATCHDOG_S * 1_000_000)),
                "WATCHDOG_PID": "1",  # the compositor's: it was started first
            },
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            try:
                yield Supervised(process, line)
            finally:
                process.kill()


def test_it_is_ready_when_the_first_screen_is_drawn_and_alive_while_step_and_screen_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with supervised(tmp_path, monkeypatch) as kiosk:
        first = kiosk.told(PATIENCE_S, until="WATCHDOG")
        assert first[0] == "READY=1"
        not_yet = "STATUS=issuing offline (out.starting, nobody is at the screen), card-terminal unknown, coin-acceptor unknown"
        assert any(line.startswith(not_yet) for line in first), first  # its devices are silent, so it never is
        assert kiosk.told(PATIENCE_S, until="WATCHDOG", times=3).count("WATCHDOG=1") == 3

        kiosk.hold("screen")
        kiosk.told(WATCHDOG_S)  # drawn before
        assert "WATCHDOG=1" not in kiosk.told(2 * WATCHDOG_S)
        kiosk.do("go on")
        assert "WATCHDOG=1" in kiosk.told(PATIENCE_S, until="WATCHDOG")

        kiosk.hold("step")
        kiosk.told(WATCHDOG_S)
        assert kiosk.told(2 * WATCHDOG_S) == []


def test_who_is_told_to_stop_says_so_and_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over an address that lies in no folder, as systemd gives it inside a container."""
    with supervised(tmp_path, monkeypatch, abstract=True) as kiosk:
        kiosk.told(PATIENCE_S, until="READY")
        kiosk.process.send_signal(signal.SIGTERM)
        assert "STOPPING=1" in kiosk.told(PATIENCE_S, until="STOPPING")
        assert kiosk.process.wait(PATIENCE_S) == 0
        assert entries_of(tmp_path)[-1].type == "KioskStopped"


def test_a_worker_that_dies_ends_the_process_and_the_journal_says_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with supervised(tmp_path, monkeypatch) as kiosk:
        kiosk.told(PATIENCE_S, until="READY")
        kiosk.do("kill id003")
        assert kiosk.process.wait(PATIENCE_S) == 1
        last = entries_of(tmp_path)[-1]
        assert (last.type, last.data) == ("WorkerLost", {"worker": "id003", "how": "died"})
