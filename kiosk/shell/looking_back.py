"""Looks at the closed volumes of the journal while the kiosk runs: for whoever stands there nothing is slower by it.

In this process, for a second one would need its own forty megabytes; so it takes a part of the time only, and ends with the kiosk.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from config.dialogue import Failure, FailureReason
from drivers.device import Ms
from kiosk.core.channels import LookBack, LookedBack
from kiosk.shell.log import LOG
from sync.journal.format import Entry
from sync.journal.opening import open_for_reading
from sync.journal.store import Evidence, Extent, StoredJournal
from sync.journal.verify import verify

AT_ONCE = 500
"""Entries, which take some milliseconds."""
PAUSE_S = 0.02


class _Stopped(Exception):
    pass


class LookingBack:
    """A worker."""

    def __init__(self, journal: Path) -> None:
        self._journal = open_for_reading(journal)
        self._stopping = threading.Event()

    def __call__(self, question: LookBack, timeout_ms: Ms) -> LookedBack | Failure:
        try:
            verdict = verify(_InItsOwnTime(self._journal, self._stopping), extent=Extent.CLOSED)
        except _Stopped:
            return Failure(FailureReason.TIMEOUT, "the kiosk ends")
        for problem in verdict.problems:
            LOG.error("journal: %s: %s", problem.place, problem.what)
        return LookedBack(len(verdict.problems))

    def stop(self) -> None:
        """From any thread: it comes back at once."""
        self._stopping.set()


class _InItsOwnTime:
    """A `StoredJournal` that is read a little at a time."""

    def __init__(self, journal: StoredJournal, stopping: threading.Event) -> None:
        self._journal, self._stopping = journal, stopping

    def exists(self) -> bool:
        return self._journal.exists()

    def read(self) -> Iterator[Entry]:
        return self._journal.read()

    @contextmanager
    def examine(self, extent: Extent = Extent.WHOLE) -> Iterator[Evidence]:
        with self._journal.examine(extent) as evidence:
            yield replace(evidence, entries=self._unhurried(evidence.entries))

    def _unhurried(self, entries: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
        for number, entry in enumerate(entries):
            if number % AT_ONCE == 0 and self._stopping.wait(PAUSE_S):
                raise _Stopped
            yield entry
