"""What the journal can say of what a kiosk does beside certificates. Who asked for what of whom is not in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.ids import LeftRequestId, SessionId
from config.vocabulary import BoxEnd, LookUpResult, Matter, ReceiptResult


@dataclass(frozen=True)
class MatterChosen:
    VERSION: ClassVar[int] = 1
    session: SessionId
    matter: Matter


@dataclass(frozen=True)
class LookedUp:
    """The city was asked about something of the resident's. Neither its number nor what the city said is written down."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    matter: Matter
    result: LookUpResult


@dataclass(frozen=True)
class RequestSealed:
    """A request is about to be left: sealed to a key that is the city's alone, and kept outside the journal until the city has it. Here is
    the SHA-256 of the sealed box, in hexadecimal.
    """

    VERSION: ClassVar[int] = 1
    session: SessionId
    request: LeftRequestId
    kind: str
    digest: str


@dataclass(frozen=True)
class RequestBoxErased:
    """Its sealed box is the kiosk's no more. The same may be written again after a restart: the city takes a box as often as it comes."""

    VERSION: ClassVar[int] = 1
    request: LeftRequestId
    how: BoxEnd


@dataclass(frozen=True)
class TicketEnded:
    """Whether the ticket for it came out; number and code stood on the screen all the same, and nowhere else."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    request: LeftRequestId
    result: ReceiptResult


MatterEvent = MatterChosen | LookedUp | RequestSealed | RequestBoxErased | TicketEnded
