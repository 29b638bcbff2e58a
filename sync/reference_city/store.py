"""Where the city keeps reservations and journals: SQLite, or PostgreSQL by its URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    Row,
    Table,
    bindparam,
    create_engine,
    delete,
    event,
    func,
    insert,
    inspect,
    make_url,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from config.ids import KioskId
from config.sqlite_file import tables
from config.won import Won
from sync.city.api import DocumentState
from sync.journal.opening import keeps_journal
from sync.reference_city.alarms import MOST_OPEN, REST, Alarm, AlarmKind
from sync.reference_city.claims import Countersignature, Settlement
from sync.reference_city.deeds import Deed
from sync.reference_city.fleet.sql_admins import SqlAccounts, SqlAudit
from sync.reference_city.fleet.sql_alerts import SqlAlerts
from sync.reference_city.fleet.sql_beats import SqlBeats
from sync.reference_city.fleet.sql_issued import SqlIssued
from sync.reference_city.fleet.sql_support import SqlSupport
from sync.reference_city.fleet.sql_wishes import SqlWishes
from sync.reference_city.machines import ActKind
from sync.reference_city.migrations import bring_up_to_date
from sync.reference_city.owners import OwnerNotice
from sync.reference_city.readings import Reading
from sync.reference_city.sql_enrolments import SqlEnrolments
from sync.reference_city.sql_left_requests import SqlLeftRequests
from sync.reference_city.sql_machines import SqlMachines
from sync.reference_city.sql_owners import SqlOwnerNotices
from sync.reference_city.sql_readings import SqlReadings
from sync.reference_city.sql_registers import SqlRegisters
from sync.reference_city.stored import BEFORE, Issuance
from sync.reference_city.tables import (
    ACT,
    ALARM,
    COUNT,
    COUNTERSIGNATURE,
    DEED,
    ENTRY,
    IS_ISSUED,
    ISSUANCE,
    JOURNAL,
    METADATA,
    OPEN,
    OUTCOME,
    OWNER_NOTICE,
    READING,
    SETTLEMENT,
)

Opened = Literal["made", "there", "read"]
"""A database and its tables: ``made`` where they are not there yet, or they must be ``there``, or nothing is done but ``read``."""


def _engine(url: URL, opened: Opened) -> Engine:
    """An error that names the values it failed on would put a record into the log."""
    if opened == "made":
        engine = create_engine(url, hide_parameters=True)
        if url.get_backend_name() == "sqlite":
            event.listen(engine, "connect", _keep_a_log)
        return engine
    if url.get_backend_name() == "sqlite":
        # Otherwise SQLite makes an empty file of whatever is not there, and nothing is owed in it.
        mode = {"there": "rw", "read": "ro"}[opened]
        url = url.set(database=f"file:{quote(url.database or '')}", query={"mode": mode, "uri": "true"})
        return create_engine(url, hide_parameters=True)
    only = {"options": "-c default_transaction_read_only=on"} if opened == "read" else {}
    return create_engine(url, hide_parameters=True, connect_args=only)


def _keep_a_log(connection: sqlite3.Connection, _record: object) -> None:
    """With a write-ahead log a commit waits for the disk once, not three times, and nobody who reads waits for one who writes. What is erased is overwritten."""
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma secure_delete = on")


_INSERT = {
    table: insert(table)
    for table in (ISSUANCE, READING, OWNER_NOTICE, OUTCOME, JOURNAL, SETTLEMENT, COUNTERSIGNATURE, ALARM)
}
_BY_UUID = select(ISSUANCE).where(ISSUANCE.c.uuid == bindparam("uuid"))
_EVERY_CITY_HAS = frozenset({ISSUANCE.name, ENTRY.name})
"""Tables that a city's database had in every version of this program."""


