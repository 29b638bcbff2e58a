"""What a scripted resident may ask for: input that the reference city's registers know, for every kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.city import City
from config.kind import Kind
from kiosk.demo.resident import Resident
from kiosk.demo.settings import CARD_PIN, STAFF, STAFF_PIN
from sync.reference_city.made_up.applications import ACCEPTED, applications


@dataclass(frozen=True)
class Lot:
    """``place`` is its id; ``mountain``: a 산 lot."""

    place: str
    mountain: bool
    number: str
    sub_number: str


PLATES = {"machinery-register": "강원01가1234"}
PLATE = "12가3456"
YEARS = (2021, 2026)
SLIP = ACCEPTED, applications()[ACCEPTED].code


def lot(city: City, kind: Kind) -> Lot:
    """The one that is asked for where the kind is about a lot."""
    assert city.scene
    if kind.name == "forest-register":
        return Lot(city.scene.woods.id, True, "9010", "2")
    if kind.name == "farmland-register":
        return Lot(city.scene.fields.id, False, "9200", "3")
    return Lot(city.scene.town.id, False, "9423", "1")


def hints(city: City) -> tuple[str, ...]:
    """What somebody who tries the demonstration can type: the made-up registers know a few lots and vehicles only."""
    assert city.scene
    scene = city.scene
    return (
        f"the registers know: lot 9423-1 in {scene.town.name}, 산 9010-2 in {scene.woods.name}, 9200-3 in {scene.fields.name}",
        f"  application {SLIP[0][:4]}-{SLIP[0][4:]} with check number {SLIP[1]}",
        f"  vehicle {PLATE}, machine {PLATES['machinery-register']}, and whose card it is; its PIN is {CARD_PIN}",
        "who looks after the machine: hold the upper left corner of the first screen for three seconds;",
        f"  {', '.join(f'{role.value} {number}' for role, number in STAFF.items())}, PIN {STAFF_PIN}",
    )


PATIENT: Mapping[str, int] = {
    "looks_after_inserting": 50,
    "looks_for_kind": 1_000,
    "looks_for_acceptor": 1_000,
    "looks_for_terminal": 1_000,
}
"""Somebody before real processes: a card reader may be found after the first screen, and a busy computer is no reason to leave."""


def resident(city: City, kind: Kind, **more: Any) -> Resident:
    """Somebody who wants this kind and types what there is; ``more`` is what else they are like."""
    wants: dict[str, Any] = {
        **vars(lot(city, kind)),
        "plate": PLATES.get(kind.name, PLATE),
        "years": YEARS,
        "pin": CARD_PIN,
        "slip": SLIP,
    }
    return Resident(kind.name, **(wants | more))
