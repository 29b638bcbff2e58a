"""국민기초생활수급자 증명서: the applicant's own benefits, or the household's."""

from __future__ import annotations

from config.catalogue.basic_livelihood import BasicLivelihood, Recipient
from sync.city.api import RefusalCode
from sync.reference_city.households import address_of, in_scope
from sync.reference_city.people import printed
from sync.reference_city.purpose import purpose
from sync.reference_city.registers import Asked


def find(asked: Asked) -> BasicLivelihood | RefusalCode:
    assert asked.person
    number = asked.person.resident_number
    if asked.registers.livelihood(number) is None:
        return RefusalCode.NO_SUCH_RECORD
    household = asked.registers.household(number)
    members = in_scope(household, number, asked.input["scope"])
    known = ((each, asked.registers.livelihood(each.resident_number)) for each in members)
    return BasicLivelihood(
        name=asked.person.name,
        resident_number=asked.person.masked,
        address=address_of(asked.registers, number),
        recipients=tuple(
            Recipient(
                relation=each.relation,
                name=each.name,
                resident_number=printed(each.resident_number, whole=False),
                benefits=", ".join(its.benefits),
                since=its.since,
            )
            for each, its in known
            if its
        ),
        purpose=purpose(asked),
        **vars(asked.scene.welfare_office),
    )
