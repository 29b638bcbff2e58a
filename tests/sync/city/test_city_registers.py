"""The registers in either database say what was entered, as those in memory do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import create_engine

from sync.reference_city.entries import Entry, HeldRegisters
from sync.reference_city.households import Household
from sync.reference_city.made_up import made_up
from sync.reference_city.made_up.people import HONG, people
from sync.reference_city.people import Person
from sync.reference_city.sql_registers import TABLES, SqlRegisters
from sync.reference_city.store import SqlStore
from sync.reference_city.tables import METADATA
from sync.reference_city.things import Building, BuildingKey
from tests.cities import REGISTERS, SCENE

EVERY = made_up(SCENE)


@pytest.fixture
def registers(database: str) -> Iterator[SqlRegisters]:
    """Of an empty database."""
    store = SqlStore(database)
    yield store.registers
    store.close()


def test_every_entry_is_read_as_it_was_entered(registers_kept: SqlRegisters) -> None:
    for kept in (registers_kept, REGISTERS):
        assert {type(value) for _, value in EVERY} == TABLES.keys()
        for key, value in EVERY:
            assert kept.read(type(value), key) == value


def test_a_household_is_found_by_each_of_its_members(registers_kept: SqlRegisters) -> None:
    for kept in (registers_kept, REGISTERS):
        for _, value in EVERY:
            if isinstance(value, Household):
                assert all(kept.household(each.resident_number) == value for each in value.members)
        assert kept.household("9912319999999") is None


def test_what_stands_on_a_lot_is_told_without_its_rooms(registers_kept: SqlRegisters) -> None:
    flats = next(value.key.lot for _, value in EVERY if isinstance(value, Building) and value.key.sort == "unit")
    there = {BuildingKey(flats, "site")} | {
        BuildingKey(flats, sort, block) for sort in ("title", "unit") for block in ("101", "102")
    }
    for kept in (registers_kept, REGISTERS):
        assert len(kept.blocks(flats)) == len(there)
        assert {*kept.blocks(flats)} == there
        assert not kept.blocks("0" * 19)


def test_what_is_entered_again_takes_the_place_of_what_was_there(registers: SqlRegisters) -> None:
    renamed = replace(people()[HONG], name="홍길순")
    for kept in (registers, HeldRegisters()):
        kept.enter([(HONG, people()[HONG]), (HONG, renamed)])
        assert kept.person(HONG) == renamed
        kept.enter([(HONG, people()[HONG])])
        assert kept.person(HONG) == people()[HONG]


def test_entries_are_entered_all_or_none(registers: SqlRegisters) -> None:
    def breaks_off() -> Iterator[Entry]:
        yield from EVERY
        raise OSError("the file of entries cannot be read on")

    with pytest.raises(OSError, match="cannot be read on"):
        registers.enter(breaks_off())
    assert registers.read(Person, HONG) is None


def test_a_city_of_before_its_registers_lay_in_the_database_gets_them(database: str) -> None:
    """Whoever only reads it is told who brings it up to date."""
    engine = create_engine(database)
    METADATA.create_all(engine, [each for name, each in METADATA.tables.items() if not name.startswith("register_")])
    engine.dispose()
    with pytest.raises(OSError, match="`kiosk city serve` brings up to date: it has no register_aid"):
        SqlStore(database, "there")
    store = SqlStore(database)
    store.registers.enter(EVERY)
    store.close()
    read = SqlStore(database, "read")
    assert read.registers.person(HONG) == people()[HONG]
    read.close()
