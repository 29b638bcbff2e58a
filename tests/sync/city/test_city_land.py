"""What the registers of land answer, and what each option does to it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import pytest

from config.catalogue import Record
from config.catalogue.farmland_register import FarmlandRegister
from config.catalogue.forest_register import ForestRegister
from config.catalogue.land_price import LandPrice
from config.catalogue.land_register import LandRegister
from config.catalogue.land_use_plan import LandUsePlan
from sync.city.api import RefusalCode
from sync.reference_city.domain import RESERVED_FOR, reserved_for
from sync.reference_city.made_up.farms import farms
from sync.reference_city.made_up.mountains import mountains
from sync.reference_city.made_up.parcels import parcels
from sync.reference_city.made_up.people import people
from sync.reference_city.made_up.plans import plans
from sync.reference_city.map_sheets import area_m2
from sync.reference_city.people import Person
from tests.cities import PLACE, SCENE
from tests.sync.city.open_registers import answer

pytestmark = pytest.mark.usefixtures("every_register")

R = TypeVar("R", bound=Record)


Lot = tuple[str, int, int, int]
"""Place, 산 (1) or not (0), 본번, 부번."""
HOUSE, WOOD, OFTEN_SOLD = ("단구동", 0, 9423, 1), ("판부면 금대리", 1, 9010, 2), ("문막읍 문막리", 0, 9300, 0)


def ask(kind: str, lot: Lot, person: Person | None = None, /, **chosen: str) -> Record | RefusalCode:
    """As the city asks: every option of the kind has a value."""
    where, mountain, number, sub_number = lot
    named = {
        "place": PLACE[where], "mountain": str(mountain), "number": str(number), "sub_number": str(sub_number),
    }  # fmt: skip
    return answer(kind, named | chosen, person, date(2026, 11, 23))


def found(type_: type[R], answer: Record | RefusalCode) -> R:
    assert isinstance(answer, type_)
    return answer


def land(**chosen: str) -> LandRegister:
    return found(LandRegister, ask("land-register", HOUSE, **chosen))


def test_the_least_is_what_holds_now() -> None:
    record = land()
    assert [(entry.category, entry.area_m2) for entry in record.surface] == [("대", "661")]
    assert [(entry.name, entry.date) for entry in record.owners] == [("이보기", "2019-04-08")]
    assert [price.base_date for price in record.prices] == ["2026-01-01"]
    assert len(record.grades) == 1


def test_each_part_of_the_history_can_be_had_by_itself() -> None:
    assert (len(land(owners="all").owners), len(land(owners="all").surface)) == (3, 1)
    assert (len(land(surface="all").owners), len(land(surface="all").surface)) == (1, 3)
    assert len(land(surface="all").grades) == 4
    assert [price.base_date[:4] for price in land(prices="5").prices] == ["2022", "2023", "2024", "2025", "2026"]
    assert land(prices="all").prices[0].base_date == "1990-01-01"


@pytest.mark.parametrize(
    ("kind", "lot"), [("land-register", ("단구동", 0, 9460, 0)), ("forest-register", ("신림면 황둔리", 1, 9045, 0))]
)
def test_a_closed_register_is_issued_only_as_one(kind: str, lot: Lot) -> None:
    assert ask(kind, lot) == RefusalCode.CLOSED
    closed = found(LandRegister, ask(kind, lot, closed="with"))
    assert closed.remarks.endswith("폐쇄")


def test_a_mountain_lot_is_in_the_forest_register_alone() -> None:
    record = found(ForestRegister, ask("forest-register", WOOD))
    assert record.lot == "산 9010-2"
    assert record.pnu[10] == "2"
    assert ask("land-register", WOOD) == RefusalCode.NO_SUCH_RECORD
    place, _, *numbers = WOOD
    assert ask("forest-register", (place, 0, numbers[0], numbers[1])) == RefusalCode.NO_SUCH_RECORD
    assert ask("forest-register", HOUSE) == RefusalCode.NO_SUCH_RECORD


def test_nobodys_number_is_whole() -> None:
    for record in (*parcels(SCENE).values(), *mountains(SCENE).values()):
        for owner in record.owners:
            assert re.fullmatch(r"[0-9]{6}-[90][*]{6}|4200", owner.registration_number)


def test_a_register_of_sixty_pages_is_there() -> None:
    record = found(LandRegister, ask("land-register", OFTEN_SOLD, owners="all", surface="all"))
    assert len(record.owners) == len(record.surface) > 500


# --- prices --------------------------------------------------------------------------------------------------------


def price(lot: Lot, first: str, last: str) -> Record | RefusalCode:
    return ask("land-price", lot, from_year=first, to_year=last)


def test_a_record_of_many_lines_is_reserved_for_longer() -> None:
    """900 co-owners are 101 sheets, at 6 s each and half a minute for the first; and somebody has to pay."""
    record = land()
    assert reserved_for(record) == RESERVED_FOR
    crowd = replace(record, owners=record.owners[-1:] * 900)
    assert reserved_for(crowd) > timedelta(seconds=30 + 101 * 6 + 300)


def test_prices_of_the_years_asked_for() -> None:
    record = found(LandPrice, price(HOUSE, "2019", "2021"))
    assert [each.year for each in record.prices] == [2019, 2020, 2021]
    assert record.prices[0].announced == "2019-05-31"
    assert len(found(LandPrice, price(WOOD, "1990", "2026")).prices) == 37
    (divided,) = found(LandPrice, price(("단구동", 0, 9450, 0), "2008", "2008")).prices
    assert (divided.month, divided.announced) == (7, "2008-10-31")


def test_the_price_is_that_of_the_land_register() -> None:
    (price_now,) = found(LandPrice, price(HOUSE, "2026", "2026")).prices
    assert price_now.won_per_m2 == land().prices[-1].won_per_m2


@pytest.mark.parametrize(
    ("lot", "first", "last", "code"),
    [
        (HOUSE, "1980", "1985", "no-such-record"),
        (("단구동", 0, 1, 0), "2020", "2021", "no-such-record"),
        (("단구동", 0, 9460, 0), "1990", "1995", "closed"),
        (HOUSE, "2021", "2020", "bad-input"),
        (HOUSE, "", "2020", "bad-input"),
        (HOUSE, "99", "2020", "bad-input"),
        (HOUSE, "２０２０", "２０２１", "bad-input"),
    ],
)
def test_prices_that_are_not_there(lot: Lot, first: str, last: str, code: str) -> None:
    assert price(lot, first, last) == RefusalCode(code)


# --- plans -----------------------------------------------------------------------------------------------------------


def plan(lot: Lot = HOUSE, **chosen: str) -> LandUsePlan:
    return found(LandUsePlan, ask("land-use-plan", lot, **chosen))


def test_a_plan_is_of_the_parcel_as_the_land_register_has_it() -> None:
    record = plan()
    assert (record.lot, record.category, record.area_m2) == ("9423-1", "대", "661")
    assert record.won_per_m2 == land().prices[-1].won_per_m2
    assert "제2종일반주거지역" in record.planned


def test_the_drawing_is_made_to_the_scale_chosen_or_left_out() -> None:
    assert plan(drawing="without").drawings == ()
    shown = {scale: plan(scale=scale).drawings[0] for scale in ("600", "1200", "3000")}
    assert [drawing.scale for drawing in shown.values()] == [600, 1200, 3000]
    assert len(shown["600"].plots) < len(shown["1200"].plots) < len(shown["3000"].plots)


def test_every_parcel_is_drawn_as_large_as_the_register_says() -> None:
    for pnu in plans(SCENE):
        name = next(name for name, place in PLACE.items() if place == pnu[:10])
        record = plan((name, int(pnu[10] == "2"), int(pnu[11:15]), int(pnu[15:])))
        (outline,) = (plot.outline for plot in record.drawings[0].plots if plot.lot == record.lot)
        assert area_m2(outline) == pytest.approx(float(record.area_m2.replace(",", "")), rel=0.01)


@pytest.mark.parametrize(
    ("lot", "code"),
    [
        (("단구동", 0, 1, 0), "no-such-record"),
        (("단구동", 1, 9423, 1), "no-such-record"),
        (("신림면 황둔리", 1, 9044, 0), "no-such-record"),
        (("단구동", 0, 9460, 0), "closed"),
        (("단구동", 0, 99999, 0), "bad-input"),
    ],
)
def test_plans_that_are_not_there(lot: Lot, code: str) -> None:
    assert ask("land-use-plan", lot) == RefusalCode(code)


# --- farmland --------------------------------------------------------------------------------------------------------

FIELD, SHARED = ("문막읍 문막리", 0, 9200, 3), ("문막읍 문막리", 0, 9108, 0)
HONG, SEONG = people()["8011239000018"], people()["8503120000026"]


def farm(lot: Lot = FIELD, person: Person = HONG, **chosen: str) -> FarmlandRegister:
    return found(FarmlandRegister, ask("farmland-register", lot, person, **chosen))


def test_a_farm_is_what_it_is_now_and_names_no_tenant_in_full() -> None:
    record = farm()
    assert [owner.name for owner in record.owners] == ["홍길동"]
    assert [(use.manner, use.farmer) for use in record.uses] == [("자경", "홍길동"), ("임대", "조○○")]
    assert [lease.tenant for lease in record.leases] == ["조○○"]
    assert (record.category, record.actual_category) == ("전", "답")


def test_what_was_before_and_the_tenants_names_can_be_had() -> None:
    record = farm(history="all", tenants="shown")
    assert [owner.name for owner in record.owners] == ["최견본", "홍길동"]
    assert {use.manner for use in record.uses} == {"자경", "휴경", "임대"}
    assert [lease.tenant for lease in record.leases] == ["남보기", "조견본"]
    assert len(farm(history="all").leases) == 2
    assert "남보기" not in str(farm(history="all"))


def test_farmland_is_released_to_its_owners_alone() -> None:
    for person in (HONG, SEONG):
        record = farm(SHARED, person)
        assert (record.applicant, record.holder) == (person.name, person.resident_number[:7])
        assert {owner.name: owner.share for owner in record.owners} == {"홍길동": "1/2", "성춘향": "1/2"}
    assert ask("farmland-register", FIELD, SEONG) == RefusalCode.NOT_HOLDER
    assert ask("farmland-register", ("문막읍 문막리", 0, 9107, 0), HONG) == RefusalCode.NOT_HOLDER
    assert ask("farmland-register", HOUSE, HONG) == RefusalCode.NO_SUCH_RECORD


def test_a_farm_that_is_none_any_more_is_told_to_its_owner() -> None:
    assert ask("farmland-register", ("문막읍 문막리", 0, 9202, 0), HONG) == RefusalCode.CLOSED
    assert ask("farmland-register", ("문막읍 문막리", 0, 9202, 0), SEONG) == RefusalCode.NOT_HOLDER


def test_a_farm_is_the_parcel_of_the_land_register() -> None:
    owners = {lot: found(LandRegister, ask("land-register", lot)).owners[-1].name for lot in (FIELD, SHARED)}
    assert owners == {FIELD: "홍길동", SHARED: "홍길동 외 1인"}
    for pnu, each in farms(SCENE).items():
        parcel = parcels(SCENE)[pnu]
        assert each.register.subject == parcel.subject
        assert (each.register.category, each.register.area_m2) == (
            parcel.surface[-1].category,
            parcel.surface[-1].area_m2,
        )
