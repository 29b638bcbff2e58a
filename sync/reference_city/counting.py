"""Counts what each kiosk asks for in an hour, and raises the alarms."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from config.ids import KioskId
from sync.city.api import Subject
from sync.reference_city.alarms import MEANINGS, AlarmKind
from sync.reference_city.limits import Limits
from sync.reference_city.stored import Store

HOUR_S = 3_600
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Busy:
    """Not now: it may ask again after so many seconds."""

    retry_after_s: int


class Counting:
    """Counts are kept in the store: the city may run in many processes.

    Attributes:
        limits: that these counts are held to.
    """

    def __init__(self, store: Store, now: Callable[[], datetime], limits: Limits) -> None:
        self.limits = limits
        self._store = store
        self._now = now

    def alarm(self, kiosk: KioskId, kind: AlarmKind, about: str) -> None:
        alarm = self._store.raise_alarm(kiosk, kind, about, self._now().astimezone(UTC).isoformat(timespec="seconds"))
        if alarm.count == 1:
            _log.warning("alarm %d, kiosk %s: %s, %s (%s)", alarm.number, kiosk, kind, alarm.about, MEANINGS[kind])

    def asks(self, kiosk: KioskId, subject: Subject | None) -> Busy | None:
        """Before anything is looked up: it must not show in the answer whether there is such a person."""
        limits = self.limits
        within = self._within(kiosk, kiosk, "reservations", limits.reservations)
        if within and subject:
            who = _person(subject)
            if self._add(f"{kiosk} {who}", "asked", 1) == 1:
                within = self._within(kiosk, kiosk, "holders", limits.holders)
            within = within and self._within(kiosk, who, "reservations of one holder", limits.of_one_holder)
        within = within and self._may_try(kiosk, subject)
        return None if within else self._busy()

    def fits(self, kiosk: KioskId, subject: Subject | None) -> None:
        """What `asks` let through was no miss after all."""
        if subject:
            self._tries(kiosk, subject, -1)

    def meets_anothers(self, kiosk: KioskId) -> Busy | None:
        """A reservation that is another's is a miss, too."""
        if self._may_try(kiosk, None):
            self._tries(kiosk, None, 1)
            return None
        return self._busy()

    def sends(self, kiosk: KioskId, entries: int) -> Busy | None:
        return None if self._within(kiosk, kiosk, "entries", self.limits.entries, entries) else self._busy()

    def begins_a_journal(self, kiosk: KioskId) -> Busy | None:
        return None if self._within(kiosk, kiosk, "journals", self.limits.journals) else self._busy()

    def renews(self, kiosk: KioskId) -> Busy | None:
        return None if self._within(kiosk, kiosk, "renewals", self.limits.renewals) else self._busy()

    def _may_try(self, kiosk: KioskId, subject: Subject | None) -> bool:
        """Whether a try is looked at. One at a card counts as a miss until it `fits`: of forty that come at a time no more are
        looked at than of forty in a row.
        """
        within = self._tries(kiosk, subject, 1) if subject else self._tries(kiosk, None, 0, besides=1)
        if not within:
            self.fits(kiosk, subject)
            self.alarm(kiosk, AlarmKind.TOO_MANY, "misses")
        return within

    def _tries(self, kiosk: KioskId, subject: Subject | None, more: int, besides: int = 0) -> bool:
        """Counts misses of the kiosk and of the person; whether they, and so many ``besides``, are within the limits."""
        most = [(str(kiosk), self.limits.misses)]
        most += [(_person(subject), self.limits.misses_of_one_holder)] if subject else []
        counts = [self._add(who, "misses", more) + besides <= limit for who, limit in most]
        return all(counts)

    def _within(self, kiosk: KioskId, who: str, what: str, most: int, more: int = 1) -> bool:
        within = self._add(who, what, more) <= most
        if not within:
            self.alarm(kiosk, AlarmKind.TOO_MANY, what)
        return within

    def _add(self, who: str, what: str, more: int) -> int:
        return self._store.count(who, what, int(self._now().timestamp()) // HOUR_S, more)

    def _busy(self) -> Busy:
        return Busy(HOUR_S - int(self._now().timestamp()) % HOUR_S)


def _person(subject: Subject) -> str:
    return sha256(subject.resident_number.encode()).hexdigest()
