"""Where the city keeps its admins' accounts, who of them is signed in, and what they did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Engine, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from sync.reference_city.fleet.accounts import Account, Role, SignedIn
from sync.reference_city.fleet.audit import Entry
from sync.reference_city.tables import ACCOUNT, AUDIT, SIGNED_IN


class SqlAccounts:
    """Implements `sync.reference_city.fleet.accounts.AccountStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def account(self, name: str) -> Account | None:
        with self._engine.connect() as connection:
            row = connection.execute(select(ACCOUNT).where(ACCOUNT.c.name == name)).first()
        return _account(row) if row else None

    def accounts(self) -> Sequence[Account]:
        with self._engine.connect() as connection:
            return [_account(row) for row in connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.name)).all()]

    def add(self, account: Account) -> bool:
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(ACCOUNT), [_row(account)])
        except IntegrityError:
            return False
        return True

    def change(self, account: Account, used: int | None = None) -> bool:
        this = ACCOUNT.c.name == account.name
        fresh = this if used is None else this & (ACCOUNT.c.last_code < used)
        with self._engine.begin() as connection:
            return connection.execute(update(ACCOUNT).where(fresh).values(_row(account))).rowcount == 1

    def failed(self, name: str) -> int:
        more = update(ACCOUNT).where(ACCOUNT.c.name == name).values(failures=ACCOUNT.c.failures + 1)
        with self._engine.begin() as connection:
            return connection.execute(more.returning(ACCOUNT.c.failures)).scalar() or 0

    def lock(self, name: str, until: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(ACCOUNT).where(ACCOUNT.c.name == name).values(locked_until=until))

    def sign_in(self, signed_in: SignedIn) -> None:
        with self._engine.begin() as connection:
            connection.execute(insert(SIGNED_IN), [vars(signed_in)])

    def signed_in(self, token: str) -> SignedIn | None:
        with self._engine.connect() as connection:
            row = connection.execute(select(SIGNED_IN).where(SIGNED_IN.c.token == token)).first()
        return SignedIn(*row) if row else None

    def seen(self, token: str, at: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(SIGNED_IN).where(SIGNED_IN.c.token == token).values(seen=at))

    def sign_out(self, token: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(SIGNED_IN).where(SIGNED_IN.c.token == token))

    def sign_all_out(self, account: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(SIGNED_IN).where(SIGNED_IN.c.account == account))


def _row(account: Account) -> dict[str, object]:
    return {**vars(account), "role": account.role.value}


def _account(row: Row[Any]) -> Account:
    return Account(**{**row._mapping, "role": Role(row.role)})


class SqlAudit:
    """Implements `sync.reference_city.fleet.audit.AuditStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def last(self) -> Entry | None:
        return next(iter(self.entries(most=1)), None)

    def append(self, entry: Entry) -> bool:
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(AUDIT), [vars(entry)])
        except IntegrityError:
            return False
        return True

    def entries(self, before: int | None = None, most: int = 200) -> Sequence[Entry]:
        query = select(AUDIT).order_by(AUDIT.c.number.desc()).limit(most)
        query = query if before is None else query.where(AUDIT.c.number < before)
        with self._engine.connect() as connection:
            return [Entry(*row) for row in connection.execute(query).all()]

    def all(self) -> Iterator[Entry]:
        with self._engine.connect() as connection:
            rows = connection.execution_options(yield_per=1_000).execute(select(AUDIT).order_by(AUDIT.c.number))
            yield from (Entry(*row) for row in rows)
