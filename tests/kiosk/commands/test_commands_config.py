"""``kiosk config check``: everything that is wrong with a file, in the language asked for, and an exit status."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from config.staff import matches
from kiosk.__main__ import main
from kiosk.shell.settings import read_settings
from kiosk.shell.settings_in_force import kept_before, name_of
from sync.reference_city.keys import make_demo_keys

SPOILED = (
    ('name = "hopper-100"', 'name = "hopper-500"'),
    ('uri = "ipp://', 'uri = "ipps://'),
    ("columns = 42", "columns = 20"),
    ("won = 5000", "won = 2000"),
)


def check(file: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, list[str]]:
    status = main(["config", "check", str(file), *more])
    out = capsys.readouterr()
    assert out.err == ""
    lines = out.out.splitlines()
    assert all(line.startswith(f"{file}: ") for line in lines)
    return status, [line.removeprefix(f"{file}: ") for line in lines]


def test_of_a_sound_file_it_says_so(settings_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(settings_file, capsys) == (0, ["nothing is wrong with it"])
    assert check(settings_file, capsys, "--lang", "ko") == (0, ["이상이 없습니다"])


def test_it_says_everything_at_once_settings_and_files(settings_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = settings_file.read_text("utf-8")
    for before, after in SPOILED:
        assert before in text
        text = text.replace(before, after)
    settings_file.write_text(text, "utf-8")
    (settings_file.parent / "keys" / "kiosk.key").unlink()
    status, lines = check(settings_file, capsys)
    assert status == 1
    assert [line.split(": ")[0] for line in lines] == [
        "id003.notes[2].won", "printer.fingerprint", "receipt.columns", "cctalk.hopper[2].name", "city.key",
    ]  # fmt: skip
    status, lines = check(settings_file, capsys, "--lang", "ko")
    assert status == 1
    assert lines[2] == "receipt.columns: 20: 너무 작습니다. 24 이상이어야 합니다"
    assert (
        lines[4] == f"city.key: {settings_file.parent}/keys/kiosk.key: 파일이 없습니다. 파일을 두거나 경로를 고치십시오"
    )


def test_it_says_what_run_would_refuse(tmp_path: Path, settings_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_demo_keys(tmp_path / "keys")
    status, lines = check(settings_file, capsys)
    assert (status, len(lines)) == (1, 1)
    assert "is a demonstration's CA" in lines[0]


@pytest.mark.parametrize(("text", "said"), [(None, "cannot be read"), ("[machine", "is no TOML")])
def test_what_is_no_settings_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, said: str
) -> None:
    path = tmp_path / "kiosk.toml"
    if text:
        path.write_text(text)
    status, lines = check(path, capsys)
    assert (status, len(lines)) == (1, 1)
    assert lines[0].startswith(said)


def test_new_settings_take_the_place_of_those_in_force_and_go_back(
    settings_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = settings_file.read_bytes()
    new = tmp_path / "stick.toml"
    new.write_bytes(before.replace(b"refund_within_s", b"# of the stick\nrefund_within_s") + b"\n# newer\n")
    config = ["--config", str(settings_file)]
    assert main(["config", "in-force", *config]) == 0
    said = capsys.readouterr().out
    assert name_of(before) in said

    assert main(["config", "install", str(new), *config]) == 1
    assert "a script says --yes" in capsys.readouterr().err
    assert settings_file.read_bytes() == before

    assert main(["config", "install", str(new), *config, "--yes"]) == 0
    assert settings_file.read_bytes() == new.read_bytes()
    assert main(["config", "in-force", *config]) == 0
    said = capsys.readouterr().out
    assert name_of(new.read_bytes()) in said
    assert name_of(before) in said

    assert main(["config", "put-back", *config, "--yes"]) == 0
    assert settings_file.read_bytes() == before
    assert kept_before(settings_file).read_bytes() == new.read_bytes()
    assert sorted(each.name for each in settings_file.parent.iterdir() if each.name.startswith(".")) == []


def test_settings_that_a_start_would_refuse_are_refused_by_the_same_words(
    settings_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = settings_file.read_bytes()
    new = tmp_path / "stick.toml"
    new.write_bytes(before.replace(b"columns = 42", b"columns = 20"))
    install = ["config", "install", str(new), "--config", str(settings_file), "--yes"]
    assert main(install) == 1
    assert "receipt.columns: 20 is too small" in capsys.readouterr().out
    assert main([*install, "--json", "--lang", "ko"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "version": name_of(new.read_bytes()),
        "problems": ["receipt.columns: 20: 너무 작습니다. 24 이상이어야 합니다"],
    }
    assert settings_file.read_bytes() == before


def test_a_neighbours_settings_are_refused(
    settings_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = settings_file.read_text("utf-8")
    own = next(line for line in before.splitlines() if line.startswith("id = "))
    new = tmp_path / "stick.toml"
    new.write_text(before.replace(own, 'id = "another-kiosk"', 1), "utf-8")
    assert main(["config", "install", str(new), "--config", str(settings_file), "--yes"]) == 1
    assert "machine.id: another-kiosk, and this kiosk has" in capsys.readouterr().out
    assert settings_file.read_text("utf-8") == before


def test_a_file_that_is_no_text_is_refused_and_not_a_crash(
    settings_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "stick.toml"
    new.write_bytes(b"\xff\xfe\x00")
    assert main(["config", "install", str(new), "--config", str(settings_file), "--yes"]) == 1
    assert "cannot be read" in capsys.readouterr().out


def test_without_settings_before_there_is_no_way_back(settings_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "put-back", "--config", str(settings_file), "--yes"]) == 1
    assert "there is no such file" in capsys.readouterr().err


def test_the_table_of_a_member_of_staff_goes_into_the_settings_as_it_is_and_has_no_pin(
    settings_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("314159\n"))
    assert main(["config", "staff", "1001", "cashier"]) == 0
    table = capsys.readouterr().out
    assert "314159" not in table
    settings_file.write_text(f"{settings_file.read_text('utf-8')}\n{table}", "utf-8")
    assert check(settings_file, capsys)[0] == 0
    (staff,) = read_settings(settings_file).staff
    assert (staff.number, staff.role) == ("1001", "cashier")
    assert matches("314159", staff.pin)
    assert not matches("314158", staff.pin)


@pytest.mark.parametrize("pin", ["31415", "3141592", "31415x", "111111", "123456", "987654", ""])
def test_what_is_no_pin_or_the_first_that_anybody_tries_is_refused(
    pin: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{pin}\n"))
    assert main(["config", "staff", "1001", "cashier"]) == 1
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("number", "role", "pin", "said"),
    [
        (
            "10a1",
            "cashier",
            "scrypt:" + "A" * 22 + "==:" + "A" * 43 + "=",
            "staff[1].number: 10a1: one to eight digits",
        ),
        ("1001", "boss", "scrypt:" + "A" * 22 + "==:" + "A" * 43 + "=", "staff[1].role: boss is none of"),
        ("1001", "cashier", "314159", "staff[1].pin: is no hash of a PIN"),
    ],
)
def test_a_table_that_nobody_could_enter_with_is_told(
    settings_file: Path, capsys: pytest.CaptureFixture[str], number: str, role: str, pin: str, said: str
) -> None:
    text = settings_file.read_text("utf-8")
    settings_file.write_text(f'{text}\n[[staff]]\nnumber = "{number}"\nrole = "{role}"\npin = "{pin}"\n', "utf-8")
    status, lines = check(settings_file, capsys)
    assert status == 1
    assert lines[0].startswith(said)
