"""What somebody is called for, decided from how the kiosks stand, and nothing else.

A *condition* is something that holds now: a part that is not well, a supply that runs out soon, a kiosk or a whole site that is silent.
It has a fingerprint, the kiosk and what of it; the same trouble told in two ways (a jam, and that the kiosk is out of service for
its printer) has one. A condition that has held for its time opens an *alert*, and one that has been gone for its time closes it::

    nothing → pending → open → closed           gone before its time: pending → nothing
                        open: gone for a while, and back: nobody is told anything

So a restart, a lost minute and a printer that sleeps call nobody, a fault calls once, and one all-clear follows. Of a kiosk that is silent
nothing is known: what was open stays so, and nothing is opened but that it is silent. A site that is cut off is one alert, and a city
that hears of hardly anybody is itself what is cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from config.ids import KioskId
from config.seoul import SEOUL
from sync.reference_city.fleet.state import Row, Standing

QUICK, SLOW = timedelta(minutes=2), timedelta(minutes=5)
"""How long a condition is known to hold before anybody is told: what a device says plainly, and what a restart, a sleeping printer or a line does."""
GONE = timedelta(minutes=5)
"""How long it must be gone: who clears a jam opens the printer again in a minute."""
MOST = 3, 0.5
"""So many kiosks at the least, and such a part of all: then it is the city that hears nobody."""

SUPPLIES = {
    "paper": ("media-empty", "media-needed", "media-low", "a4-not-loaded"),
    "toner": ("toner-", "marker-supply", "developer-"),
    "roll": ("paper-out",),
}
"""What a device's word is about, by how it begins; with any other it is the device itself."""
ABOUT = {"out.paper": "paper", "out.toner": "toner"}
"""What a kiosk's reason to serve nobody is about; otherwise the part is called as the reason is, ``out.printer``."""
PASSING = frozenset({"offline", "no-answer", "not-plugged-in", "unknown", "starting", "timeout", "unreachable"})
CITY = "city"


class What(StrEnum):
    FAULT = "fault"
    RUNS_OUT = "runs-out"
    SILENT = "silent"
    SITE_SILENT = "site-silent"
    CITY_DEAF = "city-deaf"


@dataclass(frozen=True)
class Condition:
    """Attributes:
    kiosk: "" where it is about a site or the city.
    part: what of the kiosk; ``word``: what is the matter, the device's own or the id of a screen's reason.
    seen: when that was last known: a kiosk that fell silent has confirmed nothing since.
    severity: 1 somebody should come, 2 nobody is served, or it has stopped working.
    """

    kiosk: KioskId
    number: str
    site: str
    what: What
    part: str
    word: str
    severity: int
    seen: datetime

    @property
    def fingerprint(self) -> str:
        return f"{self.kiosk or self.site or CITY}/{self.part}"

    @property
    def holds_for(self) -> timedelta:
        slow = self.what is not What.FAULT or self.word.removeprefix("out.") in PASSING
        return SLOW if slow else QUICK


@dataclass(frozen=True)
class Alert:
    """Attributes:
    number: 0 before it is kept.
    since: when the condition began to hold.
    opened, closed: when somebody was to be told, that it is so and that it is over; None before.
    gone: since when the condition does not hold; None while it does.
    """

    condition: Condition
    since: datetime
    opened: datetime | None = None
    gone: datetime | None = None
    closed: datetime | None = None
    number: int = 0


class News(StrEnum):
    """What receivers are told of an alert."""

    OPENED = "opened"
    WORSE = "worse"
    CLOSED = "closed"


@dataclass(frozen=True)
class Judged:
    """Attributes:
    kept: alerts as they are now: new ones have the number 0.
    dropped: pending ones that came to nothing.
    news: what is to be told, in order.
    """

    kept: tuple[Alert, ...]
    dropped: tuple[Alert, ...]
    news: tuple[tuple[News, Alert], ...]


# --- what holds now ----------------------------------------------------------------------------------------------


