"""주민등록표 등본: the applicant's household, with what the applicant chose of it."""

from __future__ import annotations

from config.catalogue.resident_register import HouseholdAddress, Member, ResidentRegister
from sync.city.api import RefusalCode
from sync.reference_city.households import COHABITANT, Move, Resident, chosen_moves
from sync.reference_city.people import printed
from sync.reference_city.purpose import purpose
from sync.reference_city.registers import Asked


def find(asked: Asked) -> ResidentRegister | RefusalCode:
    assert asked.person
    if asked.person.restricted:
        return RefusalCode.RESTRICTED
    applicant = asked.person.resident_number
    household = asked.registers.household(applicant)
    if household is None:
        return RefusalCode.NO_SUCH_RECORD
    chosen = asked.input
    householder = household.members[0]
    named = chosen["names"] == "yes" or householder.resident_number == applicant
    shown = [
        each
        for each in household.members
        if chosen["cohabitants"] == "yes" or each.relation != COHABITANT or each.resident_number == applicant
    ]
    return ResidentRegister(
        householder=householder.name if named else "",
        householder_hanja=householder.hanja if named else "",
        formation_reason=household.formation_reason if chosen["formation-reason"] == "yes" else "",
        formation_date=household.formation_date if chosen["formation-date"] == "yes" else "",
        addresses=tuple(
            _address(each, asked) for each in chosen_moves(household.moves, chosen["past-addresses"], asked.today)
        ),
        members=tuple(_member(each, each.resident_number == applicant, asked) for each in shown),
        applicant=asked.person.name,
        applicant_number=asked.person.masked,
        purpose=purpose(asked),
        **vars(asked.scene.resident_office),
    )


def _address(move: Move, asked: Asked) -> HouseholdAddress:
    dated = asked.input["dates"] == "yes"
    return HouseholdAddress(
        move.address,
        move.moved_in if dated else "",
        move.reported if dated else "",
        move.reason if asked.input["reasons"] in ("household", "all") else "",
    )


def _member(resident: Resident, applicant: bool, asked: Asked) -> Member:
    chosen = asked.input
    named, dated = applicant or chosen["names"] == "yes", chosen["dates"] == "yes"
    whole = chosen["resident-numbers"] == "all" or (applicant and chosen["resident-numbers"] == "self")
    return Member(
        relation=resident.relation if chosen["relations"] == "yes" else "",
        name=resident.name if named else "",
        name_hanja=resident.hanja if named else "",
        resident_number=printed(resident.resident_number, whole),
        moved_in=resident.moved_in if dated else "",
        changed=resident.reported if dated else "",
        status=resident.status,
        reason=resident.reason if chosen["reasons"] in ("members", "all") else "",
    )
