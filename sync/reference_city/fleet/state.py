"""How each kiosk is, as its city sees it: from its last heartbeat, its certificate and the time, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from config.ids import KioskId
from config.seoul import SEOUL
from sync.city.heartbeat import EVERY_S, Fault, Heartbeat
from sync.reference_city.enrolments import KnownCertificate, newest
from sync.reference_city.fleet.beats import Known

MISSES = 3
SILENT_AFTER = timedelta(seconds=MISSES * EVERY_S)
"""One that was lost is no news, nor two."""
FEW_DAYS = 3
"""A supply that lasts no longer is worth a look: over a weekend nobody comes."""
CERTIFICATE_DAYS = 14
CLOCK_OFF = timedelta(minutes=5)


class Standing(StrEnum):
    """The worst first."""

    SILENT = "silent"  # no heartbeat for three minutes
    OUT = "out"  # it serves nobody
    ATTENTION = "attention"  # it serves, and something is not well or runs out soon
    NEVER = "never"  # let in, and never heard of
    WELL = "well"
    BARRED = "barred"


@dataclass(frozen=True)
class Left:
    """Attributes:
    name: ``paper``, ``toner``, ``roll`` or ``change``.
    runs_out: on which day, by this kiosk's own pace; None where it has none, or it lasts longer than a year.
    """

    name: str
    documents: int
    a_day: float
    runs_out: date | None

    def soon(self, today: date) -> bool:
        return not self.documents or (self.runs_out is not None and self.runs_out <= today + timedelta(days=FEW_DAYS))


@dataclass(frozen=True)
class Row:
    """Attributes:
    since: since when it stands so, as far as is known; None where it is not.
    heard: when it was last heard of.
    told: its last heartbeat, however old.
    certificate_days: until its certificate ends; None where it has none in force.
    """

    kiosk: KioskId
    standing: Standing
    since: datetime | None
    heard: datetime | None
    told: Heartbeat | None
    left: tuple[Left, ...]
    certificate_days: int | None

    @property
    def number(self) -> str:
        return self.told.number if self.told else ""

    @property
    def site(self) -> str:
        return self.told.site if self.told else ""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The worst first."""
        return tuple(sorted(self.told.faults, key=lambda each: -each.severity)) if self.told else ()

    @property
    def clock_is_off(self) -> bool:
        return self.told is not None and abs(timedelta(milliseconds=self.told.clock_off_ms)) > CLOCK_OFF

    @property
    def certificate_ends(self) -> bool:
        return self.certificate_days is not None and self.certificate_days < CERTIFICATE_DAYS

    def left_of(self, name: str) -> Left | None:
        return next((each for each in self.left if each.name == name), None)


def rows(certificates: Iterable[KnownCertificate], beats: Iterable[Known], now: datetime) -> list[Row]:
    """Of every kiosk that was ever let in, the worst first, then by number and site."""
    known = {each.kiosk: each for each in beats}
    found = [_row(certificate, known.get(kiosk), now) for kiosk, certificate in newest(certificates).items()]
    order = list(Standing)
    return sorted(found, key=lambda row: (order.index(row.standing), row.number, row.site, row.kiosk))


def _row(certificate: KnownCertificate, beat: Known | None, now: datetime) -> Row:
    today = now.astimezone(SEOUL).date()
    until = None if certificate.barred else (datetime.fromisoformat(certificate.until) - now).days
    told, left = (beat.told, tuple(_left(beat.told, today))) if beat else (None, ())
    heard = datetime.fromisoformat(beat.at) if beat else None
    standing, since = _standing(certificate, beat, left, until, now)
    return Row(certificate.kiosk, standing, since, heard, told, left, until)


def _standing(
    certificate: KnownCertificate, beat: Known | None, left: tuple[Left, ...], days: int | None, now: datetime
) -> tuple[Standing, datetime | None]:
    if certificate.barred:
        return Standing.BARRED, datetime.fromisoformat(certificate.barred)
    if beat is None:
        return Standing.NEVER, datetime.fromisoformat(certificate.since)
    heard = datetime.fromisoformat(beat.at)
    if now - heard > SILENT_AFTER:
        return Standing.SILENT, heard
    since = datetime.fromisoformat(beat.since)
    if beat.told.unable:
        return Standing.OUT, since
    today = now.astimezone(SEOUL).date()
    ill = beat.told.faults or any(each.soon(today) for each in left) or (days is not None and days < CERTIFICATE_DAYS)
    off = abs(timedelta(milliseconds=beat.told.clock_off_ms)) > CLOCK_OFF
    return (Standing.ATTENTION if ill or off else Standing.WELL), since


def _left(told: Heartbeat, today: date) -> Iterator[Left]:
    for each in told.stocks:
        days = each.documents / each.a_day if each.a_day else 366
        yield Left(
            each.name, each.documents, each.a_day, today + timedelta(days=int(days)) if days <= 365 else None
        )  # fmt: skip


def counts(found: Iterable[Row]) -> Mapping[Standing, int]:
    """How many stand how, the worst first."""
    all_ = dict.fromkeys(Standing, 0)
    for row in found:
        all_[row.standing] += 1
    return all_