def conditions(rows: Iterable[Row], now: datetime) -> tuple[dict[str, Condition], frozenset[KioskId], frozenset[str]]:
    """By fingerprint; the kiosks of which nothing else is known; and those fingerprints that another condition stands for."""
    heard_of = [row for row in rows if row.standing not in (Standing.BARRED, Standing.NEVER)]
    today, found = now.astimezone(SEOUL).date(), dict[str, Condition]()
    silent = [row for row in heard_of if row.standing is Standing.SILENT]
    for row in heard_of:
        each = (
            [_of(row, What.SILENT, "line", "silent", 2, now)] if row.standing is Standing.SILENT else _known(row, today)
        )
        for condition in each:
            worse = found.get(condition.fingerprint)
            if worse is None or worse.severity < condition.severity:
                found[condition.fingerprint] = condition
    least, part = MOST
    if len(silent) >= max(least, part * len(heard_of)):
        deaf = Condition(KioskId(""), "", "", What.CITY_DEAF, "line", "silent", 2, now)
        covered = frozenset(f"{row.kiosk}/line" for row in silent)
        return found | {deaf.fingerprint: deaf}, frozenset(row.kiosk for row in silent), covered
    covered = frozenset()
    for site in {row.site for row in silent if row.site}:
        there = [row for row in heard_of if row.site == site]
        if len(there) > 1 and all(row.standing is Standing.SILENT for row in there):
            cut = Condition(KioskId(""), "", site, What.SITE_SILENT, "line", "silent", 2, now)
            found[cut.fingerprint] = cut
            covered |= {f"{row.kiosk}/line" for row in there}
    return found, frozenset(row.kiosk for row in silent), covered


def _of(row: Row, what: What, part: str, word: str, severity: int, seen: datetime | None = None) -> Condition:
    assert row.heard
    return Condition(row.kiosk, row.number, row.site, what, part, word, severity, seen or row.heard)


def _known(row: Row, today: date) -> Iterator[Condition]:
    """Of a kiosk that speaks."""
    assert row.told
    for fault in row.faults:
        yield _of(row, What.FAULT, _about(fault.part, fault.word), fault.word, fault.severity)
    if row.told.unable:
        part = ABOUT.get(row.told.unable, row.told.unable.removeprefix("out."))
        yield _of(row, What.FAULT, part, row.told.unable, 2)
    for left in row.left:
        if left.soon(today):
            yield _of(row, What.RUNS_OUT, left.name, left.name, 1)
    if row.clock_is_off:
        yield _of(row, What.FAULT, "clock", "clock", 1)
    if row.certificate_ends:
        yield _of(row, What.FAULT, "certificate", "certificate", 1)


def _about(part: str, word: str) -> str:
    return next((supply for supply, begins in SUPPLIES.items() if word.startswith(begins)), part)


# --- what is told ------------------------------------------------------------------------------------------------


def judge(known: Iterable[Alert], rows: Iterable[Row], now: datetime) -> Judged:
    """What becomes of the alerts that are not closed, and what is new. The same asked twice says nothing twice."""
    found, silent, covered = conditions(rows, now)
    by_fingerprint = {each.condition.fingerprint: each for each in known}
    kept, dropped, news = [], [], []
    for fingerprint in [*by_fingerprint, *(each for each in found if each not in by_fingerprint)]:
        alert, condition = by_fingerprint.get(fingerprint), found.get(fingerprint)
        if fingerprint in covered and (alert is None or alert.opened is None):
            condition = None
        before = alert
        alert = _next(alert, condition, silent, now)
        if alert is None:
            if before:
                dropped.append(before)
            continue
        kept.append(alert)
        told = _news(before, alert)
        if told:
            news.append((told, alert))
    return Judged(tuple(kept), tuple(dropped), tuple(news))


def _next(alert: Alert | None, condition: Condition | None, silent: frozenset[KioskId], now: datetime) -> Alert | None:
    """None where it comes to nothing."""
    if alert is None:
        return Alert(condition, condition.seen) if condition else None
    if (
        condition is None
        and alert.condition.kiosk in silent
        and alert.condition.what not in (What.SILENT, What.CITY_DEAF)
    ):
        return alert if alert.opened else None  # nobody knows
    if condition:
        worst = max(condition, alert.condition, key=lambda each: each.severity) if alert.opened else condition
        alert = replace(alert, condition=worst, gone=None)
        if alert.opened is None and condition.seen - alert.since >= condition.holds_for:
            alert = replace(alert, opened=now)
        return alert
    if alert.opened is None:
        return None
    alert = replace(alert, gone=alert.gone or now)
    assert alert.gone
    return replace(alert, closed=now) if now - alert.gone >= GONE else alert


def _news(before: Alert | None, after: Alert) -> News | None:
    if after.closed:
        return News.CLOSED
    if after.opened and (before is None or before.opened is None):
        return News.OPENED
    if after.opened and before and after.condition.severity > before.condition.severity:
        return News.WORSE
    return None
