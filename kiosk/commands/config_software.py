"""``kiosk config software``: a package of the kiosk goes onto an admin's desk, and from there to the machines as everything else does."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from config.durable import write_durably
from config.updates.desk import PUBLIC
from config.updates.roles import SOFTWARE
from config.updates.software import FILE, Software
from kiosk.commands.config_desk import check, desk_argument, opened
from kiosk.shell.packages import must_be_ours, signature_of, version_of

KEY = "keys/packages.pub"
"""In a desk: the public key of whoever builds packages, as on each machine."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    desk_argument(parser)
    parser.add_argument("file", type=Path, metavar="FILE.deb", help="with its signature beside it (kiosk package sign)")


def run(options: argparse.Namespace) -> int:
    """Takes the place of the package that lay there. What no machine would believe does not get onto the desk."""
    desk = opened(options.desk)
    signature = signature_of(options.file)
    must_be_ours(options.file, signature, desk.folder / KEY)
    software = Software(version_of(options.file), options.file.name, signature)
    folder = desk.folder / SOFTWARE.name
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.deb"):
        old.unlink()
    shutil.copyfile(options.file, desk.folder / software.target)
    write_durably(folder / FILE, software.written().encode(), PUBLIC)
    print(f"{folder}: {software.version}; kiosks run it once it is signed, published and rolled out")
    return check(desk.folder)
