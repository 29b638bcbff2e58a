"""Where the city keeps who asked to be let in, and who may speak for which kiosk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from config.ids import KioskId
from sync.city.enrolment import EnrolmentState, PreviousJournal
from sync.reference_city.enrolments import Enrolment, KnownCertificate
from sync.reference_city.tables import CERTIFICATE, ENROLMENT, ENTRY, JOURNAL

_BY_FINGERPRINT = select(CERTIFICATE).where(CERTIFICATE.c.fingerprint == bindparam("fingerprint"))
"""Asked for every request, so put together once."""


class SqlEnrolments:
    """Implements `sync.reference_city.enrolments.EnrolmentStore`.

    Attributes:
        count: of the store that this is a part of.
    """

    def __init__(self, engine: Engine, count: Callable[[str, str, int, int], int]) -> None:
        self.count = count
        self._engine = engine

    def add_enrolment(self, enrolment: Enrolment) -> bool:
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(ENROLMENT), [_row(enrolment)])
        except IntegrityError:
            return False
        return True

    def enrolment(self, uuid: str) -> Enrolment | None:
        with self._engine.connect() as connection:
            row = connection.execute(select(ENROLMENT).where(ENROLMENT.c.uuid == uuid)).first()
        return _enrolment(row) if row else None

    def enrolments(self) -> Sequence[Enrolment]:
        with self._engine.connect() as connection:
            return [_enrolment(row) for row in connection.execute(select(ENROLMENT).order_by(ENROLMENT.c.at)).all()]

    def decide(self, decided: Enrolment, certificate: KnownCertificate | None, replaces: bool) -> bool:
        waits = (ENROLMENT.c.uuid == decided.uuid) & (ENROLMENT.c.state == EnrolmentState.WAITING.value)
        with self._engine.begin() as connection:
            done = connection.execute(update(ENROLMENT).where(waits).values(_row(decided)))
            if done.rowcount == 1 and replaces:
                barred = {"barred": decided.decided, "barred_by": decided.by, "why": f"replaced by {decided.code}"}
                connection.execute(update(CERTIFICATE).where(_in_force(decided.kiosk)).values(barred))
            if done.rowcount == 1 and certificate:
                connection.execute(insert(CERTIFICATE), [vars(certificate)])
            return done.rowcount == 1

    def forget_enrolments(self, before: str) -> None:
        waits = (ENROLMENT.c.state == EnrolmentState.WAITING.value) & (ENROLMENT.c.at < before)
        with self._engine.begin() as connection:
            connection.execute(delete(ENROLMENT).where(waits))

    def admit(self, certificate: KnownCertificate) -> bool:
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(CERTIFICATE), [vars(certificate)])
        except IntegrityError:
            return False
        return True

    def certificate(self, fingerprint: str) -> KnownCertificate | None:
        with self._engine.connect() as connection:
            row = connection.execute(_BY_FINGERPRINT, {"fingerprint": fingerprint}).first()
        return _certificate(row) if row else None

    def certificates(self) -> Sequence[KnownCertificate]:
        with self._engine.connect() as connection:
            rows = connection.execute(select(CERTIFICATE).order_by(CERTIFICATE.c.until)).all()
        return [_certificate(row) for row in rows]

    def bar(self, kiosk: KioskId, at: str, by: str, why: str) -> int:
        with self._engine.begin() as connection:
            done = connection.execute(
                update(CERTIFICATE).where(_in_force(kiosk)).values(barred=at, barred_by=by, why=why)
            )
            return done.rowcount

    def last_journal(self, kiosk: KioskId) -> PreviousJournal | None:
        head = func.max(ENTRY.c.seq)
        query = (
            select(JOURNAL.c.journal, head)
            .join(ENTRY, ENTRY.c.journal == JOURNAL.c.journal)
            .where(JOURNAL.c.kiosk == kiosk)
            .group_by(JOURNAL.c.journal, JOURNAL.c.since)
            .order_by(JOURNAL.c.since.desc())
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return PreviousJournal(row[0], row[1]) if row else None


def _in_force(kiosk: KioskId) -> ColumnElement[bool]:
    return (CERTIFICATE.c.kiosk == kiosk) & (CERTIFICATE.c.barred == "")


def _row(enrolment: Enrolment) -> dict[str, object]:
    return {**vars(enrolment), "state": enrolment.state.value}


def _enrolment(row: Row[Any]) -> Enrolment:
    return Enrolment(
        row.uuid, KioskId(row.kiosk), row.number, row.site, bytes(row.request), row.nonce, row.code, row.at, row.address,
        EnrolmentState(row.state), row.decided, row.by, row.note, bytes(row.certificate),
    )  # fmt: skip


def _certificate(row: Row[Any]) -> KnownCertificate:
    return KnownCertificate(
        row.fingerprint, KioskId(row.kiosk), row.key, row.since, row.until, row.by, row.barred, row.barred_by, row.why
    )
