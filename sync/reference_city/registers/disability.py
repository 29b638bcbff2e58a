"""장애인증명서: the applicant's registration; the type of disability only where it is asked for."""

from __future__ import annotations

from config.catalogue.disability import Disability
from sync.city.api import RefusalCode
from sync.reference_city.households import address_of
from sync.reference_city.purpose import purpose
from sync.reference_city.registers import Asked


def find(asked: Asked) -> Disability | RefusalCode:
    assert asked.person
    number = asked.person.resident_number
    known = asked.registers.disability(number)
    if known is None:
        return RefusalCode.NO_SUCH_RECORD
    if known.ended:
        return RefusalCode.CLOSED
    typed = asked.input["type"] == "yes"
    return Disability(
        name=asked.person.name,
        resident_number=asked.person.masked,
        address=address_of(asked.registers, number),
        main=known.main if typed else "",
        secondary=known.secondary if typed else "",
        degree="장애의 정도가 심한 장애인" if known.severe else "장애의 정도가 심하지 않은 장애인",
        registered=known.registered,
        purpose=purpose(asked),
        **vars(asked.scene.welfare_office),
    )
