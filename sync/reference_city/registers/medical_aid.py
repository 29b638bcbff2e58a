"""의료급여 증명서: the applicant's own medical aid, or the household's."""

from __future__ import annotations

from config.catalogue.medical_aid import Beneficiary, MedicalAid
from sync.city.api import RefusalCode
from sync.reference_city.households import address_of, household_of, in_scope
from sync.reference_city.people import printed
from sync.reference_city.purpose import purpose
from sync.reference_city.registers import Asked
from sync.reference_city.welfare import aids


def find(asked: Asked) -> MedicalAid | RefusalCode:
    assert asked.person
    number = asked.person.resident_number
    known = aids()
    household = household_of(asked.scene, number)
    if number not in known or household is None:
        return RefusalCode.NO_SUCH_RECORD
    householder = household.members[0]
    named = householder.resident_number == number or asked.input["scope"] == "household"
    return MedicalAid(
        name=asked.person.name,
        resident_number=asked.person.masked,
        address=address_of(asked.scene, number),
        householder=householder.name if named else "",
        symbol=known[number].symbol,
        members=tuple(
            Beneficiary(
                relation=each.relation,
                name=each.name,
                resident_number=printed(each.resident_number, whole=False),
                category=known[each.resident_number].category,
                since=known[each.resident_number].since,
            )
            for each in in_scope(asked.scene, number, asked.input["scope"])
            if each.resident_number in known
        ),
        purpose=purpose(asked),
        **vars(asked.scene.welfare_office),
    )
