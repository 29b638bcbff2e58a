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
    Column,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    create_engine,
    func,
    insert,
    inspect,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from config.sqlite_file import tables
from config.won import Won
from sync.city.api import DocumentState
from sync.journal.opening import keeps_journal
from sync.reference_city.claims import Settlement
from sync.reference_city.domain import Issuance

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
)  # fmt: skip
_outcome = Table(
    "outcome", _metadata,
    Column("uuid", String, primary_key=True),
    Column("state", String(10), nullable=False),
    Column("reason", String, nullable=False),
)  # fmt: skip
_entry = Table(
    "journal_entry", _metadata,
    Column("journal", String, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
)  # fmt: skip
_settlement = Table(
    "settlement", _metadata,
    Column("journal", String, primary_key=True),
    Column("claim", String, primary_key=True),
    Column("amount", Integer, nullable=False),
    Column("at", String(40), nullable=False),
    Column("by", String, nullable=False),
)  # fmt: skip


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
    """Implements `sync.reference_city.domain.Store` and `sync.reference_city.claims.ClaimStore`.

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
                _metadata.create_all(self._engine)
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

    def add(self, issuance: Issuance) -> bool:
        row = {
            **{name: getattr(issuance, name) for name in ("uuid", "request_hash", "number", "kind", "reply")},
            "issued_at": issuance.issued_at.isoformat(),
            "expires_at": issuance.expires_at.isoformat(),
        }
        return self._insert(_issuance, [row])

    def get(self, uuid: str) -> Issuance | None:
        with self._engine.connect() as connection:
            return _issuance_of(connection.execute(select(_issuance).where(_issuance.c.uuid == uuid)).first())

    def by_number(self, number: str) -> Issuance | None:
        with self._engine.connect() as connection:
            return _issuance_of(connection.execute(select(_issuance).where(_issuance.c.number == number)).first())

    def outcome(self, uuid: str) -> DocumentState | None:
        with self._engine.connect() as connection:
            state = connection.execute(select(_outcome.c.state).where(_outcome.c.uuid == uuid)).scalar()
        return DocumentState(state) if state else None

    def set_outcome(self, uuid: str, before: DocumentState | None, after: DocumentState, reason: str) -> bool:
        if before is None:
            return self._insert(_outcome, [{"uuid": uuid, "state": after.value, "reason": reason}])
        unchanged = (_outcome.c.uuid == uuid) & (_outcome.c.state == before.value)
        with self._engine.begin() as connection:
            done = connection.execute(update(_outcome).where(unchanged).values(state=after.value, reason=reason))
            return done.rowcount == 1

    def journal_head(self, journal: str) -> int:
        with self._engine.connect() as connection:
            return connection.execute(select(func.max(_entry.c.seq)).where(_entry.c.journal == journal)).scalar() or 0

    def entry_hash(self, journal: str, seq: int) -> str | None:
        with self._engine.connect() as connection:
            query = select(_entry.c.hash).where(_entry.c.journal == journal, _entry.c.seq == seq)
            return connection.execute(query).scalar()

    def add_entries(self, journal: str, first: int, bodies: Sequence[bytes]) -> bool:
        return self._insert(
            _entry,
            [
                {"journal": journal, "seq": seq, "hash": sha256(body).hexdigest(), "body": body}
                for seq, body in enumerate(bodies, first)
            ],
        )

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
    )  # fmt: skip
