"""지방세 세목별 과세증명서: of who was assessed nothing it certifies that (과세사실 없음)."""

from __future__ import annotations

from config.catalogue.local_tax import LocalTax
from sync.city.api import RefusalCode
from sync.reference_city.households import address_of
from sync.reference_city.registers import Asked
from sync.reference_city.things import Taxpayer

EARLIEST = 2000
"""The tax system's own records begin here."""


def find(asked: Asked) -> LocalTax | RefusalCode:
    """Whatever was assessed from January of the first year to December of the last, this year's so far."""
    assert asked.person
    first, last = (asked.input.get(each, "") for each in ("from_year", "to_year"))
    if not all(len(each) == 4 and each.isascii() and each.isdecimal() for each in (first, last)):
        return RefusalCode.BAD_INPUT
    if not EARLIEST <= int(first) <= int(last) <= asked.today.year:
        return RefusalCode.BAD_INPUT
    person = asked.person
    known = asked.registers.taxpayer(person.resident_number)
    taxpayer = known or Taxpayer(address_of(asked.registers, person.resident_number))
    item = _title(asked, "item")
    begin, end = f"{first}.01", min(f"{last}.12", f"{asked.today:%Y.%m}")
    return LocalTax(
        name=person.name,
        number=f"{person.resident_number[:6]}-{person.resident_number[6:]}" if asked.input["number"] == "shown" else person.masked,
        address=taxpayer.address,
        period=f"{begin} ~ {end}",
        items=item,
        purpose=_title(asked, "purpose"),
        assessments=tuple(
            each
            for each in taxpayer.assessments
            if begin <= each.month <= end and (asked.input["item"] == "all" or each.item == item)
        ),
        **vars(asked.scene.tax_office),
    )  # fmt: skip


def _title(asked: Asked, option: str) -> str:
    """What was chosen, in Korean."""
    (choices,) = (each.choices for each in asked.kind.options if each.name == option)
    return next(choice.title["ko"] for choice in choices if choice.value == asked.input[option])
