"""``kiosk run``, the appliance itself: what it refuses, and that it starts, serves and stops cleanly."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.trouble import Trouble
from sync.journal.opening import open_for_reading
from sync.journal.verify import verify
from sync.reference_city import keys
from tests.end_to_end.lobby import lobby_display
from tests.end_to_end.surroundings import Surroundings, surroundings
from tests.patience import PATIENCE_S


@contextmanager
def run(around: Surroundings) -> Iterator[subprocess.Popen[str]]:
    """The appliance, which does not outlive the test: it would hold the ports of the next one."""
    environment = {**os.environ, "PCSCLITE_CSOCK_NAME": around.bench.get("pcsc", "")}
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk", "run", "--config", str(around.settings())],
        env=environment, stderr=subprocess.PIPE, text=True,
    ) as kiosk:  # fmt: skip
        try:
            yield kiosk
        finally:
            kiosk.kill()


def diagnosed(config: Path) -> dict[str, str]:
    """Part to what the kiosk that is running says of it."""
    told = subprocess.run(
        [sys.executable, "-m", "kiosk", "diagnose", "--config", str(config), "--json"],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert told.returncode in (0, 1, 2), told.stderr
    return {each["device"]: f"{each['state']} {each['detail']}" for each in json.loads(told.stdout)}


def test_a_demonstrations_ca_is_refused(tmp_path: Path) -> None:
    with surroundings(tmp_path) as around, run(around) as kiosk:
        assert kiosk.wait(PATIENCE_S) == 1
        assert kiosk.stderr
        assert "demonstration's CA" in kiosk.stderr.read()


def test_it_starts_and_stops_cleanly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "DEMO_CA", "A CA of the city's own")
    keys.make_demo_keys(tmp_path / "keys")
    with surroundings(tmp_path) as around, run(around) as kiosk:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            types = []
            with contextlib.suppress(Trouble):  # the journal is being begun
                types = [entry.type for entry in around.entries()] if around.journal.exists() else []
            if "SourceChanged" in types and types.count("DeviceChanged") >= 6:
                break
            time.sleep(0.2)
        told = diagnosed(around.folder / "kiosk.toml")
        assert told.pop("kiosk").startswith("online is running, 0.")
        assert {each.split()[0] for name, each in told.items() if name != "city"} <= {"online", "unknown"}
        assert {"coin-acceptor", "note-acceptor", "printer", "journal", "books"} <= told.keys()
        kiosk.send_signal(signal.SIGTERM)
        assert kiosk.stderr
        errors = kiosk.stderr.read()
        assert kiosk.wait(PATIENCE_S) == 0, errors
        assert not (around.folder / "journal.sqlite.diagnose").exists()
        types = [entry.type for entry in around.entries()]
        assert types[0] == "KioskStarted"
        assert types[-1] == "KioskStopped"
        assert types.count("DeviceChanged") >= 6


def test_killed_behind_its_window_after_payment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The appliance as it stands in the lobby, touched, paid and killed; the next start gives the money back."""
    monkeypatch.setattr(keys, "DEMO_CA", "A CA of the city's own")
    keys.make_demo_keys(tmp_path / "keys")
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    with surroundings(tmp_path) as around:
        served = subprocess.run(
            [sys.executable, "-m", "tests.end_to_end.windowed", str(around.settings()), around.bench["page"], pictures, "CashInEnded"],
            env={
                **os.environ,
                "PCSCLITE_CSOCK_NAME": around.bench.get("pcsc", ""),
                "QT_QPA_PLATFORM": lobby_display(tmp_path),
            },
            capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        )  # fmt: skip
        assert served.returncode == -signal.SIGKILL, served.stdout + served.stderr
        assert around.state()["truth"] == {"taken": 1_000, "thrown": 0, "in_path": 0}
        assert {"Attract", "EnterLot", "Pay"} <= {picture.stem[3:] for picture in pictures.iterdir()}
        with run(around) as kiosk:
            end = time.monotonic() + PATIENCE_S
            while time.monotonic() < end:
                entries = around.entries()
                void = [entry.data for entry in entries if entry.type == "DocumentVoided"]
                ended = any(entry.type == "SessionEnded" for entry in entries)
                if ended and void and around.document(void[0]["number"]) == "void":
                    break
                time.sleep(0.2)
            kiosk.send_signal(signal.SIGTERM)
            assert kiosk.stderr
            errors = kiosk.stderr.read()
            assert kiosk.wait(PATIENCE_S) == 0, errors
        entries = around.entries()
        assert [entry.data["reason"] for entry in entries if entry.type == "DocumentVoided"] == ["restart"]
        assert [entry.data["how"] for entry in entries if entry.type == "SessionEnded"] == ["recovered"]
        assert around.document(void[0]["number"]) == "void"
        assert around.state()["truth"] == {"taken": 1_000, "thrown": 1_000, "in_path": 0}
    assert verify(open_for_reading(tmp_path / "journal.sqlite")).problems == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "machine: is missing"), ("[machine", "toml"), ("[machine]\nid = 'X Y'\n", "machine.id")],
)
def test_settings_that_cannot_be_used_are_explained(tmp_path: Path, text: str, said: str) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(text)
    kiosk = subprocess.run(
        [sys.executable, "-m", "kiosk", "run", "--config", str(config)], capture_output=True, text=True, check=False
    )
    assert kiosk.returncode == 1
    assert said in kiosk.stderr
    missing = subprocess.run(
        [sys.executable, "-m", "kiosk", "diagnose", "--config", str(tmp_path / "none")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert missing.returncode == 2
    assert "cannot be read" in missing.stderr
