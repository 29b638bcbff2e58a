"""``kiosk run`` with settings that cannot be used: one line for each thing, exit status 1, and never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.__main__ import main


def replaced(before: str, after: str) -> Callable[[Path], object]:
    def spoil(file: Path) -> None:
        text = file.read_text("utf-8")
        assert before in text
        file.write_text(text.replace(before, after, 1), "utf-8")

    return spoil


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (replaced("ipp://192", "ipps://192"), "printer.fingerprint: is missing: ipps://192.0.2.10/ipp/print is spoken over TLS"),
        (replaced("city.example", "city.example/v1"), "city.url: https://city.example/v1: the address ends with its host"),
        (replaced('name = "hopper-100"', 'name = "coin-acceptor"'), "cctalk.hopper[2].name: coin-acceptor is also the name at"),
        (lambda file: (file.parent / "keys" / "kiosk.key").unlink(), "keys/kiosk.key is not there"),
        (lambda file: (file.parent / "keys" / "server.key").replace(file.parent / "keys" / "kiosk.key"), "is not the key of the certificate"),
        (replaced("/usr/share/fonts/truetype/nanum", "/usr/share/fonts/none"), "machine.fonts: /usr/share/fonts/none/NanumMyeongjo.ttf is not there"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line(
    settings_file: Path, capsys: pytest.CaptureFixture[str], spoil: Callable[[Path], object], said: str
) -> None:
    spoil(settings_file)
    assert main(["run", "--config", str(settings_file)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"kiosk: {settings_file}: ")
    assert said in line


def test_a_screen_without_its_font_is_one_line(
    settings_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr("kiosk.ui.window.FONT", "No Such Font")
    assert main(["run", "--config", str(settings_file)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line == "kiosk: font 'No Such Font' is not installed (Debian package fonts-noto-cjk)"
