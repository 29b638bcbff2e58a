#!/usr/bin/python3
"""Asks the disks under a folder how they are, and leaves what they say where the kiosk reads it.

Usage: disk FOLDER FILE       FILE gets JSON: the name of each disk to what ``smartctl --json --all`` says of it

Only who may send a disk commands can ask it, and the kiosk may not: so this runs by itself, in a unit that can do nothing else.
A disk that tells nothing (a virtual one, most sticks) is there with what smartctl says of that.

This program is no part of any version and needs nothing of one: only Python's own library, and smartctl.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ASKED_S = 60
BLOCKS = Path("/sys/dev/block")


def disks_under(folder: Path, blocks: Path = BLOCKS) -> list[str]:
    """Names of the disks that it lies on: those below a volume, an encryption or a mirror, and the whole of a partition."""
    device = folder.stat().st_dev
    return sorted(set(_disks(blocks / f"{os.major(device)}:{os.minor(device)}")))


def _disks(device: Path) -> Iterator[str]:
    if not device.exists():  # in memory, or put together by the kernel of other file systems
        return
    place = device.resolve()
    below = sorted((place / "slaves").glob("*"))
    for each in below:
        yield from _disks(each)
    if not below:
        yield (place.parent if (place / "partition").exists() else place).name


def asked(disk: str) -> object:
    """What smartctl says; its exit status says no more than that, and a disk that hangs says nothing."""
    try:
        told = subprocess.run(
            ["smartctl", "--json", "--all", f"/dev/{disk}"], capture_output=True, timeout=ASKED_S, check=False
        )
        return json.loads(told.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        return {"error": type(error).__name__}


def main(arguments: list[str]) -> int:
    folder, file = map(Path, arguments)
    told = json.dumps({disk: asked(disk) for disk in disks_under(folder)}, indent=1)
    written = file.with_suffix(".new")
    written.write_text(told + "\n", "utf-8")
    written.rename(file)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
