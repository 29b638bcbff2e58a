"""What admins did, in a chain: each entry holds the hash of the one before, so that one that was changed or taken out shows.

An entry is written before what it tells of is done. Whoever can write the database can write a whole new chain; the hash of the last
entry, on paper or elsewhere, is what that would be held against (``kiosk city audit`` prints it).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

FIRST = "0" * 64
MOST_CHARACTERS = 500


class Deed(StrEnum):
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    REFUSED = "sign-in-refused"
    ACCOUNT_ADDED = "account-added"
    ACCOUNT_RESET = "account-reset"
    ACCOUNT_CLOSED = "account-closed"
    APPROVED = "kiosk-approved"
    TURNED_AWAY = "kiosk-turned-away"
    BARRED = "kiosk-barred"
    PAID = "claim-paid"
    COUNTERSIGNED = "claim-countersigned"
    ATTENDED = "alarm-attended"
    SWITCHED = "kind-switched"
    NOTICE = "notice-changed"
    WISHED = "wish-from-afar"
    SUPPORT = "support-taken"
    ISSUE_LOG = "issue-log-taken"
    READINGS_OF = "readings-of-one-taken"
    READINGS_CHECKED = "readings-checked"
    FAILED = "failed"


@dataclass(frozen=True)
class Entry:
    """Attributes:
    at: ISO 8601 in UTC.
    about: a kiosk's id, a claim's number, an account: whatever the deed was done to.
    """

    number: int
    at: str
    by: str
    what: str
    about: str
    note: str
    prev: str
    hash: str

    @property
    def own_hash(self) -> str:
        """As it must be: over everything else."""
        told = [self.number, self.at, self.by, self.what, self.about, self.note, self.prev]
        return sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


class AuditStore(Protocol):
    def last(self) -> Entry | None: ...

    def append(self, entry: Entry) -> bool:
        """False when its number is taken: somebody else was faster."""
        ...

    def entries(self, before: int | None = None, most: int = 200) -> Sequence[Entry]:
        """The newest first, of those below ``before``."""
        ...

    def all(self) -> Iterable[Entry]:
        """The oldest first."""
        ...


class Audit:
    def __init__(self, store: AuditStore, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now

    def write(self, by: str, what: Deed, about: str = "", note: str = "") -> Entry:
        """Once it returns it is durable."""
        at = self._now().isoformat(timespec="seconds")
        while True:
            last = self._store.last()
            number, prev = (last.number + 1, last.hash) if last else (1, FIRST)
            entry = Entry(number, at, by, what.value, about[:MOST_CHARACTERS], note[:MOST_CHARACTERS], prev, "")
            entry = Entry(**{**vars(entry), "hash": entry.own_hash})
            if self._store.append(entry):
                return entry


def problems(entries: Iterable[Entry]) -> Iterator[str]:
    """Where the chain is broken; ``entries``: all, the oldest first."""
    number, prev = 0, FIRST
    for each in entries:
        if each.number != number + 1:
            yield f"after entry {number} comes {each.number}"
        elif each.prev != prev:
            yield f"entry {each.number} is of another chain than the one before it"
        if each.hash != each.own_hash:
            yield f"entry {each.number} was changed"
        number, prev = each.number, each.hash
