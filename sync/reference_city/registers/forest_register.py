"""임야대장: the register of a 산 lot; asked for without 산 there is none."""

from __future__ import annotations

from config.catalogue.forest_register import ForestRegister
from sync.city.api import RefusalCode
from sync.reference_city.lots import asked_lot
from sync.reference_city.registers import Asked
from sync.reference_city.registers.land_register import shown


def find(asked: Asked) -> ForestRegister | RefusalCode:
    lot = asked_lot(asked)
    return lot if isinstance(lot, RefusalCode) else shown(asked, asked.registers.forest(lot))
