"""What somebody types wrongly gets one line that says what to do, and no traceback."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from kiosk.__main__ import main


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("run --config {here}/none.toml", "none.toml: cannot be read"),
        ("run --config {here}/bad.toml", "bad.toml: is no TOML: Expected"),
        ("demo --auto --out {here}/bad.toml/out", "Not a directory"),
        ("bench --port {taken}", "in use"),
        ("diagnose --config {here}/none.toml", "none.toml: cannot be read"),
        ("exchange --config {here}/none.toml", "none.toml: cannot be read"),
        ("journal show {here}/bad.toml", "not a database"),
        ("journal export {here}/none", "No such file"),
        ("verify --key {here}/none.pem {here}/none.pdf", "none.pem"),
        ("city serve --database sqlite:///{here}/city.sqlite --keys {here}/bad.toml/keys", "Not a directory"),
        ("city serve --keys {here}/keys --database nonsense", "sqlite:///FILE"),
        ("city serve --keys {here}/keys --database mysterydb://x", "sqlite:///FILE"),
        ("city serve --keys {here}/keys --database sqlite:///{here}/bad.toml/x", "unable to open database file"),
        ("city serve --keys {here}/keys --database sqlite:// --port {taken}", "in use"),
    ],
)
def test_a_wrong_place_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: str, said: str
) -> None:
    for name in ("QT_QPA_PLATFORM", "QT_QUICK_BACKEND"):
        monkeypatch.setenv(name, {"QT_QPA_PLATFORM": "offscreen"}.get(name, "software"))
    (tmp_path / "bad.toml").write_text("garbage [[")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        words = arguments.format(here=tmp_path, taken=taken.getsockname()[1]).split()
        assert main(words) in (1, 2)
    error = capsys.readouterr().err
    assert error.startswith("kiosk: ")
    assert error.count("\n") == 1
    assert said in error


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("bench --port 65536", "0 to 65535"),
        ("bench --port x", "invalid"),
        ("city serve --keys k --port -1", "0 to 65535"),
        ("simulate --sessions 0 --seed 1", "at least 1"),
        ("simulate --sessions 5 --seed 1 --faults lots", "many"),
        ("frob", "simulate"),
    ],
)
def test_a_wrong_word_says_what_there_is(capsys: pytest.CaptureFixture[str], arguments: str, said: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments.split())
    assert left.value.code == 2
    assert said in capsys.readouterr().err
