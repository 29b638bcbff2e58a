"""The UPS, by Debian's own upsd and its driver for a made-up UPS; and what upsd may say besides."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.settings import PowerSettings
from config.vocabulary import Power
from kiosk.shell.nut import power_of, read_power
from tests.conftest import free_port
from tests.patience import PATIENCE_S

PROGRAMS = Path("/lib/nut")
ASK_MS = 5_000


class MadeUpUps:
    """Attributes:
    settings: by which a kiosk finds it.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.settings = PowerSettings(ups="kiosk", port=port)
        self._told = folder / "kiosk.dev"

    def tells(self, flags: str) -> None:
        self._told.write_text(f"ups.status: {flags}\n")
        os.utime(self._told, (time.time() + 1, time.time() + 1))

    def wait_for(self, power: Power) -> None:
        end = time.monotonic() + PATIENCE_S
        while read_power(self.settings, ASK_MS) is not power:
            assert time.monotonic() < end, read_power(self.settings, ASK_MS)
            time.sleep(0.1)


@pytest.fixture
def ups(tmp_path: Path) -> Iterator[MadeUpUps]:
    assert (PROGRAMS / "upsd").exists(), "upsd is missing: apt-get install nut-server"
    made = MadeUpUps(tmp_path, free_port())
    made.tells("OL")
    (tmp_path / "ups.conf").write_text(
        f"pollinterval = 1\n[kiosk]\n  driver = dummy-ups\n  port = {tmp_path / 'kiosk.dev'}\n"
    )
    (tmp_path / "upsd.conf").write_text(f"LISTEN 127.0.0.1 {made.settings.port}\nMAXAGE 5\n")
    (tmp_path / "upsd.users").write_text("")
    for name in ("ups.conf", "upsd.conf", "upsd.users"):
        (tmp_path / name).chmod(0o640)
    here = {name: str(tmp_path) for name in ("NUT_CONFPATH", "NUT_STATEPATH", "NUT_ALTPIDPATH", "NUT_PIDPATH")}
    commands: tuple[list[str | Path], ...] = (
        [PROGRAMS / "dummy-ups", "-a", "kiosk", "-u", "root", "-F"],
        [PROGRAMS / "upsd", "-u", "root", "-F"],
    )
    processes = []
    for command in commands:
        processes.append(
            subprocess.Popen(command, env={**os.environ, **here}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )
        time.sleep(0.3)
    yield made
    for process in processes:
        process.terminate()
        process.wait(PATIENCE_S)


def test_the_mains_go_the_battery_runs_low_and_the_mains_come_back(ups: MadeUpUps) -> None:
    ups.wait_for(Power.MAINS)
    for flags, power in (("OB DISCHRG", Power.BATTERY), ("OB LB", Power.LOW_BATTERY), ("OL CHRG", Power.MAINS)):
        ups.tells(flags)
        ups.wait_for(power)


def test_a_ups_that_upsd_does_not_know_is_unknown(ups: MadeUpUps) -> None:
    ups.wait_for(Power.MAINS)
    assert read_power(PowerSettings(ups="another", port=ups.settings.port), ASK_MS) is Power.UNKNOWN


@pytest.mark.parametrize(
    ("answer", "power"),
    [
        ('VAR kiosk ups.status "OL"\n', Power.MAINS),
        ('VAR kiosk ups.status "OL LB"\n', Power.MAINS),  # the battery is still charging after a power cut
        ('VAR kiosk ups.status "OB"\n', Power.BATTERY),
        ('VAR kiosk ups.status "FSD OB LB"\n', Power.LOW_BATTERY),
        ('VAR kiosk ups.status "OL RB"\n', Power.MAINS),
        ('VAR kiosk ups.status ""\n', Power.UNKNOWN),
        ('VAR other ups.status "OB"\n', Power.UNKNOWN),
        ("ERR DATA-STALE\n", Power.UNKNOWN),
        ("", Power.UNKNOWN),
    ],
)
def test_flags_become_what_the_kiosk_needs_to_know(answer: str, power: Power) -> None:
    assert power_of(answer, "kiosk") is power


@contextmanager
def server(answer: bytes, close: bool) -> Iterator[int]:
    """Says so much to whoever connects, and hangs up or not."""
    listening = socket.create_server(("127.0.0.1", 0))
    taken: list[socket.socket] = []

    def serve() -> None:
        line, _ = listening.accept()
        taken.append(line)
        line.sendall(answer)
        if close:
            line.close()

    thread = threading.Thread(target=serve)
    thread.start()
    yield listening.getsockname()[1]
    thread.join()
    for line in (*taken, listening):
        line.close()


@pytest.mark.parametrize(("answer", "close"), [(b"", True), (b"VAR kiosk", False), (b"x" * 5_000, False)])
def test_an_upsd_that_is_silent_breaks_off_or_babbles_is_unknown_in_its_time(answer: bytes, close: bool) -> None:
    with server(answer, close) as port:
        began = time.monotonic()
        assert read_power(PowerSettings(ups="kiosk", port=port), 300) is Power.UNKNOWN
        assert time.monotonic() - began < PATIENCE_S / 2


def test_without_an_upsd_it_is_unknown() -> None:
    assert read_power(PowerSettings(ups="kiosk", port=free_port()), ASK_MS) is Power.UNKNOWN
