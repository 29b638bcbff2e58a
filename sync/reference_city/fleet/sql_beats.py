"""Where the city keeps heartbeats: a row a kiosk, which each overwrites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, case, func, select
from sqlalchemy.dialects import postgresql, sqlite

from config.ids import KioskId
from sync.city.heartbeat import Heard, HeartbeatReply
from sync.reference_city.fleet.beats import HEARTBEAT as READER
from sync.reference_city.fleet.beats import Beat, Known
from sync.reference_city.fleet.sql_parts import in_parts
from sync.reference_city.fleet.sql_wishes import wishes_for
from sync.reference_city.tables import ALERT, CERTIFICATE, HEARTBEAT


class SqlBeats:
    """Implements `sync.reference_city.fleet.beats.BeatStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(self, beats: Sequence[Beat]) -> Sequence[HeartbeatReply | None]:
        with self._engine.begin() as connection:
            kiosks = dict(_in_force(connection, sorted({each.certificate for each in beats})))
            known = [(kiosks[each.certificate], each) for each in beats if each.certificate in kiosks]
            # Of two of one kiosk the later one.
            rows = {
                kiosk: {"kiosk": kiosk, "at": each.at, "unable": each.unable, "since": each.at, "body": each.body}
                for kiosk, each in known
            }
            if rows:
                connection.execute(self._upsert(), [rows[kiosk] for kiosk in sorted(rows)])
            heard = dict(_heard(connection, sorted({kiosk for kiosk, each in known if each.unable})))
            wishes = wishes_for(connection, {kiosk: (each.wish, each.at) for kiosk, each in known})
        return [
            HeartbeatReply(heard.get(kiosk, Heard.NOTHING), wishes.get(kiosk)) if kiosk else None
            for each in beats
            for kiosk in [kiosks.get(each.certificate)]
        ]

    def _upsert(self) -> sqlite.Insert | postgresql.Insert:
        """In the order of the kiosks: two processes that write at a time lock them in one order."""
        make = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        added = make(HEARTBEAT)
        new = added.excluded
        since = case((HEARTBEAT.c.unable == new.unable, HEARTBEAT.c.since), else_=new.since)
        changed = {"at": new.at, "unable": new.unable, "since": since, "body": new.body}
        return added.on_conflict_do_update(index_elements=("kiosk",), set_=changed)

    def beats(self) -> Sequence[Known]:
        with self._engine.connect() as connection:
            return [_known(row) for row in connection.execute(select(HEARTBEAT).order_by(HEARTBEAT.c.kiosk)).all()]

    def beat(self, kiosk: KioskId) -> Known | None:
        with self._engine.connect() as connection:
            row = connection.execute(select(HEARTBEAT).where(HEARTBEAT.c.kiosk == kiosk)).first()
        return _known(row) if row else None


def _in_force(connection: Connection, certificates: Sequence[str]) -> Iterator[tuple[str, str]]:
    for part in in_parts(CERTIFICATE.c.fingerprint, certificates):
        query = select(CERTIFICATE.c.fingerprint, CERTIFICATE.c.kiosk).where(part, CERTIFICATE.c.barred == "")
        for row in connection.execute(query):
            yield row.fingerprint, row.kiosk


def _heard(connection: Connection, kiosks: Sequence[str]) -> Iterator[tuple[str, Heard]]:
    """Of those that serve nobody: whether that is in the books, and whether somebody was told."""
    for part in in_parts(ALERT.c.kiosk, kiosks):
        of_them = part & (ALERT.c.opened != "") & (ALERT.c.closed == "") & (ALERT.c.severity > 1)
        query = select(ALERT.c.kiosk, func.min(ALERT.c.told)).where(of_them).group_by(ALERT.c.kiosk)
        for kiosk, told in connection.execute(query):
            yield kiosk, Heard.TOLD if told else Heard.NOTED


def _known(row: Row[Any]) -> Known:
    return Known(KioskId(row.kiosk), row.at, row.since, READER.validate_json(bytes(row.body)))
