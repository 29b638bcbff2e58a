"""The registers that tests of kinds ask: of one database after the other (`every_register` in conftest)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from config.catalogue import Record
from sync.city.api import RefusalCode
from sync.reference_city.people import Person
from sync.reference_city.registered import Registers
from sync.reference_city.registers import Asked, register
from tests.cities import REGISTERS, WONJU


@dataclass
class _Open:
    registers: Registers = REGISTERS


OPEN = _Open()


def asked(kind: str, chosen: Mapping[str, str], person: Person | None, today: date) -> Asked:
    """As the city asks: every option of the kind has a value, its default unless another is chosen."""
    options = {option.name: option.default for option in WONJU.kinds[kind].options}
    return Asked(WONJU, WONJU.kinds[kind], {**options, **chosen}, person, today, OPEN.registers)


def answer(kind: str, chosen: Mapping[str, str], person: Person | None, today: date) -> Record | RefusalCode:
    return register(kind)(asked(kind, chosen, person, today))
