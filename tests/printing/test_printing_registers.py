"""What the registers of buildings, vehicles and machines and the tax certificate say in so many words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from config.catalogue import Record
from config.catalogue.building_register import BuildingRegister, FloorEntry, HousePrice
from config.catalogue.machinery_register import MachineryRegister
from config.catalogue.vehicle_register import VehicleRegister
from config.certificate import Issue
from printing.certificate import lay_out
from tests.cities import WONJU
from tests.printing.examples import building_register, local_tax, machinery_register, vehicle_register

if TYPE_CHECKING:
    from tests.printing.conftest import Paper

PlateRecord = VehicleRegister | MachineryRegister
Print = Callable[[str, Record], list[str]]
BUILDING, TAX = building_register.RECORD, local_tax.RECORD
VEHICLE, MACHINE = vehicle_register.RECORD, machinery_register.RECORD


@pytest.fixture
def pages(issue: Issue, paper: Callable[[bytes], Paper]) -> Print:
    """The text of each page."""
    return lambda kind, record: paper(lay_out(WONJU.kinds[kind], record, issue).pdf).text().split("\f")[:-1]


@pytest.mark.parametrize(("kind", "record"), [("vehicle-register", VEHICLE), ("machinery-register", MACHINE)])
def test_a_part_that_was_not_asked_for_is_not_there(kind: str, record: PlateRecord, pages: Print) -> None:
    for part in ("갑", "을", "갑·을"):
        entries = record.entries if "갑" in part else ()
        mortgages = record.mortgages if "을" in part else ()
        text = "".join(pages(kind, replace(record, part=part, entries=entries, mortgages=mortgages)))
        assert ("(갑) 소 유 권" in text) == ("갑" in part)
        assert ("(을) 저 당 권" in text) == ("을" in part)


@pytest.mark.parametrize(("kind", "record"), [("vehicle-register", VEHICLE), ("machinery-register", MACHINE)])
def test_no_mortgage_is_said_in_words(kind: str, record: PlateRecord, pages: Print) -> None:
    text = "".join(pages(kind, replace(record, mortgages=())))
    assert "저당권 등록사항이 없습니다." in text
    assert "저당권 등록사항이 없습니다." not in "".join(pages(kind, record))


def test_a_certificate_of_no_tax(pages: Print) -> None:
    (page,) = pages("local-tax", replace(TAX, assessments=()))
    assert "위 기간에 과세사실 없음" in page
    assert "No local tax was assessed in this period" in page
    assert "합계" not in page


def test_the_taxes_are_added_up_and_headed_on_every_page(pages: Print) -> None:
    printed = pages("local-tax", replace(TAX, assessments=TAX.assessments * 3))
    assert len(printed) > 2
    assert "과세사실 없음" not in "".join(printed)
    assert all("Tax object" in page and TAX.name in page for page in printed)
    assert f"{3 * sum(each.amount for each in TAX.assessments):,}" in printed[-1]


@pytest.mark.parametrize(
    ("kind", "long", "subject"),
    [
        ("building-register", replace(BUILDING, owners=BUILDING.owners * 15, changes=BUILDING.changes * 20), BUILDING.lot),
        ("vehicle-register", replace(VEHICLE, mortgages=VEHICLE.mortgages * 20), VEHICLE.plate),
        ("machinery-register", replace(MACHINE, entries=MACHINE.entries * 30), MACHINE.plate),
    ],
)  # fmt: skip
def test_every_page_of_a_long_register_says_whose_it_is(kind: str, long: Record, subject: str, pages: Print) -> None:
    printed = pages(kind, long)
    assert len(printed) > 2
    assert all(subject in page for page in printed)
    assert ["틀림없음을 증명합니다." in page for page in printed] == [False] * (len(printed) - 1) + [True]
    assert "이 하 여 백" in printed[-1]


def test_an_illegal_building_is_marked_at_the_top(pages: Print) -> None:
    mark = "[ 위반건축물 ]"
    first = pages("building-register", BUILDING)[0]
    assert first.index(mark) < first.index("대지위치")
    assert mark not in "".join(pages("building-register", replace(BUILDING, illegal="")))


def test_a_flat_has_its_own_part_what_it_shares_and_its_prices(pages: Print) -> None:
    flat = replace(
        BUILDING,
        part="전유부, 갑",
        floors=(FloorEntry("주", "12층", "철근콘크리트구조", "아파트", "84.96"),),
        shared=(FloorEntry("주", "각층", "철근콘크리트구조", "계단실", "22.41"),),
        prices=(HousePrice("2026-01-01", 214_000_000),),
    )
    text = "".join(pages("building-register", flat))
    assert "전 유 부 분" in text
    assert "공 용 부 분" in text
    assert "214,000,000" in text
    assert "건 축 물 현 황" not in text


def test_without_owners_the_floors_go_on_beside(pages: Print) -> None:
    """A 표제부 of many floors: the upper ones stand to the right, and none is missing."""
    floors = tuple(FloorEntry("주1", f"{each}층", "철근콘크리트구조", "공동주택", "422.09") for each in range(1, 36))
    tower: BuildingRegister = replace(BUILDING, part="표제부, 갑", owners=(), floors=floors)
    printed = pages("building-register", tower)
    text = "".join(printed)
    assert "소 유 자 현 황" not in text
    assert [text.count(f" {each}층 철근") for each in range(1, 36)] == [1] * 35
