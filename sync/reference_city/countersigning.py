"""What the city says of a kiosk's journal when the kiosk says how that ends (`sync.city.countersigned`)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace

from config.ids import KioskId
from sync.city.countersigned import Checkpoint, Countersigned, said_by_city
from sync.reference_city.alarms import AlarmKind
from sync.reference_city.counting import Counting
from sync.reference_city.stored import Store


class Countersigning:
    """Implements `countersign`."""

    def __init__(
        self, city: str, store: Store, counting: Counting, sign: Callable[[bytes], bytes], signer: bytes
    ) -> None:
        """``city``: its id; ``sign``, ``signer``: as `sync.reference_city.domain.ReferenceCity` has them."""
        self._city, self._store, self._counting = city, store, counting
        self._sign, self._signer = sign, base64.b64encode(signer).decode()

    def countersign(self, kiosk: KioskId, journal: str, ends: Checkpoint) -> Countersigned:
        """How far the city has which journal of this kiosk; an alarm where that is not how the kiosk has it."""
        newest = self._store.newest_journal(kiosk, journal)
        if newest is None:
            return Countersigned()
        known, since = newest
        seq = self._store.journal_head(known)
        if known != journal:
            if known != ends.follows:
                self._counting.alarm(kiosk, AlarmKind.ANOTHER_JOURNAL, journal)
        elif ends.seq < seq or self._store.entry_hash(journal, ends.seq) not in (None, ends.hash):
            self._counting.alarm(kiosk, AlarmKind.FORK, journal)
        said = Countersigned(known, kiosk, since, seq, self._store.entry_hash(known, seq) or "", signer=self._signer)
        signature = self._sign(said_by_city(self._city, said))
        return replace(said, signature=base64.b64encode(signature).decode())
