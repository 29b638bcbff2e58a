"""Where the city keeps alerts, and what of them has still to be told to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Engine, Row, delete, insert, select, update

from config.ids import KioskId
from sync.reference_city.fleet.alerts import Alert, Condition, Judged, News, What
from sync.reference_city.tables import ALERT, DELIVERY


class Delivery(NamedTuple):
    """Something that a receiver has not taken yet; ``tries`` have failed."""

    news: News
    receiver: str
    tries: int
    alert: Alert


class Kept(NamedTuple):
    """``told``: when the first receiver took it, ISO 8601 in UTC; "" before."""

    alert: Alert
    told: str


class SqlAlerts:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def pending(self) -> list[Alert]:
        """All that are not closed, those that nobody was told of yet among them."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(ALERT).where(ALERT.c.closed == "").order_by(ALERT.c.number)).all()
        return [_alert(row) for row in rows]

    def keep(self, judged: Judged, receivers: Iterable[str], now: datetime) -> None:
        """What is so now, and what is to be told of it: in one transaction, so that nothing is told that is not kept."""
        names, numbers = list(receivers), dict[str, int]()
        with self._engine.begin() as connection:
            for alert in judged.kept:
                if alert.number:
                    connection.execute(update(ALERT).where(ALERT.c.number == alert.number).values(_row(alert)))
                else:
                    added = connection.execute(insert(ALERT).values({**_row(alert), "told": ""}))
                    assert added.inserted_primary_key
                    numbers[alert.condition.fingerprint] = added.inserted_primary_key[0]
            gone = [each.number for each in judged.dropped]
            if gone:
                connection.execute(delete(ALERT).where(ALERT.c.number.in_(gone)))
            due = [
                {
                    "alert": alert.number or numbers[alert.condition.fingerprint], "news": news.value, "receiver": name,
                    "due": _text(now), "tries": 0,
                }
                for news, alert in judged.news
                for name in names
            ]  # fmt: skip
            if due:
                connection.execute(insert(DELIVERY), due)

    def due(self, now: datetime) -> list[Delivery]:
        """In the order in which it happened."""
        query = (
            select(DELIVERY.c.news, DELIVERY.c.receiver, DELIVERY.c.tries, *ALERT.c)
            .join(ALERT, ALERT.c.number == DELIVERY.c.alert)
            .where(DELIVERY.c.due <= _text(now))
            .order_by(DELIVERY.c.due, DELIVERY.c.alert)
            .limit(200)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [Delivery(News(row.news), row.receiver, row.tries, _alert(row)) for row in rows]

    def taken(self, delivery: Delivery, now: datetime) -> None:
        alert = ALERT.c.number == delivery.alert.number
        with self._engine.begin() as connection:
            connection.execute(delete(DELIVERY).where(_this(delivery)))
            connection.execute(update(ALERT).where(alert, ALERT.c.told == "").values(told=_text(now)))

    def forget(self, delivery: Delivery) -> None:
        """Nobody is to be told any more."""
        with self._engine.begin() as connection:
            connection.execute(delete(DELIVERY).where(_this(delivery)))

    def failed(self, delivery: Delivery, again: datetime) -> None:
        with self._engine.begin() as connection:
            later = {"due": _text(again), "tries": delivery.tries + 1}
            connection.execute(update(DELIVERY).where(_this(delivery)).values(later))

    def open(self) -> Sequence[Kept]:
        """The worst first, then the oldest."""
        query = select(ALERT).where(ALERT.c.closed == "", ALERT.c.opened != "")
        return self._kept(query.order_by(ALERT.c.severity.desc(), ALERT.c.opened))

    def closed(self, most: int = 100) -> Sequence[Kept]:
        """The newest first."""
        return self._kept(select(ALERT).where(ALERT.c.closed != "").order_by(ALERT.c.closed.desc()).limit(most))

    def of_kiosk(self, kiosk: KioskId, most: int = 100) -> Sequence[Kept]:
        """The newest first."""
        query = select(ALERT).where(ALERT.c.kiosk == kiosk, ALERT.c.opened != "")
        return self._kept(query.order_by(ALERT.c.opened.desc()).limit(most))

    def _kept(self, query: Any) -> list[Kept]:
        with self._engine.connect() as connection:
            return [Kept(_alert(row), row.told) for row in connection.execute(query).all()]


def _this(delivery: Delivery) -> Any:
    key = (delivery.alert.number, delivery.news.value, delivery.receiver)
    return (DELIVERY.c.alert == key[0]) & (DELIVERY.c.news == key[1]) & (DELIVERY.c.receiver == key[2])


def _text(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _row(alert: Alert) -> dict[str, object]:
    condition = alert.condition
    return {
        "kiosk": condition.kiosk, "machine": condition.number, "site": condition.site, "what": condition.what.value,
        "part": condition.part, "word": condition.word, "severity": condition.severity, "seen": _text(condition.seen),
        "since": _text(alert.since), "opened": _text(alert.opened), "gone": _text(alert.gone), "closed": _text(alert.closed),
    }  # fmt: skip


def _alert(row: Row[Any]) -> Alert:
    opened, gone, closed = (
        datetime.fromisoformat(each) if each else None for each in (row.opened, row.gone, row.closed)
    )
    seen = datetime.fromisoformat(row.seen)
    condition = Condition(
        KioskId(row.kiosk), row.machine, row.site, What(row.what), row.part, row.word, row.severity, seen
    )
    return Alert(condition, datetime.fromisoformat(row.since), opened, gone, closed, row.number)
