"""From an empty machine to its first screen by a finger on the real pages, with a real city behind the door and devices on real ptys."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import tomlkit

from config.vocabulary import Role
from kiosk.demo.demonstration import bench_places
from kiosk.demo.settings import demo_settings
from kiosk.shell.memory import CLEARED
from kiosk.shell.setting_up import DRAFT, is_to_be_set_up
from kiosk.shell.settings import read_settings
from tests.cities import WONJU
from tests.end_to_end.lobby import lobby_display
from tests.end_to_end.newcomer import NUMBER
from tests.end_to_end.test_commissioned import bench as bench
from tests.kiosk.commands.test_commands_enrol import served
from tests.patience import PATIENCE_S

PORTS = ("cctalk", "receipt")
LEFT_OUT = ("card", "id003", "terminal", "keypad", "jack")
"""Of this machine, so that less is to be found; there is no PC/SC where the tests run."""


def test_a_machine_without_settings_is_set_up_at_its_screen_and_serves(bench: dict[str, str], tmp_path: Path) -> None:
    etc, state, stick = (tmp_path / name for name in ("etc", "state", "stick"))
    for folder in (etc, state, stick):
        folder.mkdir()
    config = etc / "kiosk.toml"
    # Of a machine of this kind, with each port named for another device than the one that is there.
    ports = dict(zip(PORTS, [bench[name] for name in reversed(PORTS)], strict=True))
    places = bench_places(bench, tmp_path / "csca.pem") | {f"{name}.port": port for name, port in ports.items()}
    model = demo_settings(WONJU, places)
    (stick / "model.toml").write_text(without(model), "utf-8")
    environment = {name: value for name, value in os.environ.items() if name not in CLEARED}
    environment["QT_QPA_PLATFORM"] = lobby_display(tmp_path)
    assert is_to_be_set_up(config, state)
    with served(tmp_path) as hall:
        typed = [sys.executable, "-m", "tests.end_to_end.newcomer", str(config), str(state), str(stick), hall.door]
        with subprocess.Popen(typed, env=environment, stdout=subprocess.PIPE, text=True) as touched:
            assert touched.stdout
            code = touched.stdout.readline().split()
            assert code[0] == "code", code
            assert hall.approve(code[1]) == 0
            assert touched.stdout.readline() == "set up\n"
            assert touched.wait(PATIENCE_S) == 0, "it ends by itself, for a start with the settings"
        assert not is_to_be_set_up(config, state)
        assert not (state / DRAFT).exists()
        settings = read_settings(config)
        assert {each.section: each.port for each in settings.on_ports} == {name: bench[name] for name in PORTS}
        assert [(each.number, each.role) for each in settings.staff] == [(NUMBER, Role.TECHNICIAN)]
        done = subprocess.run(
            typed, env=environment, stdout=subprocess.PIPE, text=True, timeout=PATIENCE_S, check=False
        )
        assert (done.stdout, done.returncode) == ("first screen\n", 0)


def without(model: str) -> str:
    file = tomlkit.parse(model)
    for name in LEFT_OUT:
        file.remove(name)
    return tomlkit.dumps(file)
