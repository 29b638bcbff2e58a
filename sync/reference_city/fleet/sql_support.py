"""Where the city keeps what kiosks have sent for whoever helps them: of each kiosk the last."""

from __future__ import annotations

from sqlalchemy import Engine, delete, func, insert, select

from config.ids import KioskId
from config.vocabulary import WishFromAfar
from sync.reference_city.tables import SUPPORT, WISH


class SqlSupport:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take(self, kiosk: KioskId, wish: str, number: int, count: int, piece: bytes) -> bool:
        """One piece of it; False where nobody wants it of this kiosk. What came for an earlier wish is forgotten."""
        asked = (WISH.c.uuid == wish) & (WISH.c.kiosk == kiosk) & (WISH.c.what == WishFromAfar.SUPPORT.value)
        with self._engine.begin() as connection:
            if connection.execute(select(WISH.c.uuid).where(asked)).first() is None:
                return False
            same = (SUPPORT.c.wish == wish) & (SUPPORT.c.number == number)
            other = (SUPPORT.c.wish != wish) | (SUPPORT.c.count != count)
            connection.execute(delete(SUPPORT).where((SUPPORT.c.kiosk == kiosk) & (other | same)))
            row = {"wish": wish, "number": number, "count": count, "kiosk": kiosk, "piece": piece}
            connection.execute(insert(SUPPORT), row)
        return True

    def whole(self, kiosk: KioskId) -> str:
        """The wish for which all of it is there; "" where none is."""
        query = (
            select(SUPPORT.c.wish)
            .where(SUPPORT.c.kiosk == kiosk)
            .group_by(SUPPORT.c.wish, SUPPORT.c.count)
            .having(func.count() == SUPPORT.c.count)
        )
        with self._engine.connect() as connection:
            return str(connection.execute(query).scalar() or "")

    def bundle(self, kiosk: KioskId, wish: str) -> bytes | None:
        """None where not all of it is there."""
        if not wish or self.whole(kiosk) != wish:
            return None
        query = select(SUPPORT.c.piece).where(SUPPORT.c.wish == wish).order_by(SUPPORT.c.number)
        with self._engine.connect() as connection:
            return b"".join(bytes(row.piece) for row in connection.execute(query))
