"""의료급여 증명서: the applicant's own medical aid, or the household's."""

from __future__ import annotations

from config.catalogue.medical_aid import Beneficiary, MedicalAid
from sync.city.api import RefusalCode
from sync.reference_city.households import in_scope
from sync.reference_city.people import printed
from sync.reference_city.purpose import purpose
from sync.reference_city.registers import Asked


def find(asked: Asked) -> MedicalAid | RefusalCode:
    assert asked.person
    number = asked.person.resident_number
    own, household = asked.registers.aid(number), asked.registers.household(number)
    if own is None or household is None:
        return RefusalCode.NO_SUCH_RECORD
    householder = household.members[0]
    named = householder.resident_number == number or asked.input["scope"] == "household"
    members = in_scope(household, number, asked.input["scope"])
    known = ((each, asked.registers.aid(each.resident_number)) for each in members)
    return MedicalAid(
        name=asked.person.name,
        resident_number=asked.person.masked,
        address=household.moves[-1].address,
        householder=householder.name if named else "",
        symbol=own.symbol,
        members=tuple(
            Beneficiary(
                relation=each.relation,
                name=each.name,
                resident_number=printed(each.resident_number, whole=False),
                category=its.category,
                since=its.since,
            )
            for each, its in known
            if its
        ),
        purpose=purpose(asked),
        **vars(asked.scene.welfare_office),
    )
