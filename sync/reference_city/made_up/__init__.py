"""A handful of people and lots that do not exist, each there for something that a register can say of one.

They are loaded like anybody else's data (`sync.reference_city.entries`). A resident number's century digit is 9 or 0, so nobody living
can have it; house and lot numbers begin at 9000.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from config.city import City
from config.data_file import DataFileError
from config.scene import Scene
from sync.reference_city.entries import Entered, Entry, HeldRegisters, building_key
from sync.reference_city.made_up.applications import applications
from sync.reference_city.made_up.buildings import buildings
from sync.reference_city.made_up.farms import farms
from sync.reference_city.made_up.households import histories, households
from sync.reference_city.made_up.machinery import machines
from sync.reference_city.made_up.map_sheets import mountain, plain, town
from sync.reference_city.made_up.mountains import mountains
from sync.reference_city.made_up.parcels import parcels
from sync.reference_city.made_up.people import home, people
from sync.reference_city.made_up.plans import plans
from sync.reference_city.made_up.services import services
from sync.reference_city.made_up.taxes import assessments
from sync.reference_city.made_up.vehicles import vehicles
from sync.reference_city.made_up.welfare import aids, disabilities, livelihoods
from sync.reference_city.things import Taxpayer


@lru_cache(maxsize=4)
def made_up(scene: Scene) -> tuple[Entry, ...]:
    """All of them, in the places of that scene."""
    return tuple(_entries(scene))


def made_up_registers(city: City) -> HeldRegisters:
    """Raises `DataFileError`: the city has no scene for them to play in."""
    if city.scene is None:
        raise DataFileError(f"{city.id}: scene.toml: without it there are no made-up registers to serve from")
    return HeldRegisters(made_up(city.scene))


def _entries(scene: Scene) -> Iterator[Entry]:
    registers: tuple[Mapping[str, Entered], ...] = (
        people(), histories(scene), services(), livelihoods(), aids(), disabilities(), parcels(scene), mountains(scene),
        plans(scene), farms(scene), vehicles(scene), machines(scene), applications(),
    )  # fmt: skip
    for register in registers:
        yield from register.items()
    yield from ((each.members[0].resident_number, each) for each in households(scene))
    yield from (("town", town()), ("plain", plain()), ("mountain", mountain()))
    yield from ((building_key(key), each) for key, each in buildings(scene).items())
    for number in people():
        yield number, Taxpayer(home(scene, number), assessments(scene).get(number, ()))
