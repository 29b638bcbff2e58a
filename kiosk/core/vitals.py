"""What the machine itself is like, beside its devices: its power, its disk, and what the process takes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from config.vocabulary import Power


@dataclass(frozen=True)
class Look:
    """The question how the machine is; answered by `Vitals`. ``thorough``: the disk is tried as well, by writing and reading back."""

    thorough: bool = False


class DiskHealth(StrEnum):
    """What the disk tells of itself; all but the first are words of `kiosk.core.faults`."""

    WELL = "well"
    WORN = "disk-worn"
    FAILING = "disk-failing"


@dataclass(frozen=True)
class Vitals:
    """None is what cannot be told here.

    Attributes:
        power: as the UPS tells; None where there is none in the settings.
        disk_free: bytes that the kiosk may still write beside its journal.
        disk_sound: what was written there was read back the same; None where it was not tried.
        disk_health: None where the disk tells nothing, or was not asked for days.
        memory: bytes of the process that lie in memory.
        handles: open files of the process, of ``most_handles`` that it may have.
        celsius: the hottest that the computer tells of itself.
    """

    power: Power | None = None
    disk_free: int | None = None
    disk_sound: bool | None = None
    disk_health: DiskHealth | None = None
    memory: int | None = None
    handles: int | None = None
    most_handles: int = 1
    celsius: int | None = None
