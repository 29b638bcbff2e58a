"""From an empty state folder to the first paper: let in, put together, and a resident served, each by the real command."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from config.ids import KioskId
from kiosk.__main__ import main
from kiosk.demo.demonstration import bench_places
from kiosk.demo.settings import demo_settings
from sync.journal.events import CertificateNotRenewed, DocumentIssued
from sync.journal.format import open_entry
from sync.reference_city.store import SqlStore
from tests.cities import WONJU
from tests.kiosk.commands.test_commands_enrol import Machine, served
from tests.patience import PATIENCE_S

PORTS = ("cctalk", "id003", "receipt", "terminal")


@pytest.fixture
def bench() -> Iterator[dict[str, str]]:
    """On a machine that has no PC/SC."""
    without = "import pathlib, drivers.smartcard.pcscd as p; p.DRIVER = pathlib.Path('/none'); "
    typed = [sys.executable, "-c", f"{without}from kiosk.__main__ import main; main(['bench'])"]
    with subprocess.Popen(typed, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield json.loads(process.stdout.readline())
        process.send_signal(signal.SIGTERM)


def test_a_machine_that_was_let_in_and_put_together_issues_its_first_paper(
    bench: dict[str, str], tmp_path: Path
) -> None:
    with served(tmp_path) as hall:
        machine = Machine(hall, tmp_path, "--site", "03")
        with machine.asks() as (code, process):
            assert hall.approve(code) == 0
            assert process.wait(timeout=PATIENCE_S) == 0
        model = tmp_path / "model.toml"
        places = bench_places(bench, tmp_path / "csca.pem") | {f"{name}.port": f"/dev/not/{name}" for name in PORTS}
        model.write_text(demo_settings(WONJU, places))
        ports = random.Random(3).sample([bench[name] for name in PORTS], len(PORTS))
        find = ["commission", "find", "--config", str(machine.config), "--model", str(model), "--without", "card"]
        assert main([*find, "--ports", *ports]) == 0
        resident = [sys.executable, "-m", "tests.end_to_end.headless", str(machine.config), bench["page"]]
        done = subprocess.run(resident, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        assert done.returncode == 0, done.stderr
    with closing(SqlStore(hall.database, "read")) as store:
        (journal,) = store.machines.journals_of(KioskId("wonju-03"))
        told = [open_entry(body).event for body in store.machines.entries_of(journal.journal)]
        assert sum(isinstance(each, DocumentIssued) for each in told) == 1
        assert not any(isinstance(each, CertificateNotRenewed) for each in told)
        assert list(store.alarms()) == []
