"""What tests of several rooms share: Qt that draws into memory, a printer that is not ours, and who runs with whom."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from drivers.bench.server import Bench

from tests.keys import make_server_keys
from tests.patience import PATIENCE_S

# By the renderer that the appliance's screenshots use; set before anything imports Qt.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"

# How long an example takes says how busy the computer is, and nothing of what is tested.
hypothesis.settings.register_profile("kiosk", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("kiosk")

PCSCD = ("test_card_links.py", "test_demo.py", "test_demo_window.py", "test_smartcard_pcsc.py", "test_command_line.py")


class WholeFiles(LoadScopeScheduling):  # type: ignore[misc]
    """A file goes whole to one of the processes, and what of it is drawn on panels of two sizes to one for each; all that start a pcscd go
    to the same, for a bare chroot has one place for it."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        panel = re.search(r"\[(\d+x\d+)", test)
        return "pcscd" if file.endswith(PCSCD) else f"{file} {panel[1]}" if panel else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WholeFiles:
    return WholeFiles(config, log)


@pytest.fixture(scope="session")
def qapp() -> object:
    """The one that the window makes: pytest-qt's own would be one for widgets, of which the kiosk has none."""
    from kiosk.ui.window import application

    return application()


# --- ippeveprinter -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def bus_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A message bus of our own: ippeveprinter wants a system bus even with DNS-SD off; the environment names it."""
    program = shutil.which("dbus-daemon")
    assert program, "dbus-daemon is missing: apt-get install dbus"
    path = tmp_path_factory.mktemp("bus") / "socket"
    with subprocess.Popen(
        [program, "--session", "--nofork", "--nopidfile", "--print-address=1", f"--address=unix:path={path}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as daemon:
        try:
            assert daemon.stdout
            address = daemon.stdout.readline().strip()
            assert address
            yield address
        finally:
            daemon.terminate()


class EvePrinter:
    """A running ippeveprinter. Its job command waits for the file ``gate``, so that a test decides when a job ends.

    Attributes:
        spool: where it keeps the documents it was sent.
        certificate: the file of the one that it shows at ``secure_uri``.
    """

    def __init__(self, port: int, spool: Path, certificate: Path) -> None:
        self.port = port
        self.spool = spool
        self.certificate = certificate
        self.uri = f"ipp://localhost:{port}/ipp/print"
        self.secure_uri = f"ipps://localhost:{port}/ipp/print"

    def load_a4(self, sheets: int) -> None:
        """Sets the trays by the printer's web page: A4 in the main tray, envelopes in the other."""
        trays = [
            ("", "", -2),
            ("iso_a4_210x297mm", "stationery", sheets),
            ("", "", -2),
            ("iso_dl_110x220mm", "envelope", 25),
        ]
        query = "&".join(
            f"size{i}={size}&type{i}={kind}&level{i}={level}" for i, (size, kind, level) in enumerate(trays)
        )
        self._get(f"/media?{query}")

    def set_supplies(self, waste: int, toner: int) -> None:
        self._get(f"/supplies?supply0={waste}&supply1={toner}")

    def _get(self, path: str) -> None:
        connection = HTTPConnection("localhost", self.port, timeout=PATIENCE_S)
        connection.request("GET", path)
        assert connection.getresponse().read()
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def eve(request: pytest.FixtureRequest, tmp_path: Path, bus_address: str) -> Iterator[EvePrinter]:
    """Parametrise indirectly with the shell lines of its job command; without, every job is printed at once."""
    lines = getattr(request, "param", "echo 'ATTR: job-impressions-completed=1' >&2")
    command = tmp_path / "command"
    command.write_text(f"#!/bin/sh\n{lines}\n")
    command.chmod(0o755)
    spool = tmp_path / "spool"
    spool.mkdir()
    keys = tmp_path / "printer-keys"
    keys.mkdir()
    certificate, _ = make_server_keys(keys, "localhost")
    program = shutil.which("ippeveprinter", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "ippeveprinter is missing: apt-get install cups-ipp-utils"
    port = free_port()
    with subprocess.Popen(
        [
            program,
            "-r",
            "off",
            "-p",
            str(port),
            "-n",
            "localhost",
            "-K",
            str(keys),
            "-d",
            str(spool),
            "-k",
            "-f",
            "application/pdf",
            "-F",
            "application/pdf",
            "-c",
            str(command),
            "-v",
            "test printer",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": bus_address},
    ) as process:
        try:
            assert process.stderr
            for line in process.stderr:  # it listens before it says what it is
                if line.startswith("printer-uuid"):
                    break
            else:
                pytest.fail("ippeveprinter did not start")
            drain = threading.Thread(target=process.stderr.read)  # a full pipe would stop it
            drain.start()
            printer = EvePrinter(port, spool, certificate)
            printer.load_a4(250)
            yield printer
        finally:
            process.terminate()
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:  # it finishes a held job before it goes
                process.kill()
        drain.join()


# --- the bench ---------------------------------------------------------------------------------------------------


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """Of the example's machine. Without a virtual card reader, as on a machine that has none."""
    from drivers.smartcard import pcscd  # here: few tests need so much of the demonstration
    from kiosk.demo.demonstration import make_bench
    from kiosk.demo.settings import example_machine

    monkeypatch.setattr(pcscd, "DRIVER", Path("/none"))
    made = make_bench(example_machine(), 0)
    made.start()
    yield made
    made.stop()
