"""What the pages read, and how an alert stands on each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sync.reference_city.enrolments import Enrolments
from sync.reference_city.fleet.audit import AuditStore
from sync.reference_city.fleet.beats import BeatStore
from sync.reference_city.fleet.issued import IssuedStore
from sync.reference_city.fleet.site import Visitor
from sync.reference_city.fleet.sql_alerts import Kept, SqlAlerts
from sync.reference_city.fleet.sql_support import SqlSupport
from sync.reference_city.fleet.telling import Teller
from sync.reference_city.fleet.wishes import WishStore


@dataclass(frozen=True)
class Books:
    """What the pages read.

    Attributes:
        new_id: makes a UUID.
        metrics_token: what Prometheus brings; "" where nothing is told to it.
    """

    enrolments: Enrolments
    beats: BeatStore
    audit: AuditStore
    alerts: SqlAlerts
    wishes: WishStore
    support: SqlSupport
    issued: IssuedStore
    teller: Teller
    new_id: Callable[[], str]
    metrics_token: str = ""


class ToldOf(NamedTuple):
    """An alert as a page has it."""

    kept: Kept
    where: str
    what: str
    do: str


def told_of(found: Iterable[Kept], teller: Teller, visitor: Visitor) -> list[ToldOf]:
    texts = visitor.texts
    return [
        ToldOf(each, teller.where(known, texts), teller.what(known, texts), teller.do(known, texts))
        for each in found
        for known in [each.alert.condition]
    ]
