"""주민등록표 등본 and 초본: each option does what it says, and what is left out is not in the record."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from config.catalogue.resident_abstract import ResidentAbstract
from config.catalogue.resident_register import HouseholdAddress, Member, ResidentRegister
from sync.city.api import RefusalCode
from sync.reference_city.households import COHABITANT, Move, chosen_moves
from sync.reference_city.made_up.households import households
from sync.reference_city.made_up.people import people
from sync.reference_city.people import printed
from tests.cities import SCENE, WONJU
from tests.sync.city.open_registers import OPEN, answer

pytestmark = pytest.mark.usefixtures("every_register")

TODAY = date(2026, 3, 2)
HOUSEHOLDER, DAUGHTER = "8011239000018", "8503120000026"


def ask(kind: str, number: str, **chosen: str) -> Any:
    """With every option at its default but those named (``past_addresses`` for ``past-addresses``)."""
    defaults = {option.name: option.default for option in WONJU.kinds[kind].options}
    named = {name.replace("_", "-"): value for name, value in chosen.items()}
    assert named.keys() <= defaults.keys()
    return answer(kind, named, people()[number], TODAY)


def full(number: str, **chosen: str) -> ResidentRegister:
    found: ResidentRegister = ask("resident-register", number, **chosen)
    return found


def everything(kind: str) -> dict[str, str]:
    return {option.name.replace("-", "_"): option.choices[-1].value for option in WONJU.kinds[kind].options}


def test_by_default_the_least() -> None:
    record = full(HOUSEHOLDER)
    assert (record.householder, record.formation_reason, record.formation_date, record.purpose) == (
        "홍길동",
        "",
        "",
        "",
    )
    assert [replace(each, address="") for each in record.addresses] == [replace(record.addresses[0], address="")]
    assert not any((each.moved_in, each.changed, each.reason) != ("", "", "") for each in record.addresses)
    me, *others = record.members
    assert (me.name, me.name_hanja, me.resident_number) == ("홍길동", "洪吉童", "801123-9******")
    assert len(others) == 7
    for other in others:
        assert (other.relation, other.name, other.name_hanja, other.moved_in, other.changed, other.reason) == ("",) * 6
        assert other.resident_number.endswith("******")


def test_everything_on() -> None:
    record = full(HOUSEHOLDER, **everything("resident-register"))
    assert len(record.members) == 9
    assert len(record.addresses) == 4
    entries: tuple[Member | HouseholdAddress, ...] = (*record.members, *record.addresses)
    for entry in entries:
        assert all(getattr(entry, field.name) for field in fields(entry) if field.name != "name_hanja"), entry
    assert "*" not in "".join(each.resident_number for each in record.members)
    assert record.applicant_number == "801123-9******"


@pytest.mark.parametrize(
    ("option", "value", "changed"),
    [
        ("past_addresses", "all", {"addresses"}),
        ("formation_reason", "yes", {"formation_reason"}),
        ("formation_date", "yes", {"formation_date"}),
        ("dates", "yes", {"addresses", "members"}),
        ("reasons", "household", {"addresses"}),
        ("reasons", "members", {"members"}),
        ("reasons", "all", {"addresses", "members"}),
        ("names", "yes", {"members"}),
        ("resident_numbers", "self", {"members"}),
        ("resident_numbers", "all", {"members"}),
        ("relations", "yes", {"members"}),
        ("cohabitants", "yes", {"members"}),
        ("purpose", "bank", {"purpose"}),
    ],
)
def test_an_option_changes_what_it_names_and_nothing_else(option: str, value: str, changed: set[str]) -> None:
    before, after = full(HOUSEHOLDER), full(HOUSEHOLDER, **{option: value})
    assert {
        field.name for field in fields(after) if getattr(before, field.name) != getattr(after, field.name)
    } == changed


def test_whole_numbers_of_whom_the_option_says() -> None:
    own = [each.resident_number for each in full(HOUSEHOLDER, resident_numbers="self").members]
    assert own[0] == "801123-9000018"
    assert all(each.endswith("******") for each in own[1:])


def test_who_is_not_the_householder_sees_the_householder_only_with_the_names() -> None:
    assert full(DAUGHTER).householder == ""
    assert [each.name for each in full(DAUGHTER).members] == ["", "성춘향", ""]
    assert full(DAUGHTER, names="yes").householder == "성참판"


def test_who_came_back_lives_where_the_household_lives() -> None:
    assert own(DAUGHTER).addresses[0].address == full(DAUGHTER).addresses[-1].address


def test_nobody_else_is_in_the_record() -> None:
    """Whatever is chosen: names of others only with the names, whole numbers only where they are asked for."""
    household = OPEN.registers.household(HOUSEHOLDER)
    assert household
    for names, numbers, cohabitants in product(("no", "yes"), ("none", "self", "all"), ("no", "yes")):
        text = repr(full(HOUSEHOLDER, names=names, resident_numbers=numbers, cohabitants=cohabitants))
        for member in household.members[1:]:
            lives_here = cohabitants == "yes" or member.relation != COHABITANT
            assert (member.name in text) == (names == "yes" and lives_here)
            assert (printed(member.resident_number, whole=True) in text) == (numbers == "all" and lives_here)


def test_addresses_of_the_last_years() -> None:
    moves = tuple(Move("", f"{year}-03-02", "", "", "", "") for year in (2000, 2010, 2015, 2016, 2020, 2021, 2024))
    counts = {"none": 1, "5": 3, "10": 5, "15": 6, "20": 7, "all": 7}
    for choice, count in counts.items():
        assert len(chosen_moves(moves, choice, date(2026, 3, 2))) == count, choice
    assert len(chosen_moves(moves, "5", date(2026, 3, 3))) == 2, "left five years and a day ago"
    assert len(full("8910109000059", past_addresses="all").addresses) == 3


def own(number: str, **chosen: str) -> ResidentAbstract:
    found: ResidentAbstract = ask("resident-abstract", number, **chosen)
    return found


def test_an_abstract_by_default() -> None:
    record = own(HOUSEHOLDER)
    assert (record.resident_number, record.changes, record.service, record.purpose) == ("801123-9******", (), (), "")
    (present,) = record.addresses
    assert present.address.endswith("(단구동, 견본아파트)")
    assert (present.moved_in, present.changed, present.householder, present.relation, present.reason) == ("",) * 5


@pytest.mark.parametrize(
    ("option", "value", "changed"),
    [
        ("changes", "yes", {"changes"}),
        ("past_addresses", "all", {"addresses"}),
        ("past_householders", "yes", set()),
        ("resident_number", "yes", {"resident_number"}),
        ("householder", "yes", {"addresses"}),
        ("dates", "yes", {"addresses"}),
        ("reasons", "yes", {"addresses"}),
        ("service", "dates", {"service"}),
        ("service", "all", {"service"}),
        ("foreign_number", "yes", set()),
        ("purpose", "office", {"purpose"}),
    ],
)
def test_an_option_of_the_abstract(option: str, value: str, changed: set[str]) -> None:
    before, after = own(HOUSEHOLDER), own(HOUSEHOLDER, **{option: value})
    assert {
        field.name for field in fields(after) if getattr(before, field.name) != getattr(after, field.name)
    } == changed


def test_householders_of_the_past_and_of_now_are_chosen_apart() -> None:
    *past, present = own(DAUGHTER, past_addresses="all", past_householders="yes").addresses
    assert len(past) == 20
    assert [(each.householder, each.relation) for each in past] == [("성참판", "자녀")] * 5 + [("성춘향", "본인")] * 15
    assert present.householder == ""
    *past, present = own(DAUGHTER, past_addresses="all", householder="yes").addresses
    assert {each.householder for each in past} == {""}
    assert (present.householder, present.relation) == ("성참판", "자녀")


def test_service_by_dates_or_whole() -> None:
    assert own(HOUSEHOLDER, service="dates").service == ("입영일자 2001-01-08 / 전역일자 2003-03-07",)
    assert own(HOUSEHOLDER, service="all").service[1] == "군별 육군 / 계급 병장 / 군번 01-99000018"
    waiting = "8910109000059"
    assert own(waiting, service="dates").service == ()
    assert own(waiting, service="all").service == ("역종 제1국민역", "신체등급 2급 / 처분사유 현역병입영 대상")


def test_the_number_of_who_came_back_from_abroad() -> None:
    back = "9102289000061"
    assert own(back).foreign_number == ""
    assert own(back, foreign_number="yes").foreign_number == "910228-9******"
    assert own(back, foreign_number="yes", resident_number="yes").foreign_number == "910228-9900061"


def test_restricted_for_no_reason_told() -> None:
    for kind in ("resident-register", "resident-abstract"):
        assert ask(kind, "8207049000034") == RefusalCode.RESTRICTED


def test_everybody_lives_somewhere_and_nobody_is_real() -> None:
    assert all(OPEN.registers.household(number) for number in people())
    numbers = [member.resident_number for household in households(SCENE) for member in household.members]
    assert len(numbers) == len(set(numbers))
    assert {number[6] for number in numbers} == {"9", "0"}
    assert all(date(1800 + int(number[:2]), int(number[2:4]), int(number[4:6])) for number in numbers)
