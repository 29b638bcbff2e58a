"""토지대장: a lot's register with as much of its history as was chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from config.catalogue.land_register import LandRegister
from sync.city.api import RefusalCode
from sync.reference_city.lots import asked_lot
from sync.reference_city.registers import Asked

Register = TypeVar("Register", bound=LandRegister)


def find(asked: Asked) -> LandRegister | RefusalCode:
    lot = asked_lot(asked)
    return lot if isinstance(lot, RefusalCode) else shown(asked, asked.registers.land(lot))


def shown(asked: Asked, record: Register | None) -> Register | RefusalCode:
    """With as much of its history as was chosen."""
    if record is None:
        return RefusalCode.NO_SUCH_RECORD
    if is_closed(record) and asked.input["closed"] == "without":
        return RefusalCode.CLOSED
    years = {"1": 1, "5": 5, "all": len(record.prices)}[asked.input["prices"]]
    record = replace(record, prices=record.prices[-years:] if years else ())
    if asked.input["owners"] == "current":
        record = replace(record, owners=record.owners[-1:])
    if asked.input["surface"] == "current":
        record = replace(record, surface=record.surface[-1:], grades=record.grades[-1:])
    return record


def is_closed(record: LandRegister) -> bool:
    return record.remarks.endswith("폐쇄")
