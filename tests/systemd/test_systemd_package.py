"""What goes into the package. That it installs, runs and goes again is shown by `make appliance`, and its bytes by `make deb-twice`."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from config.settings import toml
from kiosk.__main__ import COMMANDS
from kiosk.shell.settings import settings_model
from tests.patience import PATIENCE_S
from tests.test_apt_packages import by_purpose

ROOT = Path(__file__).parents[2]


def pinned(lock: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+==\S+)", (ROOT / "requirements" / lock).read_text("utf-8"), re.MULTILINE))


def test_the_package_has_of_the_lock_what_the_tests_run_with_and_no_tool() -> None:
    run, everything = pinned("run.txt"), pinned("all.txt")
    assert run < everything
    named = {each.split("==")[0] for each in run}
    project = toml((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[^\w-]", each)[0].lower().replace("_", "-") for each in project["dependencies"]}
    assert wanted <= {each.replace("_", "-").lower() for each in named}
    assert not {"pytest", "mypy", "ruff", "hypothesis", "import-linter"} & named


def test_the_package_depends_on_everything_that_running_takes() -> None:
    lines = (ROOT / "systemd/package/depends").read_text("ascii").splitlines()
    depends = {line.split(" ")[0] for line in lines if line and not line.startswith("#")}
    assert set(by_purpose()["run"]) <= depends
    assert {"cage", "xwayland", "seatd", "polkitd"} <= depends


def test_its_scripts_are_sound() -> None:
    for script in ("build", "postinst", "prerm", "postrm"):
        subprocess.run(["sh", "-n", ROOT / "systemd/package" / script], check=True, timeout=PATIENCE_S)


def test_the_manual_names_sections_and_commands_that_there_are() -> None:
    """Not all: `kiosk --help` and the example of a settings file have them."""
    sections = re.findall(r"\[(\w+)\]", (ROOT / "systemd/man/kiosk.toml.5").read_text("utf-8"))
    assert set(sections) <= settings_model().model_fields.keys()
    commands = re.findall(
        r"^\.BR? \"?(?:kiosk )?([a-z]+)\b", (ROOT / "systemd/man/kiosk.1").read_text("utf-8"), re.MULTILINE
    )
    assert {"run", "diagnose", "enrol"} <= {*commands} - {"kiosk"} <= COMMANDS.keys()
