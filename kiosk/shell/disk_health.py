"""What the disk tells of itself, as a unit with the right to ask it has written that down (`systemd/supervision/disk.py`)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from kiosk.core.vitals import DiskHealth

TOLD = Path("/run/kiosk-disk/health.json")
OLD_S = 3 * 86_400
"""It is asked at every start of the computer and every night: what is older is nobody's word any more."""
PENDING, UNCORRECTABLE = 197, 198
"""Attributes of an ATA disk: sectors that could not be read, and wait for being written anew or given up."""
WORN_PERCENT = 90


@dataclass(frozen=True)
class _Status:
    passed: bool


@dataclass(frozen=True)
class _Raw:
    value: int


@dataclass(frozen=True)
class _Attribute:
    id: int
    raw: _Raw
    when_failed: str = ""


@dataclass(frozen=True)
class _Attributes:
    table: tuple[_Attribute, ...] = ()


@dataclass(frozen=True)
class _Nvme:
    critical_warning: int = 0
    percentage_used: int = 0
    available_spare: int = 100
    available_spare_threshold: int = 0
    media_errors: int = 0


@dataclass(frozen=True)
class _Disk:
    """What ``smartctl --json`` says of one, as far as it is looked at."""

    smart_status: _Status | None = None
    ata_smart_attributes: _Attributes = field(default_factory=_Attributes)
    nvme_smart_health_information_log: _Nvme = field(default_factory=_Nvme)

    @property
    def health(self) -> DiskHealth | None:
        """None where it has no account of itself, as a virtual disk and most sticks have none."""
        if self.smart_status is None:
            return None
        nvme, attributes = self.nvme_smart_health_information_log, self.ata_smart_attributes.table
        if (
            not self.smart_status.passed
            or nvme.critical_warning
            or any(each.when_failed == "now" for each in attributes)
        ):
            return DiskHealth.FAILING
        lost = any(each.raw.value for each in attributes if each.id in (PENDING, UNCORRECTABLE))
        spent = nvme.percentage_used >= WORN_PERCENT or nvme.available_spare <= nvme.available_spare_threshold
        return DiskHealth.WORN if lost or spent or nvme.media_errors else DiskHealth.WELL


_TOLD = TypeAdapter(Mapping[str, _Disk])
_WORST = list(DiskHealth)


def health_in(told: bytes) -> DiskHealth | None:
    """Of the worst of the disks. ``told``: JSON, the name of each disk to what smartctl says of it."""
    try:
        disks = _TOLD.validate_json(told)
    except ValidationError:
        return None
    known = [health for disk in disks.values() if (health := disk.health)]
    return max(known, key=_WORST.index, default=None)


def disk_health(file: Path = TOLD) -> DiskHealth | None:
    """None where nobody has asked the disk of late, or it tells nothing."""
    try:
        if time.time() - file.stat().st_mtime > OLD_S:
            return None
        return health_in(file.read_bytes())
    except OSError:
        return None
