"""Entries of registers, as they are loaded: each is of one type, and has a key within it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TypeVar

from config.catalogue.forest_register import ForestRegister
from config.catalogue.land_register import LandRegister
from config.catalogue.machinery_register import MachineryRegister
from config.catalogue.vehicle_register import VehicleRegister
from sync.reference_city.conscripts import Service
from sync.reference_city.households import History, Household
from sync.reference_city.map_sheets import MapSheet
from sync.reference_city.people import Person
from sync.reference_city.things import Application, Building, BuildingKey, Farm, Plan, Taxpayer
from sync.reference_city.welfare import Aid, Disability, Livelihood

Entered = (
    Person | Household | History | Service | Livelihood | Aid | Disability | Taxpayer
    | LandRegister | ForestRegister | Plan | MapSheet | Farm | Building | VehicleRegister | MachineryRegister | Application
)  # fmt: skip
Entry = tuple[str, Entered]
"""Key and what is entered. The key is what `sync.reference_city.registered.Registers` asks by; a household's is its householder's number,
a building's `building_key`."""
E = TypeVar("E")


def building_key(key: BuildingKey) -> str:
    return "/".join((key.lot, key.sort, key.block, key.room))


class KeyedRegisters(ABC):
    """Implements `sync.reference_city.registered.Registers` where every entry is found by its type and key."""

    @abstractmethod
    def read(self, type_: type[E], key: str) -> E | None: ...

    @abstractmethod
    def household(self, resident_number: str) -> Household | None: ...

    @abstractmethod
    def blocks(self, lot: str) -> Collection[BuildingKey]: ...

    def person(self, resident_number: str) -> Person | None:
        return self.read(Person, resident_number)

    def history(self, resident_number: str) -> History | None:
        return self.read(History, resident_number)

    def service(self, resident_number: str) -> Service | None:
        return self.read(Service, resident_number)

    def livelihood(self, resident_number: str) -> Livelihood | None:
        return self.read(Livelihood, resident_number)

    def aid(self, resident_number: str) -> Aid | None:
        return self.read(Aid, resident_number)

    def disability(self, resident_number: str) -> Disability | None:
        return self.read(Disability, resident_number)

    def taxpayer(self, resident_number: str) -> Taxpayer | None:
        return self.read(Taxpayer, resident_number)

    def land(self, lot: str) -> LandRegister | None:
        return self.read(LandRegister, lot)

    def forest(self, lot: str) -> ForestRegister | None:
        return self.read(ForestRegister, lot)

    def plan(self, lot: str) -> Plan | None:
        return self.read(Plan, lot)

    def map_sheet(self, name: str) -> MapSheet | None:
        return self.read(MapSheet, name)

    def farm(self, lot: str) -> Farm | None:
        return self.read(Farm, lot)

    def building(self, key: BuildingKey) -> Building | None:
        return self.read(Building, building_key(key))

    def vehicle(self, plate: str) -> VehicleRegister | None:
        return self.read(VehicleRegister, plate)

    def machine(self, plate: str) -> MachineryRegister | None:
        return self.read(MachineryRegister, plate)

    def application(self, number: str) -> Application | None:
        return self.read(Application, number)


class HeldRegisters(KeyedRegisters):
    """In memory."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._held: dict[tuple[type[object], str], Entered] = {}
        self._household: dict[str, str] = {}
        self._blocks: defaultdict[str, dict[BuildingKey, None]] = defaultdict(dict)
        self.enter(entries)

    def enter(self, entries: Iterable[Entry]) -> None:
        """In place of what is there under the same type and key."""
        for key, value in entries:
            self._held[type(value), key] = value
            if isinstance(value, Household):
                self._household.update(dict.fromkeys((each.resident_number for each in value.members), key))
            elif isinstance(value, Building):
                self._blocks[value.key.lot][value.key.without_room] = None

    def read(self, type_: type[E], key: str) -> E | None:
        found = self._held.get((type_, key))
        assert found is None or isinstance(found, type_)
        return found

    def household(self, resident_number: str) -> Household | None:
        return self.read(Household, self._household.get(resident_number, ""))

    def blocks(self, lot: str) -> Collection[BuildingKey]:
        return tuple(self._blocks.get(lot, ()))
