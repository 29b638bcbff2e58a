"""``kiosk package``: signed by whoever builds it, checked on a stick, and laid beside the version in force."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from config.software import PackageTrouble
from kiosk.commands.asking import passphrase_of
from kiosk.shell.packages import (
    HOME,
    MOST_BYTES,
    SYSTEM,
    TRUSTED,
    PackageError,
    Place,
    check,
    sign,
    signature_of,
    unpack,
)

LAY = "usr/lib/kiosk/versions"
"""Of the system: what an installation lays its version with (`systemd/supervision/versions.py`). It is no part of any version."""
_MOST_HEADER = 1_000
_CHUNK = 1 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action")
    signing = actions.add_parser("sign", help="sign a package, so that machines take it from a stick")
    signing.add_argument("file", type=Path, metavar="FILE.deb")
    signing.add_argument("--key", type=Path, required=True, help="as kiosk config keygen makes one")
    signing.add_argument("--passphrase-file", type=Path)
    checking = actions.add_parser("check", help="whether this machine would take a package, and why not")
    checking.add_argument("file", type=Path, metavar="FILE.deb")
    checking.add_argument("--json", action="store_true", help="as one line of JSON")
    accepting = actions.add_parser(
        "accept", help="what kiosk-package@.service does: a package that the kiosk hands over"
    )
    for each in (checking, accepting):
        each.add_argument("--trusted", type=Path, default=TRUSTED, help="the public key of whoever builds packages")
        each.add_argument("--home", type=Path, default=HOME, help="where the versions lie")
        each.add_argument("--system", type=Path, default=SYSTEM, help="the root of the system that they run on")


def run(options: argparse.Namespace) -> int:
    return {"sign": _sign, "check": _check, "accept": _accept}[options.action](options)


def _sign(options: argparse.Namespace) -> int:
    passphrase = passphrase_of(options.key, options.passphrase_file)
    print(f"{sign(options.file, options.key, passphrase)}: goes onto the stick beside {options.file.name}")
    return 0


def _place(options: argparse.Namespace) -> Place:
    return Place(options.trusted, options.home, options.system)


def _check(options: argparse.Namespace) -> int:
    """Exit status 0 it would be taken, 1 not, and why was said."""
    version, trouble = "", ""
    try:
        version = check(options.file, signature_of(options.file), _place(options))
    except PackageError as error:
        trouble = error.trouble
        if not options.json:
            raise
    print(
        json.dumps({"version": version, "trouble": trouble})
        if options.json
        else f"{options.file}: {version} can be taken"
    )
    return 1 if trouble else 0


def _accept(options: argparse.Namespace) -> int:
    """Reads a line of JSON (``size`` in bytes, ``signature``), then the package. What came of it is one line of JSON; with a
    ``trouble`` nothing was changed.
    """
    part = options.home / ".handed-over"
    shutil.rmtree(part, ignore_errors=True)  # what a power cut has left of an earlier one
    version, trouble = "", ""
    try:
        part.mkdir()
        header = json.loads(sys.stdin.buffer.readline(_MOST_HEADER))
        file = part / "package.deb"
        _receive(file, int(header["size"]))
        # Checked where it lies now: what is on the stick, and whoever handed it over, may say something else a moment later.
        version = check(file, str(header["signature"]), _place(options))
        unpack(file, part / "application")
        file.unlink()
        lay = (f"{options.system / LAY}", "lay", f"{part / 'application'}", f"{options.home}")
        subprocess.run(lay, stdout=subprocess.DEVNULL, check=True)
    except PackageError as error:
        trouble = error.trouble
        print(error, file=sys.stderr)
    except (ValueError, KeyError, TypeError) as error:
        trouble = PackageTrouble.NO_PACKAGE
        print(error, file=sys.stderr)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    print(json.dumps({"version": version, "trouble": trouble}))
    return 1 if trouble else 0


def _receive(file: Path, size: int) -> None:
    if not 0 < size <= MOST_BYTES:
        raise ValueError(f"{size}: no size of a package")
    if shutil.disk_usage(file.parent).free < 2 * size:
        raise PackageError(PackageTrouble.NO_ROOM, f"{file.parent}")
    with file.open("wb") as writing:
        while size and (chunk := sys.stdin.buffer.read(min(size, _CHUNK))):
            writing.write(chunk)
            size -= len(chunk)
        os.fsync(writing.fileno())
    if size:
        raise ValueError(f"{size} bytes are missing")
