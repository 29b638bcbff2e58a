"""Fills the registers of a database with made-up people: as many as a city has, in constant memory.

Batches are whole households, each in one transaction with the note of how far the load is, so one that broke off goes on where it
stopped, and two at once cannot mix.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select, update

from config.city import City
from config.trouble import Trouble
from sync.reference_city.made_up.crowd import households
from sync.reference_city.sql_registers import LOAD, rows

AT_ONCE = 1_000
"""Households in one transaction: some ten thousand rows, ten megabytes."""
Rows = dict[Table, list[tuple[Any, ...]]]


class NotLoaded(Trouble):
    """The message says why."""


@dataclass(frozen=True)
class Load:
    """How far a load is: so many households and records of this seed are in the registers."""

    seed: str
    households: int = 0
    records: int = 0


def load_of(engine: Engine, seed: str) -> Load:
    """Raises `NotLoaded`: people of another seed are there."""
    with engine.connect() as connection:
        found = [Load(*row) for row in connection.execute(select(LOAD)).all()]
    for load in found:
        if load.seed != seed:
            raise NotLoaded(
                f"the registers hold {load.records:,} records of seed {load.seed}; people of two seeds would have each other's "
                f"numbers: go on with --seed {load.seed}, or name an empty database"
            )
    return found[0] if found else Load(seed)


def load(engine: Engine, city: City, seed: str, records: int, told: Callable[[Load], None]) -> Load:
    """Until there are so many records, and the last household is whole. ``told`` hears of every batch that is durable.

    Raises:
        NotLoaded: people of another seed are there, or another program loads them at the same time.
    """
    done = load_of(engine, seed)
    assert city.scene
    with engine.begin() as connection:
        if not done.households and not connection.execute(select(LOAD)).all():
            connection.execute(insert(LOAD), [vars(done)])
    every = households(city, city.scene, seed, done.households)
    while done.records < records:
        batch, entered, count = _batch(every, records - done.records)
        now = Load(seed, done.households + count, done.records + entered)
        with engine.begin() as connection:
            unchanged = (LOAD.c.seed == seed) & (LOAD.c.households == done.households)
            noted = connection.execute(
                update(LOAD).where(unchanged).values(households=now.households, records=now.records)
            )
            if noted.rowcount != 1:
                raise NotLoaded("another program is loading the same registers; let it finish, and say this again")
            _write(connection, batch)
        done = now
        told(done)
    return done


def _batch(every: Iterator[list[Any]], wanted: int) -> tuple[Rows, int, int]:
    """Rows by table, records among them, and households."""
    batch: Rows = defaultdict(list)
    entered = count = 0
    for household in islice(every, AT_ONCE):
        for entry in household:
            for table, row in rows(entry):
                batch[table].append(tuple(row.values()))
        entered, count = entered + len(household), count + 1
        if entered >= wanted:
            break
    return batch, entered, count


def _write(connection: Connection, batch: Rows) -> None:
    for table, values in batch.items():
        names = [column.name for column in table.columns]
        if connection.dialect.name == "postgresql":
            types = ["bytea" if name == "body" else "text" for name in names]
            cursor: Any = connection.connection.cursor()
            with cursor.copy(f"copy {table.name} ({', '.join(names)}) from stdin (format binary)") as copy:
                copy.set_types(types)
                for row in values:
                    copy.write_row(row)
            cursor.close()
        else:
            marks = ", ".join("?" * len(names))
            connection.exec_driver_sql(f"insert into {table.name} ({', '.join(names)}) values ({marks})", values)
