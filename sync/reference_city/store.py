"""Where the city keeps reservations and journals: SQLite, or PostgreSQL by its URL; in memory for the simulator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import (
    Column,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    create_engine,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from sync.api import DocumentState
from sync.journal import FIRST_PREV
from sync.reference_city.domain import Issuance

_metadata = MetaData()
_issuance = Table(
    "issuance", _metadata,
    Column("uuid", String(36), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("number", String(19), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("state", String(10), nullable=False),
    Column("issued_at", String(40), nullable=False),
    Column("expires_at", String(40), nullable=False),
    Column("reply", LargeBinary, nullable=False),
)  # fmt: skip
_early = Table(
    "early_outcome", _metadata, Column("uuid", String(36), primary_key=True), Column("state", String(10), nullable=False)
)
_entry = Table(
    "journal_entry", _metadata,
    Column("journal", String(36), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)  # fmt: skip


class SqlStore:
    """Implements `sync.reference_city.domain.Store`. The database's own keys decide between requests at the same time."""

    def __init__(self, url: str) -> None:
        self._engine: Engine = create_engine(url)
        _metadata.create_all(self._engine)

    def add(self, issuance: Issuance) -> bool:
        row = {
            **{name: getattr(issuance, name) for name in ("uuid", "request_hash", "number", "kind", "reply")},
            "state": issuance.state.value,
            "issued_at": issuance.issued_at.isoformat(),
            "expires_at": issuance.expires_at.isoformat(),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(_issuance).values(row))
        except IntegrityError:
            return False
        return True

    def get(self, uuid: str) -> Issuance | None:
        with self._engine.connect() as connection:
            return _issuance_of(connection.execute(select(_issuance).where(_issuance.c.uuid == uuid)).first())

    def by_number(self, number: str) -> Issuance | None:
        with self._engine.connect() as connection:
            return _issuance_of(connection.execute(select(_issuance).where(_issuance.c.number == number)).first())

    def set_state(self, uuid: str, state: DocumentState) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(_issuance).where(_issuance.c.uuid == uuid).values(state=state.value))

    def add_early(self, uuid: str, state: DocumentState) -> None:
        if self.early(uuid) is None:
            with self._engine.begin() as connection:
                connection.execute(insert(_early).values(uuid=uuid, state=state.value))

    def early(self, uuid: str) -> DocumentState | None:
        with self._engine.connect() as connection:
            state = connection.execute(select(_early.c.state).where(_early.c.uuid == uuid)).scalar()
        return DocumentState(state) if state else None

    def journal_head(self, journal: str) -> tuple[int, str]:
        query = select(_entry.c.seq, _entry.c.body).where(_entry.c.journal == journal).order_by(_entry.c.seq.desc()).limit(1)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return (row.seq, sha256(row.body).hexdigest()) if row else (0, FIRST_PREV)

    def add_entries(self, journal: str, first: int, bodies: Sequence[bytes], head: str) -> None:
        rows = [{"journal": journal, "seq": seq, "body": body} for seq, body in enumerate(bodies, first)]
        with self._engine.begin() as connection:
            connection.execute(insert(_entry), rows)


def _issuance_of(row: Row[tuple[object, ...]] | None) -> Issuance | None:
    if row is None:
        return None
    return Issuance(
        row.uuid, row.request_hash, row.number, row.kind, DocumentState(row.state),
        datetime.fromisoformat(row.issued_at), datetime.fromisoformat(row.expires_at).astimezone(UTC), bytes(row.reply),
    )  # fmt: skip


class MemoryCityStore:
    """The same in dictionaries."""

    def __init__(self) -> None:
        self.issuances: dict[str, Issuance] = {}
        self._numbers: dict[str, str] = {}
        self._early: dict[str, DocumentState] = {}
        self._heads: dict[str, tuple[int, str]] = {}

    def add(self, issuance: Issuance) -> bool:
        if issuance.uuid in self.issuances or issuance.number in self._numbers:
            return False
        self.issuances[issuance.uuid] = issuance
        self._numbers[issuance.number] = issuance.uuid
        return True

    def get(self, uuid: str) -> Issuance | None:
        return self.issuances.get(uuid)

    def by_number(self, number: str) -> Issuance | None:
        return self.issuances.get(self._numbers.get(number, ""))

    def set_state(self, uuid: str, state: DocumentState) -> None:
        old = self.issuances[uuid]
        self.issuances[uuid] = Issuance(
            old.uuid, old.request_hash, old.number, old.kind, state, old.issued_at, old.expires_at, old.reply
        )

    def add_early(self, uuid: str, state: DocumentState) -> None:
        self._early.setdefault(uuid, state)

    def early(self, uuid: str) -> DocumentState | None:
        return self._early.get(uuid)

    def journal_head(self, journal: str) -> tuple[int, str]:
        return self._heads.get(journal, (0, FIRST_PREV))

    def add_entries(self, journal: str, first: int, bodies: Sequence[bytes], head: str) -> None:
        self._heads[journal] = (first + len(bodies) - 1, head)
