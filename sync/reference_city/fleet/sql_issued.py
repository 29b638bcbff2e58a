"""What the kiosks have issued, from what the city's books have of it: reservations that it knows to be issued, and what journals say of the money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Engine, case, exists, func, select

from config.ids import KioskId
from config.won import Won
from sync.reference_city.fleet.issued import Issued
from sync.reference_city.tables import DEED, IS_ISSUED, ISSUANCE, OUTCOME


class SqlIssued:
    """Implements `sync.reference_city.fleet.issued.IssuedStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def issued(self, since: date, kiosk: KioskId | None) -> Sequence[Issued]:
        charge = DEED.alias("charge")
        of_session = (charge.c.journal == DEED.c.journal) & (charge.c.session == DEED.c.session)
        charged = exists().where(of_session, charge.c.type == "ChargeApproved")
        given_back = exists().where(of_session, charge.c.type == "ChargeCancelled")
        means = case((DEED.c.won == 0, "free"), (charged & ~given_back, "card"), else_="cash").label("means")
        day = func.substr(ISSUANCE.c.issued_at, 1, 10).label("day")
        # The index of entries by time leaves out what is older; their time is in UTC, a reservation's in Korea.
        earliest = (since - timedelta(days=1)).isoformat()
        query = (
            select(day, ISSUANCE.c.kind, means, func.count().label("documents"), func.sum(DEED.c.won).label("won"))
            .join(ISSUANCE, ISSUANCE.c.uuid == DEED.c.about)
            .join(OUTCOME, IS_ISSUED)
            .where(DEED.c.type == "DocumentIssued", DEED.c.at >= earliest, ISSUANCE.c.issued_at >= since.isoformat())
            .group_by(day, ISSUANCE.c.kind, means)
        )
        if kiosk is not None:
            query = query.where(ISSUANCE.c.kiosk == kiosk)
        with self._engine.connect() as connection:
            return [
                Issued(date.fromisoformat(row.day), row.kind, row.means, row.documents, Won(int(row.won)))
                for row in connection.execute(query).all()
            ]
