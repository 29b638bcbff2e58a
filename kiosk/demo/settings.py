"""The settings of the emulated machine, as the demo, the bench and the simulator share them: the example's, at other places."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from config.city import City
from config.identity import KioskIdentity
from config.staff import hashed
from config.vocabulary import Role
from drivers.smartcard.issuer import Holder
from kiosk.shell.settings import Settings, settings_of

CARD_HOLDER = Holder("홍길동", "HONG", "GILDONG", "WJ0000018", "8011239000018", "801123", "M")
CARD_PIN, CARD_CAN = "135790", "246802"
STAFF, STAFF_PIN = {Role.TECHNICIAN: "1001", Role.CASHIER: "2002", Role.OPERATOR: "3003"}, "975310"
"""Everybody may know them: they open a machine that exists only in emulators."""

DEMO_ID = "-demo"
"""How the id of a kiosk ends that exists only in emulators."""

Value = str | int | list[str]


def example_text() -> str:
    return resources.files("config").joinpath("kiosk.example.toml").read_text("utf-8")


def demo_kiosk(city: City) -> KioskIdentity:
    """At the site in the middle of the city's list."""
    site = city.sites[len(city.sites) // 2]
    return KioskIdentity(f"{city.id}{DEMO_ID}", site.number, site.name)


def _of(city: City) -> dict[str, Value]:
    kiosk = demo_kiosk(city)
    return {
        "machine.id": kiosk.id,
        "machine.number": str(kiosk.number),
        "machine.site": str(kiosk.site),
        "city.data": str(city.folder),
    }


def example(city: City) -> dict[str, Any]:
    """What the example says, of a machine of this city that exists only in emulators."""
    data = tomllib.loads(example_text())
    for place, value in _of(city).items():
        section, key = place.split(".")
        data[section][key] = value
    return data


def example_machine() -> Settings:
    """The machine that the example describes."""
    return settings_of(tomllib.loads(example_text()))


def demo_settings(city: City, values: Mapping[str, Value]) -> str:
    """The example's text with these values in place of its own, by ``section.key``.

    Raises:
        KeyError: the example has no such key.
    """
    lines, section = [], ""
    left: dict[str, Value] = {**_of(city), **values}
    for line in example_text().splitlines():
        if header := re.fullmatch(r"\[\[?([\w.]+)\]\]?", line):
            section = header[1]
        elif (key := re.match(r"(\w+) = ", line)) and (name := f"{section}.{key[1]}") in left:
            line = f"{key[1]} = {json.dumps(left.pop(name), ensure_ascii=False)}"
        lines.append(line)
    if left:
        raise KeyError(", ".join(left))
    return "\n".join(lines) + "\n"


def demo_staff(salt: bytes) -> str:
    """The tables of those who look after it, to be put behind the settings."""
    pin = hashed(STAFF_PIN, salt)
    return "".join(
        f'\n[[staff]]\nnumber = "{number}"\nrole = "{role}"\npin = "{pin}"\n' for role, number in STAFF.items()
    )
