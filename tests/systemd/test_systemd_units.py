"""What a unit may touch is what the page says, and none is more exposed than 1.7."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from kiosk.shell import packages_worker
from kiosk.shell.files_worker import HAND_OVER
from kiosk.shell.packages import HOME
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "systemd").glob("*.service"))
MOST = 17
"""Tenths of what systemd calls the exposure."""
each_unit = pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)


def settings(unit: Path) -> dict[str, list[str]]:
    """Key to its values, in the file's order; an empty one takes back those before."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in unit.read_text("utf-8").splitlines():
        if (key := re.match(r"(\w+)=(.*)", line)) is not None:
            found[key[1]] = [*found[key[1]], *key[2].split()] if key[2] else []
    return found


def rows() -> dict[str, list[str]]:
    """Unit to the other cells of its row."""
    page = (ROOT / "docs/appliance.md").read_text("utf-8").split("## What each unit may touch")[1]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| `")
    ]
    return {name.strip("`"): rest for name, *rest in cells}


def test_the_page_has_every_unit() -> None:
    assert sorted(rows()) == [unit.name for unit in UNITS]


@each_unit
def test_a_unit_may_touch_what_the_page_says(unit: Path) -> None:
    said = settings(unit)
    devices = [each.removeprefix("char-") for each in said["DeviceAllow"] if len(each) > 2]
    writes = [f"/run/{name}" for name in said["RuntimeDirectory"]] + [
        f"/var/lib/{name}" for name in said["StateDirectory"]
    ]
    also = [each.removeprefix("-") for each in said["ReadWritePaths"]]  # a path behind "-" need not be there
    network = [each.removeprefix("AF_") for each in said["RestrictAddressFamilies"] if each != "none"]
    told = [[*said["User"], *said["SupplementaryGroups"]], sorted([*writes, *also]), devices, network]
    assert rows()[unit.name][:4] == [", ".join(each) or "none" for each in told]


@each_unit
def test_a_unit_is_no_more_exposed_than_the_page_says(unit: Path) -> None:
    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", f"--threshold={MOST}", unit],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", told.stdout)
    assert exposure
    assert rows()[unit.name][4] == exposure[1]


@each_unit
def test_no_unit_leaves_memory_behind_or_runs_what_it_wrote(unit: Path) -> None:
    said = settings(unit)
    capabilities = ["CAP_SYS_RAWIO", "CAP_SYS_ADMIN"] if unit.name == "kiosk-disk.service" else []
    wanted = {
        "MemoryDenyWriteExecute": ["true"], "NoNewPrivileges": ["true"], "ProtectSystem": ["strict"], "ProtectHome": ["true"],
        "CapabilityBoundingSet": capabilities, "LimitCORE": ["0"], "MemorySwapMax": ["0"], "DevicePolicy": ["closed"],
    }  # fmt: skip
    assert {key: said[key] for key in wanted} == wanted


def test_settings_are_handed_over_by_the_kiosk_alone_and_where_it_looks_for_somebody() -> None:
    said = settings(ROOT / "systemd/kiosk-settings.socket")
    assert said["ListenStream"] == [str(HAND_OVER)]
    assert (said["SocketGroup"], said["SocketMode"]) == (settings(ROOT / "systemd/kiosk.service")["Group"], ["0660"])
    unit = settings(ROOT / "systemd/kiosk-settings@.service")
    assert unit["User"] != settings(ROOT / "systemd/kiosk.service")["User"]
    assert unit["ReadWritePaths"] == ["/etc/kiosk"]


def test_versions_are_handed_over_by_the_kiosk_alone_to_a_user_who_writes_nothing_else() -> None:
    said = settings(ROOT / "systemd/kiosk-package.socket")
    assert said["ListenStream"] == [str(packages_worker.HAND_OVER)]
    assert (said["SocketGroup"], said["SocketMode"]) == (settings(ROOT / "systemd/kiosk.service")["Group"], ["0660"])
    unit = settings(ROOT / "systemd/kiosk-package@.service")
    others = {user for each in UNITS if each.stem != "kiosk-package@" for user in settings(each)["User"]}
    assert not others & set(unit["User"])
    assert unit["ReadWritePaths"] == [str(HOME)]
    folders = (ROOT / "systemd/root/usr/lib/tmpfiles.d/kiosk.conf").read_text("utf-8")
    assert f"d {HOME} 0755 {unit['User'][0]} kiosk -" in folders


@each_unit
def test_a_unit_calls_programs_that_the_package_brings(unit: Path) -> None:
    programs = {
        "/bin/sh",
        "/opt/kiosk/current/bin/kiosk",
        *(f"/usr/lib/kiosk/{path.stem}" for path in (ROOT / "systemd/supervision").glob("*.py")),
    }
    for key, words in settings(unit).items():
        if key.startswith("Exec"):
            assert words[0].lstrip("+-") in programs
