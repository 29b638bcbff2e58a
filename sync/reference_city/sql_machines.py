"""Where the city keeps what persons did about its machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Engine, func, insert, select

from config.ids import KioskId
from sync.reference_city.machines import Act, ActKind, KnownJournal
from sync.reference_city.tables import ACT, ENTRY, JOURNAL


class SqlMachines:
    """Implements `sync.reference_city.machines.MachineStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def acts(self, kiosk: KioskId) -> Sequence[Act]:
        query = select(ACT).where(ACT.c.kiosk == kiosk).order_by(ACT.c.number)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            Act(
                KioskId(row.kiosk),
                row.journal,
                ActKind(row.what),
                row.at,
                row.by,
                row.also_by,
                row.first,
                row.last,
                row.note,
            )
            for row in rows
        ]

    def add_acts(self, acts: Iterable[Act]) -> None:
        with self._engine.begin() as connection:
            connection.execute(insert(ACT), [{**vars(each), "what": each.what.value} for each in acts])

    def journals_of(self, kiosk: KioskId) -> Sequence[KnownJournal]:
        head = func.max(ENTRY.c.seq)
        query = (
            select(JOURNAL.c.journal, JOURNAL.c.since, head)
            .join(ENTRY, ENTRY.c.journal == JOURNAL.c.journal)
            .where(JOURNAL.c.kiosk == kiosk)
            .group_by(JOURNAL.c.journal, JOURNAL.c.since)
            .order_by(JOURNAL.c.since)
        )
        with self._engine.connect() as connection:
            return [KnownJournal(*row) for row in connection.execute(query).all()]

    def entries_of(self, journal: str) -> Iterator[bytes]:
        query = select(ENTRY.c.body).where(ENTRY.c.journal == journal).order_by(ENTRY.c.seq)
        with self._engine.connect() as connection:
            for body in connection.execution_options(yield_per=1_000).execute(query).scalars():
                yield bytes(body)
