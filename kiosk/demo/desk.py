"""The demonstration's desk: what an admin publishes there is in force at the demonstration's kiosk some seconds later, by the same way as in a
city (docs/configuration.md). Its keys lie beside it and have no passphrase, because they are good for nothing else.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from config.city import City
from config.trouble import Trouble
from config.updates.desk import Desk
from config.updates.roles import CITY_ROLES, TOP_DAYS
from config.updates.signers import FILE, least, make_key, signer_of
from kiosk.core.channels import (
    CONFIGURATION,
    ApplyConfiguration,
    Looked,
    LookForConfiguration,
    SettleConfiguration,
    Verdict,
)
from kiosk.shell.configured import configured
from kiosk.shell.following import followed_by
from kiosk.shell.settings import Settings
from kiosk.ui import words

PEOPLE = ("anna", "bora", "cheol")
SERVER = "server"
_ONLINE = ("snapshot", "timestamp")
_DAYS = {**TOP_DAYS, **dict.fromkeys(_ONLINE, 7)}
MARK = ".demonstration"
"""A file that no other desk has."""
LOOK_S = 2
"""Seconds between two looks of the demonstration's kiosk: whoever has just published waits for it."""


def make_desk(folder: Path, city: City) -> Path:
    """A desk in ``folder``, in place of what an earlier demonstration left there; it says nothing but what is shipped. Returns the
    repository that kiosks follow.

    Raises:
        Trouble: what is there is no demonstration's.
    """
    if folder.exists() and not (folder / MARK).exists():
        raise Trouble(f"{folder} is no demonstration's desk and stays as it is: choose another folder with --out")
    shutil.rmtree(folder, ignore_errors=True)
    for name in (*(role.name for role in CITY_ROLES), "fleet/machines", "keys"):
        (folder / name).mkdir(parents=True)
    for name in (*PEOPLE, SERVER):
        make_key(folder / "keys" / f"{name}.key", b"")
    (folder / MARK).touch()
    (folder / FILE).write_text(_roles(city), "utf-8")
    desk = Desk(folder, datetime.now(UTC))
    desk.draft()
    for name in PEOPLE[:2]:
        desk.sign(signer_of(folder / "keys" / f"{name}.key", None))
    desk.publish(signer_of(folder / "keys" / f"{SERVER}.key", None))
    return folder / "repository"


def _roles(city: City) -> str:
    lines = [f'city = "{city.folder}"', "[keys]", *(f'{name} = "keys/{name}.pub"' for name in (*PEOPLE, SERVER))]
    for role in (*TOP_DAYS, *(role.name for role in CITY_ROLES)):
        keys = [SERVER] if role in _ONLINE else list(PEOPLE)
        lines += [f"[{role}]", f"keys = {keys}", f"threshold = {least(role)}", f"days = {_DAYS.get(role, 90)}"]
    return "\n".join(lines) + "\n"


def followed_settings(repository: Path, folder: Path) -> str:
    """The section of the settings that has the kiosk follow it; ``folder`` is where it keeps what it fetched."""
    root = repository / "metadata" / "1.root.json"
    return f'\n[configuration]\nroot = "{root.absolute()}"\nfolder = "{folder}"\nlook_s = {LOOK_S}\n'


def begin_with_it(config: Path, settings: Settings) -> None:
    """The kiosk of these settings has what the desk says from its first start on, and need not start anew for it.

    Raises:
        Trouble: it cannot be had, or cannot be used.
    """
    followed = followed_by(settings, config, words.check)
    assert followed
    looked = followed(LookForConfiguration(), CONFIGURATION.deadline_ms)
    if not isinstance(looked, Looked) or not looked.written:
        raise Trouble("the demonstration's desk cannot be followed")
    followed(ApplyConfiguration(looked.written, able=True), CONFIGURATION.deadline_ms)
    configured(config)
    followed(SettleConfiguration(looked.written, Verdict.KEPT), CONFIGURATION.deadline_ms)


def told(folder: Path) -> list[str]:
    """What to type, line by line."""
    keys = folder / "keys"
    return [
        f"desk: {folder}; write what shall differ into its folders, for instance {folder}/notices/notices.toml, then",
        f"  kiosk config check {folder}",
        f"  kiosk config sign {folder} --key {keys}/{PEOPLE[0]}.key     # a fee needs a second: {PEOPLE[1]}.key",
        f"  kiosk config publish {folder} --key {keys}/{SERVER}.key",
    ]
