"""What the city asks of its registers. An adapter to the systems of a real city answers the same questions.

Every answer is what the register has at that moment, whole; what of it goes onto a paper is decided by the modules of
`sync.reference_city.registers`. None is always "there is no such entry". A register that cannot answer raises `OSError`: its kinds
are then unavailable, and nothing is printed from a guess.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

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


class Registers(Protocol):
    """A person is named by their resident number (13 digits), a lot by its 고유번호 (19 digits), a vehicle by its plate as it is written,
    an application by its number (접수번호) in digits alone."""

    def person(self, resident_number: str) -> Person | None:
        """Whoever holds a card."""
        ...

    def household(self, resident_number: str) -> Household | None:
        """That this person is a member of."""
        ...

    def history(self, resident_number: str) -> History | None:
        """Of who has one of their own; everybody else has moved with the household."""
        ...

    def service(self, resident_number: str) -> Service | None: ...

    def livelihood(self, resident_number: str) -> Livelihood | None: ...

    def aid(self, resident_number: str) -> Aid | None: ...

    def disability(self, resident_number: str) -> Disability | None: ...

    def taxpayer(self, resident_number: str) -> Taxpayer | None: ...

    def land(self, lot: str) -> LandRegister | None:
        """토지대장, with its whole history and no year left out."""
        ...

    def forest(self, lot: str) -> ForestRegister | None:
        """임야대장; a lot is in one of the two."""
        ...

    def plan(self, lot: str) -> Plan | None: ...

    def map_sheet(self, name: str) -> MapSheet | None:
        """That a plan names."""
        ...

    def farm(self, lot: str) -> Farm | None: ...

    def blocks(self, lot: str) -> Collection[BuildingKey]:
        """What stands on a lot, each without its rooms: a 전유부 of every 동 that has some."""
        ...

    def building(self, key: BuildingKey) -> Building | None: ...

    def vehicle(self, plate: str) -> VehicleRegister | None:
        """With everything that was ever entered."""
        ...

    def machine(self, plate: str) -> MachineryRegister | None:
        """With everything that was ever entered."""
        ...

    def application(self, number: str) -> Application | None: ...
