"""The city's rules, callable without HTTP: what is reserved, what is refused, and what becomes of a number.

A reservation is ``reserved`` until the kiosk's journal reports its outcome or its time is over::

    reserved → issued | void | expired        expired → issued | void (a late report is still true)
    issued → revoked (a separate act, with a reason)        void stays void

What was reserved and what was reported are kept apart, and neither ever waits for the other: a reservation never changes,
so the same UUID with the same request gets the same bytes again whatever became of it meanwhile (with another request it
is a conflict), and a report may come before the reservation it is about, whose request is then still on its way.
"""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from pydantic import TypeAdapter

from config.canonical import digest, record_reader
from config.catalogue import Record
from config.city import City
from config.data_file import DataFileError
from config.ids import IssuanceId
from config.kind import Kind
from config.official_seal import Sealing, sign
from config.seoul import SEOUL
from config.visible_seal import MAX_SUBJECT, SealFields, encode
from sync.city.api import (
    DocumentReply,
    DocumentState,
    IssuanceReply,
    IssuanceRequest,
    JournalReply,
    OfficialSeal,
    RefusalCode,
    RefusalReply,
    SourcesReply,
    Subject,
)
from sync.journal.events import DocumentIssued, DocumentVoided
from sync.journal.format import FIRST_PREV, JournalError, open_entry
from sync.reference_city.people import Person, people
from sync.reference_city.registers import Asked, register
from sync.reference_city.seal_picture import seal_png

LOOKUP_DAYS = 90
"""So long after its issue a number can be looked up."""
RESERVED_FOR = timedelta(minutes=10)
_REPLY = TypeAdapter(IssuanceReply)


@dataclass(frozen=True)
class Issuance:
    """One reservation as the city keeps it; ``reply`` are the exact bytes that were answered."""

    uuid: str
    request_hash: str
    number: str
    kind: str
    issued_at: datetime
    expires_at: datetime
    reply: bytes


@dataclass(frozen=True, repr=False)
class Found:
    """What the public lookup shows to whoever holds the paper."""

    document: DocumentReply
    kind: Kind
    record: Record


class Store(Protocol):
    """Every call is one transaction; several processes may use the same store at the same time."""

    def add(self, issuance: Issuance) -> bool:
        """False when the UUID or the number is taken."""
        ...

    def get(self, uuid: str) -> Issuance | None: ...

    def by_number(self, number: str) -> Issuance | None: ...

    def outcome(self, uuid: str) -> DocumentState | None:
        """What was reported of this issuance, known here or not."""
        ...

    def set_outcome(self, uuid: str, before: DocumentState | None, after: DocumentState, reason: str) -> bool:
        """False when the outcome is no longer ``before``."""
        ...

    def journal_head(self, journal: str) -> int:
        """Number of the last entry taken, 0 at first."""
        ...

    def entry_hash(self, journal: str, seq: int) -> str | None:
        """SHA-256 of an entry's bytes in hexadecimal."""
        ...

    def add_entries(self, journal: str, first: int, bodies: Sequence[bytes]) -> bool:
        """All of them, or False when some number is taken."""
        ...


class JournalRefused(Exception):
    """The uploaded entries are not the journal as the city has it, continued."""


def move(known: DocumentState | None, reported: DocumentState) -> DocumentState:
    """What is known after a report."""
    if known is None:
        return reported
    if known == DocumentState.ISSUED and reported == DocumentState.VOID:
        return DocumentState.REVOKED
    return known


