"""건축물대장: of a whole lot, of a 동, or of a 호."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from config.catalogue.building_register import (
    BuildingRegister,
)
from sync.city.api import RefusalCode
from sync.reference_city.lots import asked_lot
from sync.reference_city.registers import Asked
from sync.reference_city.things import BuildingKey


def find(asked: Asked) -> BuildingRegister | RefusalCode:
    """A 전유부 is one 호 of one 동; a 표제부 one 동, which may be left out where there is only one; a 총괄표제부 neither."""
    lot = asked_lot(asked)
    if isinstance(lot, RefusalCode):
        return lot
    register = asked.input["register"]
    building, room = (_typed(asked.input.get(name, ""), word) for name, word in (("building", "동"), ("room", "호")))
    if register == "unit" and not (building and room):
        return RefusalCode.BAD_INPUT
    if register in ("site", "title"):
        room = ""
    if register == "site":
        building = ""
    if register == "title" and not building:
        blocks = [key.block for key in asked.registers.blocks(lot) if key.sort == register]
        if len(blocks) > 1:
            return RefusalCode.BAD_INPUT
        building = blocks[0] if blocks else ""
    kept = asked.registers.building(BuildingKey(lot, register, building, room))
    if kept is None:
        return RefusalCode.NO_SUCH_RECORD
    if kept.closed:
        return RefusalCode.CLOSED
    owners = kept.record.owners[0 if asked.input["owners"] == "all" else kept.former :]
    return replace(kept.record, owners=owners)  # fmt: skip


def about(asked: Asked, refused: RefusalCode) -> str:
    """The flat, where the lot has buildings of this sort. A register of another sort is neither the lot's fault nor the flat's."""
    lot = asked_lot(asked)
    there = set() if isinstance(lot, RefusalCode) else {key.sort for key in asked.registers.blocks(lot)}
    if refused is RefusalCode.BAD_INPUT:
        return "unit" if there else ""
    if refused is not RefusalCode.NO_SUCH_RECORD:
        return ""
    return "lot" if not there else "unit" if asked.input["register"] in there else ""


def _typed(name: str, word: str) -> str:
    """A 동 or 호 however it was typed: 가동 and B동 as 가 and B, full width as half."""
    return "".join(unicodedata.normalize("NFKC", name).upper().split()).removesuffix(word)
