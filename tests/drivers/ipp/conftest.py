"""Printers to talk to: the project's emulator in memory and over HTTP, and CUPS' `ippeveprinter`."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import TypeVar

import pytest
from reportlab.pdfgen.canvas import Canvas

from config.dialogue import Failure, FailureReason
from drivers.ipp.emulator import PrinterEmulator
from drivers.ipp.printer import Dialogue, Printer
from drivers.ipp.server import PrinterServer

T = TypeVar("T")


@pytest.fixture(scope="session")
def make_pdf() -> Callable[[int], bytes]:
    def make(pages: int) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(595, 842), invariant=True)
        for number in range(1, pages + 1):
            canvas.drawString(72, 770, f"page {number} of {pages}")
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    return make


class Desk:
    """A printer and the one who talks to it, in memory and in virtual time."""

    def __init__(self) -> None:
        self.emulator = PrinterEmulator("test printer")
        self.machine = self.emulator.mechanism
        self.printer = Printer(self.emulator.uri)
        self.now = 0

    def run(self, dialogue: Dialogue[T]) -> T:
        try:
            question = next(dialogue)
            while True:
                reply = self.emulator.handle(self.now, question.body)
                question = dialogue.send(Failure(FailureReason.TIMEOUT) if reply is None else reply)
        except StopIteration as end:
            result: T = end.value
            return result

    def wait(self, milliseconds: int) -> None:
        self.now += milliseconds
        self.emulator.step(self.now)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def server() -> Iterator[PrinterServer]:
    with PrinterServer(PrinterEmulator("served printer")) as running:
        running.emulator.mechanism.page_ms = 20
        yield running


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
    """

    def __init__(self, port: int, spool: Path) -> None:
        self.port = port
        self.spool = spool
        self.uri = f"ipp://localhost:{port}/ipp/print"

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
        connection = HTTPConnection("localhost", self.port, timeout=10)
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
            printer = EvePrinter(port, spool)
            printer.load_a4(250)
            yield printer
        finally:
            process.terminate()
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:  # it finishes a held job before it goes
                process.kill()
        drain.join()
