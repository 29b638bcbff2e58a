"""What is set from afar for one machine: for all machines, for the groups it is in, and for it alone, the narrower over the wider."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from config.trouble import Trouble
from config.updates.roles import GROUPS, SETTINGS, machine_target

Table = Mapping[str, Any]  # TOML


class GroupError(Trouble):
    """A file of settings cannot be used; the message names it."""


def set_from_afar(kiosk: str, fleet: Mapping[str, str], own: str) -> dict[str, Any]:
    """The settings of this machine that the desk has.

    Args:
        fleet: the files of the role of that name. A group's file has ``machines``, their ids, and ``settings``, a table as a
            machine's own file. Where two groups set the same, the one whose name comes later in the alphabet does.
        own: what is set for this machine alone.

    Raises:
        GroupError: one of them is wrong.
    """
    whole: dict[str, Any] = {}
    for name, table in _tables(kiosk, fleet, own):
        if not isinstance(table, Mapping):
            raise GroupError(f"{name}: settings: not a table")
        whole = merged(whole, table)
    return whole


def _tables(kiosk: str, fleet: Mapping[str, str], own: str) -> Iterator[tuple[str, Any]]:
    if SETTINGS in fleet:
        yield SETTINGS, parsed(SETTINGS, fleet[SETTINGS])
    for name in sorted(each for each in fleet if each.startswith(GROUPS)):
        group = parsed(name, fleet[name])
        machines = group.get("machines")
        if not isinstance(machines, list) or not all(isinstance(each, str) for each in machines):
            raise GroupError(f"{name}: machines: not a list of their ids")
        if strangers := sorted(group.keys() - {"machines", "settings"}):
            raise GroupError(f"{name}: {strangers[0]}: what is set stands under [settings]")
        if kiosk in machines:
            yield name, group.get("settings", {})
    yield machine_target(kiosk), parsed(machine_target(kiosk), own)


def parsed(name: str, text: str) -> dict[str, Any]:
    """Raises `GroupError`."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise GroupError(f"{name}: not TOML: {error}") from None


def merged(own: Table, over: Table) -> dict[str, Any]:
    """Table by table; a list, such as that of the hoppers, is another one as a whole."""
    both: dict[str, Any] = dict(own)
    for key, value in over.items():
        there = both.get(key)
        both[key] = merged(there, value) if isinstance(there, Mapping) and isinstance(value, Mapping) else value
    return both
