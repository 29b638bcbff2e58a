"""What the technician's pages have done with files, by the real commands in processes of their own."""

from __future__ import annotations

import os
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
    monkeypatch.setattr(files_worker, "_run", lambda command, within_s: said)  # what it prints before it tries
    worker = FilesWorker(tmp_path / "j", stick, settings_file)
    assert worker(InstallSettings("new.toml", str(said["version"])), WITHIN_MS) == StickFailed("no-rights")


def test_a_command_that_cannot_do_it_is_no_crash(tmp_path: Path) -> None:
    assert isinstance(FilesWorker(tmp_path, tmp_path, None)(VerifyJournal(), 1), Failure)  # no time at all
