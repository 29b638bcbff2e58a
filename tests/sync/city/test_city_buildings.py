"""Which register of a building a request gets, and how much of its owners."""

from __future__ import annotations

import re
from datetime import date

import pytest

from config.catalogue import Record
from config.catalogue.building_register import BuildingRegister
from sync.city.api import RefusalCode
from sync.reference_city.made_up.buildings import buildings
from sync.reference_city.registers import about as about_of
from sync.reference_city.registers import register
from tests.cities import SCENE
from tests.sync.city.open_registers import answer, asked

pytestmark = pytest.mark.usefixtures("every_own_register")

HOUSE, SHOP, PULLED_DOWN, FLATS = ("9423", "1"), ("9450", "0"), ("9460", "0"), ("9500", "0")
Lot = tuple[str, str]


def ask(lot: Lot, building: str = "", room: str = "", /, **chosen: str) -> Record | RefusalCode:
    """As the city asks: every option of the kind has a value."""
    return answer("building-register", typed(lot, building, room) | chosen, None, date(2026, 11, 23))


def typed(lot: Lot, building: str, room: str) -> dict[str, str]:
    where = {"place": SCENE.town.id, "mountain": "0", "number": lot[0], "sub_number": lot[1]}
    return where | {"building": building, "room": room}


def found(lot: Lot, building: str = "", room: str = "", /, **chosen: str) -> BuildingRegister:
    record = ask(lot, building, room, **chosen)
    assert isinstance(record, BuildingRegister)
    return record


def test_four_kinds_of_register() -> None:
    assert (found(HOUSE).heading, found(HOUSE).part) == ("일반건축물대장", "갑")
    site, title, unit = (found(FLATS, "101", "1203", register=kind) for kind in ("site", "title", "unit"))
    assert {each.heading for each in (site, title, unit)} == {"집합건축물대장"}
    assert [each.part for each in (site, title, unit)] == ["총괄표제부, 갑", "표제부, 갑", "전유부, 갑"]
    assert [each.name for each in site.buildings] == ["주1 제101동", "주2 제102동", "부1 관리동"]
    assert len(title.floors) == 16
    assert not title.owners
    assert unit.subject == "강원특별자치도 원주시 단구동 9500 보기아파트 제101동 1203호"
    assert [each.floor for each in unit.floors] == ["12층"]
    assert unit.shared
    assert unit.prices


def test_a_unit_may_be_named_as_on_its_door() -> None:
    assert found(FLATS, "101동", "1203호", register="unit") == found(FLATS, "101", "1203", register="unit")
    assert found(FLATS, "102", "1203", register="unit") != found(FLATS, "101", "1203", register="unit")


def test_former_owners_only_where_asked_for() -> None:
    assert [each.date for each in found(HOUSE).owners] == ["2019-04-08"]
    assert [each.name for each in found(HOUSE, owners="all").owners] == ["김가상", "이보기", "이보기"]


@pytest.mark.parametrize("room", [f"{floor}{number:02d}" for floor in range(1, 16) for number in range(1, 5)])
def test_the_present_owners_of_a_flat_own_all_of_it(room: str) -> None:
    present, all_ = (found(FLATS, "101", room, register="unit", owners=owners).owners for owners in ("current", "all"))
    assert [each.share for each in present] in (["1/1"], ["1/2", "1/2"])
    assert all_[-len(present) :] == present
    assert all_[0].cause == "소유권보존"
    assert len(all_) > len(present)
    assert [each.date for each in all_] == sorted(each.date for each in all_)


def test_an_illegal_building_says_so() -> None:
    assert found(SHOP).illegal == "위반건축물"
    assert "위반건축물" in found(SHOP).changes[-1].text
    assert not found(HOUSE).illegal


@pytest.mark.parametrize(
    ("lot", "unit", "kind", "code"),
    [
        (FLATS, ("", ""), "unit", "bad-input"),
        (FLATS, ("101", ""), "unit", "bad-input"),
        (FLATS, ("", "1203"), "unit", "bad-input"),
        (FLATS, ("101", "1603"), "unit", "no-such-record"),
        (FLATS, ("103", "1203"), "unit", "no-such-record"),
        (FLATS, ("", ""), "title", "bad-input"),
        (FLATS, ("103", ""), "title", "no-such-record"),
        (FLATS, ("", ""), "general", "no-such-record"),
        (HOUSE, ("", ""), "site", "no-such-record"),
        (HOUSE, ("", ""), "title", "no-such-record"),
        (HOUSE, ("101", ""), "general", "no-such-record"),
        (PULLED_DOWN, ("", ""), "general", "closed"),
        (("9999", "9"), ("", ""), "general", "no-such-record"),
        (("99999", "9"), ("", ""), "general", "bad-input"),
    ],
)
def test_a_building_that_is_not_there(lot: Lot, unit: tuple[str, str], kind: str, code: str) -> None:
    assert ask(lot, *unit, register=kind) == RefusalCode(code)


def test_nobodys_number_is_whole() -> None:
    for kept in buildings(SCENE).values():
        for owner in kept.record.owners:
            assert re.fullmatch(r"[0-9]{6}-[90][*]{6}", owner.number)


@pytest.mark.parametrize(
    ("lot", "building", "room", "chosen", "about"),
    [
        (FLATS, "101", "9999", {"register": "unit"}, "unit"),
        (FLATS, "가", "1203", {"register": "unit"}, "unit"),
        (FLATS, "", "", {"register": "unit"}, "unit"),
        (FLATS, "101", "1203", {"register": "general"}, ""),
        (("1", "0"), "101", "1203", {"register": "unit"}, "lot"),
        (HOUSE, "", "", {"register": "unit"}, "unit"),
        (PULLED_DOWN, "", "", {"register": "general"}, ""),
    ],
)
def test_what_a_refusal_is_about(lot: Lot, building: str, room: str, chosen: dict[str, str], about: str) -> None:
    """A wrong flat is not called a wrong lot."""
    request = asked("building-register", typed(lot, building, room) | chosen, None, date(2026, 11, 23))
    refused = register("building-register")(request)
    assert isinstance(refused, RefusalCode)
    assert about_of(request, refused) == about


def test_a_unit_may_be_typed_in_full_width() -> None:
    assert found(FLATS, "１０１동", "１２０３", register="unit") == found(FLATS, "101", "1203", register="unit")