class ReferenceCity:
    """The city's server, over made-up registers.

    Attributes:
        city: whose it is; ``scene``: of its registers.
        down: sources that are switched off, to rehearse an outage.
        people: who has a card, by resident number.
    """

    def __init__(
        self, city: City, store: Store, now: Callable[[], datetime], sign: Callable[[bytes], bytes],
        random: Callable[[int], bytes],
    ) -> None:  # fmt: skip
        if city.scene is None:
            raise DataFileError(f"{city.id}: scene.toml: without it there are no made-up registers to serve from")
        self.city = city
        self.scene = city.scene
        self.down: set[str] = set()
        self.people = dict(people())
        self._store = store
        self._now = now
        self._sign = sign
        self._random = random

    # -- issuances --

    def reserve(self, uuid: str, request: IssuanceRequest) -> bytes | RefusalReply:
        """The reply's exact bytes, or why not."""
        request_hash = sha256(json.dumps(asdict(request), sort_keys=True).encode()).hexdigest()
        known = self._store.get(uuid)
        if known is None:
            kind = self.city.offered.get(request.kind)
            record = self._record(kind, request) if kind else RefusalCode.BAD_INPUT
            if isinstance(record, RefusalCode):
                return RefusalReply(record)
            assert kind is not None
            known = self._issue(uuid, request_hash, kind, record, self._entitlements(kind, request))
        if known.request_hash != request_hash:
            return RefusalReply(RefusalCode.CONFLICT)
        return known.reply

    def _issue(
        self, uuid: str, request_hash: str, kind: Kind, record: Record, entitlements: tuple[str, ...]
    ) -> Issuance:
        issued_at = self._now().astimezone(SEOUL).replace(microsecond=0)
        exemptions = (name for name in entitlements if kind.exemption(name, issued_at.date()))
        exemption = next(exemptions, "")
        while True:
            number = self._number()
            fields = SealFields(number, kind.name, issued_at, _cut(record.subject), digest(record), self.city.signer)
            reply = IssuanceReply(
                issuance=uuid,
                kind=kind.name,
                number=number,
                issued_at=issued_at.isoformat(),
                expires_at=(issued_at + RESERVED_FOR).isoformat(),
                issuer=kind.issuer,
                record=asdict(record),
                official_seal=self._seal(kind.issuer, number),
                signed_code=base64.b64encode(encode(fields, self._sign)).decode(),
                exemption=exemption,
            )
            body = _REPLY.dump_json(reply)
            issuance = Issuance(uuid, request_hash, number, kind.name, issued_at, issued_at + RESERVED_FOR, body)
            if self._store.add(issuance):
                return issuance
            # Either another request for this UUID was faster, or the number is taken.
            faster = self._store.get(uuid)
            if faster:
                return faster

    def _seal(self, issuer: str, number: str) -> OfficialSeal:
        """A city reads its own from where it is kept."""
        picture = seal_png(self.scene.seal.format(issuer=issuer))
        signature = sign(Sealing(self.city.id, issuer, number), picture, self._sign)
        return OfficialSeal(*(base64.b64encode(each).decode() for each in (picture, signature)))

    def _number(self) -> str:
        digits = f"{int.from_bytes(self._random(8)) % 10**16:016d}"
        return "-".join(digits[at : at + 4] for at in range(0, 16, 4))

    def _record(self, kind: Kind, request: IssuanceRequest) -> Record | RefusalCode:
        if kind.source in self.down:
            return RefusalCode.SOURCE_DOWN
        chosen = {option.name: request.input.get(option.name, option.default) for option in kind.options}
        if any(chosen[each.name] not in {choice.value for choice in each.choices} for each in kind.options):
            return RefusalCode.BAD_INPUT
        person = self._person(request.subject) if kind.identity == "card" else None
        if isinstance(person, RefusalCode):
            return person
        today = self._now().astimezone(SEOUL).date()
        return register(kind.name)(Asked(self.city, kind, {**request.input, **chosen}, person, today))

    def _entitlements(self, kind: Kind, request: IssuanceRequest) -> tuple[str, ...]:
        """Of whoever proved who they are; nobody can claim one."""
        person = self._person(request.subject) if kind.identity == "card" else None
        return person.entitlements if isinstance(person, Person) else ()

    def _person(self, subject: Subject | None) -> Person | RefusalCode:
        if subject is None:
            return RefusalCode.BAD_INPUT
        person = self.people.get(subject.resident_number)
        if person is None:
            return RefusalCode.NO_SUCH_RECORD
        lost = person.card_lost or person.card_number != subject.card_number
        return RefusalCode.CARD_LOST if lost else person

    # -- sources, documents --

    def sources(self) -> SourcesReply:
        sources = sorted({kind.source for kind in self.city.kinds.values()})
        return SourcesReply({source: source not in self.down for source in sources})

    def document(self, number: str) -> DocumentReply | None:
        issuance = self._store.by_number(number)
        if issuance is None:
            return None
        state = self._store.outcome(issuance.uuid)
        if state is None:
            state = DocumentState.EXPIRED if self._now() >= issuance.expires_at else DocumentState.RESERVED
        return DocumentReply(number, state, issuance.kind, issuance.issued_at.isoformat())

    def look_up(self, number: str, about: str) -> Found | None:
        """A document for whoever holds the paper: they can name its number and whom or what it is about.

        None for anything else, so that nobody learns from the answer which of the two was wrong, and after
        `LOOKUP_DAYS`.
        """
        issuance, document = self._store.by_number(number), self.document(number)
        if issuance is None or document is None or self._now() >= issuance.issued_at + timedelta(days=LOOKUP_DAYS):
            return None
        kind = self.city.kinds[issuance.kind]
        record = record_reader(kind.record).validate_python(json.loads(issuance.reply)["record"])
        if _compared(about) != _compared(record.subject):
            return None
        return Found(document, kind, record)

    # -- the kiosk's journal --

    def take_journal(self, journal: str, first: int, bodies: Sequence[bytes], lost: int = 0) -> JournalReply:
        """Takes entries that continue the journal; those it has already must be the same.

        Numbers that the kiosk says it lost stay empty, for an auditor to see: without them the outcomes that came
        after would never arrive. The reply says how far the city has the journal; less than ``first`` when there is a
        gap before it that nobody explains.

        Raises:
            JournalRefused: an entry that does not hold the one before it, or another one than the city has.
        """
        while True:
            seq = self._store.journal_head(journal)
            if first - lost > seq + 1:
                return JournalReply(seq)
            outcomes = self._check(journal, first, bodies, seq)
            # Outcomes first: after a failure between the two the kiosk sends again, and again is harmless.
            for uuid, outcome, reason in outcomes:
                self._apply(uuid, outcome, reason)
            start = max(first, seq + 1)
            new = bodies[start - first :]
            if not new or self._store.add_entries(journal, start, new):
                return JournalReply(max(seq, start + len(new) - 1))
            # The same upload arrived twice at a time, and the other was faster.

    def _check(
        self, journal: str, first: int, bodies: Sequence[bytes], seq: int
    ) -> list[tuple[IssuanceId, DocumentState, str]]:
        """The outcomes that the entries after ``seq`` report."""
        outcomes = []
        # None behind a gap: nobody has the entry whose hash the first one holds.
        prev = self._store.entry_hash(journal, first - 1) if first > 1 else FIRST_PREV
        for number, body in enumerate(bodies, first):
            try:
                entry = open_entry(body)
            except JournalError as error:
                raise JournalRefused(f"entry {number}: {error}") from None
            if (entry.seq, entry.journal, entry.prev) != (number, journal, prev or entry.prev):
                raise JournalRefused(f"entry {number} does not continue the journal")
            prev = sha256(body).hexdigest()
            if number <= seq:
                if self._store.entry_hash(journal, number) != prev:
                    raise JournalRefused(f"entry {number} is known with other content")
                continue
            match entry.event:
                case DocumentIssued(issuance=uuid):
                    outcomes.append((uuid, DocumentState.ISSUED, ""))
                case DocumentVoided(issuance=uuid, reason=reason):
                    outcomes.append((uuid, DocumentState.VOID, reason))
                case None if entry.type in _OUTCOMES:
                    # Taken, it would be lost: the kiosk keeps it until this city understands it.
                    raise JournalRefused(f"entry {number}: {entry.type} of another version")
        return outcomes

    def _apply(self, uuid: str, reported: DocumentState, reason: str) -> None:
        while True:
            known = self._store.outcome(uuid)
            after = move(known, reported)
            if after == known or self._store.set_outcome(uuid, known, after, reason):
                return


_OUTCOMES = (DocumentIssued.__name__, DocumentVoided.__name__)


def _compared(about: str) -> str:
    """Spaces are set in many ways, and a person who types does not care."""
    return "".join(unicodedata.normalize("NFC", about).split()).casefold()


def _cut(subject: str) -> str:
    """What the 2-D code holds of it."""
    return subject.encode()[:MAX_SUBJECT].decode(errors="ignore")
