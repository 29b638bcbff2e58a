"""The city's rules, callable without HTTP: what is reserved, what is refused, and what becomes of a number.

A reservation is ``reserved`` until the kiosk's journal reports its outcome or its time is over::

    reserved → issued | void | expired        expired → issued | void (a late report is still true)
    issued → revoked (a separate act, with a reason)        void stays void

The same UUID with the same request gets the same bytes again, whatever became of it meanwhile; with another request it
is a conflict. An outcome for a UUID that the city never saw is kept: the request may still be on its way.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol
from zoneinfo import ZoneInfo

from config.canonical import digest
from config.catalogue import Kind, Record, kinds
from config.catalogue.land_register import LandRegister
from config.places import places
from config.visible_seal import SealFields, encode
from sync.api import (
    DocumentReply,
    DocumentState,
    IssuanceReply,
    IssuanceRequest,
    JournalReply,
    RefusalCode,
    RefusalReply,
    SourcesReply,
)
from sync.events import DocumentIssued, DocumentVoided
from sync.journal import FIRST_PREV, JournalError, open_entry
from sync.reference_city.parcels import parcels, pnu
from sync.reference_city.people import residents

SEOUL = ZoneInfo("Asia/Seoul")
RESERVED_FOR = timedelta(minutes=10)
ISSUER = "원주시장"


@dataclass(frozen=True)
class Issuance:
    """One reservation as the city keeps it; ``reply`` are the exact bytes that were answered."""

    uuid: str
    request_hash: str
    number: str
    kind: str
    state: DocumentState
    issued_at: datetime
    expires_at: datetime
    reply: bytes


class Store(Protocol):
    """Every call is one transaction; `DocumentState` changes only here and only as `move` allows."""

    def add(self, issuance: Issuance) -> bool:
        """False when the UUID or the number is taken."""
        ...

    def get(self, uuid: str) -> Issuance | None: ...

    def by_number(self, number: str) -> Issuance | None: ...

    def set_state(self, uuid: str, state: DocumentState) -> None: ...

    def add_early(self, uuid: str, state: DocumentState) -> None:
        """An outcome that arrived before its reservation."""
        ...

    def early(self, uuid: str) -> DocumentState | None: ...

    def journal_head(self, journal: str) -> tuple[int, str]:
        """Number and hash of the last entry taken, (0, 64 zeros) at first."""
        ...

    def add_entries(self, journal: str, first: int, bodies: Sequence[bytes], head: str) -> None: ...


class JournalRefused(Exception):
    """The uploaded entries do not continue the journal as the city has it."""


def move(state: DocumentState, outcome: DocumentState) -> DocumentState:
    """What a reported outcome makes of a state."""
    if state in (DocumentState.RESERVED, DocumentState.EXPIRED):
        return outcome
    if state == DocumentState.ISSUED and outcome == DocumentState.VOID:
        return DocumentState.REVOKED
    return state


class City:
    """Attributes:
    down: sources that are switched off, to rehearse an outage.
    """

    def __init__(
        self, store: Store, now: Callable[[], datetime], sign: Callable[[bytes], bytes], random: Callable[[int], bytes]
    ) -> None:
        self.down: set[str] = set()
        self._store = store
        self._now = now
        self._sign = sign
        self._random = random
        self._parcels = parcels()
        self._residents = residents()

    # -- issuances --

    def reserve(self, uuid: str, request: IssuanceRequest) -> bytes | RefusalReply:
        """The reply's exact bytes, or why not."""
        request_hash = sha256(json.dumps(asdict(request), sort_keys=True).encode()).hexdigest()
        known = self._store.get(uuid)
        if known is None:
            kind = kinds().get(request.kind)
            record = self._record(kind, request) if kind else RefusalCode.BAD_INPUT
            if isinstance(record, RefusalCode):
                return RefusalReply(record)
            assert kind is not None
            known = self._issue(uuid, request_hash, kind, record)
        if known.request_hash != request_hash:
            return RefusalReply(RefusalCode.CONFLICT)
        return known.reply

    def _issue(self, uuid: str, request_hash: str, kind: Kind, record: Record) -> Issuance:
        issued_at = self._now().astimezone(SEOUL).replace(microsecond=0)
        while True:
            number = self._number()
            fields = SealFields(number, kind.name, issued_at, _subject(record), digest(record))
            reply = IssuanceReply(
                issuance=uuid,
                kind=kind.name,
                number=number,
                issued_at=issued_at.isoformat(),
                expires_at=(issued_at + RESERVED_FOR).isoformat(),
                issuer=ISSUER,
                record=asdict(record),
                seal=base64.b64encode(encode(fields, self._sign)).decode(),
            )
            body = json.dumps(asdict(reply), ensure_ascii=False).encode()
            state = self._store.early(uuid) or DocumentState.RESERVED
            issuance = Issuance(
                uuid, request_hash, number, kind.name, state, issued_at, issued_at + RESERVED_FOR, body
            )
            if self._store.add(issuance):
                return issuance
            # Either another request for this UUID was faster, or the number is taken.
            faster = self._store.get(uuid)
            if faster:
                return faster

    def _number(self) -> str:
        digits = f"{int.from_bytes(self._random(8)) % 10**16:016d}"
        return "-".join(digits[at : at + 4] for at in range(0, 16, 4))

    def _record(self, kind: Kind, request: IssuanceRequest) -> Record | RefusalCode:
        if kind.source in self.down:
            return RefusalCode.SOURCE_DOWN
        if kind.name == "land-register":
            return self._land(request.input)
        return self._abstract(request)

    def _land(self, asked: dict[str, str]) -> Record | RefusalCode:
        numbers = [asked.get(each, "0") for each in ("number", "sub_number")]
        if not all(each.isascii() and each.isdecimal() and len(each) <= 4 for each in numbers):
            return RefusalCode.BAD_INPUT
        if asked.get("place") not in {place.id for place in places()}:
            return RefusalCode.OUTSIDE_AREA
        key = pnu(asked["place"], asked.get("mountain") == "1", int(numbers[0]), int(numbers[1]))
        return self._parcels.get(key, RefusalCode.NO_SUCH_RECORD)

    def _abstract(self, request: IssuanceRequest) -> Record | RefusalCode:
        subject = request.subject
        if subject is None:
            return RefusalCode.BAD_INPUT
        resident = self._residents.get(subject.resident_number)
        if resident is None:
            return RefusalCode.NO_SUCH_RECORD
        if resident.card_lost or resident.card_number != subject.card_number:
            return RefusalCode.CARD_LOST
        return RefusalCode.RESTRICTED if resident.restricted else resident.abstract

    # -- sources, documents --

    def sources(self) -> SourcesReply:
        return SourcesReply({source: source not in self.down for source in sorted({k.source for k in kinds().values()})})

    def document(self, number: str) -> DocumentReply | None:
        issuance = self._store.by_number(number)
        if issuance is None:
            return None
        state = issuance.state
        if state == DocumentState.RESERVED and self._now() > issuance.expires_at:
            state = DocumentState.EXPIRED
        return DocumentReply(number, state, issuance.kind, issuance.issued_at.isoformat())

    # -- the kiosk's journal --

    def take_journal(self, journal: str, first: int, bodies: Sequence[bytes]) -> JournalReply:
        """Takes entries that continue the journal; those it has already are skipped.

        Raises:
            JournalRefused: a gap, or an entry that does not hold the one before it.
        """
        seq, head = self._store.journal_head(journal)
        if first > seq + 1:
            return JournalReply(seq)
        new = bodies[seq + 1 - first :]
        outcomes: list[tuple[str, DocumentState]] = []
        for number, body in enumerate(new, seq + 1):
            try:
                entry = open_entry(body)
            except JournalError as error:
                raise JournalRefused(f"entry {number}: {error}") from None
            if (entry.seq, entry.journal, entry.prev) != (number, journal, head or FIRST_PREV):
                raise JournalRefused(f"entry {number} does not continue the journal")
            head = sha256(body).hexdigest()
            if isinstance(entry.event, DocumentIssued):
                outcomes.append((entry.event.issuance, DocumentState.ISSUED))
            elif isinstance(entry.event, DocumentVoided):
                outcomes.append((entry.event.issuance, DocumentState.VOID))
        for uuid, outcome in outcomes:
            self._apply(uuid, outcome)
        if new:
            self._store.add_entries(journal, seq + 1, new, head)
        return JournalReply(seq + len(new))

    def _apply(self, uuid: str, outcome: DocumentState) -> None:
        """Applied before the entries are kept: after a failure between the two the kiosk sends again, and again is harmless."""
        issuance = self._store.get(uuid)
        if issuance is None:
            self._store.add_early(uuid, outcome)
        elif move(issuance.state, outcome) != issuance.state:
            self._store.set_state(uuid, move(issuance.state, outcome))


def _subject(record: Record) -> str:
    """Key field of the seal: whom or what the paper is about, short enough for the code."""
    return f"{record.location} {record.lot}" if isinstance(record, LandRegister) else record.name
