"""The contract for a request that a resident leaves while the source of its papers is away.

=================================================  ====================================================================
``PUT /v1/left-requests/{uuid}``                   a number for the ticket, and a key that only this request is sealed to
``PUT /v1/left-requests/{uuid}/box``               takes the sealed request; the same again is taken again
``POST /v1/left-requests/ticket``                  how a ticket stands, by its number and code
``PUT /v1/issuances/{uuid}`` with a ``ticket``     reserves what the ticket is for, for whoever left it, once
=================================================  ====================================================================

The box holds a `LeftContent` (`sync.city.sealed_box`) and is about the request's UUID. Its private half is destroyed when the box is
done: collected, over, or not to be had. A ticket is collected at any kiosk of the city, by its number, its code and the identity of
who left it. While a paper of it may still come out somewhere, no second one is reserved; once that one is reported void, it can be
had again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from sync.city.api import Name, Subject

NUMBER_GROUPS = (4, 5)
"""Digits of a ticket's number, as it is printed."""
CODE_LENGTH = 6
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
"""ISO 8601 with offset, of a year in which it can be told as a day of any calendar and zone."""


@dataclass(frozen=True)
class LeaveRequest:
    """Which kind is wanted: the one thing of it that the city knows before it opens the box."""

    kind: Name


@dataclass(frozen=True)
class LeaveReply:
    """Attributes:
    number: of the ticket, in digits alone.
    key: to seal to, 32 bytes in base64.
    until: from then on it is not to be had any more.
    """

    number: Annotated[str, Field(pattern="^[0-9]{9}$")]
    key: Annotated[str, Field(max_length=60)]
    until: Moment


@dataclass(frozen=True, repr=False)
class LeftContent:
    """What is in the box. Personal.

    Attributes:
        input: as `sync.city.api.IssuanceRequest` has it.
        subject: who left it, and who alone collects it.
        code: in digits, as it stands on the ticket.
    """

    kind: Name
    subject: Subject
    code: Annotated[str, Field(pattern="^[0-9]{6}$")]
    input: Annotated[dict[Name, Name], Field(max_length=20)] = field(default_factory=dict)


@dataclass(frozen=True)
class BoxUpload:
    """``box`` in base64."""

    box: Annotated[str, Field(max_length=16_000)]


@dataclass(frozen=True)
class BoxReply:
    """It is the city's now. ``digest`` of what it took, SHA-256 in hexadecimal."""

    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class TicketState(StrEnum):
    WAITING = "waiting"  # its source is still away
    READY = "ready"
    BEING_COLLECTED = "being-collected"  # a paper of it may come out, or has, and its kiosk has not reported it yet
    COLLECTED = "collected"
    NOT_TO_BE_HAD = "not-to-be-had"  # the source is back, and says no
    OVER = "over"  # its time
    UNKNOWN = "unknown"  # a state that only a newer city knows

    @classmethod
    def _missing_(cls, value: object) -> TicketState | None:
        return cls.UNKNOWN if isinstance(value, str) else None


@dataclass(frozen=True)
class TicketReply:
    kind: Name
    state: TicketState
    until: Moment


def about(uuid: str) -> bytes:
    """What a box is about."""
    return f"left request {uuid}".encode()
