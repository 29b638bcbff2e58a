"""What goes on besides the sessions: asking the printer how it is, asking the city which sources answer, and sending it
the journal. Each is one conversation at a time, and a state is logged when it changes, not before.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import ClassVar, Generic

from config.dialogue import A, Dialogue, Q, R
from config.ids import DeviceName, IssuanceId
from config.vocabulary import JobEnd, SourceTrouble
from drivers.device import NEVER_SEEN, PRINTER_NAME, Event, Ms, State, Status
from drivers.ipp.outlet import Media, Outlet
from drivers.ipp.printer import IppExchange, Outcome, Printer, Refused, outcome
from drivers.watched import MISSES, Watched
from kiosk.core.channels import JOURNAL, PRINTER, SOURCES, Channel
from kiosk.core.print_jobs import OutletBook, PrintJobs
from kiosk.core.status import Board
from kiosk.core.step import Acknowledge, Step
from kiosk.core.unsent import NEAR, Unsent
from sync.city.client import (
    Acknowledged,
    AnotherJournal,
    Behind,
    CityCall,
    CityClient,
    CityReply,
    CityUnavailable,
    NotUnderstood,
    SourcesKnown,
)
from sync.journal import events as ev
from sync.journal.format import Entry

STRAY_TRIES = 10
"""So often a job that does not end is asked about every second, then every two, and so on."""
STRAY_MS = 60_000
"""The longest between two questions about it."""


MOST_BYTES = 600_000
"""Of a batch: 800,000 in base64, of the megabyte that a request may have."""
STEADY_MS: Ms = 60_000
"""Between two tries of what goes on failing."""
LONGEST_MS: Ms = 3_600_000
"""A city that wants to be left alone for longer is asked all the same."""


@dataclass(frozen=True)
class Pace:
    """How often, in ms, and how many entries of the journal at once; after how many a volume of it ends.

    Attributes:
        retry_ms: after the first failure; see `put_off`.
        batch: entries that go up at once while somebody is served, and at first.
        most: at once while nobody is.
        between_ms: from one batch to the next while somebody is served, so that a backlog takes no resident's line, disk or processor.
    """

    printer_ms: Ms = 5_000
    city_ms: Ms = 30_000
    retry_ms: Ms = 10_000
    batch: int = 100
    most: int = 1_000
    between_ms: Ms = 500
    volume: int = 2_048


def put_off(first_ms: Ms, failures: int, chance: int) -> Ms:
    """How long to wait after so many failures in a row: twice as long each time, to a minute, and then by ``chance``, a byte, between half of that
    and one and a half. Kiosks that all lost their city at once do not all come back at once.
    """
    whole = min(first_ms << min(failures - 1, 16), max(first_ms, STEADY_MS))
    return whole // 2 + whole * chance // 256


class Task(ABC, Generic[Q, A, R]):
    """A part of the kiosk that holds the same conversation again and again.

    Attributes:
        channel: where its questions are asked.
        due: when it wants to start next; None for not now.
    """

    channel: ClassVar[Channel[Q, A]]

    def __init__(self, step: Step) -> None:
        self._step = step
        self._busy = False

    @property
    @abstractmethod
    def due(self) -> Ms | None: ...

    @abstractmethod
    def dialogue(self) -> Dialogue[Q, A, R]: ...

    @abstractmethod
    def done(self, now: Ms, result: R) -> None: ...

    def handle(self, event: Event) -> None:
        """No task waits for a device."""

    def act(self) -> Ms | None:
        """Starts when it is due; returns when it wants to be asked again."""
        if self._busy:
            return None
        due = self.due
        if due is None or due > self._step.now:
            return due
        self._busy = True
        self._step.converse(self.channel, self.dialogue(), self._over)
        return None

    def _over(self, result: R) -> None:
        self._busy = False
        self.done(self._step.now, result)


class PrinterWatch(Task[IppExchange, bytes, Status]):
    """Keeps the printer's state on the board; three misses make it offline, and the very first poll does."""

    channel = PRINTER

    def __init__(self, step: Step, printer: Printer, board: Board, pace: Pace) -> None:
        super().__init__(step)
        self._printer, self._board, self._pace = printer, board, pace
        self._due: Ms = 0
        self._watched = Watched(PRINTER_NAME)

    @property
    def due(self) -> Ms:
        return self._due

    def dialogue(self) -> Dialogue[IppExchange, bytes, Status]:
        return self._printer.read_status()

    def done(self, now: Ms, result: Status) -> None:
        if result.state == State.OFFLINE:
            self._due = now + 1_000
            news = self._watched.missed(result, 1 if self._watched.status == NEVER_SEEN else MISSES)
        else:
            self._due = now + self._pace.printer_ms
            self._watched.answered()
            news = self._watched.tell(result)
        for event in news:
            self._board.handle(event)


