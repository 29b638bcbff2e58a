"""건설기계등록원부, released to the owner alone."""

from __future__ import annotations

from config.catalogue.machinery_register import MachineryRegister
from sync.city.api import RefusalCode
from sync.reference_city.plates import answer
from sync.reference_city.registers import Asked


def find(asked: Asked) -> MachineryRegister | RefusalCode:
    return answer(asked, asked.registers.machine)
