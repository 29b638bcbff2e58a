"""A city's worth of made-up people: nobody's numbers, the same from the same seed, and all that the kinds need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import islice

import pytest
from sqlalchemy import select

from config.catalogue import Record
from config.catalogue.forest_register import ForestRegister
from config.catalogue.land_register import LandRegister
from config.catalogue.machinery_register import MachineryRegister
from config.catalogue.vehicle_register import VehicleRegister
from config.certificate import Issue
from config.kind import Kind
from config.seoul import SEOUL
from printing.certificate import lay_out
from sync.city.api import RefusalCode
from sync.reference_city import sql_loading
from sync.reference_city.conscripts import Service
from sync.reference_city.entries import Entry, HeldRegisters
from sync.reference_city.households import Household
from sync.reference_city.made_up import made_up
from sync.reference_city.made_up.crowd import households
from sync.reference_city.people import Person
from sync.reference_city.registers import Asked, register
from sync.reference_city.sql_loading import Load, NotLoaded, load, load_of
from sync.reference_city.sql_registers import BLOCK, LOAD, RESIDENT, TABLES
from sync.reference_city.store import SqlStore
from sync.reference_city.things import Building, Farm
from sync.reference_city.welfare import Aid, Disability, Livelihood
from tests.cities import SCENE, SEAL, WONJU

TODAY = date(2026, 11, 23)
SOME = 1_500


def some(seed: str = "1", first: int = 0, many: int = SOME) -> list[Entry]:
    return [entry for household in islice(households(WONJU, SCENE, seed, first), many) for entry in household]


CROWD = some()


@pytest.fixture
def store(database: str) -> Iterator[SqlStore]:
    kept = SqlStore(database)
    yield kept
    kept.close()


def of(type_: type[Entry] | type[object]) -> list[str]:
    return [key for key, value in CROWD if type(value) is type_]


def test_no_number_can_be_anybodys() -> None:
    members = [each for _, value in CROWD if isinstance(value, Household) for each in value.members]
    numbers = [each.resident_number for each in members]
    assert len(numbers) == len({*numbers}) > SOME
    for number in numbers:
        assert number[6] in "90"
        assert date(1800 + int(number[:2]), int(number[2:4]), int(number[4:6]))
    cards = [value.card_number for _, value in CROWD if isinstance(value, Person)]
    assert len(cards) == len({*cards})
    assert all(plate[:3].isdecimal() and plate[0] == "0" for plate in of(VehicleRegister))
    assert all(plate[2:4] == "00" for plate in of(MachineryRegister))
    assert all(int(lot[11:15]) >= 9_000 and int(lot[15:]) >= 100 for lot in of(LandRegister) + of(ForestRegister))


def test_no_two_of_a_city_of_ten_millions_have_one_number() -> None:
    """People whose last six digits are the same, which come back every million, differ in the day of their birth."""
    same = [some(first=first, many=1) for first in range(0, 1_250_000, 125_000)]
    numbers = [key for household in same for key, value in household if isinstance(value, Household)]
    assert len({number[7:] for number in numbers}) == 1
    assert len({number[4:6] for number in numbers}) == len(numbers)


def test_nobody_of_the_crowd_takes_the_place_of_one_of_the_handful() -> None:
    there = {(type(value), key) for key, value in made_up(SCENE)}
    assert not there & {(type(value), key) for key, value in CROWD}
    assert len({(type(value), key) for key, value in CROWD}) == len(CROWD)


def test_the_same_seed_makes_the_same_people_from_any_household_on() -> None:
    assert some(first=700, many=5) == [entry for n in range(700, 705) for entry in some(first=n, many=1)]
    assert some("2", many=5) != some(many=5)


def asked(kind: Kind, registers: HeldRegisters, key: str) -> Asked:
    """With the least that it asks for; ``key``: of the person or the lot or the plate."""
    options = {option.name: option.default for option in kind.options}
    years = {"from_year": "2023", "to_year": "2026"}
    lot = {"place": key[:10], "mountain": str(int(key[10:11] or 1) - 1), "number": key[11:15], "sub_number": key[15:]}
    where = lot if len(key) == 19 else {"plate": key}
    return Asked(WONJU, kind, {**options, **years, **where, "building": "", "room": ""}, None, TODAY, registers)


def owner_of(kind: str, registers: HeldRegisters, key: str) -> Person | None:
    """Whoever the paper is about."""
    if kind == "farmland-register":
        farm = registers.farm(key)
        return registers.person(farm.owners[-1]) if farm else None
    if kind in ("vehicle-register", "machinery-register"):
        thing = registers.vehicle(key) or registers.machine(key)
        return next(
            (
                p
                for _, p in CROWD
                if thing and isinstance(p, Person) and (p.name, p.masked) == (thing.owner, thing.owner_number)
            ),
            None,
        )
    return registers.person(key)


ABOUT: dict[str, type[object]] = {
    "resident-register": Person, "resident-abstract": Person, "land-register": LandRegister, "forest-register": ForestRegister,
    "land-price": LandRegister, "land-use-plan": LandRegister, "building-register": Building, "vehicle-register": VehicleRegister,
    "machinery-register": MachineryRegister, "local-tax": Person, "farmland-register": Farm, "military-service": Service,
    "basic-livelihood": Livelihood, "medical-aid": Aid, "disability": Disability,
}  # fmt: skip


@pytest.mark.parametrize("name", [*WONJU.kinds])
def test_every_kind_is_issued_to_the_crowd_and_fits_on_paper(name: str) -> None:
    registers, kind = HeldRegisters(CROWD), WONJU.kinds[name]
    for key in of(ABOUT[name]):
        request = asked(kind, registers, key.partition("/")[0])
        person = owner_of(name, registers, key) if kind.identity == "card" else None
        if kind.identity == "card" and (person is None or person.restricted or person.card_lost):
            continue
        record = register(name)(replace(request, person=person))
        if isinstance(record, Record):
            issue = Issue(
                "1234-5678-9012-3456", datetime(2026, 11, 23, 9, tzinfo=SEOUL), kind.issuer, bytes(200), SEAL, "03"
            )
            assert lay_out(kind, record, issue)
            return
        assert record is RefusalCode.NO_SUCH_RECORD
    pytest.fail(f"of {len(of(ABOUT[name]))} not one")


def test_a_load_that_broke_off_goes_on_where_it_stopped(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_loading, "AT_ONCE", 10)
    heard: list[Load] = []

    def breaks_off(so_far: Load) -> None:
        heard.append(so_far)
        if len(heard) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(store.engine, WONJU, "7", 600, breaks_off)
    assert load_of(store.engine, "7") == heard[-1]
    assert heard[-1].households == 30
    done = load(store.engine, WONJU, "7", 600, heard.append)
    assert done.records >= 600 > done.records - 30
    whole = some("7", many=done.households)
    assert len(whole) == done.records
    for key, value in whole:
        assert store.registers.read(type(value), key) == value
        if isinstance(value, Household):
            assert all(store.registers.household(each.resident_number) == value for each in value.members)
    with store.engine.connect() as connection:
        rows = sum(len(connection.execute(select(table)).all()) for table in TABLES.values())
    assert rows == done.records


def test_people_of_another_seed_are_not_mixed_in(store: SqlStore) -> None:
    load(store.engine, WONJU, "1", 50, lambda so_far: None)
    with pytest.raises(NotLoaded, match="go on with --seed 1"):
        load(store.engine, WONJU, "2", 100, lambda so_far: None)


def test_two_loads_at_once_do_not_mix(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_loading, "AT_ONCE", 5)

    def another(so_far: Load) -> None:
        if so_far.households == 5:
            load(store.engine, WONJU, "1", so_far.records + 1, lambda so_far: None)

    with pytest.raises(NotLoaded, match="another program"):
        load(store.engine, WONJU, "1", 500, another)
    whole = load(store.engine, WONJU, "1", 500, lambda so_far: None)
    with store.engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(select(LOAD)).all()] == [
            ("1", whole.households, whole.records)
        ]
        assert len(connection.execute(select(RESIDENT)).all()) > whole.households
        assert connection.execute(select(BLOCK)).all()
