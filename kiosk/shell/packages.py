"""A package of the kiosk on a technician's stick: whose it is, whether this machine can use it without an administrator, and how it is
laid beside the version in force.

Signed is a package by a file beside it, ``NAME.deb.sig``: Ed25519 over `STATEMENT` and the SHA-512 of the package, in base64. What nobody
signed whom this machine trusts is not looked into. Only the application is taken, what lies in ``/usr/lib/kiosk/package``; a package that
brings another unit, program or rule for the system, or needs other Debian packages, is for an administrator and apt.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from config.software import PackageTrouble
from config.trouble import Trouble

STATEMENT = b"package of the kiosk, SHA-512 "
SIGNATURE = ".sig"
MOST_BYTES = 1 << 30
MOST_SIGNATURE = 200
TRUSTED = Path("/etc/kiosk/keys/packages.pub")
"""The public key of whoever builds this city's packages. An administrator puts it there; without it nothing is taken."""
HOME, SYSTEM = Path("/opt/kiosk"), Path("/")
APPLICATION = "usr/lib/kiosk/package"
READ_BY_PEOPLE = ("usr/share/doc/", "usr/share/man/", "usr/share/kiosk/", "etc/")
"""Of a package's other files those that no process depends on; what lies in /etc is people's."""
_CHUNK = 1 << 20
_TOOL_S = 300
_FIELDS = ("Package", "Version", "Architecture", "Installed-Size", "Depends")
_MD5 = re.compile(r"([0-9a-f]{32})  (.+)")


class PackageError(Trouble):
    """``detail`` is for an administrator."""

    def __init__(self, trouble: PackageTrouble, detail: str = "") -> None:
        super().__init__(f"{trouble}: {detail}" if detail else trouble)
        self.trouble = trouble


@dataclass(frozen=True)
class Place:
    """Where versions lie, and the system that they run on.

    Attributes:
        trusted: the file with the public key.
        state: what the updater has written down.
    """

    trusted: Path = TRUSTED
    home: Path = HOME
    system: Path = SYSTEM
    state: Path = Path("/var/lib/kiosk-updater/versions.json")


@dataclass(frozen=True)
class Laid:
    """The versions that lie at a place, as links and updater say.

    Attributes:
        running: the one in force, "" where there is none; ``kept``: it is the one to go back to, else it is on trial.
        waiting: the one that was written last, where it is still to begin.
        refused: not taken again: they did not get healthy.
    """

    running: str
    kept: bool
    waiting: str
    refused: tuple[str, ...]


def laid_at(place: Place) -> Laid:
    running, waiting = _led_to(place.home / "current"), _led_to(place.home / "next")
    try:
        state = json.loads(place.state.read_text("utf-8"))
        run, kept, refused = str(state["run"]), str(state["kept"]), tuple(map(str, state["refused"]))
    except (OSError, ValueError, KeyError, TypeError):
        run, kept, refused = running, running, ()  # no updater has written anything yet: what runs is the one to keep
    return Laid(running, run == kept, "" if waiting in (running, run, *refused) else waiting, refused)


def _led_to(link: Path) -> str:
    try:
        return os.readlink(link)
    except OSError:
        return ""


def digest_of(file: BinaryIO) -> bytes:
    digest = hashlib.sha512()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.digest()


def sign(package: Path, key: Path, passphrase: bytes | None) -> Path:
    """Writes the signature beside the package. Raises `Trouble` where the key cannot be used."""
    try:
        private = load_pem_private_key(key.read_bytes(), passphrase)
    except (ValueError, TypeError) as error:
        raise Trouble(f"{key}: {error}") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise Trouble(f"{key}: no Ed25519 key, as kiosk config keygen makes one")
    with package.open("rb") as file:
        signature = private.sign(STATEMENT + digest_of(file))
    beside = package.with_name(package.name + SIGNATURE)
    beside.write_bytes(b64encode(signature) + b"\n")
    return beside


def signature_of(package: Path) -> str:
    """What stands beside it; "" where nothing does that could be one."""
    try:
        with package.with_name(package.name + SIGNATURE).open("rb") as file:
            return file.read(MOST_SIGNATURE).decode("ascii", "replace").strip()
    except OSError:
        return ""


def must_be_ours(package: Path, signature: str, trusted: Path) -> None:
    """Raises `PackageError`."""
    try:
        key = load_pem_public_key(trusted.read_bytes())
    except (OSError, ValueError) as error:
        raise PackageError(PackageTrouble.NO_KEY, f"{trusted}: {error}") from None
    if not isinstance(key, Ed25519PublicKey):
        raise PackageError(PackageTrouble.NO_KEY, f"{trusted}: no Ed25519 key")
    try:
        with package.open("rb") as file:
            key.verify(b64decode(signature, validate=True), STATEMENT + digest_of(file))
    except (InvalidSignature, ValueError):
        raise PackageError(PackageTrouble.NOT_SIGNED, f"{package}") from None


