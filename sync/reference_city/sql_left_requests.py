"""Where the city keeps requests that were left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from config.ids import KioskId
from sync.reference_city.stored_requests import LeftRequest, RequestState
from sync.reference_city.tables import LEFT_REQUEST

_COLUMNS = LEFT_REQUEST.c
_OPEN = _COLUMNS.state.in_([state.value for state in RequestState if state.is_open])


class SqlLeftRequests:
    """Implements `sync.reference_city.stored_requests.LeftRequestStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, request: LeftRequest) -> bool:
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(LEFT_REQUEST), [_row(request)])
        except IntegrityError:
            return False
        return True

    def get(self, uuid: str) -> LeftRequest | None:
        with self._engine.connect() as connection:
            return _request(connection.execute(select(LEFT_REQUEST).where(_COLUMNS.uuid == uuid)).first())

    def by_number(self, number: str) -> LeftRequest | None:
        with self._engine.connect() as connection:
            return _request(connection.execute(select(LEFT_REQUEST).where(_COLUMNS.number == number)).first())

    def put(self, before: LeftRequest, after: LeftRequest) -> bool:
        # What else there is of it changes with one of these alone.
        unchanged = (
            (_COLUMNS.uuid == before.uuid)
            & (_COLUMNS.state == before.state.value)
            & (_COLUMNS.issuance == before.issuance)
        )
        with self._engine.begin() as connection:
            return connection.execute(update(LEFT_REQUEST).where(unchanged).values(_row(after))).rowcount == 1

    def to_look_after(self, now: datetime) -> Sequence[str]:
        waits = (_COLUMNS.state == RequestState.WAITING.value) | (_COLUMNS.issuance != "")
        is_over = _COLUMNS.until <= now.astimezone(UTC).isoformat()
        query = select(_COLUMNS.uuid).where(_OPEN, waits | is_over).order_by(_COLUMNS.since)
        with self._engine.connect() as connection:
            return connection.execute(query).scalars().all()


def _row(request: LeftRequest) -> dict[str, object]:
    times = {name: getattr(request, name).astimezone(UTC).isoformat() for name in ("since", "until")}
    return {**vars(request), **times, "state": request.state.value}


def _request(row: Row[tuple[object, ...]] | None) -> LeftRequest | None:
    if row is None:
        return None
    return LeftRequest(
        row.uuid, KioskId(row.kiosk), row.number, row.kind,
        datetime.fromisoformat(row.since), datetime.fromisoformat(row.until), RequestState(row.state),
        bytes(row.private), bytes(row.box), row.code, row.issuance, KioskId(row.collector), row.why,
    )  # fmt: skip
