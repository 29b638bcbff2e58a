"""What goes to whoever is asked for help: all that there is, nothing that is nobody's business, and most where most is broken."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from config.ids import SessionId
from config.staff import hashed
from kiosk.__main__ import main
from kiosk.commands.support import without_pins
from kiosk.core.channels import SendSupport, SupportWithCity
from kiosk.shell.helping import SupportSender
from sync.city.client import CityCall, CityReply
from sync.journal.events import SessionStarted
from sync.journal.format import Chain, Head
from sync.journal.opening import open_for_writing
from tests.patience import PATIENCE_S

ID = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"
PIN = hashed("975310", bytes(16))


@pytest.fixture
def out(settings_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the bundle of a kiosk goes that is not running: an old entry and a new one are in its journal, and somebody looks after it."""
    store = open_for_writing(tmp_path / "journal.sqlite", ID)
    chain = Chain(ID, "b", Head(), 1)
    now = datetime.now(UTC)
    for name, wall in (("old", now - timedelta(days=30)), ("new", now)):
        store.commit((chain.entry(SessionStarted(SessionId(name)), 0, wall),))
    store.close()
    settings = settings_file.read_text("utf-8")
    settings_file.write_text(f'{settings}\n[[staff]]\nnumber = "1001"\nrole = "technician"\npin = "{PIN}"\n', "utf-8")
    monkeypatch.setattr("kiosk.commands.diagnose.WAIT_S", 0.0)  # nothing is plugged in
    return tmp_path / "help.zip"


def bundle(out: Path) -> dict[str, bytes]:
    with ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_states_settings_and_the_journal_of_the_last_days_are_in_it_and_no_pin(
    out: Path, settings_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["support", "--config", str(settings_file), "--out", str(out)]) == 0
    files = bundle(out)
    about = json.loads(files["about.json"])
    assert {name: sha256(files[name]).hexdigest() for name in about["files"]} == about["files"]
    assert {"books", "journal", "city"} <= {each["device"] for each in json.loads(files["diagnosis.json"])}
    assert "PySide6_Essentials" in json.loads(files["computer.json"])["packages"]
    assert [json.loads(line)["data"]["session"] for line in files["journal.jsonl"].splitlines()] == ["new"]
    assert json.loads(files["journal-check.json"])["entries"] == 2
    assert b'number = "1001"' in files["settings.toml"]
    assert all(PIN.encode() not in data for data in files.values())
    assert b"PRIVATE KEY" not in b"".join(files.values())
    assert stat.S_IMODE(out.stat().st_mode) & 0o007 == 0
    assert "No person, no key and no PIN" in capsys.readouterr().out


def test_more_days_are_to_be_had(out: Path, settings_file: Path) -> None:
    assert main(["support", "--config", str(settings_file), "--out", str(out), "--days", "90"]) == 0
    assert len(bundle(out)["journal.jsonl"].splitlines()) == 2


def test_what_is_broken_is_named_and_takes_nothing_else_with_it(
    out: Path, settings_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "journal.sqlite").write_bytes(os.urandom(4096))
    assert main(["support", "--config", str(settings_file), "--out", str(out)]) == 0
    files = bundle(out)
    assert {"settings.toml", "computer.json", "about.json"} <= files.keys()
    missing = json.loads(files["about.json"])["missing"]
    assert "journal.jsonl" in missing
    assert f"not there: journal.jsonl: {missing['journal.jsonl']}" in capsys.readouterr().out


def test_settings_that_are_none_still_go_with_it_and_without_their_pins(out: Path, settings_file: Path) -> None:
    settings_file.write_text(f"[[staff]\npin = '{PIN}'\n[machine\nid = 3", "utf-8")
    assert main(["support", "--config", str(settings_file), "--out", str(out)]) == 0
    files = bundle(out)
    assert b"[machine\nid = 3" in files["settings.toml"]
    assert PIN.encode() not in files["settings.toml"]
    assert "diagnosis.json" in json.loads(files["about.json"])["missing"]


@pytest.mark.parametrize(
    "line", ['pin = "{}"', "pin='{}'", 'staff = [{{number = "1", pin = "{}"}}]', '"pin" = "{}"', 'pin = "{}']
)
def test_no_way_of_writing_a_pin_lets_it_through(line: str) -> None:
    assert PIN not in without_pins(line.format(PIN))


def test_from_afar_it_is_what_the_command_makes(out: Path, settings_file: Path) -> None:
    pieces: list[bytes] = []

    def city(call: CityCall, timeout_ms: int) -> CityReply:
        pieces.append(call.body)
        return CityReply(204, b"")

    sent = SupportSender(settings_file, city)(SendSupport("w"), int(PATIENCE_S * 1000))
    assert isinstance(sent, SupportWithCity)
    out.write_bytes(b"".join(pieces))
    assert {"about.json", "diagnosis.json", "settings.toml", "computer.json", "journal.jsonl"} <= bundle(out).keys()
