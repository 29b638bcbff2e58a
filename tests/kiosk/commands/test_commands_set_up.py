"""When a machine is set up at its screen, and what its pages' worker does with the draft, the stick and the settings in force."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.ids import StaffNumber
from config.problems import SettingsError
from config.settings import USUAL_PANEL, toml_in
from config.staff import matches
from config.vocabulary import Role
from kiosk.__main__ import main
from kiosk.session.setting_up.questions import (
    AddStaff,
    Check,
    Checked,
    Done,
    FindModels,
    Models,
    NotDone,
    PutInForce,
    SetPanel,
)
from kiosk.shell.setting_up import DRAFT, SettingUpWorker, is_to_be_set_up
from kiosk.shell.settings_in_force import accept

LET_IN = '[machine]\nid = "wonju-03"\nnumber = "03"\nsite = "단구동"\n[city]\nurl = "https://city.example"\n'


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Where the settings will lie, and the state."""
    etc, state = tmp_path / "etc", tmp_path / "state"
    etc.mkdir()
    state.mkdir()
    return etc / "kiosk.toml", state


def test_it_is_set_up_where_there_are_no_settings_or_those_of_the_city_alone(folders: tuple[Path, Path]) -> None:
    config, state = folders
    assert is_to_be_set_up(config, state)
    config.write_text(LET_IN, "utf-8")
    assert is_to_be_set_up(config, state)
    config.write_text(LET_IN + '[printer]\nuri = "ipp://192.0.2.10/ipp/print"\n', "utf-8")
    assert not is_to_be_set_up(config, state)
    config.write_text("[machine", "utf-8")
    assert not is_to_be_set_up(config, state), "what is broken is for an administrator"


def test_a_machine_that_has_a_journal_and_lost_its_settings_is_not_set_up_by_whoever_stands_there(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    config, state = folders
    (state / "journal.sqlite").touch()
    assert not is_to_be_set_up(config, state)
    assert main(["run", "--config", str(config), "--state", str(state)]) == 1
    assert "kiosk.toml: cannot be read" in capsys.readouterr().err


def test_what_was_begun_is_there_after_a_power_cut(folders: tuple[Path, Path]) -> None:
    config, state = folders
    config.write_text(LET_IN, "utf-8")
    worker = SettingUpWorker(config, state, USUAL_PANEL, stick=state / "no-stick")
    assert worker(AddStaff(StaffNumber("1001"), Role.TECHNICIAN, "314159"), 60_000) == Done(worker.begun())
    assert isinstance(worker(AddStaff(StaffNumber("1002"), Role.CASHIER, "123456"), 60_000), NotDone)
    assert isinstance(worker(SetPanel(0, 274, 300), 60_000), NotDone), "no panel has such px"
    assert isinstance(worker(SetPanel(2, 274, 487), 60_000), Done)
    begun = SettingUpWorker(config, state, USUAL_PANEL).begun()
    assert (begun.kiosk, begun.panel.turns, begun.staff) == (
        "03 단구동 (wonju-03)", 2, ((StaffNumber("1001"), Role.TECHNICIAN),)
    )  # fmt: skip
    (staff,) = toml_in(state / DRAFT)["staff"]
    assert matches("314159", staff["pin"])
    assert "314159" not in (state / DRAFT).read_text("utf-8")


def test_a_machine_that_somebody_has_begun_by_hand_is_not_let_in_yet_and_starts(folders: tuple[Path, Path]) -> None:
    config, state = folders
    config.write_text('[machine]\nid = "wonju-03"\n[city]\nurl = "https://city.example"\n', "utf-8")
    assert is_to_be_set_up(config, state)
    assert SettingUpWorker(config, state, USUAL_PANEL).begun().kiosk == ""


def test_a_stick_has_the_models_and_without_one_there_is_the_usual_machine(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    worker = SettingUpWorker(*folders, USUAL_PANEL, stick=stick)
    assert worker(FindModels(), 60_000) == Models(())
    stick.mkdir()
    for name in ("lobby.toml", ".hidden.toml", "notes.txt"):
        (stick / name).touch()
    assert worker(FindModels(), 60_000) == Models(("lobby.toml",))


def test_a_sound_draft_is_put_in_force_and_one_with_a_mistake_says_what_it_is(
    settings_file: Path, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    state.mkdir()
    sound = settings_file.read_text("utf-8")
    settings_file.unlink()
    worker = SettingUpWorker(settings_file, state, USUAL_PANEL)
    (state / DRAFT).write_text(sound.replace("ipp://192", "ipps://192"), "utf-8")
    checked = worker(Check(), 60_000)
    assert isinstance(checked, Checked)
    assert [line.partition(":")[0] for line in checked.problems] == ["printer.fingerprint"]
    assert isinstance(worker(PutInForce(), 60_000), NotDone)
    assert not settings_file.exists()
    (state / DRAFT).write_text(sound, "utf-8")
    assert worker(Check(), 60_000) == Checked(checked.clock, checked.source, ())
    assert isinstance(worker(PutInForce(), 60_000), Done)
    assert settings_file.read_text("utf-8") == sound
    assert not (state / DRAFT).exists()


def test_who_may_write_settings_takes_those_of_a_new_machine_and_later_none_that_trust_anybody_else(
    settings_file: Path,
) -> None:
    whole = settings_file.read_bytes()
    settings_file.unlink()
    accept(whole, settings_file)
    assert settings_file.read_bytes() == whole
    with pytest.raises(SettingsError, match=r"machine\.id"):
        accept(whole.replace(b'id = "', b'id = "x', 1), settings_file)
