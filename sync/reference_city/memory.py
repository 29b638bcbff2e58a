"""The city's store in dictionaries, for the simulator and for tests: of the journals only the hashes, and what they say of money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256

from config.ids import KioskId
from config.won import Won
from sync.city.api import DocumentState
from sync.reference_city.alarms import Alarm, AlarmKind
from sync.reference_city.claims import Countersignature, Settlement
from sync.reference_city.deeds import Deed
from sync.reference_city.owners import OwnerNotice
from sync.reference_city.readings import Reading
from sync.reference_city.stored import BEFORE, Issuance
from sync.reference_city.stored_requests import MemoryLeftRequests


class MemoryCityStore:
    """Implements `sync.reference_city.stored.Store`.

    Attributes:
        issuances: by UUID; ``outcomes``: by kiosk and UUID.
        left_requests: see there.
        readings: in their order.
    """

    def __init__(self) -> None:
        self.issuances: dict[str, Issuance] = {}
        self.outcomes: dict[tuple[KioskId, str], DocumentState] = {}
        self.left_requests = MemoryLeftRequests()
        self.readings: list[Reading] = []
        self._numbers: dict[str, str] = {}
        self._owners: dict[str, tuple[KioskId, str]] = {}
        self._hashes: dict[str, bytearray] = {}
        self._deeds: dict[tuple[str, str], list[Deed]] = defaultdict(list)
        self._naming: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._claims: list[Deed] = []
        self._counts: dict[tuple[str, str, int], int] = {}
        self._alarms: list[Alarm] = []

    def add(self, issuance: Issuance, reading: Reading, tell: OwnerNotice | None) -> bool:
        """No simulated owner is told."""
        if issuance.uuid in self.issuances or issuance.number in self._numbers:
            return False
        self.issuances[issuance.uuid] = issuance
        self._numbers[issuance.number] = issuance.uuid
        self.readings.append(reading)
        return True

    def note(self, reading: Reading) -> None:
        self.readings.append(reading)

    def get(self, uuid: str) -> Issuance | None:
        return self.issuances.get(uuid)

    def by_number(self, number: str) -> Issuance | None:
        return self.issuances.get(self._numbers.get(number, ""))

    def reserved_by(self, issuance: str) -> KioskId | None:
        found = self.issuances.get(issuance)
        return found.kiosk if found else None

    def outcome(self, kiosk: KioskId, uuid: str) -> DocumentState | None:
        return self.outcomes.get((kiosk, uuid))

    def set_outcome(
        self, kiosk: KioskId, uuid: str, before: DocumentState | None, after: DocumentState, reason: str
    ) -> bool:
        if self.outcomes.get((kiosk, uuid)) != before:
            return False
        self.outcomes[kiosk, uuid] = after
        return True

    def kiosk_of(self, journal: str) -> KioskId:
        return self._owners.get(journal, (BEFORE, ""))[0]

    def own(self, journal: str, kiosk: KioskId, at: str) -> bool:
        return self._owners.setdefault(journal, (kiosk, at))[0] == kiosk

    def journals(self, kiosk: KioskId) -> int:
        return sum(owner == kiosk for owner, _ in self._owners.values())

    def open_journals(self, kiosk: KioskId) -> int:
        """No simulated machine is retired."""
        return self.journals(kiosk)

    def newest_journal(self, kiosk: KioskId, asked: str) -> tuple[str, str] | None:
        since = {journal: at for journal, (owner, at) in self._owners.items() if owner == kiosk}
        newest = max(since, key=lambda journal: (since[journal], journal == asked), default=None)
        return (newest, since[newest]) if newest else None

    def journal_head(self, journal: str) -> int:
        return len(self._hashes.get(journal, b"")) // 32

    def entry_hash(self, journal: str, seq: int) -> str | None:
        hash_ = self._hashes.get(journal, b"")[32 * (seq - 1) : 32 * seq] if seq > 0 else b""
        return hash_.hex() if any(hash_) else None

    def add_entries(self, journal: str, first: int, bodies: Sequence[bytes], deeds: Sequence[Deed] = ()) -> bool:
        lost = first - self.journal_head(journal) - 1
        if lost < 0:
            return False
        hashes = b"".join(sha256(body).digest() for body in bodies)
        self._hashes.setdefault(journal, bytearray()).extend(bytes(32 * lost) + hashes)
        for deed in deeds:
            self._deeds[journal, deed.session].append(deed)
            if deed.type == "ReservationIntended":
                self._naming[deed.about].add((journal, deed.session))
            elif deed.type == "SuspenseOpened":
                self._claims.append(deed)
        return True

    def deeds(self, journal: str, session: str) -> list[Deed]:
        return self._deeds.get((journal, session), [])

    def session_of_claim(self, journal: str, claim: str) -> str | None:
        return next((each.session for each in self._claims if (each.journal, each.about) == (journal, claim)), None)

    def named_by(self, issuance: str) -> int:
        return len(self._naming.get(issuance, ()))

    def claimed(self, kiosk: KioskId, since: str, until: str) -> list[Won]:
        return [each.won for each in self._claims if self.kiosk_of(each.journal) == kiosk and since < each.at <= until]

    def entries(self, containing: bytes) -> Iterator[bytes]:
        """Nobody settles a simulated claim."""
        raise NotImplementedError

    def settlements(self) -> list[Settlement]:
        return []

    def settle(self, settlement: Settlement) -> bool:
        raise NotImplementedError

    def countersignatures(self) -> list[Countersignature]:
        return []

    def countersign(self, signed: Countersignature) -> bool:
        raise NotImplementedError

    @contextmanager
    def counting(self, hour: int) -> Iterator[Callable[[str, str, int], int]]:
        yield lambda who, what, more: self.count(who, what, hour, more)

    def count(self, who: str, what: str, hour: int, more: int) -> int:
        if (who, what, hour) not in self._counts:
            self._counts = {key: count for key, count in self._counts.items() if key[2] >= hour - 1}
        self._counts[who, what, hour] = self._counts.get((who, what, hour), 0) + more
        return self._counts[who, what, hour]

    def raise_alarm(self, kiosk: KioskId, kind: AlarmKind, about: str, at: str) -> Alarm:
        for index, known in enumerate(self._alarms):
            if known.open and (known.kiosk, known.kind, known.about) == (kiosk, kind, about):
                self._alarms[index] = replace(known, last=at, count=known.count + 1)
                return self._alarms[index]
        self._alarms.append(Alarm(len(self._alarms) + 1, kiosk, kind, about, at, at, 1))
        return self._alarms[-1]

    def alarms(self) -> list[Alarm]:
        return list(self._alarms)

    def attend(self, number: int, at: str, by: str, note: str) -> bool:
        for index, known in enumerate(self._alarms):
            if known.number == number and known.open:
                self._alarms[index] = replace(known, attended=at, by=by, note=note)
                return True
        return False
