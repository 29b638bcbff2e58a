"""What a disk tells of itself: asked by the real program, judged by what smartctl says of disks that this computer has not."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.vitals import DiskHealth
from kiosk.shell.disk_health import OLD_S, disk_health, health_in
from systemd.supervision import disk

PASSED, FAILED = {"smart_status": {"passed": True}}, {"smart_status": {"passed": False}}
SMART = {"smartctl": {"version": [7, 3], "exit_status": 0}, "device": {"name": "/dev/sda", "type": "sat"}}


def ata(id: int, raw: int, when_failed: str = "") -> dict[str, Any]:
    """A disk that passes, with one attribute of its table."""
    attribute = {
        "id": id, "name": "Current_Pending_Sector", "value": 100, "worst": 100, "thresh": 0, "when_failed": when_failed,
        "raw": {"value": raw, "string": str(raw)},
    }  # fmt: skip
    return {**SMART, **PASSED, "ata_smart_attributes": {"revision": 16, "table": [attribute]}}


def nvme(**said: int) -> dict[str, Any]:
    log = {
        "critical_warning": 0,
        "available_spare": 100,
        "available_spare_threshold": 10,
        "percentage_used": 3,
        "media_errors": 0,
    }
    return {**PASSED, "nvme_smart_health_information_log": {**log, "temperature": 40, **said}}


@pytest.mark.parametrize(
    ("told", "health"),
    [
        (ata(197, 0), DiskHealth.WELL),
        (ata(9, 41_000), DiskHealth.WELL),
        (ata(197, 8), DiskHealth.WORN),
        (ata(198, 1), DiskHealth.WORN),
        (ata(5, 900, "now"), DiskHealth.FAILING),
        (ata(5, 900, "past"), DiskHealth.WELL),
        ({**SMART, **FAILED}, DiskHealth.FAILING),
        (nvme(), DiskHealth.WELL),
        (nvme(percentage_used=92), DiskHealth.WORN),
        (nvme(available_spare=10), DiskHealth.WORN),
        (nvme(media_errors=1), DiskHealth.WORN),
        (nvme(critical_warning=4), DiskHealth.FAILING),
        (SMART, None),
    ],
)
def test_a_disk_is_well_worn_or_failing_by_its_own_account(told: dict[str, Any], health: DiskHealth | None) -> None:
    assert health_in(json.dumps({"sda": told}).encode()) is health


def test_of_a_mirror_the_worse_disk_counts_and_what_is_no_account_is_none() -> None:
    assert health_in(json.dumps({"sda": ata(197, 8), "sdb": nvme(), "vda": SMART}).encode()) is DiskHealth.WORN
    for told in (b"", b"[]", b"{", b'{"sda": {"smart_status": {"passed": "perhaps"}}}'):
        assert health_in(told) is None


def test_what_was_said_days_ago_is_nobodys_word_any_more(tmp_path: Path) -> None:
    file = tmp_path / "health.json"
    assert disk_health(file) is None
    file.write_text(json.dumps({"sda": nvme()}))
    assert disk_health(file) is DiskHealth.WELL
    then = time.time() - OLD_S - 60
    os.utime(file, (then, then))
    assert disk_health(file) is None


def test_the_disks_of_a_folder_are_found_below_partitions_and_mirrors(tmp_path: Path) -> None:
    """The kernel's own folders: a number leads to a place, a partition lies in its disk, a mirror names what it is made of."""
    devices, blocks = tmp_path / "devices", tmp_path / "block"
    blocks.mkdir()
    for name in ("sda/sda1", "sdb/sdb1", "md0"):
        (devices / name).mkdir(parents=True)
    for name in ("sda/sda1", "sdb/sdb1"):
        (devices / name / "partition").write_text("1\n")
    (devices / "md0/slaves").mkdir()
    for name in ("sda/sda1", "sdb/sdb1"):
        (devices / "md0/slaves" / Path(name).name).symlink_to(devices / name)
    number = tmp_path.stat().st_dev
    (blocks / f"{os.major(number)}:{os.minor(number)}").symlink_to(devices / "md0")
    assert disk.disks_under(tmp_path, blocks) == ["sda", "sdb"]
    assert disk.disks_under(tmp_path, tmp_path / "nothing") == []


def test_the_program_leaves_what_smartctl_says_and_a_disk_that_tells_nothing_is_none(tmp_path: Path) -> None:
    file = tmp_path / "health.json"
    assert disk.main([str(tmp_path), str(file)]) == 0
    told = json.loads(file.read_text("utf-8"))
    assert set(told) == set(disk.disks_under(tmp_path))
    said = disk.asked("there-is-no-such-disk")
    assert isinstance(said, dict)
    assert said["smartctl"]["exit_status"]
    assert health_in(json.dumps({"x": said}).encode()) is None
