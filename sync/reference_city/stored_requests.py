"""What the city keeps of requests that were left, and what it asks of the place where that lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from config.ids import KioskId

NOWHERE = KioskId("")


class RequestState(StrEnum):
    """From ``begun`` on in this order, but that what is ``not-to-be-had``, or ``over``, is no more ``collected``."""

    BEGUN = "begun"  # its kiosk has number and key
    WAITING = "waiting"  # the box is here, its source is away
    READY = "ready"
    NOT_TO_BE_HAD = "not-to-be-had"
    COLLECTED = "collected"
    OVER = "over"

    @property
    def is_open(self) -> bool:
        return self in (RequestState.BEGUN, RequestState.WAITING, RequestState.READY)


@dataclass(frozen=True)
class LeftRequest:
    """Of nobody by name: who left it is in the box.

    Attributes:
        number: of the ticket.
        private: random bytes, of which and of the city's own key that is made which it alone is sealed to; b"" once they are destroyed.
        box: b"" before it is here, and once it is erased.
        code: SHA-256 of UUID and code.
        issuance, collector: what was reserved for it last, and at which kiosk; "" for nothing.
        why: the city's reason where it is not to be had.
    """

    uuid: str
    kiosk: KioskId
    number: str
    kind: str
    since: datetime
    until: datetime
    state: RequestState
    private: bytes
    box: bytes = b""
    code: str = ""
    issuance: str = ""
    collector: KioskId = NOWHERE
    why: str = ""


class LeftRequestStore(Protocol):
    """Every call is one transaction; several processes may use the same store at the same time."""

    def begin(self, request: LeftRequest) -> bool:
        """False when the UUID or the number is taken."""
        ...

    def get(self, uuid: str) -> LeftRequest | None: ...

    def by_number(self, number: str) -> LeftRequest | None: ...

    def put(self, before: LeftRequest, after: LeftRequest) -> bool:
        """False when it is no longer as it was ``before``."""
        ...

    def to_look_after(self, now: datetime) -> Sequence[str]:
        """UUIDs of those whose source is awaited, or that are being collected, or whose time is over; the oldest first."""
        ...


class MemoryLeftRequests:
    """In a dictionary, for the simulator and for tests."""

    def __init__(self) -> None:
        self.all: dict[str, LeftRequest] = {}

    def begin(self, request: LeftRequest) -> bool:
        if request.uuid in self.all or self.by_number(request.number):
            return False
        self.all[request.uuid] = request
        return True

    def get(self, uuid: str) -> LeftRequest | None:
        return self.all.get(uuid)

    def by_number(self, number: str) -> LeftRequest | None:
        return next((each for each in self.all.values() if each.number == number), None)

    def put(self, before: LeftRequest, after: LeftRequest) -> bool:
        if self.all.get(before.uuid) != before:
            return False
        self.all[before.uuid] = after
        return True

    def to_look_after(self, now: datetime) -> Sequence[str]:
        return [
            each.uuid
            for each in self.all.values()
            if each.state.is_open and (each.state is RequestState.WAITING or each.issuance or each.until <= now)
        ]
