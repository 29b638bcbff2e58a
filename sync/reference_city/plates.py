"""Registers found by a number plate: whose they are, and how much of them is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from config.catalogue.machinery_register import MachineryRegister
from config.catalogue.vehicle_register import RegisterEntry, VehicleRegister
from sync.city.api import RefusalCode
from sync.reference_city.registers import Asked

R = TypeVar("R", VehicleRegister, MachineryRegister)

PLATE = re.compile(
    "(서울|부산|대구|인천|광주|대전|울산|경기|강원|충북|충남|전북|전남|경북|경남|제주)?[0-9]{2,3}[가-힣][0-9]{4}"
)
_PARTS = {"a": "갑", "b": "을", "both": "갑·을"}


def answer(asked: Asked, look_up: Callable[[str], R | None]) -> R | RefusalCode:
    """The plate's register for its owner who stands there, with the parts and as much of the history as was chosen."""
    assert asked.person
    plate = asked.input.get("plate", "")
    if not PLATE.fullmatch(plate):
        return RefusalCode.BAD_INPUT
    record = look_up(plate)
    if record is None:
        return RefusalCode.NO_SUCH_RECORD
    if record.owner_number != asked.person.masked or record.owner != asked.person.name:
        return RefusalCode.NOT_HOLDER
    if record.deregistered:
        return RefusalCode.CLOSED
    part, whole = asked.input["part"], asked.input["history"] == "all"
    entries = tuple(each for each in record.entries if whole or holds(each)) if part != "b" else ()
    mortgages = tuple(each for each in record.mortgages if whole or not each.cancelled) if part != "a" else ()
    record = replace(record, part=_PARTS[part], entries=entries, mortgages=mortgages)
    if asked.input["number"] == "shown":
        record = _shown(record, asked.person.masked, asked.person.resident_number)
    return record


def _shown(record: R, masked: str, number: str) -> R:
    """With the holder's number whole, wherever it stands; everybody else's stays masked."""
    whole = f"{number[:6]}-{number[6:]}"
    entries = tuple(replace(each, number=whole) if each.number == masked else each for each in record.entries)
    return replace(record, owner_number=whole, entries=entries)


_CANCELLED = "말소]"


def holds(entry: RegisterEntry) -> bool:
    return not entry.text.endswith(_CANCELLED)


def cancelled(text: str, date: str, by: str) -> str:
    """An entry that holds no more, as its register says it: ``… [2019-04-08 이전등록으로 말소]``."""
    return f"{text}\n[{date} {by} {_CANCELLED}"
