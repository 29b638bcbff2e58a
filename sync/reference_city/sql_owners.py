"""Where the city keeps which owners are to be told of a paper of theirs."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, delete, exists, select, update

from sync.city.api import DocumentState
from sync.reference_city.owners import Due, OwnerNotice
from sync.reference_city.tables import IS_ISSUED, ISSUANCE, OUTCOME, OWNER_NOTICE

_VOID = exists().where(OUTCOME.c.uuid == OWNER_NOTICE.c.issuance, OUTCOME.c.state == DocumentState.VOID.value)
_ANY = OUTCOME.alias()
_REPORTED = exists().where(_ANY.c.uuid == ISSUANCE.c.uuid, _ANY.c.kiosk == ISSUANCE.c.kiosk)


class SqlOwnerNotices:
    """Implements `sync.reference_city.owners.OwnerNoticeStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def due(self, now: str, silent: str) -> Sequence[Due]:
        is_issued = OUTCOME.c.uuid.is_not(None)
        query = (
            select(OWNER_NOTICE, ISSUANCE.c.kind, ISSUANCE.c.issued_at, is_issued)
            .join(ISSUANCE, ISSUANCE.c.uuid == OWNER_NOTICE.c.issuance)
            .outerjoin(OUTCOME, IS_ISSUED)
            .where(OWNER_NOTICE.c.due <= now, is_issued | (OWNER_NOTICE.c.since <= silent) & ~_REPORTED)
            .order_by(OWNER_NOTICE.c.due)
        )
        with self._engine.connect() as connection:
            return [Due(OwnerNotice(*row[:-3]), *row[-3:]) for row in connection.execute(query).all()]

    def put_off(self, notice: OwnerNotice, due: str) -> bool:
        same = (OWNER_NOTICE.c.issuance == notice.issuance) & (OWNER_NOTICE.c.tries == notice.tries)
        with self._engine.begin() as connection:
            done = connection.execute(update(OWNER_NOTICE).where(same).values(due=due, tries=notice.tries + 1))
            return done.rowcount == 1

    def told(self, issuance: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(OWNER_NOTICE).where(OWNER_NOTICE.c.issuance == issuance))

    def erase(self, before: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(OWNER_NOTICE).where((OWNER_NOTICE.c.since < before) | _VOID))