class StrayJobs(Task[IppExchange, bytes, tuple[IssuanceId, JobEnd] | None]):
    """Cancels what of void documents is still at the printer, however late that answers: it is nobody's paper any more.

    By the id that the journal has, or by what the printer's lists show. A printer that refuses to tell is not asked for
    ever; one that tells, and whose job does not end, is asked ever less often, and sells nothing meanwhile.
    """

    channel = PRINTER

    def __init__(
        self, step: Step, printer: Printer, jobs: PrintJobs, status: Mapping[DeviceName, Status], pace: Pace
    ) -> None:
        super().__init__(step)
        self._printer, self._jobs, self._status, self._pace = printer, jobs, status, pace
        self._not_before: Ms = 0
        self._tries = 0

    @property
    def due(self) -> Ms | None:
        waits = self._jobs.strays and self._status[PRINTER_NAME].state != State.OFFLINE
        return self._not_before if waits else None

    def dialogue(self) -> Dialogue[IppExchange, bytes, tuple[IssuanceId, JobEnd] | None]:
        """The document's name and what became of its jobs; None while that is open."""
        name, stray = next(iter(self._jobs.strays.items()))
        jobs = yield from self._printer.find_jobs(name, stray.job)
        if isinstance(jobs, Refused):
            return (yield from self._end_unseen(name, stray.job, jobs))
        if not isinstance(jobs, tuple):
            return None
        ends = [outcome(job, stray.sheets) for job in jobs]
        for job, end in zip(jobs, ends, strict=True):
            if end == Outcome.RUNNING:
                yield from self._printer.cancel_job(job.job_id)
        if Outcome.RUNNING in ends:
            return None
        return name, JobEnd.PRINTED if Outcome.PRINTED in ends else JobEnd.FAILED if ends else JobEnd.GONE

    def _end_unseen(
        self, name: IssuanceId, job: int | None, refused: Refused
    ) -> Dialogue[IppExchange, bytes, tuple[IssuanceId, JobEnd] | None]:
        """The printer shows no jobs. One whose id is known is cancelled all the same, until there is nothing to cancel."""
        if refused.passing:
            return None
        cancelled = (yield from self._printer.cancel_job(job)) if job is not None else refused
        return (name, JobEnd.NOT_TOLD) if isinstance(cancelled, Refused) and not cancelled.passing else None

    def done(self, now: Ms, result: tuple[IssuanceId, JobEnd] | None) -> None:
        if result:
            name, end = result
            self._not_before, self._tries = now, 0
            self._step.record(self._jobs.strays[name].ended(name, end))
        else:
            self._not_before = now + min(1_000 << (self._tries // STRAY_TRIES), STRAY_MS)
            self._tries = min(self._tries + 1, 10 * STRAY_TRIES)


class OutletWatch(Task[IppExchange, bytes, Outlet]):
    """Sees that what somebody left in the outlet is there no more."""

    channel = PRINTER

    def __init__(self, step: Step, printer: Printer, looks: bool, book: OutletBook, pace: Pace) -> None:
        """``looks``: the printer has a sensor there."""
        super().__init__(step)
        self._printer, self._looks, self._book, self._pace = printer, looks, book, pace
        self._not_before: Ms = 0

    @property
    def due(self) -> Ms | None:
        return self._not_before if self._looks and self._book.occupied else None

    def dialogue(self) -> Dialogue[IppExchange, bytes, Outlet]:
        return self._printer.read_outlet()

    def done(self, now: Ms, result: Outlet) -> None:
        self._not_before = now + self._pace.printer_ms
        if result.media is Media.NOT_PRESENT and self._book.occupied:  # or else it was drawn back meanwhile
            self._step.record(ev.OutletEmptied())


CLOCK = "clock"
"""Among the sources: this machine's own, which hours, fees by date and the dates of cards depend on."""
CLOCK_OFF_S = 300
"""A clock that is set by the network is never so far from the city's, and a reply is never under way for so long."""


class CityWatch(Task[CityCall, CityReply, SourcesKnown | CityUnavailable | NotUnderstood]):
    """Keeps ``down``: the sources that do not answer, ``city`` standing for the whole server, and ``clock`` while the kiosk's own is
    not the city's.

    Attributes:
        down: see there.
        clock_off: how far the kiosk's clock was before the city's, when the city last said its time.
    """

    channel = SOURCES

    def __init__(self, step: Step, city: CityClient, down: dict[str, SourceTrouble], pace: Pace) -> None:
        super().__init__(step)
        self._city, self.down, self._pace = city, down, pace
        self._due: Ms = 0
        self.clock_off = timedelta(0)

    @property
    def due(self) -> Ms:
        return self._due

    def dialogue(self) -> Dialogue[CityCall, CityReply, SourcesKnown | CityUnavailable | NotUnderstood]:
        return self._city.check_sources()

    def done(self, now: Ms, result: SourcesKnown | CityUnavailable | NotUnderstood) -> None:
        if isinstance(result, SourcesKnown):
            down = {source: SourceTrouble.SOURCE_DOWN for source, up in result.sources if not up}
        else:
            down = {"city": SourceTrouble.NOT_UNDERSTOOD}
            if isinstance(result, CityUnavailable):
                down = {"city": SourceTrouble(result.failure.reason.value)}
        later = min(result.retry_after_ms, LONGEST_MS) if isinstance(result, CityUnavailable) else 0
        self._due = now + max(later, self._pace.retry_ms if down else self._pace.city_ms)
        if isinstance(result, SourcesKnown) and result.now:
            self.clock_off = self._step.wall - result.now
        if abs(self.clock_off) > timedelta(seconds=CLOCK_OFF_S):
            down[CLOCK] = SourceTrouble.CLOCK_OFF
        for source in sorted(down.keys() ^ self.down.keys()):
            self._step.record(ev.SourceChanged(source, source not in down, down.get(source)))
        self.down.clear()
        self.down.update(down)


Taken = Acknowledged | AnotherJournal | Behind | CityUnavailable | NotUnderstood


class Upload(Task[CityCall, CityReply, Taken]):
    """Sends the city the part of the journal that it has not acknowledged, oldest first.

    What is missing in between is lost, and said to be: the disk came back without it. What comes back older than it was
    (a backup, another kiosk's disk) goes on under numbers that the city knows already: none of its papers would ever count.
    A city that has less than it acknowledged once gets the rest again. What is not in memory is read from the disk when its turn comes.
    A backlog goes up a hundred entries at a time at first, and twice as many after each that arrived: a line that is too slow for a thousand within
    the answer's time takes a hundred.

    Attributes:
        another: the city has the journal otherwise. It stays so until somebody has looked and the kiosk is started anew.
        known: the city has taken something of it since this start. Before, nobody knows whether it is the same there.
    """

    channel = JOURNAL

    def __init__(
        self, step: Step, city: CityClient, journal_id: str, unsent: Unsent, pace: Pace, may: Callable[[], bool],
        quiet: Callable[[], bool],
    ) -> None:  # fmt: skip
        """``may``: the journal is the one that the city has, as far as anybody knows; ``quiet``: nobody is served."""
        super().__init__(step)
        self._recalls = False
        self._may, self._quiet = may, quiet
        self._at_once, self._failures = pace.batch, 0
        self._city, self._journal_id, self._unsent, self._pace = city, journal_id, unsent, pace
        self._not_before: Ms = 0
        self._refused = False
        self.another = self.known = False

    @property
    def waiting(self) -> int:
        """Entries that the city has not got."""
        return self._unsent.waiting

    @property
    def acknowledged(self) -> int:
        """The last entry that the city has."""
        return self._unsent.acknowledged

    @property
    def due(self) -> Ms | None:
        idle = self._recalls or self.another or not self._may()
        return self._not_before if self._unsent.near and not idle else None

    def act(self) -> Ms | None:
        self._look_ahead()
        return super().act()

    def _look_ahead(self) -> None:
        if self._unsent.far and not self._recalls and not self.another:
            self._recalls = True
            self._step.recall(self._unsent.acknowledged, NEAR, self._recalled)

    def _recalled(self, entries: tuple[Entry, ...]) -> None:
        self._recalls = False
        self._unsent.take(entries)

    def dialogue(self) -> Dialogue[CityCall, CityReply, Taken]:
        entries = self._unsent.near
        first = entries[0].seq
        count = self._at_once if self._quiet() else min(self._at_once, self._pace.batch)
        batch: list[bytes] = []
        room = MOST_BYTES
        for entry in islice(entries, count):
            room -= len(entry.body)
            if entry.seq != first + len(batch) or (batch and room < 0):
                break
            batch.append(entry.body)
        return self._city.upload(self._journal_id, first, batch, lost=first - self._unsent.acknowledged - 1)

    def done(self, now: Ms, result: Taken) -> None:
        if isinstance(result, Acknowledged):
            self.known, self._failures = True, 0
            self._at_once = max(self._at_once, min(2 * self._at_once, self._pace.most))
            self._not_before = now if self._quiet() else now + self._pace.between_ms
            self._say(False)
            self._goes_on_from(result.seq)
            return
        # A city that goes back every time is not sent everything without a pause.
        self._failures, self._at_once = self._failures + 1, self._pace.batch
        wait = put_off(self._pace.retry_ms, self._failures, self._step.sources.random(1)[0])
        self._not_before = now + wait
        match result:
            case Behind(seq=seq):
                self._goes_on_from(seq)
            case CityUnavailable(retry_after_ms=later):
                self._not_before = now + wait + min(later, LONGEST_MS)
            case _:
                self.another = isinstance(result, AnotherJournal)
                self._say(True)

    def _goes_on_from(self, seq: int) -> None:
        self._unsent.forget(seq)
        self._step.put(Acknowledge(seq))
        self._look_ahead()

    def _say(self, refused: bool) -> None:
        if refused != self._refused:
            self._refused = refused
            self._step.record(ev.SourceChanged("journal", not refused, SourceTrouble.REFUSED if refused else None))
