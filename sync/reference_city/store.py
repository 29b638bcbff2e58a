"""Where the city keeps reservations and journals: SQLite, or PostgreSQL by its URL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    create_engine,
    delete,
    func,
    insert,
    inspect,
    make_url,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from config.ids import KioskId
from config.sqlite_file import tables
from config.won import Won
from sync.city.api import DocumentState
from sync.journal.format import JournalError, open_entry
from sync.journal.opening import keeps_journal
from sync.reference_city.alarms import MOST_OPEN, REST, Alarm, AlarmKind
from sync.reference_city.claims import Settlement
from sync.reference_city.deeds import Deed, bounded, deed_of, filed
from sync.reference_city.stored import BEFORE, Issuance

_metadata = MetaData()
_issuance = Table(
    "issuance", _metadata,
    Column("uuid", String(36), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("number", String(19), nullable=False, unique=True),
    Column("kind", String(60), nullable=False),
    Column("issued_at", String(40), nullable=False),
    Column("expires_at", String(40), nullable=False),
    Column("reply", LargeBinary, nullable=False),
    Column("kiosk", String, nullable=False, server_default=BEFORE),
    Column("about", String, nullable=False, server_default=""),
)  # fmt: skip
_outcome = Table(
    "outcome", _metadata,
    Column("uuid", String, primary_key=True),
    Column("kiosk", String, primary_key=True, server_default=BEFORE),
    Column("state", String(10), nullable=False),
    Column("reason", String, nullable=False),
)  # fmt: skip
_journal = Table(
    "journal", _metadata,
    Column("journal", String, primary_key=True),
    Column("kiosk", String, nullable=False, index=True),
)  # fmt: skip
_entry = Table(
    "journal_entry", _metadata,
    Column("journal", String, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
)  # fmt: skip
_deed = Table(
    "deed", _metadata,
    Column("journal", String, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("session", String, nullable=False),
    Column("type", String, nullable=False),
    Column("about", String, nullable=False, index=True),
    Column("won", BigInteger, nullable=False),
    Column("at", String(40), nullable=False),
    Index("deeds_of_a_session", "journal", "session"),
    Index("deeds_by_time", "type", "at"),
)  # fmt: skip
_settlement = Table(
    "settlement", _metadata,
    Column("journal", String, primary_key=True),
    Column("claim", String, primary_key=True),
    Column("amount", Integer, nullable=False),
    Column("at", String(40), nullable=False),
    Column("by", String, nullable=False),
)  # fmt: skip
_count = Table(
    "count_of_an_hour", _metadata,
    Column("who", String, primary_key=True),
    Column("what", String, primary_key=True),
    Column("hour", Integer, primary_key=True),
    Column("times", Integer, nullable=False),
    Index("hours_counted", "hour"),
)  # fmt: skip
_alarm = Table(
    "alarm", _metadata,
    Column("number", Integer, primary_key=True),
    Column("kiosk", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("about", String, nullable=False),
    Column("first", String(40), nullable=False),
    Column("last", String(40), nullable=False),
    Column("times", Integer, nullable=False),
    Column("attended", String(40), nullable=False),
    Column("by", String, nullable=False),
    Column("note", String, nullable=False),
    Index("alarms_of_a_kiosk", "kiosk", "kind"),
)  # fmt: skip
_open = _alarm.c.attended == ""
Index(
    "one_open_alarm",
    _alarm.c.kiosk,
    _alarm.c.kind,
    _alarm.c.about,
    unique=True,
    sqlite_where=_open,
    postgresql_where=_open,
)


Opened = Literal["made", "there", "read"]
"""A database and its tables: ``made`` where they are not there yet, or they must be ``there``, or nothing is done but ``read``."""


def _engine(url: URL, opened: Opened) -> Engine:
    """An error that names the values it failed on would put a record into the log."""
    if opened == "made":
        return create_engine(url, hide_parameters=True)
    if url.get_backend_name() == "sqlite":
        # Otherwise SQLite makes an empty file of whatever is not there, and nothing is owed in it.
        mode = {"there": "rw", "read": "ro"}[opened]
        url = url.set(database=f"file:{quote(url.database or '')}", query={"mode": mode, "uri": "true"})
        return create_engine(url, hide_parameters=True)
    only = {"options": "-c default_transaction_read_only=on"} if opened == "read" else {}
    return create_engine(url, hide_parameters=True, connect_args=only)


_EVERY_CITY_HAS = frozenset({_issuance.name, _entry.name})
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
        missing = ", ".join(sorted(_metadata.tables.keys() - found))
        raise OSError(f"{name}: no city's database, but one of something else: it has no {missing}")


class SqlStore:
    """Implements `sync.reference_city.stored.Store`.

    The database's own keys decide between requests at the same time.
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
            self._engine = _engine(address, opened)
            found = frozenset(inspect(self._engine).get_table_names())
            if opened == "made":
                _refuse_other_tables(address.render_as_string(), found)
                self._bring_up_to_date()
                found = found | _metadata.tables.keys()
            missing = sorted(_metadata.tables.keys() - found)
        except (ArgumentError, DBAPIError, ModuleNotFoundError) as error:
            reason = str(error).partition("\n")[0]
            raise OSError(
                f"the database cannot be opened (as sqlite:///FILE or postgresql+psycopg://…): {named}{reason}"
            ) from error
        if missing:
            raise OSError(
                f"{address.render_as_string()}: no city's database, or one of an older program, which `kiosk city serve` brings up "
                f"to date: it has no {', '.join(missing)}"
            )

    def close(self) -> None:
        self._engine.dispose()

    def _bring_up_to_date(self) -> None:
        """Makes what is not there. A city's database of before kiosks were told apart gets what it lacks."""
        there = inspect(self._engine)
        before = set(there.get_table_names())
        with self._engine.begin() as connection:
            for table in {_issuance, _outcome} if {_issuance.name, _outcome.name} <= before else ():
                for name in {*table.columns.keys()} - {each["name"] for each in there.get_columns(table.name)}:
                    connection.execute(text(f"alter table {table.name} add column {name} varchar not null default ''"))
        _metadata.create_all(self._engine)
        if _entry.name in before and _deed.name not in before:
            self._file_deeds()

    def _file_deeds(self) -> None:
        """What the journals that are there say of money, a thousand entries at a time."""
        place = tuple_(_entry.c.journal, _entry.c.seq)
        after = ("", 0)
        while True:
            with self._engine.begin() as connection:
                part = select(_entry).where(place > after).order_by(_entry.c.journal, _entry.c.seq).limit(1_000)
                entries = connection.execute(part).all()
                rows = [row for entry in entries if (row := _deed_row(bytes(entry.body)))]
                if rows:
                    connection.execute(insert(_deed), rows)
            if not entries:
                return
            after = (entries[-1].journal, entries[-1].seq)

    # -- issuances --

    def add(self, issuance: Issuance) -> bool:
        row = {
            **{name: getattr(issuance, name) for name in ("uuid", "request_hash", "number", "kind", "reply", "kiosk")},
            "issued_at": issuance.issued_at.isoformat(),
            "expires_at": issuance.expires_at.isoformat(),
            "about": " ".join(issuance.about),
        }
        return self._insert(_issuance, [row])

    def get(self, uuid: str) -> Issuance | None:
        with self._engine.connect() as connection:
            return _issuance_of(connection.execute(select(_issuance).where(_issuance.c.uuid == uuid)).first())

    def by_number(self, number: str) -> Issuance | None:
        with self._engine.connect() as connection:
            return _issuance_of(connection.execute(select(_issuance).where(_issuance.c.number == number)).first())

    def reserved_by(self, issuance: str) -> KioskId | None:
        with self._engine.connect() as connection:
            kiosk: str | None = connection.execute(
                select(_issuance.c.kiosk).where(_issuance.c.uuid == issuance)
            ).scalar()
        return None if kiosk is None else KioskId(kiosk)

    def outcome(self, kiosk: KioskId, uuid: str) -> DocumentState | None:
        ours = (_outcome.c.uuid == uuid) & (_outcome.c.kiosk == kiosk)
        with self._engine.connect() as connection:
            state = connection.execute(select(_outcome.c.state).where(ours)).scalar()
        return DocumentState(state) if state else None

    def set_outcome(
        self, kiosk: KioskId, uuid: str, before: DocumentState | None, after: DocumentState, reason: str
    ) -> bool:
        if before is None:
            return self._insert(_outcome, [{"uuid": uuid, "kiosk": kiosk, "state": after.value, "reason": reason}])
        unchanged = (_outcome.c.uuid == uuid) & (_outcome.c.kiosk == kiosk) & (_outcome.c.state == before.value)
        with self._engine.begin() as connection:
            done = connection.execute(update(_outcome).where(unchanged).values(state=after.value, reason=reason))
            return done.rowcount == 1

    # -- journals --

    def kiosk_of(self, journal: str) -> KioskId:
        with self._engine.connect() as connection:
            return KioskId(
                connection.execute(select(_journal.c.kiosk).where(_journal.c.journal == journal)).scalar() or BEFORE
            )

    def own(self, journal: str, kiosk: KioskId) -> bool:
        return self._insert(_journal, [{"journal": journal, "kiosk": kiosk}])

    def journals(self, kiosk: KioskId) -> int:
        with self._engine.connect() as connection:
            query = select(func.count()).select_from(_journal).where(_journal.c.kiosk == kiosk)
            return connection.execute(query).scalar() or 0

    def journal_head(self, journal: str) -> int:
        with self._engine.connect() as connection:
            return connection.execute(select(func.max(_entry.c.seq)).where(_entry.c.journal == journal)).scalar() or 0

    def entry_hash(self, journal: str, seq: int) -> str | None:
        with self._engine.connect() as connection:
            query = select(_entry.c.hash).where(_entry.c.journal == journal, _entry.c.seq == seq)
            return connection.execute(query).scalar()

    def add_entries(self, journal: str, first: int, bodies: Sequence[bytes], deeds: Sequence[Deed] = ()) -> bool:
        entries = [
            {"journal": journal, "seq": seq, "hash": sha256(body).hexdigest(), "body": body}
            for seq, body in enumerate(bodies, first)
        ]
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(_entry), entries)
                if deeds:
                    connection.execute(insert(_deed), [{**vars(each), "won": int(each.won)} for each in deeds])
        except IntegrityError:
            return False
        return True

    # -- claims --

    def deeds(self, journal: str, session: str) -> list[Deed]:
        query = select(_deed).where(_deed.c.journal == journal, _deed.c.session == session).order_by(_deed.c.seq)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [Deed(row.journal, row.seq, row.session, row.type, row.about, Won(row.won), row.at) for row in rows]

    def named_by(self, issuance: str) -> int:
        sessions = select(_deed.c.journal, _deed.c.session).where(
            _deed.c.about == issuance, _deed.c.type == "ReservationIntended"
        )
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(sessions.distinct().subquery())).scalar() or 0

    def claimed(self, kiosk: KioskId, since: str, until: str) -> list[Won]:
        of_kiosk = _deed.c.journal.in_(select(_journal.c.journal).where(_journal.c.kiosk == kiosk))
        query = select(_deed.c.won).where(
            of_kiosk, _deed.c.type == "SuspenseOpened", _deed.c.at > since, _deed.c.at <= until
        )
        with self._engine.connect() as connection:
            return [Won(won) for won in connection.execute(query).scalars()]

    def entries(self, containing: bytes) -> Iterator[bytes]:
        with self._engine.connect() as connection:
            bodies = select(_entry.c.body).order_by(_entry.c.journal, _entry.c.seq)
            for body in connection.execution_options(yield_per=1_000).execute(bodies).scalars():
                if containing in bytes(body):
                    yield bytes(body)

    def settlements(self) -> list[Settlement]:
        with self._engine.connect() as connection:
            rows = connection.execute(select(_settlement)).all()
        return [Settlement(row.journal, row.claim, Won(row.amount), row.at, row.by) for row in rows]

    def settle(self, settlement: Settlement) -> bool:
        return self._insert(_settlement, [{**vars(settlement), "amount": int(settlement.amount)}])

    # -- counts and alarms --

    def count(self, who: str, what: str, hour: int, more: int) -> int:
        row = {"who": who, "what": what, "hour": hour, "times": more}
        more_often = {"times": _count.c.times + more}
        key = ("who", "what", "hour")
        added = (
            sqlite.insert(_count)
            .values(row)
            .on_conflict_do_update(index_elements=key, set_=more_often)
            .returning(_count.c.times)
            if self._engine.dialect.name == "sqlite"
            else postgresql.insert(_count)
            .values(row)
            .on_conflict_do_update(index_elements=key, set_=more_often)
            .returning(_count.c.times)
        )
        with self._engine.begin() as connection:
            connection.execute(delete(_count).where(_count.c.hour < hour - 1))
            times: int = connection.execute(added).scalar_one()
        return times

    def raise_alarm(self, kiosk: KioskId, kind: AlarmKind, about: str, at: str) -> Alarm:
        of_kind = (_alarm.c.kiosk == kiosk) & (_alarm.c.kind == kind.value) & _open
        while True:
            with self._engine.begin() as connection:
                again = (
                    update(_alarm).where(of_kind & (_alarm.c.about == about)).values(last=at, times=_alarm.c.times + 1)
                )
                if connection.execute(again).rowcount:
                    return _alarm_of(connection.execute(select(_alarm).where(of_kind, _alarm.c.about == about)).one())
                many = connection.execute(select(func.count()).select_from(_alarm).where(of_kind)).scalar() or 0
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
            self._insert(_alarm, [row | {"attended": "", "by": "", "note": ""}])

    def alarms(self) -> list[Alarm]:
        with self._engine.connect() as connection:
            return [_alarm_of(row) for row in connection.execute(select(_alarm).order_by(_alarm.c.number)).all()]

    def attend(self, number: int, at: str, by: str, note: str) -> bool:
        open_ = (_alarm.c.number == number) & (_alarm.c.attended == "")
        with self._engine.begin() as connection:
            done = connection.execute(update(_alarm).where(open_).values(attended=at, by=by, note=note))
            return done.rowcount == 1

    def _insert(self, table: Table, rows: list[dict[str, object]]) -> bool:
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(table), rows)
        except IntegrityError:
            return False
        return True


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


def _deed_row(body: bytes) -> dict[str, object] | None:
    """Of an entry that was taken before deeds were filed; nobody knows when that was."""
    try:
        entry = open_entry(body)
    except JournalError:
        return None
    deed = deed_of(entry.event)
    if deed is None:
        return None
    session, about, won = filed(deed[0]), filed(deed[1]), int(bounded(deed[2]))
    return {
        "journal": entry.journal,
        "seq": entry.seq,
        "session": session,
        "type": entry.type,
        "about": about,
        "won": won,
        "at": "",
    }
