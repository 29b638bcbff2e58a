"""Taking the kiosks' journals, and with them what became of every reservation.

A journal is the kiosk's whose certificate sent its first entry, for good. It speaks of that kiosk's own reservations alone. What it says
of another's, of a paper under another number, or against what it said before changes nothing and is an alarm: a machine that was
carried off can be made to say anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from config.ids import DocumentNumber, IssuanceId, KioskId
from sync.city.api import DocumentState, JournalRefusal, JournalReply
from sync.journal import events as ev
from sync.journal.format import FIRST_PREV, JournalError, Opened, open_entry
from sync.reference_city.alarms import AlarmKind
from sync.reference_city.claims import about_claim, doubts
from sync.reference_city.counting import Busy, Counting
from sync.reference_city.deeds import Deed, bounded, deed_of, filed
from sync.reference_city.stored import BEFORE, Store


class JournalRefused(Exception):
    """The uploaded entries are not the journal as the city has it, continued."""

    def __init__(self, why: JournalRefusal, detail: str) -> None:
        super().__init__(detail)
        self.why = why


@dataclass(frozen=True)
class Reported:
    """An outcome in a journal; ``number`` is None where the city's never arrived."""

    issuance: IssuanceId
    number: DocumentNumber | None
    state: DocumentState
    reason: str


def move(known: DocumentState | None, reported: DocumentState) -> DocumentState:
    """What is known after a kiosk's report: the first stands. To revoke what was issued is a person's act."""
    return reported if known is None else known


