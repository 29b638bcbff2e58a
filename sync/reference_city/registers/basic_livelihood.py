"""국민기초생활수급자 증명서: the applicant's own benefits, or the household's."""

from __future__ import annotations

from config.catalogue.basic_livelihood import BasicLivelihood, Recipient
from sync.city.api import RefusalCode
from sync.reference_city.households import address_of, in_scope
from sync.reference_city.people import printed
from sync.reference_city.purpose import purpose
from sync.reference_city.registers import Asked
from sync.reference_city.welfare import livelihoods


def find(asked: Asked) -> BasicLivelihood | RefusalCode:
    assert asked.person
    number = asked.person.resident_number
    known = livelihoods()
    if number not in known:
        return RefusalCode.NO_SUCH_RECORD
    return BasicLivelihood(
        name=asked.person.name,
        resident_number=asked.person.masked,
        address=address_of(asked.scene, number),
        recipients=tuple(
            Recipient(
                relation=each.relation,
                name=each.name,
                resident_number=printed(each.resident_number, whole=False),
                benefits=", ".join(known[each.resident_number].benefits),
                since=known[each.resident_number].since,
            )
            for each in in_scope(asked.scene, number, asked.input["scope"])
            if each.resident_number in known
        ),
        purpose=purpose(asked),
        **vars(asked.scene.welfare_office),
    )
