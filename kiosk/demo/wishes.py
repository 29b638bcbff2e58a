"""What a scripted resident may ask for: input that the reference city's registers know, for every kind."""

from __future__ import annotations

from typing import Any

from config.catalogue import Kind
from config.places import places
from kiosk.demo.resident import Resident
from kiosk.demo.settings import CARD_PIN

LOT = ("단구동", False, "9423", "1")
LOTS = {
    "forest-register": ("판부면 금대리", True, "9010", "2"),
    "farmland-register": ("문막읍 문막리", False, "9200", "3"),
}
"""By kind, where it is another one than `LOT`: place, 산, 본번, 부번."""
PLATES = {"machinery-register": "강원01가1234"}
PLATE = "12가3456"
YEARS = (2021, 2026)


def place_id(name: str) -> str:
    return next(place.id for place in places() if place.name == name)


def resident(kind: Kind, **more: Any) -> Resident:
    """Somebody who wants this kind and types what there is; ``more`` is what else they are like."""
    place, mountain, number, sub_number = LOTS.get(kind.name, LOT)
    wants: dict[str, Any] = {
        "place": place_id(place),
        "mountain": mountain,
        "number": number,
        "sub_number": sub_number,
        "plate": PLATES.get(kind.name, PLATE),
        "years": YEARS,
        "pin": CARD_PIN,
    }
    return Resident(kind.name, **(wants | more))
