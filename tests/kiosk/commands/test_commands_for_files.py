"""What the technician's pages have done with files, by the real commands in processes of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.dialogue import Failure
from config.ids import SessionId
from kiosk.core.channels import (
    ExportJournal,
    FindSettings,
    InstallSettings,
    JournalChecked,
    JournalExported,
    SettingsFound,
    SettingsInstalled,
    StickFailed,
    VerifyJournal,
)
from kiosk.shell import files_worker
from kiosk.shell.files_worker import FilesWorker
from kiosk.shell.settings_in_force import name_of
from sync.journal import events as ev
from sync.journal.format import Chain, Head
from sync.journal.opening import open_for_writing

JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"
WITHIN_MS = 60_000


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is mounted for as long as it is there."""
    folder = tmp_path / "stick"
    folder.mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == folder and folder.exists())
    return folder


def test_a_journal_that_is_being_written_is_verified_and_goes_to_the_stick(tmp_path: Path, stick: Path) -> None:
    store = open_for_writing(tmp_path / "j", JOURNAL)
    chain = Chain(JOURNAL, "boot", Head(), 1)
    store.commit((chain.entry(ev.SessionStarted(SessionId("s")), 1, datetime.now(UTC)),))
    worker = FilesWorker(tmp_path / "j", stick, None)
    assert worker(VerifyJournal(), WITHIN_MS) == JournalChecked(1, ())
    done = worker(ExportJournal(), WITHIN_MS)
    assert isinstance(done, JournalExported)
    assert done.checked == JournalChecked(1, ())
    assert (stick / done.file).stat().st_size == done.size
    store.commit((chain.entry(ev.SessionStarted(SessionId("t")), 2, datetime.now(UTC)),))  # its locks are still its own
    store.close()


def test_without_a_stick_nothing_is_written_where_it_would_be(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    worker = FilesWorker(tmp_path / "j", tmp_path / "stick", None)
    assert worker(ExportJournal(), WITHIN_MS) == StickFailed("none")
    assert worker(FindSettings(), WITHIN_MS) == StickFailed("none")
    assert list((tmp_path / "stick").iterdir()) == []


def test_settings_of_a_stick_are_found_checked_and_put_in_force(
    stick: Path, settings_file: Path, tmp_path: Path
) -> None:
    before = settings_file.read_bytes()
    (stick / "new.toml").write_bytes(before + b"\n# newer\n")
    (stick / "wrong.toml").write_bytes(before.replace(b"columns = 42", b"columns = 20"))
    worker = FilesWorker(tmp_path / "j", stick, settings_file)
    found = worker(FindSettings(), WITHIN_MS)
    assert isinstance(found, SettingsFound)
    new, wrong = found.files
    assert (new.file, new.version, new.problems) == ("new.toml", name_of(before + b"\n# newer\n"), ())
    assert wrong.problems == ("receipt.columns: 20: 너무 작습니다. 24 이상이어야 합니다",)
    assert settings_file.read_bytes() == before

    (stick / "new.toml").write_bytes(before + b"\n# another\n")
    late = worker(InstallSettings("new.toml", new.version), WITHIN_MS)
    assert isinstance(late, SettingsInstalled)
    assert late.problems
    assert settings_file.read_bytes() == before
    (stick / "new.toml").write_bytes(before + b"\n# newer\n")
    assert worker(InstallSettings("new.toml", new.version), WITHIN_MS) == SettingsInstalled(new.version, ())
    assert settings_file.read_bytes() == before + b"\n# newer\n"


def test_settings_are_not_said_to_be_in_force_where_nothing_can_be_written(
    stick: Path, settings_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in the appliance's sandbox, where its own settings are not the kiosk's to change."""
    (stick / "new.toml").write_bytes(settings_file.read_bytes() + b"\n# newer\n")
    said = {"version": name_of((stick / "new.toml").read_bytes()), "problems": []}
    monkeypatch.setattr(files_worker, "run_kiosk", lambda command, within_s: said)  # what it prints before it tries
    worker = FilesWorker(tmp_path / "j", stick, settings_file)
    assert worker(InstallSettings("new.toml", str(said["version"])), WITHIN_MS) == StickFailed("no-rights")


def test_a_command_that_cannot_do_it_is_no_crash(tmp_path: Path) -> None:
    assert isinstance(FilesWorker(tmp_path, tmp_path, None)(VerifyJournal(), 1), Failure)  # no time at all


@pytest.fixture
def listening(settings_file: Path, tmp_path: Path) -> Iterator[Path]:
    """The socket of the unit that may write the settings, and what it runs for whoever connects."""
    path = tmp_path / "hand-over"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        listener.listen(1)

        def serve() -> None:
            line, _ = listener.accept()
            with line:
                command = [sys.executable, "-m", "kiosk", "config", "accept", "--config", str(settings_file)]
                subprocess.run(
                    command, stdin=line.fileno(), stdout=line.fileno(), timeout=WITHIN_MS / 1000, check=False
                )

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield path
        thread.join(WITHIN_MS / 1000)


@pytest.fixture
def may_not_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the kiosk in its sandbox: the command says what it finds, and cannot do it."""
    run = files_worker.run_kiosk
    monkeypatch.setattr(
        files_worker,
        "run_kiosk",
        lambda command, within_s: run(tuple(each for each in command if each != "--yes"), within_s),
    )


@pytest.mark.usefixtures("may_not_write")
def test_settings_are_handed_over_to_whoever_may_write_them(
    stick: Path, settings_file: Path, tmp_path: Path, listening: Path
) -> None:
    new = settings_file.read_bytes() + b"\n# newer\n"
    (stick / "new.toml").write_bytes(new)
    worker = FilesWorker(tmp_path / "j", stick, settings_file, listening)
    assert worker(InstallSettings("new.toml", name_of(new)), WITHIN_MS) == SettingsInstalled(name_of(new), ())
    assert settings_file.read_bytes() == new


@pytest.mark.usefixtures("may_not_write")
def test_settings_that_trust_another_city_are_not_taken_at_the_machine(
    stick: Path, settings_file: Path, tmp_path: Path, listening: Path
) -> None:
    before = settings_file.read_bytes()
    (settings_file.parent / "keys/other.pem").write_bytes((settings_file.parent / "keys/ca.pem").read_bytes())
    new = before.replace(b"keys/ca.pem", b"keys/other.pem")
    assert new != before
    (stick / "new.toml").write_bytes(new)
    worker = FilesWorker(tmp_path / "j", stick, settings_file, listening)
    done = worker(InstallSettings("new.toml", name_of(new)), WITHIN_MS)
    assert isinstance(done, SettingsInstalled)
    (problem,) = done.problems
    assert problem.startswith("city.ca: ")
    assert "kiosk config install" in problem
    assert settings_file.read_bytes() == before
