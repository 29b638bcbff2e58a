"""The journal, held against what the city has of it: at each start before anything is sold or sent, and when many entries have come since. Pure.

Who has the disk can delete the journal, put an old one there, or make up another one with keys and anchor of its own: it is whole by itself,
and the city has otherwise. Then nobody is served, and nothing is sent, for the city would take the new one for the kiosk's; until
somebody has looked, or the city has it as it is here after all.

A city that was set back to yesterday has less than the kiosk, which is no fault of the kiosk's: it is sent the rest again. That its own journal
is newer than what such a city names the kiosk can show by what the city signed when it had it.
"""

from __future__ import annotations

from config.dialogue import Dialogue
from config.vocabulary import JournalChange, SourceTrouble
from drivers.device import Ms
from kiosk.core.background import LONGEST_MS, Pace, Task, put_off
from kiosk.core.channels import JOURNAL
from kiosk.core.standing import Standing
from kiosk.core.step import Step
from kiosk.core.unsent import Unsent
from sync.city.client import CityCall, CityClient, CityReply, CityUnavailable, NotUnderstood
from sync.city.countersigned import Checkpoint, Countersigned
from sync.journal import events as ev
from sync.journal.format import Entry, Head

EACH = 1_000
"""Entries between two comparisons while the kiosk runs."""
AGAIN_MS: Ms = 600_000
"""After one that did not fit: it may have been the city's, and is mended there."""
NO_SUCH_PATH = (404, 405)

Answer = Countersigned | CityUnavailable | NotUnderstood


class Comparing(Task[CityCall, CityReply, Answer]):
    """Attributes:
    fits: what is here goes on from what the city has, as far as anybody knows; the journal may go up.
    differs: how it does not; None while it does, or is not known yet.
    """

    channel = JOURNAL

    def __init__(
        self, step: Step, city: CityClient, journal: str, unsent: Unsent, standing: Standing, pace: Pace
    ) -> None:
        super().__init__(step)
        self._city, self._journal = city, journal
        self._unsent, self._standing, self._pace = unsent, standing, pace
        self._begun = step.recorded  # what is behind that was written by this run
        self._not_before: Ms = 0
        self._reads = self._refused = False
        self._failures = 0
        self._fell_back: int | None = None  # as it was written down
        self._shows: Head | None = None
        self.fits = False
        self.differs: ev.JournalDiffers | None = None

    @property
    def due(self) -> Ms | None:
        signed = self._standing.countersigned
        more = self._unsent.acknowledged - signed.seq >= EACH if signed else self._unsent.acknowledged > 0
        return self._not_before if (more or not self.fits) and not self._reads else None

    def dialogue(self) -> Dialogue[CityCall, CityReply, Answer]:
        head = self._shows or self._step.head
        return self._city.countersign(self._journal, Checkpoint(head.seq, head.hash, self._standing.follows))

    def done(self, now: Ms, result: Answer) -> None:
        self._failures = 0 if isinstance(result, Countersigned) else self._failures + 1
        wait = put_off(self._pace.retry_ms, max(1, self._failures), self._step.sources.random(1)[0])
        self._not_before = now + wait
        match result:
            case Countersigned():
                self._say(False)
                self._compare(result)
            case NotUnderstood(status=status) if status in NO_SUCH_PATH:
                # A city of an earlier version: it finds a journal that was set back when it is sent more of it. What was found already stands.
                self.fits, self._not_before = self.differs is None, now + LONGEST_MS
            case NotUnderstood():
                self._say(True)
            case CityUnavailable(retry_after_ms=later):
                self._not_before = now + wait + min(later, LONGEST_MS)

    def _compare(self, said: Countersigned) -> None:
        own, signed = said.journal == self._journal, self._standing.countersigned
        if said.journal and not own and said.journal != self._standing.follows and not self._is_newer_than(said):
            self._differ(JournalChange.ANOTHER, said)
            return
        if own and said.seq > self._step.recorded:
            self._differ(JournalChange.SET_BACK, said)
            return
        has, had = said.seq if own else 0, max(self._unsent.acknowledged, signed.seq if signed else 0)
        if has < had and has != self._fell_back:
            self._step.record(ev.CityFellBack(has, had))
        self._fell_back = has if has < had else None
        if not own or said.seq == 0:
            self._fit()
            return
        self._reads = True
        self._step.recall(said.seq - 1, 1, lambda entries: self._hold(said, entries))

    def _is_newer_than(self, said: Countersigned) -> bool:
        """The city had this journal, and had it after the one that it names now."""
        signed = self._standing.countersigned
        if signed is None or signed.since <= said.since:
            return False
        had = Countersigned(self._journal, said.kiosk, signed.since, signed.seq, signed.hash, signed.signature)
        return had.is_by(self._city.city, self._city.keys, said.signer)

    def _hold(self, said: Countersigned, entries: tuple[Entry, ...]) -> None:
        """Against the entry here. Where the disk has lost it, the check of the journal says so."""
        self._reads = False
        here = entries[0] if entries and entries[0].seq == said.seq else None
        if here and here.hash != said.hash:
            self._differ(JournalChange.SET_BACK if said.seq > self._begun else JournalChange.WRITTEN_ANEW, said)
            if self._shows is None:  # to the city at once: of a later entry it has nothing to hold it against
                self._shows, self._not_before = here.head, self._step.now
            return
        signed = ev.JournalCountersigned(said.seq, said.hash, said.since, said.signature)
        if here and signed != self._standing.countersigned:
            self._step.record(signed)
        self._fit()

    def _fit(self) -> None:
        self.fits, self.differs, self._shows = True, None, None

    def _differ(self, how: JournalChange, said: Countersigned) -> None:
        found = ev.JournalDiffers(how, said.journal, said.seq)
        if found != self.differs:
            self._step.record(found)
        self.fits, self.differs = False, found
        self._not_before = self._step.now + AGAIN_MS

    def _say(self, refused: bool) -> None:
        if refused != self._refused:
            self._refused = refused
            why = SourceTrouble.NOT_UNDERSTOOD if refused else None
            self._step.record(ev.SourceChanged("journal", not refused, why))
