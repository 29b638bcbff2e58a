"""From an admin's desk to a kiosk that runs: what is published is in force, and what breaks the kiosk returns by itself."""

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
from config.ids import KioskId
from config.trouble import Trouble
from kiosk.demo.settings import demo_kiosk
from sync.journal.format import Opened, open_entry
from sync.reference_city import keys
from sync.reference_city.store import SqlStore
from tests.cities import WONJU
from tests.config.updates.office import Office
from tests.end_to_end.followed import DEADLY
from tests.end_to_end.lobby import lobby_display
from tests.end_to_end.surroundings import Surroundings, surroundings
from tests.patience import PATIENCE_S

ID = demo_kiosk(WONJU).id


class Supervisor:
    """As the unit does it: whatever ends is started anew."""

    def __init__(self, around: Surroundings, visited: Path | None) -> None:
        """``visited``: where the pictures of a resident go who comes."""
        self._around, self._visited = around, visited
        self._over = False
        self.starts = 0
        self._kiosk: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        config = self._around.folder / "kiosk.toml"
        environment = {
            **os.environ,
            "PCSCLITE_CSOCK_NAME": self._around.bench.get("pcsc", ""),
            "QT_QPA_PLATFORM": lobby_display(self._around.folder),
        }
        while not self._over:
            command = [sys.executable, "-m", "tests.end_to_end.followed", str(config)]
            command += [self._around.bench["page"], str(self._visited)] if self._visited else []
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
def running(tmp_path: Path, office: Office, visited: Path | None = None) -> Iterator[Surroundings]:
    with surroundings(tmp_path, published=office.repository) as around:
        config = around.settings()
        root = office.repository / "metadata" / "1.root.json"
        more = f'\n[configuration]\nroot = "{root}"\nfolder = "{tmp_path / "configuration"}"\nlook_s = 1\n'
        more += f'\n[metrics]\ntextfile = "{tmp_path / "kiosk.prom"}"\n'
        config.write_text(config.read_text("utf-8") + more, "utf-8")
        supervisor = Supervisor(around, visited)
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


def left(around: Surroundings, count: int) -> tuple[str, str]:
    """Why the last of so many was left, and what was wrong with it, as the kiosk tells the city."""
    data = until(around, "ConfigurationLeft", count)[-1].data
    return data["reason"], data["what"]


def told_to_the_city(around: Surroundings) -> list[str]:
    """Why configurations were left, as far as the city has heard."""
    machines = SqlStore(f"sqlite:///{around.folder / 'city.sqlite'}", "read").machines
    (journal,) = machines.journals_of(KioskId(ID))
    opened = [open_entry(body) for body in machines.entries_of(journal.journal)]
    return [entry.data["reason"] for entry in opened if entry.type == "ConfigurationLeft"]


def shipped(file: str) -> str:
    return (SHIPPED / "wonju" / file).read_text("utf-8")


LAND = "kinds/land-register.toml"


def test_six_that_are_signed_and_break_the_kiosk_return_by_themselves_each_and_the_city_is_told(
    office: Office, tmp_path: Path
) -> None:
    machine = f"fleet/machines/{ID}.toml"
    with running(tmp_path, office) as around:
        first = until(around, "ConfigurationKept")[0].data["version"]

        office.write(machine, '[printer]\nuri = "ipp://127.0.0.1:1/ipp/print"\n')
        publish(office)
        assert left(around, 1) == ("not-well", "")

        (office.folder / machine).write_text(f"[machine]\nrefund_within_s = {DEADLY}\n")
        publish(office)
        assert left(around, 2) == ("not-started", "")

        (office.folder / machine).unlink()
        names = ", ".join(f'"{name}"' for name in WONJU.kinds)
        office.write("notices/off.toml", f"[[off]]\nkinds = [{names}]\n")
        publish(office)
        assert left(around, 3) == ("not-well", "")

        (office.folder / "notices/off.toml").unlink()
        office.write(f"law/{LAND}", shipped(LAND).replace("since =", "until ="))
        publish(office)
        reason, what = left(around, 4)
        assert reason == "not-valid"
        assert what.startswith(f"{LAND}: fee.0.since:"), what

        (office.folder / "law" / LAND).unlink()
        office.write("words/texts/en.json", '{"out.power": "{nobody} is here"}')
        publish(office)
        assert left(around, 5) == ("not-valid", "texts/en.json: out.power: the message has no nobody")
        (office.folder / "words/texts/en.json").unlink()

        starts = len(entries(around, "KioskStarted"))
        now, office.now = office.now, office.now - timedelta(days=400)
        office.desk.publish(office.signer("server"))
        assert {"source": "configuration", "up": False, "reason": "refused"} in [
            entry.data for entry in until_down(around, "configuration")
        ]

        office.now = now
        office.write(f"law/{LAND}", shipped(LAND).replace("per_copy = 500", "per_copy = 900"))
        publish(office)
        (*_, kept) = (entry.data["version"] for entry in until(around, "ConfigurationKept", 2))
        assert kept != first
        assert "kiosk_up{" in (tmp_path / "kiosk.prom").read_text("utf-8")
        city = tmp_path / "configuration" / kept / "city" / LAND
        assert "per_copy = 900" in city.read_text("utf-8")
        assert len(entries(around, "KioskStarted")) == starts + 1, "what no start can use is never tried"
        until(around, "ConfigurationKept", 2)
        expected = ["not-well", "not-started", "not-well", "not-valid", "not-valid"]
        end = time.monotonic() + PATIENCE_S
        while told_to_the_city(around) != expected:
            assert time.monotonic() < end, told_to_the_city(around)
            time.sleep(0.2)


def until_down(around: Surroundings, source: str) -> list[Opened]:
    end = time.monotonic() + PATIENCE_S
    while not (
        found := [
            entry
            for entry in entries(around, "SourceChanged")
            if entry.data["source"] == source and not entry.data["up"]
        ]
    ):
        assert time.monotonic() < end, (around.folder / "kiosk.log").read_text("utf-8")[-3_000:]
        time.sleep(0.2)
    return found


def test_who_stands_before_a_price_pays_it_whatever_is_published_and_the_next_one_pays_the_new_one(
    office: Office, tmp_path: Path
) -> None:
    visited = tmp_path / "pictures"
    visited.mkdir()
    with running(tmp_path, office, visited) as around:
        until(around, "ConfigurationKept")
        (visited / "comes").touch()  # to the process that has kept it, and stays
        until(around, "Reserved")
        office.write(f"law/{LAND}", shipped(LAND).replace("per_copy = 500", "per_copy = 900"))
        publish(office)
        (*_, written) = until(around, "ConfigurationWritten", 2)
        (visited / "found").touch()
        (issued,) = until(around, "DocumentIssued")
        assert issued.data["fee"] == 500
        (*_, applied) = until(around, "ConfigurationApplied", 2)
        assert entries(around, "SessionEnded")[0].seq < applied.seq
        assert written.seq < issued.seq < applied.seq
        (*_, kept) = (entry.data["version"] for entry in until(around, "ConfigurationKept", 2))
        assert "kiosk_up{" in (tmp_path / "kiosk.prom").read_text("utf-8")
        city = tmp_path / "configuration" / kept / "city" / LAND
        assert "per_copy = 900" in city.read_text("utf-8")
