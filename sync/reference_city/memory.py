"""A city that keeps its reservations in dictionaries, and of the journals only the hashes: in the simulator, and in tests."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from sync.city.api import DocumentState
from sync.reference_city.domain import Issuance


class MemoryCityStore:
    """Implements `sync.reference_city.domain.Store`.

    Attributes:
        issuances, outcomes: by UUID.
    """

    def __init__(self) -> None:
        self.issuances: dict[str, Issuance] = {}
        self.outcomes: dict[str, DocumentState] = {}
        self._numbers: dict[str, str] = {}
        self._hashes: dict[str, bytearray] = {}

    def add(self, issuance: Issuance) -> bool:
        if issuance.uuid in self.issuances or issuance.number in self._numbers:
            return False
        self.issuances[issuance.uuid] = issuance
        self._numbers[issuance.number] = issuance.uuid
        return True

    def get(self, uuid: str) -> Issuance | None:
        return self.issuances.get(uuid)

    def by_number(self, number: str) -> Issuance | None:
        return self.issuances.get(self._numbers.get(number, ""))

    def outcome(self, uuid: str) -> DocumentState | None:
        return self.outcomes.get(uuid)

    def set_outcome(self, uuid: str, before: DocumentState | None, after: DocumentState, reason: str) -> bool:
        if self.outcomes.get(uuid) != before:
            return False
        self.outcomes[uuid] = after
        return True

    def journal_head(self, journal: str) -> int:
        return len(self._hashes.get(journal, b"")) // 32

    def entry_hash(self, journal: str, seq: int) -> str | None:
        hash_ = self._hashes.get(journal, b"")[32 * (seq - 1) : 32 * seq] if seq > 0 else b""
        return hash_.hex() if any(hash_) else None

    def add_entries(self, journal: str, first: int, bodies: Sequence[bytes]) -> bool:
        lost = first - self.journal_head(journal) - 1
        if lost < 0:
            return False
        hashes = b"".join(sha256(body).digest() for body in bodies)
        self._hashes.setdefault(journal, bytearray()).extend(bytes(32 * lost) + hashes)
        return True
