"""From an admin's desk to a kiosk that runs: a fee that is published is in force, and what breaks the kiosk returns by itself."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from config.city import SHIPPED
from config.trouble import Trouble
from kiosk.demo.settings import demo_kiosk
from sync.journal.format import Opened
from sync.reference_city import keys
from tests.cities import WONJU
from tests.config.updates.office import Office
from tests.end_to_end.surroundings import Surroundings, surroundings
from tests.patience import PATIENCE_S

ID = demo_kiosk(WONJU).id


class Supervisor:
    """As the unit does it: whatever ends is started anew."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._over = False
        self.starts = 0
        self._kiosk: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        config = self._around.folder / "kiosk.toml"
        environment = {**os.environ, "PCSCLITE_CSOCK_NAME": self._around.bench.get("pcsc", "")}
        while not self._over:
            command = [sys.executable, "-m", "kiosk", "run", "--config", str(config)]
            with (self._around.folder / "kiosk.log").open("a") as log:
                self._kiosk = subprocess.Popen(command, env=environment, stderr=log, text=True)
                self.starts += 1
                self._kiosk.wait()

    def stop(self) -> None:
        self._over = True
        if self._kiosk:
            self._kiosk.terminate()
        self._thread.join(PATIENCE_S)


@contextmanager
def running(tmp_path: Path, office: Office) -> Iterator[Surroundings]:
    with surroundings(tmp_path, published=office.repository) as around:
        config = around.settings()
        root = office.repository / "metadata" / "1.root.json"
        more = f'\n[configuration]\nroot = "{root}"\nfolder = "{tmp_path / "configuration"}"\nlook_s = 1\n'
        config.write_text(config.read_text("utf-8") + more, "utf-8")
        supervisor = Supervisor(around)
        try:
            yield around
        finally:
            supervisor.stop()


def entries(around: Surroundings, type_: str) -> list[Opened]:
    try:
        return [entry for entry in around.entries() if entry.type == type_] if around.journal.exists() else []
    except Trouble:  # it is being begun
        return []


def until(around: Surroundings, type_: str, count: int = 1) -> list[Opened]:
    end = time.monotonic() + PATIENCE_S
    while len(found := entries(around, type_)) < count:
        assert time.monotonic() < end, (around.folder / "kiosk.log").read_text("utf-8")[-3_000:]
        time.sleep(0.2)
    return found


def publish(office: Office) -> None:
    office.now += timedelta(minutes=1)
    office.publish()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(keys, "DEMO_CA", "A CA of the city's own")
    keys.make_demo_keys(tmp_path / "keys", ID, WONJU.signer)
    office = Office(tmp_path / "desk", bits=1)
    office.publish()
    return office


def test_a_fee_is_in_force_soon_after_it_was_published_and_what_breaks_the_kiosk_returns_by_itself(
    office: Office, tmp_path: Path
) -> None:
    kind = (SHIPPED / "wonju" / "kinds" / "land-register.toml").read_text("utf-8")
    with running(tmp_path, office) as around:
        first = until(around, "ConfigurationKept")[0].data["version"]
        office.write("law/kinds/land-register.toml", kind.replace("per_copy = 500", "per_copy = 900"))
        publish(office)
        (_, second) = (entry.data["version"] for entry in until(around, "ConfigurationKept", 2))
        assert second != first
        city = tmp_path / "configuration" / second / "city" / "kinds" / "land-register.toml"
        assert "per_copy = 900" in city.read_text("utf-8")

        office.write(f"fleet/machines/{ID}.toml", '[printer]\nuri = "nowhere"\n')
        publish(office)
        (left,) = until(around, "ConfigurationLeft")
        assert left.data["reason"] == "not-valid"
        assert len(entries(around, "KioskStarted")) == 3, "nothing that no start can use is tried"

        for path in sorted((SHIPPED / "wonju" / "kinds").glob("*.toml")):
            office.write(f"law/kinds/{path.name}", path.read_text("utf-8").replace("offered = true", "offered = false"))
        (office.folder / "fleet" / "machines" / f"{ID}.toml").unlink()
        publish(office)
        (_, left) = until(around, "ConfigurationLeft", 2)
        assert left.data["reason"] == "not-valid"
        stopped = [entry.data["reason"] for entry in entries(around, "KioskStopped")]
        assert stopped == ["configuration", "configuration"]
