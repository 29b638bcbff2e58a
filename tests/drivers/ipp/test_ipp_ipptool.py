"""CUPS' `ipptool` judges the emulated printer."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.ipp.printer import JobState
from drivers.ipp.server import PrinterServer
from tests.patience import PATIENCE_S


def ipptool(uri: str, script: str, *options: str) -> None:
    program = shutil.which("ipptool")
    assert program, "ipptool is missing: apt-get install cups-ipp-utils"
    result = subprocess.run([program, "-t", *options, uri, script], capture_output=True, text=True, timeout=PATIENCE_S)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "[FAIL]" not in result.stdout


@pytest.mark.parametrize(
    "script",
    [
        "get-printer-attributes.test",
        "print-job.test",
        "print-job-and-wait.test",
        "validate-job.test",
        "create-job.test",
        "get-jobs.test",
        "get-completed-jobs.test",
        "ipp-1.1.test",
    ],
)
def test_ipptool_passes(server: PrinterServer, make_pdf: Callable[[int], bytes], tmp_path: Path, script: str) -> None:
    document = tmp_path / "document.pdf"
    document.write_bytes(make_pdf(1))
    ipptool(server.uri, script, "-f", str(document))


@pytest.mark.parametrize("encoding", ["-C", "-L"])  # chunked, and with a length
def test_what_ipptool_prints_arrives_unchanged(
    server: PrinterServer, make_pdf: Callable[[int], bytes], tmp_path: Path, encoding: str
) -> None:
    document = tmp_path / "document.pdf"
    document.write_bytes(make_pdf(40))
    server.emulator.mechanism.page_ms = 0  # ipptool asks again only after five seconds
    ipptool(server.uri, "print-job-and-wait.test", encoding, "-f", str(document))
    machine = server.emulator.mechanism
    assert [each.data for each in machine.documents] == [document.read_bytes()]
    assert [(job.state, job.sheets) for job in machine.jobs.values()] == [(JobState.COMPLETED, 40)]
    assert len(machine.came_out) == 40