def _refuse_strangers(url: URL, opened: Opened) -> None:
    """Raises `OSError` where an SQLite file is another's; it is not touched."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return
    if "uri" in url.query:
        raise OSError(f"{url}: write it as sqlite:///FILE")
    path = Path(url.database)
    if opened != "made" and not path.exists():
        raise OSError(f"the database cannot be opened: there is no file {path}")
    if keeps_journal(path):
        raise OSError(f"{path} is a kiosk's journal, and no city's database; nothing in it was changed")
    _refuse_other_tables(str(path), tables(path))


def _refuse_other_tables(name: str, found: frozenset[str]) -> None:
    if found and not found >= _EVERY_CITY_HAS:
        missing = ", ".join(sorted(METADATA.tables.keys() - found))
        raise OSError(f"{name}: no city's database, but one of something else: it has no {missing}")


class SqlStore:
    """Implements `sync.reference_city.stored.Store`.

    The database's own keys decide between requests at the same time.

    Attributes:
        engine: of the database.
        registers: what the city knows.
        enrolments: who may speak for which kiosk.
        machines: what persons did about them.
        beats, alerts: how each kiosk is, and what somebody is called for.
        wishes: what somebody wants of a kiosk.
        left_requests: what residents left while its source was away.
        issued: what the kiosks have issued.
        readings: who read whom.
        owner_notices: which owners are to be told of a paper of theirs.
        accounts, audit: of admins, and what they did.
    """

    def __init__(self, url: str, opened: Opened = "made") -> None:
        """``url``: ``sqlite:///FILE`` or ``postgresql+psycopg://USER@HOST/NAME``.

        Raises:
            OSError: there is no such database, it cannot be reached, or it is another's. One that is another's is not
                touched, and where that shows before it is opened, nothing is made beside it.
        """
        named = ""
        try:
            address = make_url(url)
            named = f"{address.render_as_string()}: "  # without its password
            _refuse_strangers(address, opened)
            self.engine = _engine(address, opened)
            found = frozenset(inspect(self.engine).get_table_names())
            if opened == "made":
                _refuse_other_tables(address.render_as_string(), found)
                self._bring_up_to_date()
                found = found | METADATA.tables.keys()
            missing = sorted(METADATA.tables.keys() - found)
        except (ArgumentError, DBAPIError, ModuleNotFoundError) as error:
            reason = str(error).partition("\n")[0]
            raise OSError(
                f"the database cannot be opened (as sqlite:///FILE or postgresql+psycopg://…): {named}{reason}"
            ) from error
        if missing:
            self.engine.dispose()
            raise OSError(
                f"{address.render_as_string()}: no city's database, or one of an older program, which `kiosk city serve` brings up "
                f"to date: it has no {', '.join(missing)}"
            )

        self.registers = SqlRegisters(self.engine)
        self.enrolments = SqlEnrolments(self.engine, self.count)
        self.machines = SqlMachines(self.engine)
        self.beats, self.alerts, self.wishes = SqlBeats(self.engine), SqlAlerts(self.engine), SqlWishes(self.engine)
        self.support = SqlSupport(self.engine)
        self.issued, self.readings = SqlIssued(self.engine), SqlReadings(self.engine)
        self.left_requests, self.owner_notices = SqlLeftRequests(self.engine), SqlOwnerNotices(self.engine)
        self.accounts, self.audit = SqlAccounts(self.engine), SqlAudit(self.engine)

    def close(self) -> None:
        self.engine.dispose()

    def _bring_up_to_date(self) -> None:
        """What fails changes nothing, and the database is let go of."""
        try:
            with self.engine.begin() as connection:
                bring_up_to_date(connection, METADATA)
        except BaseException:
            self.engine.dispose()
            raise

    # -- issuances --

    def add(self, issuance: Issuance, reading: Reading, tell: OwnerNotice | None) -> bool:
        row = {
            **{name: getattr(issuance, name) for name in ("uuid", "request_hash", "number", "kind", "reply", "kiosk")},
            "issued_at": issuance.issued_at.isoformat(),
            "expires_at": issuance.expires_at.isoformat(),
            "about": " ".join(issuance.about),
        }
        told = [(OWNER_NOTICE, vars(tell))] if tell else []
        return self._insert((ISSUANCE, row), (READING, vars(reading)), *told)

    def note(self, reading: Reading) -> None:
        self.readings.note(reading)

    def get(self, uuid: str) -> Issuance | None:
        with self.engine.connect() as connection:
            return _issuance_of(connection.execute(_BY_UUID, {"uuid": uuid}).first())

    def by_number(self, number: str) -> Issuance | None:
        with self.engine.connect() as connection:
            return _issuance_of(connection.execute(select(ISSUANCE).where(ISSUANCE.c.number == number)).first())

    def issued_in(self, month: str, kinds: Sequence[str]) -> Iterator[Issuance]:
        """What kiosks have reported as issued, in the order of its issue. ``month``: ``2026-11``."""
        query = (
            select(ISSUANCE)
            .join(OUTCOME, IS_ISSUED)
            .where(ISSUANCE.c.kind.in_(kinds), func.substr(ISSUANCE.c.issued_at, 1, 7) == month)
            .order_by(ISSUANCE.c.issued_at, ISSUANCE.c.number)
        )
        with self.engine.connect() as connection:
            for row in connection.execution_options(yield_per=1_000).execute(query):
                if issuance := _issuance_of(row):
                    yield issuance

    def reserved_by(self, issuance: str) -> KioskId | None:
        with self.engine.connect() as connection:
            kiosk: str | None = connection.execute(select(ISSUANCE.c.kiosk).where(ISSUANCE.c.uuid == issuance)).scalar()
        return None if kiosk is None else KioskId(kiosk)

    def outcome(self, kiosk: KioskId, uuid: str) -> DocumentState | None:
        ours = (OUTCOME.c.uuid == uuid) & (OUTCOME.c.kiosk == kiosk)
        with self.engine.connect() as connection:
            state = connection.execute(select(OUTCOME.c.state).where(ours)).scalar()
        return DocumentState(state) if state else None

    def set_outcome(
        self, kiosk: KioskId, uuid: str, before: DocumentState | None, after: DocumentState, reason: str
    ) -> bool:
        if before is None:
            return self._insert((OUTCOME, {"uuid": uuid, "kiosk": kiosk, "state": after.value, "reason": reason}))
        unchanged = (OUTCOME.c.uuid == uuid) & (OUTCOME.c.kiosk == kiosk) & (OUTCOME.c.state == before.value)
        with self.engine.begin() as connection:
            done = connection.execute(update(OUTCOME).where(unchanged).values(state=after.value, reason=reason))
            return done.rowcount == 1

    # -- journals --

    def kiosk_of(self, journal: str) -> KioskId:
        with self.engine.connect() as connection:
            return KioskId(
                connection.execute(select(JOURNAL.c.kiosk).where(JOURNAL.c.journal == journal)).scalar() or BEFORE
            )

    def own(self, journal: str, kiosk: KioskId, at: str) -> bool:
        return self._insert((JOURNAL, {"journal": journal, "kiosk": kiosk, "since": at}))

    def journals(self, kiosk: KioskId) -> int:
        with self.engine.connect() as connection:
            query = select(func.count()).select_from(JOURNAL).where(JOURNAL.c.kiosk == kiosk)
            return connection.execute(query).scalar() or 0

    def open_journals(self, kiosk: KioskId) -> int:
        with self.engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(JOURNAL).where(_open(kiosk))).scalar() or 0

    def newest_journal(self, kiosk: KioskId, asked: str) -> tuple[str, str] | None:
        newest = (JOURNAL.c.since.desc(), (JOURNAL.c.journal == asked).desc())
        query = select(JOURNAL.c.journal, JOURNAL.c.since).where(_open(kiosk)).order_by(*newest).limit(1)
        with self.engine.connect() as connection:
            found = connection.execute(query).first()
        return (found.journal, found.since) if found else None

    def journal_head(self, journal: str) -> int:
        with self.engine.connect() as connection:
            return connection.execute(select(func.max(ENTRY.c.seq)).where(ENTRY.c.journal == journal)).scalar() or 0

    def entry_hash(self, journal: str, seq: int) -> str | None:
        with self.engine.connect() as connection:
            query = select(ENTRY.c.hash).where(ENTRY.c.journal == journal, ENTRY.c.seq == seq)
            return connection.execute(query).scalar()

    def add_entries(self, journal: str, first: int, bodies: Sequence[bytes], deeds: Sequence[Deed] = ()) -> bool:
        entries = [
            {"journal": journal, "seq": seq, "hash": sha256(body).hexdigest(), "body": body}
            for seq, body in enumerate(bodies, first)
        ]
        try:
            with self.engine.begin() as connection:
                connection.execute(insert(ENTRY), entries)
                if deeds:
                    connection.execute(insert(DEED), [{**vars(each), "won": int(each.won)} for each in deeds])
        except IntegrityError:
            return False
        return True

    # -- claims --

    def deeds(self, journal: str, session: str) -> list[Deed]:
        query = select(DEED).where(DEED.c.journal == journal, DEED.c.session == session).order_by(DEED.c.seq)
        with self.engine.connect() as connection:
            rows = connection.execute(query).all()
        return [Deed(row.journal, row.seq, row.session, row.type, row.about, Won(row.won), row.at) for row in rows]

    def session_of_claim(self, journal: str, claim: str) -> str | None:
        opens = (DEED.c.journal == journal) & (DEED.c.type == "SuspenseOpened") & (DEED.c.about == claim)
        with self.engine.connect() as connection:
            found: str | None = connection.execute(select(DEED.c.session).where(opens)).scalar()
        return found

    def named_by(self, issuance: str) -> int:
        sessions = select(DEED.c.journal, DEED.c.session).where(
            DEED.c.about == issuance, DEED.c.type == "ReservationIntended"
        )
        with self.engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(sessions.distinct().subquery())).scalar() or 0

    def claimed(self, kiosk: KioskId, since: str, until: str) -> list[Won]:
        of_kiosk = DEED.c.journal.in_(select(JOURNAL.c.journal).where(JOURNAL.c.kiosk == kiosk))
        query = select(DEED.c.won).where(
            of_kiosk, DEED.c.type == "SuspenseOpened", DEED.c.at > since, DEED.c.at <= until
        )
        with self.engine.connect() as connection:
            return [Won(won) for won in connection.execute(query).scalars()]

    def entries(self, containing: bytes) -> Iterator[bytes]:
        with self.engine.connect() as connection:
            bodies = select(ENTRY.c.body).order_by(ENTRY.c.journal, ENTRY.c.seq)
            for body in connection.execution_options(yield_per=1_000).execute(bodies).scalars():
                if containing in bytes(body):
                    yield bytes(body)

    def settlements(self) -> list[Settlement]:
        with self.engine.connect() as connection:
            rows = connection.execute(select(SETTLEMENT)).all()
        return [Settlement(row.journal, row.claim, Won(row.amount), row.at, row.by) for row in rows]

    def settle(self, settlement: Settlement) -> bool:
        return self._insert((SETTLEMENT, {**vars(settlement), "amount": int(settlement.amount)}))

    def countersignatures(self) -> list[Countersignature]:
        with self.engine.connect() as connection:
            rows = connection.execute(select(COUNTERSIGNATURE)).all()
        return [Countersignature(row.journal, row.claim, Won(row.amount), row.at, row.by, row.note) for row in rows]

    def countersign(self, signed: Countersignature) -> bool:
        return self._insert((COUNTERSIGNATURE, {**vars(signed), "amount": int(signed.amount)}))

    # -- counts and alarms --

    def count(self, who: str, what: str, hour: int, more: int) -> int:
        with self.counting(hour) as count:
            return count(who, what, more)

    @contextmanager
    def counting(self, hour: int) -> Iterator[Callable[[str, str, int], int]]:
        with self.engine.connect() as connection, _without_waiting_for_the_disk(connection):
            yield lambda who, what, more: _counted(connection, who, what, hour, more)
            connection.commit()

    def raise_alarm(self, kiosk: KioskId, kind: AlarmKind, about: str, at: str) -> Alarm:
        of_kind = (ALARM.c.kiosk == kiosk) & (ALARM.c.kind == kind.value) & OPEN
        while True:
            with self.engine.begin() as connection:
                again = update(ALARM).where(of_kind & (ALARM.c.about == about)).values(last=at, times=ALARM.c.times + 1)
                if connection.execute(again).rowcount:
                    return _alarm_of(connection.execute(select(ALARM).where(of_kind, ALARM.c.about == about)).one())
                many = connection.execute(select(func.count()).select_from(ALARM).where(of_kind)).scalar() or 0
            if many >= MOST_OPEN and about != REST:
                about = REST
                continue
            row: dict[str, object] = {
                "kiosk": kiosk,
                "kind": kind.value,
                "about": about,
                "first": at,
                "last": at,
                "times": 0,
            }
            # Where another was faster, both are counted in the next turn.
            self._insert((ALARM, row | {"attended": "", "by": "", "note": ""}))

    def alarms(self) -> list[Alarm]:
        with self.engine.connect() as connection:
            return [_alarm_of(row) for row in connection.execute(select(ALARM).order_by(ALARM.c.number)).all()]

    def attend(self, number: int, at: str, by: str, note: str) -> bool:
        open_ = (ALARM.c.number == number) & (ALARM.c.attended == "")
        with self.engine.begin() as connection:
            done = connection.execute(update(ALARM).where(open_).values(attended=at, by=by, note=note))
            return done.rowcount == 1

    def _insert(self, *rows: tuple[Table, dict[str, object]]) -> bool:
        """All of them, or False where the key of one is taken."""
        try:
            with self.engine.begin() as connection:
                for table, row in rows:
                    connection.execute(_INSERT[table], row)
        except IntegrityError:
            return False
        return True


def _open(kiosk: KioskId) -> ColumnElement[bool]:
    """Of journals: its own that no person has ended."""
    ended = select(ACT.c.journal).where(ACT.c.kiosk == kiosk, ACT.c.what == ActKind.RETIRED.value)
    return (JOURNAL.c.kiosk == kiosk) & JOURNAL.c.journal.not_in(ended)


@contextmanager
def _without_waiting_for_the_disk(connection: Connection) -> Iterator[None]:
    """What is committed meanwhile is everybody's at once, and a power cut may forget it."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("set local synchronous_commit = off")
        yield
        return
    connection.exec_driver_sql("pragma synchronous = normal")
    try:
        yield
    finally:
        connection.rollback()  # of what was not committed; SQLite changes this between transactions alone
        connection.exec_driver_sql("pragma synchronous = full")


