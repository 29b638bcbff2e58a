"""Counts what each kiosk asks for in an hour, and raises the alarms."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from config.ids import KioskId
from config.kind import Kind
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

    def asks(self, kiosk: KioskId, holder: str) -> Busy | None:
        """Before anything is looked up: it must not show in the answer whether there is such a person.

        Args:
            holder: the mark of whose card it is (`sync.reference_city.readings.Marks`); "" for a paper that wants none.
        """
        limits = self.limits
        with self._tally(kiosk) as tally:
            within = tally.within(kiosk, "reservations", limits.reservations)
            if within and holder:
                if tally.add(f"{kiosk} {holder}", "asked", 1) == 1:
                    within = tally.within(kiosk, "holders", limits.holders)
                within = within and tally.within(holder, "reservations of one holder", limits.of_one_holder)
            within = within and tally.may_try("misses", self._misses(kiosk, holder), counted=holder != "")
        return None if within else self._busy()

    def fits(self, kiosk: KioskId, holder: str) -> None:
        """What `asks` or `tries_a_card` let through was no miss after all."""
        if holder:
            with self._tally(kiosk) as tally:
                tally.tries("misses", self._misses(kiosk, holder), -1)

    def has_one_more(self, kiosk: KioskId, holder: str, kind: Kind) -> bool:
        """Whether the city's rules let this person have one more of the kind in this hour. ``holder``: their mark."""
        most = kind.holder.per_hour
        with self._tally(kiosk) as tally:
            return not most or not holder or tally.within(holder, f"{kind.name} of one holder", most)

    def tries_an_application(self, kiosk: KioskId, application: str) -> Busy | None:
        """``application``: its mark. Counts as a miss until it `application_fits`, as with cards: a code has six digits, and forty tries at a time
        are forty.
        """
        return self._tries(kiosk, application)

    def application_fits(self, kiosk: KioskId, application: str) -> None:
        """What `tries_an_application` let through was no miss after all."""
        self._fits(kiosk, application)

    def tries_a_ticket(self, kiosk: KioskId, number: str) -> Busy | None:
        """Counts as a miss until it `ticket_fits`."""
        return self._tries(kiosk, _ticket(number))

    def ticket_fits(self, kiosk: KioskId, number: str) -> None:
        self._fits(kiosk, _ticket(number))

    def _tries(self, kiosk: KioskId, slip: str) -> Busy | None:
        with self._tally(kiosk) as tally:
            within = tally.within(kiosk, "questions", self.limits.questions)
            within = within and tally.may_try("look-ups", self._look_ups(kiosk, slip))
        return None if within else self._busy()

    def _fits(self, kiosk: KioskId, slip: str) -> None:
        with self._tally(kiosk) as tally:
            tally.tries("look-ups", self._look_ups(kiosk, slip), -1)

    def meets_anothers(self, kiosk: KioskId) -> Busy | None:
        """A reservation that is another's is a miss, too."""
        return self.tries_a_card(kiosk, "")

    def tries_a_card(self, kiosk: KioskId, holder: str) -> Busy | None:
        """That of what was left there. Counts as a miss until it `fits`: nobody learns there what they do not learn by reserving."""
        with self._tally(kiosk) as tally:
            within = tally.may_try("misses", self._misses(kiosk, holder))
        return None if within else self._busy()

    def sends(self, kiosk: KioskId, entries: int) -> Busy | None:
        return self._counted(kiosk, "entries", self.limits.entries, entries)

    def begins_a_journal(self, kiosk: KioskId) -> Busy | None:
        return self._counted(kiosk, "journals", self.limits.journals)

    def renews(self, kiosk: KioskId) -> Busy | None:
        return self._counted(kiosk, "renewals", self.limits.renewals)

    def leaves_a_request(self, kiosk: KioskId) -> Busy | None:
        return self._counted(kiosk, "left requests", self.limits.left_requests)

    def _counted(self, kiosk: KioskId, what: str, most: int, more: int = 1) -> Busy | None:
        with self._tally(kiosk) as tally:
            within = tally.within(kiosk, what, most, more)
        return None if within else self._busy()

    def _misses(self, kiosk: KioskId, holder: str) -> _Most:
        of_holder = [(holder, self.limits.misses_of_one_holder)] if holder else []
        return [(str(kiosk), self.limits.misses), *of_holder]

    def _look_ups(self, kiosk: KioskId, slip: str) -> _Most:
        return [(str(kiosk), self.limits.look_ups), (slip, self.limits.look_ups_of_one)]

    @contextmanager
    def _tally(self, kiosk: KioskId) -> Iterator[_Tally]:
        """One transaction, and then the alarms for what was too much."""
        hour = int(self._now().timestamp()) // HOUR_S
        with self._store.counting(hour) as count:
            tally = _Tally(count)
            yield tally
        for what in tally.over:
            self.alarm(kiosk, AlarmKind.TOO_MANY, what)

    def _busy(self) -> Busy:
        return Busy(HOUR_S - int(self._now().timestamp()) % HOUR_S)


_Most = Sequence[tuple[str, int]]
"""Whose tries are counted, and how many of each may miss."""


class _Tally:
    """Attributes:
    add: counts so many more of something by somebody, and says how many it is now.
    over: what was more than its limit.
    """

    def __init__(self, add: Callable[[str, str, int], int]) -> None:
        self.add = add
        self.over: list[str] = []

    def within(self, who: str, what: str, most: int, more: int = 1) -> bool:
        within = self.add(who, what, more) <= most
        if not within:
            self.over.append(what)
        return within

    def may_try(self, what: str, most: _Most, counted: bool = True) -> bool:
        """Whether a try is looked at. One that is ``counted`` is a miss until it is taken back: of forty that come at a time no more are
        looked at than of forty in a row.
        """
        more = 1 if counted else 0
        within = self.tries(what, most, more, besides=1 - more)
        if not within:
            self.tries(what, most, -more)
            self.over.append(what)
        return within

    def tries(self, what: str, most: _Most, more: int, besides: int = 0) -> bool:
        """Counts misses of each; whether they, and so many ``besides``, are within the limits."""
        counts = [self.add(who, what, more) + besides <= limit for who, limit in most]
        return all(counts)


def _ticket(number: str) -> str:
    return f"ticket {sha256(number.encode()).hexdigest()}"
