"""자동차등록원부, released to the owner alone."""

from __future__ import annotations

from config.catalogue.vehicle_register import VehicleRegister
from sync.city.api import RefusalCode
from sync.reference_city.plates import answer
from sync.reference_city.registers import Asked


def find(asked: Asked) -> VehicleRegister | RefusalCode:
    return answer(asked, asked.registers.vehicle)