def check(package: Path, signature: str, place: Place) -> str:
    """Whether it may be taken here; returns its version.

    Raises:
        PackageError: why not.
    """
    must_be_ours(package, signature, place.trusted)
    told = _about(package)
    version = told["Version"]
    if told["Architecture"] not in ("all", _tool("dpkg", "--print-architecture").strip()):
        raise PackageError(PackageTrouble.OTHER_COMPUTER, told["Architecture"])
    laid = laid_at(place)
    if version in laid.refused:
        raise PackageError(PackageTrouble.REFUSED, version)
    if not is_newer(version, laid.running):
        raise PackageError(PackageTrouble.NOT_NEWER, version)
    for what in _for_the_system(package, told["Depends"], place.system):
        raise PackageError(PackageTrouble.FOR_ADMINS, what)
    if shutil.disk_usage(place.home).free < 2 * 1024 * int(told["Installed-Size"] or 0):
        raise PackageError(PackageTrouble.NO_ROOM, f"{place.home}")
    return version


def version_of(package: Path) -> str:
    """Raises `PackageError`: it is none of the kiosk's."""
    return _about(package)["Version"]


def unpack(package: Path, into: Path) -> None:
    """The application alone, as the package's own folder has it. Raises `PackageError`."""
    into.mkdir()
    files = subprocess.Popen(("dpkg-deb", "--fsys-tarfile", f"{package}"), stdout=subprocess.PIPE)
    depth = f"{APPLICATION.count('/') + 2}"
    taken = subprocess.run(
        ("tar", "--extract", "--no-same-owner", f"--directory={into}", f"--strip-components={depth}", f"./{APPLICATION}"),
        stdin=files.stdout, capture_output=True, timeout=_TOOL_S, check=False,
    )  # fmt: skip
    assert files.stdout
    files.stdout.close()
    if files.wait(_TOOL_S) or taken.returncode:
        raise PackageError(PackageTrouble.NO_PACKAGE, taken.stderr.decode("utf-8", "replace")[-300:])


def _about(package: Path) -> dict[str, str]:
    """Of its control file; "" for what it lacks. Raises `PackageError`: it is none of the kiosk's."""
    told = _tool("dpkg-deb", "--field", f"{package}", *_FIELDS)
    found = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line and not line.startswith(" "))
    if found.get("Package") != "kiosk":
        raise PackageError(PackageTrouble.NO_PACKAGE, found.get("Package", ""))
    return {name: found.get(name, "") for name in _FIELDS}


def _tool(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TOOL_S, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise PackageError(PackageTrouble.NO_PACKAGE, f"{error}") from None
    return done.stdout


def is_newer(version: str, than: str) -> bool:
    """As Debian orders versions; any is newer than none."""
    compared = ("dpkg", "--compare-versions", version, "gt", than)
    return not than or subprocess.run(compared, timeout=_TOOL_S, check=False).returncode == 0


def _for_the_system(package: Path, depends: str, system: Path) -> Iterator[str]:
    """What the system would need besides the application."""
    installed = subprocess.run(
        ("dpkg-query", f"--root={system}", "--show", "--showformat=${Depends}", "kiosk"),
        capture_output=True, text=True, timeout=_TOOL_S, check=False,
    )  # fmt: skip
    if installed.returncode:
        yield "the package is not installed here"
    elif installed.stdout != depends:
        yield "it needs other packages of Debian's"
    # What was installed is asked of dpkg: not every file can be read by whoever asks (polkit's rules are in a closed folder).
    there = _sums(_tool("dpkg-query", f"--root={system}", "--control-show", "kiosk", "md5sums"))
    for path, md5 in _sums(_tool("dpkg-deb", "--info", f"{package}", "md5sums")).items():
        if not path.startswith((f"{APPLICATION}/", *READ_BY_PEOPLE)) and there.get(path) != md5:
            yield f"it changes /{path}"


def _sums(told: str) -> dict[str, str]:
    """A package's list of its files: path to MD5. Raises `PackageError`: it is none."""
    found: dict[str, str] = {}
    for line in told.splitlines():
        known = _MD5.fullmatch(line)
        if not known:
            raise PackageError(PackageTrouble.NO_PACKAGE, line[:100])
        found[known[2]] = known[1]
    return found