def _count_more(insert: Any) -> Any:
    more = {"times": COUNT.c.times + insert.excluded.times}
    return insert.on_conflict_do_update(index_elements=["who", "what", "hour"], set_=more).returning(COUNT.c.times)


_COUNT_MORE = {"sqlite": _count_more(sqlite.insert(COUNT)), "postgresql": _count_more(postgresql.insert(COUNT))}


def _counted(connection: Connection, who: str, what: str, hour: int, more: int) -> int:
    row = {"who": who, "what": what, "hour": hour, "times": more}
    times: int = connection.execute(_COUNT_MORE[connection.dialect.name], row).scalar_one()
    if times == more:  # the first of its sort in this hour: the time to forget others
        connection.execute(delete(COUNT).where(COUNT.c.hour < hour - 1))
    return times


def _issuance_of(row: Row[tuple[object, ...]] | None) -> Issuance | None:
    if row is None:
        return None
    return Issuance(
        row.uuid, row.request_hash, row.number, row.kind,
        datetime.fromisoformat(row.issued_at), datetime.fromisoformat(row.expires_at).astimezone(UTC), bytes(row.reply),
        KioskId(row.kiosk), tuple(row.about.split()),
    )  # fmt: skip


def _alarm_of(row: Row[tuple[object, ...]]) -> Alarm:
    return Alarm(
        row.number, KioskId(row.kiosk), AlarmKind(row.kind), row.about, row.first, row.last, row.times,
        row.attended, row.by, row.note,
    )  # fmt: skip
