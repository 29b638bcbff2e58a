"""Who read whom, and what for (접속기록): what the law has a city keep of each look into its registers, for two years.

A kiosk's reading is one reservation or one look-up: which kiosk, when, of whom, which paper, and what came of it. The reason lies with the
reservation that it names. What staff take out of the city's books stands in the audit, with their reason (`sync.reference_city.fleet.audit`).

Nobody is named by a number: a reading has a mark, which the city's own key makes of it. Whoever asks who has read them is found by
their number; a database that was carried off tells of nobody.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from config.seoul import SEOUL
from sync.city.api import RefusalCode

KEPT = timedelta(days=731)
"""개인정보의 안전성 확보조치 기준: two years at the least, where there are resident numbers; no longer is needed."""
ANSWERED = "answered"
MISSES = (RefusalCode.CARD_LOST, RefusalCode.NOT_PROVED, RefusalCode.NO_SUCH_RECORD)
"""What somebody hears who has not got what it takes."""


@dataclass(frozen=True, repr=False)
class Marks:
    """Makes marks, 64 characters, by which what it was made of is found and not read.

    Attributes:
        key: of the city, as long as its books. Boxes have their keys of it as well.
    """

    key: bytes

    def person(self, resident_number: str) -> str:
        return self._mark("person", resident_number)

    def lot(self, number: str) -> str:
        """``number``: 고유번호, 19 digits."""
        return self._mark("lot", number)

    def application(self, number: str) -> str:
        return self._mark("application", number)

    def request(self, text: str) -> str:
        return self._mark("request", text)

    def box_key(self, random: bytes) -> bytes:
        """The private key of a box (`sync.city.sealed_box`), of random bytes that lie beside it: neither they nor `key` alone open it."""
        return hmac.digest(self.key, b"box\0" + random, "sha256")

    def _mark(self, sort: str, text: str) -> str:
        return hmac.digest(self.key, f"{sort}\0{text}".encode(), "sha256").hex()


@dataclass(frozen=True)
class Reading:
    """Attributes:
    at: ISO 8601 in UTC.
    by: the kiosk, which says where as well: it stands at one site.
    whom: the mark of the person, or of the lot or the application where nobody has to prove who they are; "" where none was named.
    what: the kind of paper, or ``applications``.
    about: the reservation; "" for what is none.
    result: `ANSWERED`, or why not, by `sync.city.api.RefusalCode`.
    """

    at: str
    by: str
    whom: str
    what: str
    about: str
    result: str


@dataclass(frozen=True)
class Sum:
    """Of readings that are alike."""

    by: str
    what: str
    result: str
    times: int


@dataclass(frozen=True)
class Often:
    """One person, lot or application in a month: how often read, at how many kiosks, and how often in vain."""

    whom: str
    times: int
    kiosks: int
    misses: int


@dataclass(frozen=True)
class Unusual:
    """What of one month a person should look at: who was read so often, at so many kiosks, or in vain."""

    times: int = 30
    kiosks: int = 4
    misses: int = 5


class ReadingStore(Protocol):
    def note(self, reading: Reading) -> None:
        """Once it returns it is durable."""
        ...

    def sums(self, since: str, until: str) -> Sequence[Sum]:
        """Of what was read from ``since`` until just before ``until``."""
        ...

    def often(self, since: str, until: str, unusual: Unusual) -> Sequence[Often]:
        """The most read first."""
        ...

    def of(self, whom: str) -> Sequence[Reading]:
        """The newest first."""
        ...

    def erase(self, before: str) -> int:
        """Those from before; how many they were."""
        ...


def span(month: str) -> tuple[str, str]:
    """From when until when a month is, ``2026-11``, of the city's own days: ISO 8601 in UTC."""
    first = datetime.strptime(month, "%Y-%m").replace(tzinfo=SEOUL)
    next_ = (first + timedelta(days=32)).replace(day=1)
    return utc(first), utc(next_)


def utc(at: datetime) -> str:
    """As readings are kept, so that they can be compared as texts."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def erase_old(store: ReadingStore, now: datetime) -> int:
    """What has been kept for as long as it has to be; how many that were."""
    return store.erase(utc(now - KEPT))
