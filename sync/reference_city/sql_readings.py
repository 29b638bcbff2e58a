"""Where the city keeps who read whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Engine, case, delete, distinct, func, insert, select

from sync.reference_city.readings import MISSES, Often, Reading, Sum, Unusual
from sync.reference_city.tables import READING


class SqlReadings:
    """Implements `sync.reference_city.readings.ReadingStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, reading: Reading) -> None:
        with self._engine.begin() as connection:
            connection.execute(insert(READING), [vars(reading)])

    def sums(self, since: str, until: str) -> Sequence[Sum]:
        alike = (READING.c.by, READING.c.what, READING.c.result)
        query = select(*alike, func.count()).where(_within(since, until)).group_by(*alike).order_by(*alike)
        with self._engine.connect() as connection:
            return [Sum(*row) for row in connection.execute(query).all()]

    def often(self, since: str, until: str, unusual: Unusual) -> Sequence[Often]:
        times, kiosks = func.count(), func.count(distinct(READING.c.by))
        misses: ColumnElement[Any] = func.sum(case((READING.c.result.in_(MISSES), 1), else_=0))
        too_much = (times >= unusual.times) | (kiosks >= unusual.kiosks) | (misses >= unusual.misses)
        query = (
            select(READING.c.whom, times, kiosks, misses)
            .where(_within(since, until), READING.c.whom != "")
            .group_by(READING.c.whom)
            .having(too_much)
            .order_by(times.desc(), READING.c.whom)
        )
        with self._engine.connect() as connection:
            return [Often(*row) for row in connection.execute(query).all()]

    def of(self, whom: str) -> Sequence[Reading]:
        query = select(READING).where(READING.c.whom == whom).order_by(READING.c.number.desc())
        with self._engine.connect() as connection:
            return [Reading(*row[1:]) for row in connection.execute(query).all()]

    def erase(self, before: str) -> int:
        with self._engine.begin() as connection:
            return connection.execute(delete(READING).where(READING.c.at < before)).rowcount


def _within(since: str, until: str) -> ColumnElement[bool]:
    return (READING.c.at >= since) & (READING.c.at < until)
