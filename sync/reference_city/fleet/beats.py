"""Heartbeats as the city keeps them: of each kiosk the last, in the place of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, Self

from pydantic import TypeAdapter

from config.ids import KioskId
from sync.city.heartbeat import Heartbeat, HeartbeatReply

HEARTBEAT = TypeAdapter(Heartbeat)


class Beat(NamedTuple):
    """As it came in.

    Attributes:
        certificate: by whose fingerprint it was sent.
        at: by the city's clock, ISO 8601 in UTC.
        unable, wish: of the heartbeat in ``body``, which is JSON.
    """

    certificate: str
    at: str
    unable: str
    wish: str
    body: bytes

    @classmethod
    def of(cls, certificate: str, at: str, told: Heartbeat) -> Self:
        return cls(certificate, at, told.unable, told.wish, HEARTBEAT.dump_json(told))


@dataclass(frozen=True)
class Known:
    """The last heartbeat of a kiosk.

    Attributes:
        at: when it came, by the city's clock, ISO 8601 in UTC.
        since: when ``told.unable`` became what it is, likewise.
    """

    kiosk: KioskId
    at: str
    since: str
    told: Heartbeat


class BeatStore(Protocol):
    """Every call is one transaction."""

    def write(self, beats: Sequence[Beat]) -> Sequence[HeartbeatReply | None]:
        """What each is answered; None where its certificate is not in force, and then nothing of it is written."""
        ...

    def beats(self) -> Sequence[Known]:
        """Of every kiosk that was ever heard of, by its id."""
        ...

    def beat(self, kiosk: KioskId) -> Known | None: ...
