"""Where the city keeps what somebody wants of a kiosk: of each at most one that it has not taken yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Engine, delete, insert, select, update

from config.ids import KioskId
from sync.city.heartbeat import Wish
from sync.reference_city.fleet.sql_parts import in_parts
from sync.reference_city.fleet.wishes import Wanted
from sync.reference_city.tables import WISH

MOST_SHOWN = 20
_WAITING = WISH.c.taken == ""


class SqlWishes:
    """Implements `sync.reference_city.fleet.wishes.WishStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def want(self, wanted: Wanted) -> None:
        wish = wanted.wish
        row = {
            "uuid": wish.id, "kiosk": wanted.kiosk, "what": wish.what, "by": wish.by, "text": wish.text, "at": wanted.at, "taken": wanted.taken,
        }  # fmt: skip
        with self._engine.begin() as connection:
            connection.execute(delete(WISH).where(WISH.c.kiosk == wanted.kiosk, _WAITING))
            connection.execute(insert(WISH), row)

    def of(self, kiosk: KioskId) -> Sequence[Wanted]:
        query = select(WISH).where(WISH.c.kiosk == kiosk).order_by(WISH.c.at.desc()).limit(MOST_SHOWN)
        with self._engine.connect() as connection:
            return [
                Wanted(KioskId(row.kiosk), Wish(row.uuid, row.what, row.by, row.text), row.at, row.taken)
                for row in connection.execute(query).all()
            ]


def wishes_for(connection: Connection, named: Mapping[str, tuple[str, str]]) -> Mapping[str, Wish]:
    """What each kiosk is to be answered. ``named``: of each the last wish that it says it has taken, and when it said so."""
    waiting = dict[str, Wish]()
    for part in in_parts(WISH.c.kiosk, sorted(named)):
        for row in connection.execute(select(WISH).where(part, _WAITING)).all():
            last, at = named[row.kiosk]
            if row.uuid == last:
                connection.execute(update(WISH).where(WISH.c.uuid == row.uuid).values(taken=at))
            else:
                waiting[row.kiosk] = Wish(row.uuid, row.what, row.by, row.text)
    return waiting
