"""The session holds compositor and application: what ends first decides what becomes of the other."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
COMPOSITOR = """#!/bin/sh
echo "$@" >compositor
trap 'echo compositor >>ended; exit 0' TERM
echo wayland-7
while :; do sleep 0.05; done
"""
APPLICATION = """
import os, signal, sys, time
def end(*_):
    time.sleep(0.3)  # it closes its journal
    open("ended", "a").write("application\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
open("started.new", "w").write(os.environ["WAYLAND_DISPLAY"])
os.rename("started.new", "started")
time.sleep(600)
"""
SHORT = "from systemd.supervision import session as s; s.HANG_S, s.TELL_S = 1, 0.2; import sys; sys.exit(s.main(sys.argv[1:]))"


def there(path: Path) -> bool:
    return path.exists() and path.read_text() != ""


def wait(until: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not until():
        assert time.monotonic() < end
        time.sleep(0.02)


class Session:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        cage = folder / "bin" / "cage"
        cage.parent.mkdir()
        cage.write_text(COMPOSITOR)
        cage.chmod(0o755)

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return subprocess.Popen(
            [sys.executable, "-c", SHORT, *command],
            cwd=self.folder, stderr=subprocess.PIPE, text=True,
            env={"PATH": path, "PYTHONPATH": str(ROOT), "RUNTIME_DIRECTORY": str(self.folder), **environment},
        )  # fmt: skip

    def serving(self, **environment: str) -> subprocess.Popen[str]:
        started = self.start(sys.executable, "-c", APPLICATION, **environment)
        wait(lambda: there(self.folder / "started"))
        return started

    @property
    def ended(self) -> list[str]:
        return (self.folder / "ended").read_text().split()


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(tmp_path)


def test_told_to_stop_the_application_ends_before_the_compositor(session: Session) -> None:
    with session.serving() as running:
        assert (session.folder / "started").read_text() == "wayland-7"
        running.terminate()
        assert running.wait(PATIENCE_S) == 0
    assert session.ended == ["application", "compositor"]


def test_the_curtain_hangs_in_the_compositor_and_nobody_switches_to_a_console(session: Session) -> None:
    with session.serving(KIOSK_ROTATION="270") as running:
        running.terminate()
        running.wait(PATIENCE_S)
    curtain = ROOT / "systemd/supervision/curtain"
    assert (session.folder / "compositor").read_text().split() == ["-d", "-r", "-r", "-r", "--", str(curtain)]


def test_a_rotation_that_is_none_is_said_and_the_picture_is_not_turned(session: Session) -> None:
    with session.serving(KIOSK_ROTATION="left") as running:
        running.terminate()
        assert running.stderr
        assert "KIOSK_ROTATION is 'left', and can be 0, 90, 180, 270" in running.stderr.read()
    assert "-r" not in (session.folder / "compositor").read_text().split()


@pytest.mark.parametrize("status", ["7", "kill"])
def test_an_application_that_ends_ends_the_session(session: Session, status: str) -> None:
    ends = "import os; os.kill(os.getpid(), 9)" if status == "kill" else f"raise SystemExit({status})"
    with session.start(sys.executable, "-c", ends) as running:
        assert running.wait(PATIENCE_S) == 1
        assert running.stderr
        assert f"the application ended with {-signal.SIGKILL if status == 'kill' else status}" in running.stderr.read()
    assert session.ended == ["compositor"]


def test_without_a_compositor_there_is_no_session(session: Session) -> None:
    with session.start("true") as running:
        wait(lambda: there(session.folder / "compositor"))
    (session.folder / "bin/cage").write_text("#!/bin/sh\nexit 0\n")
    with session.start("true") as running:
        assert running.wait(PATIENCE_S) == 1
        assert running.stderr
        assert "the compositor did not start" in running.stderr.read()


def test_a_compositor_that_is_killed_ends_the_session_after_the_application(session: Session) -> None:
    (session.folder / "bin/cage").write_text("#!/bin/sh\necho $$ >pid\necho wayland-7\nexec sleep 600\n")
    ends_without = "import os, time\nopen('started','w').write('x')\nwhile os.path.exists('alive'): time.sleep(0.02)\nopen('ended','w').write('application')"
    (session.folder / "alive").touch()
    with session.start(sys.executable, "-c", ends_without) as running:
        wait(lambda: there(session.folder / "started"))
        os.kill(int((session.folder / "pid").read_text()), signal.SIGKILL)
        (session.folder / "alive").unlink()
        assert running.wait(PATIENCE_S) == 1
    assert session.ended == ["application"]


def test_what_ends_early_again_and_again_leaves_the_curtain_and_the_supervisor_is_told(session: Session) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(session.folder / "notify"))
        supervisor.settimeout(0.2)
        told: list[list[str]] = []
        for _ in range(4):
            with session.start("false", NOTIFY_SOCKET=str(session.folder / "notify")) as running:
                running.wait(PATIENCE_S)
            lines = []
            while True:
                try:
                    lines.append(supervisor.recv(4096).decode())
                except TimeoutError:
                    break
            told.append(lines)
    assert told[:2] == [[], []]
    assert told[2][0] == "READY=1\nSTATUS=out of service: the application ended 3 times early, the last time with 1"
    assert "WATCHDOG=1" in told[2]
    assert told[3][0].startswith("READY=1\nSTATUS=out of service: the application ended 4 times")
