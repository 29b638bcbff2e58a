"""Where the reference city keeps its registers: a table for each, its key in a column and the entry in JSON.

An entry is read whole, by its key, so nothing of it needs a column; what a question joins (who lives in which household) has a table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Column, Engine, Integer, LargeBinary, String, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from config.catalogue.forest_register import ForestRegister
from config.catalogue.land_register import LandRegister
from config.catalogue.machinery_register import MachineryRegister
from config.catalogue.vehicle_register import VehicleRegister
from sync.reference_city.conscripts import Service
from sync.reference_city.entries import E, Entry, KeyedRegisters
from sync.reference_city.households import History, Household
from sync.reference_city.map_sheets import MapSheet
from sync.reference_city.people import Person
from sync.reference_city.tables import METADATA
from sync.reference_city.things import Application, Building, BuildingKey, Farm, Plan, Taxpayer
from sync.reference_city.welfare import Aid, Disability, Livelihood

MANY = 500
"""Entries that are written at once."""


def _table(name: str) -> Table:
    return Table(
        f"register_{name}",
        METADATA,
        Column("key", String, primary_key=True),
        Column("body", LargeBinary, nullable=False),
    )


TABLES: dict[type[object], Table] = {
    Person: _table("person"), Household: _table("household"), History: _table("history"), Service: _table("service"),
    Livelihood: _table("livelihood"), Aid: _table("aid"), Disability: _table("disability"), Taxpayer: _table("taxpayer"),
    LandRegister: _table("land"), ForestRegister: _table("forest"), Plan: _table("plan"), MapSheet: _table("map_sheet"),
    Farm: _table("farm"), Building: _table("building"), VehicleRegister: _table("vehicle"), MachineryRegister: _table("machine"),
    Application: _table("application"),
}  # fmt: skip
RESIDENT = Table(
    "register_resident", METADATA,
    Column("resident_number", String, primary_key=True),
    Column("household", String, nullable=False),
)  # fmt: skip
BLOCK = Table(
    "register_block", METADATA,
    Column("lot", String, primary_key=True),
    Column("sort", String, primary_key=True),
    Column("block", String, primary_key=True),
)  # fmt: skip
LOAD = Table(
    "register_load", METADATA,
    Column("seed", String, primary_key=True),
    Column("households", Integer, nullable=False),
    Column("records", Integer, nullable=False),
)  # fmt: skip
Row = tuple[Table, dict[str, Any]]


class _Json(dict[type[object], TypeAdapter[Any]]):
    """Made when they are needed: all of them take a program a tenth of a second that may never read a register."""

    def __missing__(self, type_: type[object]) -> TypeAdapter[Any]:
        return self.setdefault(type_, TypeAdapter(type_))


_JSON = _Json()


def rows(entry: Entry) -> Iterator[Row]:
    """What an entry is in the tables."""
    key, value = entry
    yield TABLES[type(value)], {"key": key, "body": _JSON[type(value)].dump_json(value)}
    if isinstance(value, Household):
        for each in value.members:
            yield RESIDENT, {"resident_number": each.resident_number, "household": key}
    elif isinstance(value, Building):
        yield BLOCK, {"lot": value.key.lot, "sort": value.key.sort, "block": value.key.block}


_BY_KEY = {type_: select(table.c.body).where(table.c.key == bindparam("asked")) for type_, table in TABLES.items()}
"""Made once: to put a question together takes longer than to answer it."""
_BY_RESIDENT = (
    select(TABLES[Household].c.body)
    .join(RESIDENT, RESIDENT.c.household == TABLES[Household].c.key)
    .where(RESIDENT.c.resident_number == bindparam("asked"))
)


class SqlRegisters(KeyedRegisters):
    """Over SQLite or PostgreSQL. Implements `sync.reference_city.registered.Registers`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def enter(self, entries: Iterable[Entry]) -> None:
        """In place of what is there under the same type and key; all of them, or none."""
        every = (row for entry in entries for row in rows(entry))
        with self._engine.begin() as connection:
            while some := list(islice(every, MANY)):
                for table, of_table in groupby(sorted(some, key=lambda row: row[0].name), key=lambda row: row[0]):
                    keys = [column.name for column in table.primary_key]
                    newest = {tuple(row[name] for name in keys): row for _, row in of_table}
                    connection.execute(self._upsert(table), list(newest.values()))

    def _upsert(self, table: Table) -> Any:
        insert: Any = (sqlite if self._engine.dialect.name == "sqlite" else postgresql).insert(table)
        new = {column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key}
        keys = [column.name for column in table.primary_key]
        if not new:
            return insert.on_conflict_do_nothing(index_elements=keys)
        return insert.on_conflict_do_update(index_elements=keys, set_=new)

    def read(self, type_: type[E], key: str) -> E | None:
        return self._one(type_, _BY_KEY[type_], key)

    def _one(self, type_: type[E], query: Any, key: str) -> E | None:
        with self._engine.connect() as connection:
            body: bytes | None = connection.execute(query, {"asked": key}).scalar()
        found: E | None = None if body is None else _JSON[type_].validate_json(bytes(body))
        return found

    def household(self, resident_number: str) -> Household | None:
        return self._one(Household, _BY_RESIDENT, resident_number)

    def blocks(self, lot: str) -> Collection[BuildingKey]:
        with self._engine.connect() as connection:
            found = connection.execute(select(BLOCK).where(BLOCK.c.lot == lot)).all()
        return [BuildingKey(*row) for row in found]
