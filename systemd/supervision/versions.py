#!/usr/bin/python3
"""Which version of the kiosk runs. Versions lie side by side in /opt/kiosk, whole, each in a folder called by its name, and one
link, ``current``, says which is in force; it is switched by a rename, so at every moment it leads somewhere.

The package brings its version in /usr/lib/kiosk/package, which dpkg may replace at any time: nothing runs from there. It is laid
beside the others by hard links, so it takes no second place on the disk, and a process that runs keeps all its files.

Usage: versions lay                  after an installation: the package's version becomes the next one
       versions lay FOLDER HOME      the version in FOLDER becomes the next one of those in HOME
       versions begin                before every start of the kiosk

This program is no part of any version and needs nothing of one: only Python's own library.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sys
from pathlib import Path

PACKAGE = Path("/usr/lib/kiosk/package")
HOME = Path("/opt/kiosk")
NAME = re.compile(r"[0-9][\w.+~-]*")
CURRENT, NEXT = "current", "next"
WISH = Path("/var/lib/kiosk-updater/versions.json")
"""Which version is to run, as `updater` has it."""


def lay(package: Path = PACKAGE, home: Path = HOME) -> str:
    """Lays the package's version beside the others and makes it the next one; returns its name. What is there by that name
    stays as it is: it may be running.
    """
    version = (package / "VERSION").read_text("ascii").strip()
    if not NAME.fullmatch(version):
        raise ValueError(f"{package / 'VERSION'}: {version!r} is no version")
    home.mkdir(parents=True, exist_ok=True)
    place = home / version
    if not place.is_dir():
        written = home / f".{version}"
        shutil.rmtree(written, ignore_errors=True)  # what a power cut has left of an earlier try
        shutil.copytree(package, written, symlinks=True, copy_function=_link)
        os.sync()  # whole on the disk before it has its name
        written.rename(place)
    point(home / NEXT, version)
    clear(home, version)
    return version


def clear(home: Path, *wanted: str) -> None:
    """Takes versions away that nobody goes back to: all but the wanted, the one in force, and the one kept last."""
    stay = {*wanted, named(home / CURRENT), *kept()}
    for folder in home.iterdir():
        if folder.is_dir() and not folder.is_symlink() and NAME.fullmatch(folder.name) and folder.name not in stay:
            with contextlib.suppress(PermissionError):  # it came by an installation, and this one by a stick
                shutil.rmtree(folder)


def kept(wish: Path = WISH) -> tuple[str, ...]:
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        said = json.loads(wish.read_text("utf-8"))
        return str(said["run"]), str(said["kept"])
    return ()


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # /opt is another file system
        shutil.copy2(source, target, follow_symlinks=False)


def begin(home: Path = HOME, wish: Path = WISH) -> str:
    """The version that is started now, as ``current`` says from here on: the updater's, the one before, or the only one there is."""
    wanted = None
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        wanted = whole(home, json.loads(wish.read_text("utf-8"))["run"])
    version = wanted or named(home / CURRENT) or named(home / NEXT)
    if version is None:
        raise FileNotFoundError(f"{home}: no version is there")
    point(home / CURRENT, version)
    return version


def named(link: Path) -> str | None:
    """The version that a link leads to; None where it leads to none that can be run."""
    try:
        return whole(link.parent, os.readlink(link))
    except OSError:
        return None


def whole(home: Path, version: str) -> str | None:
    """That version, where it is one: `home` is root's, and nobody else puts folders there."""
    folder = home / version
    return version if NAME.fullmatch(version) and folder.is_dir() and (folder / "bin" / "kiosk").is_file() else None


def point(link: Path, version: str) -> None:
    """At once: whoever looks sees the old or the new, also after a power cut."""
    if os.path.lexists(link) and os.path.islink(link) and os.readlink(link) == version:
        return
    beside = link.with_name(f".{link.name}")
    beside.unlink(missing_ok=True)
    beside.symlink_to(version)
    beside.rename(link)
    folder = os.open(link.parent, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(folder)
    os.close(folder)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["lay"]:
            print(lay())
        case ["lay", folder, home]:
            print(lay(Path(folder), Path(home)))
        case ["begin"]:
            print(begin())
        case _:
            sys.exit(__doc__)
