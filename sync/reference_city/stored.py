"""What the city keeps, and what it asks of the place where that lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from config.ids import KioskId
from sync.city.api import DocumentState
from sync.reference_city.claims import ClaimStore
from sync.reference_city.deeds import Deed
from sync.reference_city.owners import OwnerNotice
from sync.reference_city.readings import Reading
from sync.reference_city.stored_requests import LeftRequestStore

BEFORE = KioskId("")
"""Whose reservations and journals are that a city took before it told kiosks apart. Who reports on such a reservation first has it."""


@dataclass(frozen=True)
class Issuance:
    """One reservation as the city keeps it.

    Attributes:
        reply: the exact bytes that were answered, to ``kiosk``.
        about: what the paper is found by (`sync.reference_city.lookup.names_of`).
    """

    uuid: str
    request_hash: str
    number: str
    kind: str
    issued_at: datetime
    expires_at: datetime
    reply: bytes
    kiosk: KioskId
    about: tuple[str, ...]


class DocumentStore(Protocol):
    """What a look at a document needs."""

    def by_number(self, number: str) -> Issuance | None: ...

    def outcome(self, kiosk: KioskId, uuid: str) -> DocumentState | None:
        """What this kiosk reported of this issuance, known here or not."""
        ...


class Store(DocumentStore, ClaimStore, Protocol):
    """Every call is one transaction; several processes may use the same store at the same time.

    Attributes:
        left_requests: what residents left while its source was away.
    """

    @property
    def left_requests(self) -> LeftRequestStore: ...

    def add(self, issuance: Issuance, reading: Reading, tell: OwnerNotice | None) -> bool:
        """All of them, or False when the UUID or the number is taken."""
        ...

    def note(self, reading: Reading) -> None:
        """One of which no reservation came."""
        ...

    def get(self, uuid: str) -> Issuance | None: ...

    def set_outcome(
        self, kiosk: KioskId, uuid: str, before: DocumentState | None, after: DocumentState, reason: str
    ) -> bool:
        """False when the outcome is no longer ``before``."""
        ...

    def own(self, journal: str, kiosk: KioskId, at: str) -> bool:
        """It is this kiosk's from ``at`` on. False when it is somebody's."""
        ...

    def journals(self, kiosk: KioskId) -> int:
        """How many it has."""
        ...

    def open_journals(self, kiosk: KioskId) -> int:
        """How many of them no person has ended."""
        ...

    def newest_journal(self, kiosk: KioskId, asked: str) -> tuple[str, str] | None:
        """That of its journals that no person has ended whose first entry came last, and when; of several ``asked``, if it is one."""
        ...

    def journal_head(self, journal: str) -> int:
        """Number of the last entry taken, 0 at first."""
        ...

    def entry_hash(self, journal: str, seq: int) -> str | None:
        """SHA-256 of an entry's bytes in hexadecimal."""
        ...

    def add_entries(self, journal: str, first: int, bodies: Sequence[bytes], deeds: Sequence[Deed] = ()) -> bool:
        """All of them, and what they say of money, or False when some number is taken."""
        ...

    def counting(self, hour: int) -> AbstractContextManager[Callable[[str, str, int], int]]:
        """One transaction of counts in that hour since 1970: by whom, of what, how many more; each says how many it is now.

        A power cut may forget the last of them: they are limits, and no books. What was counted in hours before the last is forgotten.
        """
        ...

    def count(self, who: str, what: str, hour: int, more: int) -> int:
        """One of those by itself."""
        ...