class Journals:
    """Implements `take`."""

    def __init__(self, store: Store, now: Callable[[], datetime], counting: Counting) -> None:
        self._store = store
        self._now = now
        self._counting = counting

    def take(self, kiosk: KioskId, journal: str, first: int, bodies: Sequence[bytes], lost: int) -> JournalReply | Busy:
        """Takes entries that continue the journal; those it has already must be the same.

        Numbers that the kiosk says it lost stay empty, for an auditor to see: without them the outcomes that came
        after would never arrive. The reply says how far the city has the journal; less than ``first`` when there is a
        gap before it that nobody explains.

        Raises:
            JournalRefused: an entry that does not hold the one before it, or another one than the city has, or the
                journal is another kiosk's.
        """
        while True:
            seq = self._store.journal_head(journal)
            entries = [_opened(number, body) for number, body in enumerate(bodies, first)]
            busy = self._may(kiosk, journal, sum(entry.seq > seq for entry in entries))
            if busy:
                return busy
            if first - lost > seq + 1:
                self._counting.alarm(kiosk, AlarmKind.AHEAD, journal)
                return JournalReply(seq)
            new = self._check(kiosk, journal, first, bodies, entries, seq)
            # Outcomes first: after a failure between the two the kiosk sends again, and again is harmless.
            self._report(kiosk, new)
            start = max(first, seq + 1)
            if not new or self._store.add_entries(journal, start, bodies[start - first :], self._deeds(new)):
                self._look_at_claims(kiosk, new)
                return JournalReply(max(seq, start + len(new) - 1))
            # The same upload arrived twice at a time, and the other was faster.

    def _may(self, kiosk: KioskId, journal: str, entries: int) -> Busy | None:
        owner = self._store.kiosk_of(journal)
        if owner == BEFORE:
            # Looked at again after the count: the same upload may have come twice at a time, and the other began the first one.
            another = self._store.journals(kiosk) and self._store.kiosk_of(journal) == BEFORE
            busy = self._counting.begins_a_journal(kiosk) if another else None
            if busy:
                return busy
            if self._store.own(journal, kiosk, self._at()) and self._store.open_journals(kiosk) > 1:
                self._counting.alarm(kiosk, AlarmKind.ANOTHER_JOURNAL, journal)
            owner = self._store.kiosk_of(journal)
        if owner != kiosk:
            self._counting.alarm(kiosk, AlarmKind.OTHER_KIOSKS_JOURNAL, journal)
            raise JournalRefused(JournalRefusal.NOT_YOURS, "the journal is another kiosk's")
        return self._counting.sends(kiosk, entries)

    def _check(
        self, kiosk: KioskId, journal: str, first: int, bodies: Sequence[bytes], entries: Sequence[Opened], seq: int
    ) -> list[Opened]:
        """The entries after ``seq``."""
        # None behind a gap: nobody has the entry whose hash the first one holds.
        prev = self._store.entry_hash(journal, first - 1) if first > 1 else FIRST_PREV
        for number, (body, entry) in enumerate(zip(bodies, entries, strict=True), first):
            if (entry.seq, entry.journal) != (number, journal):
                raise JournalRefused(JournalRefusal.UNREADABLE, f"entry {number} is none of this journal")
            if entry.prev != (prev or entry.prev):
                # Whose first entry does not hold what the city has before it was begun elsewhere; one in between is damaged.
                if number == first:
                    self._forked(kiosk, journal, number)
                raise JournalRefused(JournalRefusal.UNREADABLE, f"entry {number} does not continue the journal")
            prev = sha256(body).hexdigest()
            if number <= seq and self._store.entry_hash(journal, number) != prev:
                self._forked(kiosk, journal, number)
            if entry.event is None and entry.type in _OUTCOMES:
                # Taken, it would be lost: the kiosk keeps it until this city understands it.
                raise JournalRefused(JournalRefusal.NEWER, f"entry {number}: {entry.type} of another version")
        return [entry for entry in entries if entry.seq > seq]

    def _forked(self, kiosk: KioskId, journal: str, number: int) -> None:
        """Raises `JournalRefused`."""
        self._counting.alarm(kiosk, AlarmKind.FORK, journal)
        raise JournalRefused(JournalRefusal.FORKED, f"entry {number} does not continue the journal as the city has it")

    def _report(self, kiosk: KioskId, entries: Iterable[Opened]) -> None:
        for entry in entries:
            match entry.event:
                case ev.DocumentIssued(issuance=issuance, number=number):
                    self._apply(kiosk, Reported(issuance, number, DocumentState.ISSUED, ""))
                case ev.DocumentVoided(issuance=issuance, number=number, reason=reason):
                    self._apply(kiosk, Reported(issuance, number, DocumentState.VOID, reason))
                case ev.JournalBegun(previous=previous) if self._store.kiosk_of(filed(previous)) != kiosk:
                    self._counting.alarm(kiosk, AlarmKind.OTHER_KIOSKS_JOURNAL, filed(previous))
                case ev.KioskStarted(kiosk=called) if called != kiosk:
                    self._counting.alarm(kiosk, AlarmKind.OTHER_NAME, entry.journal)

    def _apply(self, kiosk: KioskId, told: Reported) -> None:
        about = filed(told.issuance)
        issuance = self._store.get(about)
        if issuance is None and told.state == DocumentState.ISSUED:
            # Void is said of a request that never arrived, or is still on its way; issued never is.
            self._counting.alarm(kiosk, AlarmKind.NOT_RESERVED, about)
        if issuance and issuance.kiosk not in (kiosk, BEFORE):
            self._counting.alarm(kiosk, AlarmKind.OTHER_KIOSKS_ISSUANCE, about)
            return
        if issuance and told.number not in (None, issuance.number):
            self._counting.alarm(kiosk, AlarmKind.OTHER_NUMBER, about)
            return
        teller = issuance.kiosk if issuance else kiosk
        while True:
            known = self._store.outcome(teller, about)
            after = move(known, told.state)
            if known is not None and after != told.state and known != DocumentState.REVOKED:
                self._counting.alarm(kiosk, AlarmKind.CONTRADICTION, about)
            if after == known or self._store.set_outcome(teller, about, known, after, told.reason):
                return

    def _deeds(self, entries: Iterable[Opened]) -> list[Deed]:
        at = self._at()
        found = ((entry, deed_of(entry.event)) for entry in entries)
        return [
            Deed(entry.journal, entry.seq, filed(deed[0]), entry.type, filed(deed[1]), bounded(deed[2]), at)
            for entry, deed in found
            if deed
        ]

    def _look_at_claims(self, kiosk: KioskId, entries: Iterable[Opened]) -> None:
        for entry in entries:
            match entry.event:
                case ev.SuspenseOpened(claim=number, session=session):
                    if doubts(self._store, self._counting.limits, entry.journal, number, session or ""):
                        self._counting.alarm(kiosk, AlarmKind.CLAIM, about_claim(entry.journal, number))

    def _at(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="seconds")


def _opened(number: int, body: bytes) -> Opened:
    try:
        return open_entry(body)
    except JournalError as error:
        raise JournalRefused(JournalRefusal.UNREADABLE, f"entry {number}: {error}") from None


_OUTCOMES = (ev.DocumentIssued.__name__, ev.DocumentVoided.__name__)
