"""Cities, read once for all tests; each is a value that nobody can change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from config.city import City, read_city, shipped_city
from config.kind import Kind
from config.scene import Scene
from sync.reference_city.made_up import made_up_registers
from sync.reference_city.readings import Marks
from sync.reference_city.seal_picture import seal_png

WONJU = read_city(shipped_city("wonju"))
GYEONBON = read_city(Path(__file__).parent / "gyeonbon")
"""견본군, made up: other name, seal, fees, places, sites, telephone, hours and texts, and two kinds that are off."""
PLACE = {place.name: place.id for place in WONJU.places}
"""Of `WONJU`."""


def scene_of(city: City) -> Scene:
    assert city.scene
    return city.scene


SCENE = scene_of(WONJU)
REGISTERS = made_up_registers(WONJU)
"""Of the made-up people, in memory; nobody enters anything."""
MARKS = Marks(b"m" * 32)
SEAL = seal_png(SCENE.seal.format(issuer=WONJU.issuer))
"""The mayor's."""


def with_kinds(city: City, *kinds: Kind) -> City:
    """The city with these in place of its kinds of the same names."""
    return replace(city, kinds={**city.kinds, **{kind.name: kind for kind in kinds}})


def words_of(city: City) -> set[str]:
    """What stands in nothing that is shown or printed in another city."""
    scene = scene_of(city)
    offices = (scene.resident_office, scene.welfare_office, scene.military_office)
    places = {word for place in city.places for word in place.name.split() if len(word) > 2} | {
        site.name for site in city.sites
    }
    said = {
        city.id, *city.name.values(), city.issuer, city.signer, city.phone, *(kind.issuer for kind in city.kinds.values()),
        scene.address, scene.address_before, scene.cooperative, *scene.streets,
        *(spot.before for spot in (scene.town, scene.fields, scene.woods, scene.valley)),
        *(office.department for office in offices), *(office.phone for office in offices),
    }  # fmt: skip
    return places | said
