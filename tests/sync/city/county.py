"""The database of a made-up county, as its own programs made and filled it: for the adapter of `worked_adapter` to read."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Column, Engine, Index, Integer, MetaData, Table, Text, insert

from sync.reference_city.made_up import made_up
from sync.reference_city.map_sheets import MapSheet
from sync.reference_city.things import Building, Farm
from tests.cities import SCENE
from tests.sync.city.worked_adapter import FARM_CLOSED, FARM_OWNERS, MAP, SHEETS, Sheet

_NUMBERS = ("순번", "원", "세액", "과세표준", "채권가액")


def fill(engine: Engine) -> None:
    """With the made-up people, and no buildings."""
    rows: dict[str, list[dict[str, object]]] = {}
    for key, value in made_up(SCENE):
        if isinstance(value, Building):
            continue
        if isinstance(value, MapSheet):
            _add(rows, MAP, {"도엽": key, "도형": TypeAdapter(MapSheet).dump_json(value).decode()})
        elif isinstance(value, Farm):
            _add_all(rows, SHEETS[type(value.register)], key, value.register)
            for owner in value.owners:
                _add_all(rows, FARM_OWNERS, key, owner)
            _add_all(rows, FARM_CLOSED, key, value.closed)
        else:
            _add_all(rows, SHEETS[type(value)], key, value)
    metadata, every = MetaData(), [each for of in SHEETS.values() for each in (of, *of.lists.values())]
    tables = {
        sheet.table: ["순번", *dict.fromkeys((sheet.key, *sheet.columns.values()))]
        for sheet in (*every, FARM_OWNERS, FARM_CLOSED)
    }
    with engine.begin() as connection:
        for name, columns in (tables | {MAP: ["순번", "도엽", "도형"]}).items():
            made = Table(name, metadata, *(Column(each, Integer if each in _NUMBERS else Text) for each in columns))
            Index(f"{name}찾기", made.c[columns[1]])
            made.create(connection)
            if rows.get(name):
                connection.execute(insert(made), rows[name])


def _add_all(rows: dict[str, list[dict[str, object]]], sheet: Sheet, key: str, value: Any) -> None:
    theirs = {theirs: getattr(value, ours) if ours else value for ours, theirs in sheet.columns.items()}
    _add(rows, sheet.table, {sheet.key: key} | {name: _theirs(name, each) for name, each in theirs.items()})
    for ours, entries in sheet.lists.items():
        for entry in getattr(value, ours):
            _add_all(rows, entries, key, entry)


def _add(rows: dict[str, list[dict[str, object]]], table: str, row: dict[str, object]) -> None:
    there = rows.setdefault(table, [])
    there.append({"순번": len(there) + 1} | row)


def _theirs(column: str, value: Any) -> Any:
    if column.endswith("여부"):
        return "Y" if value else "N"
    if value == "":
        return None
    return value.replace("-", "") if column.endswith("일자") else value
