"""A settings file takes the place of the one in force, wherever it comes from: a stick, afar, an editor.

It is checked as `kiosk config check` and a start check it, in the folder where it will lie, because paths in it are meant from
there. It must be this kiosk's own: of thirty machines' files on a stick one is right, and another would give this one the
name, the devices and the journal of its neighbour. Then it takes the place of the one in force by a rename, which is kept beside it:
whatever the power does, one whole file of the two is there. A kiosk that runs goes on with what it has read until it is started
anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from config.durable import write_durably
from config.problems import Flaw, Problem, SettingsError
from config.settings import toml
from config.trouble import Trouble
from kiosk.shell.configured import NOT_FROM_AFAR
from kiosk.shell.files import problems_in
from kiosk.shell.settings import check_settings
from kiosk.shell.settings_file import ENROLLED

MODE = 0o640
MOST_BYTES = 1_000_000
"""Of a settings file: a hundred times the longest."""


@dataclass(frozen=True)
class Version:
    """Attributes:
    name: the first digits of the file's SHA-256, by which two people at two ends of a telephone compare them.
    written: when the file was.
    """

    name: str
    written: datetime


def version(path: Path) -> Version:
    """Raises: Trouble: it cannot be read."""
    return Version(name_of(_read(path)), datetime.fromtimestamp(path.stat().st_mtime, UTC))


def name_of(data: bytes) -> str:
    return sha256(data).hexdigest()[:12]


def kept_before(in_force: Path) -> Path:
    """Where the settings lie that were in force before."""
    return in_force.with_name(in_force.name + ".before")


def problems_of(data: bytes, in_force: Path) -> tuple[Problem, ...]:
    """Everything that keeps these settings from taking the place of those in force. Nothing is written for it."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return (Problem("", Flaw.UNREADABLE, {"why": error}),)
    return problems_in(text, in_force.parent) or tuple(_of_another_kiosk(text, in_force))


def put_in_force(data: bytes, in_force: Path) -> None:
    """From the next start on.

    Raises:
        SettingsError: something is wrong with them; nothing was changed.
        Trouble: the folder cannot be written; nothing was changed.
    """
    if problems := problems_of(data, in_force):
        raise SettingsError(problems)
    _replace(data, in_force)


def accept(data: bytes, in_force: Path) -> None:
    """The same of settings that the running kiosk hands over. It has checked them with the files that they name, which this process may
    not be able to read. What is looked at here is what a kiosk that somebody has broken into could gain by them: they are whole, this
    kiosk's own, and trust nobody else.

    Raises:
        SettingsError, Trouble: as `put_in_force`.
    """
    if problems := tuple(_not_acceptable(data, in_force)):
        raise SettingsError(problems)
    _replace(data, in_force)


def _not_acceptable(data: bytes, in_force: Path) -> Iterator[Problem]:
    try:
        new, now = toml(data.decode()), toml(_read(in_force).decode()) if in_force.exists() else {}
    except UnicodeDecodeError as error:
        yield Problem("", Flaw.UNREADABLE, {"why": error})
        return
    except SettingsError as error:
        yield from error.problems
        return
    yield from check_settings(new, in_force.parent)[1]
    if now.keys() <= set(ENROLLED):
        return  # a machine that is being set up: there is nothing to be gained yet
    for name in NOT_FROM_AFAR:
        if _valued(new, name) != _valued(now, name):
            yield Problem(name, Flaw.FOR_ADMINS)


def _valued(data: Mapping[str, Any], name: str) -> object:
    """None where it is not set."""
    section, _, key = name.partition(".")
    there = data.get(section)
    return there.get(key) if key and isinstance(there, Mapping) else there


def _replace(data: bytes, in_force: Path) -> None:
    try:
        mode = MODE
        if in_force.exists():
            mode = in_force.stat().st_mode & 0o777
            write_durably(kept_before(in_force), _read(in_force), mode)
        write_durably(in_force, data, mode)
    except OSError as error:
        raise Trouble(f"{in_force}: {error.strerror}") from None


def put_back(in_force: Path) -> None:
    """Those that were in force before are again, by the same checks; those of now are kept in their place.

    Raises:
        SettingsError: something is wrong with them by now.
        Trouble: there are none.
    """
    if not kept_before(in_force).exists():
        raise Trouble(f"{kept_before(in_force)} is not there: no other settings were in force before")
    put_in_force(_read(kept_before(in_force)), in_force)


def read_candidate(path: Path) -> bytes:
    """A file that somebody hands in. Raises Trouble: it is none, or larger than any."""
    if not path.is_file():
        raise Trouble(f"{path}: there is no such file")
    return _read(path)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}") from None
    if len(data) > MOST_BYTES:
        raise Trouble(f"{path}: too large for a settings file")
    return data


def _of_another_kiosk(text: str, in_force: Path) -> Iterator[Problem]:
    """What stays the same for as long as a kiosk lives: its id, and where its journal with its money is."""
    if not in_force.exists():
        return
    try:
        machine = toml(_read(in_force).decode("utf-8", "replace")).get("machine", {})
    except SettingsError:
        return  # those in force cannot be read any more: new ones are the way out
    said = toml(text)["machine"]
    for key in ("id", "journal"):
        if key in machine and machine[key] != said.get(key):
            yield Problem(f"machine.{key}", Flaw.OF_ANOTHER_KIOSK, {"value": said.get(key), "ours": machine[key]})
