"""Who tried to open the machine's own pages, and until when nobody may: a fold over the journal's events, so it outlives a restart.

The pages are locked for the whole machine, not for one number: whoever stands there can type any. A wall clock is not
asked, since it may be set: the lock runs on the monotonic clock, and after the computer's restart, which may have taken no time
at all, it begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.ids import StaffNumber, VisitId
from drivers.device import Ms
from sync.journal import events as ev

TRIES = 3
"""In a row, before the pages are locked."""
FIRST_LOCK_MS: Ms = 60_000
LONGEST_LOCK_MS: Ms = 3_600_000
"""So guessing a PIN of a million takes a century, and a passer-by's fun keeps a technician away for an hour at most."""


@dataclass
class SignIns:
    """Attributes:
    failures: in a row.
    visit: the member of staff who was let in and has not left, with their time there.
    """

    failures: int = 0
    visit: tuple[VisitId, StaffNumber] | None = None
    _since: Ms = 0  # of the last failure, on the clock of ``_boot``
    _boot: str = ""

    @property
    def tries_left(self) -> int:
        """Before the pages are locked (again)."""
        return max(1, TRIES - self.failures)

    @property
    def locked_until(self) -> Ms:
        """On the monotonic clock of this run of the computer."""
        if self.failures < TRIES:
            return 0
        doublings = min(self.failures - TRIES, 16)
        return self._since + min(FIRST_LOCK_MS << doublings, LONGEST_LOCK_MS)

    def apply(self, event: ev.Event, mono_ms: Ms, boot: str) -> None:
        match event:
            case ev.StaffRefused():
                self.failures += 1
                self._since, self._boot = mono_ms, boot
            case ev.StaffEntered():
                self.failures = 0
                self.visit = event.visit, event.by
            case ev.StaffLeft():
                self.visit = None
            case ev.KioskStarted() if boot != self._boot:
                self._since, self._boot = mono_ms, boot
