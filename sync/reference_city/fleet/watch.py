"""The watch: looks every quarter of a minute how the kiosks stand, keeps what becomes of the alerts, and has it told.

What it has to tell outlives it: it is in the database until a receiver has taken it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sync.reference_city.fleet.alerts import News, judge
from sync.reference_city.fleet.receivers import Receivers
from sync.reference_city.fleet.state import rows
from sync.reference_city.fleet.telling import Teller
from sync.reference_city.mailing import NotTaken, next_try
from sync.reference_city.store import SqlStore

EVERY_S = 15
AGAIN = timedelta(minutes=1)
"""So often Alertmanager is told of what is open: it forgets what it does not hear of for five minutes."""
_log = logging.getLogger(__name__)


class Watch:
    def __init__(self, store: SqlStore, receivers: Receivers, teller: Teller, now: Callable[[], datetime]) -> None:
        self._store, self._receivers, self._teller, self._now = store, receivers, teller, now
        self._pinged = self._again = datetime.min.replace(tzinfo=now().tzinfo)
        self._failing: set[str] = set()

    def look(self) -> None:
        """Once. Raises what the database raises."""
        now = self._now()
        found = rows(self._store.enrolments.certificates(), self._store.beats.beats(), now)
        self._store.alerts.keep(judge(self._store.alerts.pending(), found, now), self._receivers.by_name(), now)
        self._deliver(now)
        self._tell_again(now)
        self._ping(now)

    def _deliver(self, now: datetime) -> None:
        """A receiver that does not take one is not tried with the others of this look: it would hold up those that do."""
        by_name, failed = self._receivers.by_name(), set[str]()
        for each in self._store.alerts.due(now):
            if each.receiver not in by_name:  # it was taken out of the file
                self._store.alerts.forget(each)
            elif each.receiver not in failed:
                try:
                    by_name[each.receiver].send(self._teller.tell(each.news, each.alert, now))
                except NotTaken as error:
                    failed.add(each.receiver)
                    self._says(each.receiver, str(error))
                    self._store.alerts.failed(each, next_try(each.tries, now))
                else:
                    self._says(each.receiver, "")
                    self._store.alerts.taken(each, now)

    def _tell_again(self, now: datetime) -> None:
        if not self._receivers.alertmanager or now < self._again + AGAIN:
            return
        self._again = now
        told = [self._teller.tell(News.OPENED, each.alert, now) for each in self._store.alerts.open()]
        for receiver in self._receivers.alertmanager if told else ():
            try:
                receiver.send_all(told)
            except NotTaken as error:
                self._says(receiver.name, str(error))

    def _ping(self, now: datetime) -> None:
        """Only after a look that went well: whoever is outside shouts when there was none."""
        watchdog = self._receivers.watchdog
        if watchdog and now >= self._pinged + timedelta(seconds=watchdog.every_s):
            try:
                watchdog.ping()
                self._pinged = now
                self._says("watchdog", "")
            except NotTaken as error:
                self._says("watchdog", str(error))

    def _says(self, receiver: str, why: str) -> None:
        """In the log when it changes."""
        if bool(why) != (receiver in self._failing):
            self._failing ^= {receiver}
            _log.warning("%s: %s", receiver, f"does not take what it is told: {why}" if why else "takes it again")
