"""주민등록표 초본: the applicant's own register, with what the applicant chose of it."""

from __future__ import annotations

from config.catalogue.resident_abstract import AddressEntry, PersonalChange, ResidentAbstract
from sync.city.api import RefusalCode
from sync.reference_city.conscripts import Service
from sync.reference_city.households import Move, chosen_moves, history_of
from sync.reference_city.people import printed
from sync.reference_city.purpose import purpose
from sync.reference_city.registers import Asked


def find(asked: Asked) -> ResidentAbstract | RefusalCode:
    assert asked.person
    if asked.person.restricted:
        return RefusalCode.RESTRICTED
    number = asked.person.resident_number
    history = history_of(asked.registers, number)
    if history is None:
        return RefusalCode.NO_SUCH_RECORD
    chosen = asked.input
    whole = chosen["resident-number"] == "yes"
    *past, present = chosen_moves(history.moves, chosen["past-addresses"], asked.today)
    return ResidentAbstract(
        name=asked.person.name,
        name_hanja=asked.person.hanja,
        resident_number=printed(number, whole),
        foreign_number=(
            printed(history.foreign_number, whole)
            if history.foreign_number and chosen["foreign-number"] == "yes"
            else ""
        ),
        changes=tuple(
            PersonalChange(each.before, each.after, each.date, each.reason)
            for each in history.changes
            if chosen["changes"] == "yes"
        ),
        addresses=(
            *(_address(each, chosen["past-householders"] == "yes", asked) for each in past),
            _address(present, chosen["householder"] == "yes", asked),
        ),
        service=_service(asked.registers.service(number), chosen["service"]),
        purpose=purpose(asked),
        **vars(asked.scene.resident_office),
    )


def _address(move: Move, householder: bool, asked: Asked) -> AddressEntry:
    dated = asked.input["dates"] == "yes"
    return AddressEntry(
        address=move.address,
        moved_in=move.moved_in if dated else "",
        changed=move.reported if dated else "",
        householder=move.householder if householder else "",
        relation=move.relation if householder else "",
        status=move.status,
        reason=move.reason if asked.input["reasons"] == "yes" else "",
    )


def _service(service: Service | None, choice: str) -> tuple[str, ...]:
    """입영일 and 전역일 of who has served; ``all`` adds the rest, and what became of who has not."""
    if service is None or choice == "none":
        return ()
    dates = (f"입영일자 {service.enlisted} / 전역일자 {service.discharged}",) if service.enlisted else ()
    if choice == "dates":
        return dates
    rest = (
        (("군별", service.branch), ("계급", service.rank), ("군번", service.number)),
        (("특기", service.specialty), ("역종", service.category), ("전역사유", service.discharge)),
        (("신체등급", service.fitness), ("처분사유", service.disposition)),
    )
    lines = (" / ".join(f"{name} {value}" for name, value in line if value) for line in rest)
    return (*dates, *filter(None, lines))
