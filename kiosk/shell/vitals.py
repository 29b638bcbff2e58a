"""Looks how the machine itself is: the power, the disk of the journal, and what this process takes. What cannot be told is None."""

from __future__ import annotations

import contextlib
import os
import resource
import secrets
from pathlib import Path

from config.settings import PowerSettings
from drivers.device import Ms
from kiosk.core.vitals import Look, Vitals
from kiosk.shell.disk_health import disk_health
from kiosk.shell.nut import read_power

TRIED_BYTES = 1 << 20
UPS_MS: Ms = 2_000


class LookAtMachine:
    """Answers `Look`. ``journal``: on whose disk the kiosk writes."""

    def __init__(self, journal: Path, power: PowerSettings | None) -> None:
        self._folder, self._power = journal.parent, power

    def __call__(self, question: Look, timeout_ms: Ms) -> Vitals:
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return Vitals(
            read_power(self._power, UPS_MS) if self._power else None,
            disk_free(self._folder),
            disk_sound(self._folder) if question.thorough else None,
            disk_health(),
            memory(),
            len(os.listdir("/proc/self/fd")),
            soft if soft != resource.RLIM_INFINITY else 1 << 20,
            celsius(),
        )


def disk_free(folder: Path) -> int | None:
    with contextlib.suppress(OSError):
        told = os.statvfs(folder)
        return told.f_bavail * told.f_frsize
    return None


def disk_sound(folder: Path) -> bool:
    """Whether what is written durably is read back the same, from the disk and not from the memory in front of it."""
    path, data = folder / ".self-test", secrets.token_bytes(TRIED_BYTES)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            os.write(handle, data)
            os.fsync(handle)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            return os.pread(handle, TRIED_BYTES, 0) == data
        finally:
            os.close(handle)
    except OSError:
        return False
    finally:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def memory() -> int | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    return None


def celsius() -> int | None:
    """The hottest zone; a kiosk's PC has one at least, a virtual computer none."""
    told = []
    for zone in Path("/sys/class/thermal").glob("thermal_zone*/temp"):
        with contextlib.suppress(OSError, ValueError):
            told.append(int(zone.read_text()) // 1_000)
    return max(told, default=None)
