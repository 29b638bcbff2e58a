"""What a kiosk tells its city every minute: how it is, now. Nothing of it is kept but the last; what must last is in the journal.

``POST /v1/heartbeats`` takes a `Heartbeat` and answers with a `HeartbeatReply`. Who sends it is known by the certificate. It names no
person, no session and no document. A city that does not know it answers 404, and nothing else changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from pydantic import Field

EVERY_S = 60

_HELD = r"^[^\x00]*$"
"""No database holds a zero byte in a text, and many kiosks' heartbeats are written at once: one would keep all of them out."""
Name = Annotated[str, Field(max_length=60, pattern=_HELD)]
Line = Annotated[str, Field(max_length=300, pattern=_HELD)]
Time = Annotated[str, Field(max_length=40, pattern=_HELD)]
"""ISO 8601 with its offset; "" where it is not known."""
Count = Annotated[int, Field(ge=0, le=2_000_000_000)]


@dataclass(frozen=True)
class Fault:
    """A part that is not well.

    Attributes:
        part: what the settings call the device; ``city``, ``journal``, ``books`` and so on otherwise.
        word: the device's own for it (docs/faults.md), "" where it has none; ``detail`` says it in full.
        severity: 1 needs attention, 2 out of order.
        since: by the kiosk's journal.
    """

    part: Name
    word: Name
    detail: Line
    severity: Annotated[int, Field(ge=1, le=2)]
    since: Time = ""


@dataclass(frozen=True)
class Stock:
    """What runs out, counted in what it is good for.

    Attributes:
        name: ``paper``, ``toner``, ``roll`` or ``change``.
        documents: that it is still good for.
        a_day: documents that take of it on a day, at this kiosk; 0 where none was ever issued.
    """

    name: Name
    documents: Count
    a_day: Annotated[float, Field(ge=0)]


FETCHING = "fetching"


@dataclass(frozen=True)
class Version:
    """A version of the software at this kiosk.

    Attributes:
        state: `config.vocabulary.VersionState`, or `FETCHING` before.
        detail: of what is fetched how much of it is there; of what was left why.
    """

    name: Name
    state: Name
    detail: Name = ""


@dataclass(frozen=True)
class Heartbeat:
    """Attributes:
    number, site: what people call the kiosk.
    configuration: the signed version that it runs with, "" for what was shipped.
    started: when this process began.
    unable: why it serves nobody, as the id of its screen's text; "" where it serves.
    occupied: somebody is at the screen.
    faults, stocks: see there. A stock that nobody can tell is not among them.
    cash: won inside.
    queue: entries of its journal that the city has not got.
    clock_off_ms: how far its clock was before the city's when that last said its time.
    certificate_until: when its certificate ends.
    tested, failed: when it last tried everything at night, and what was not as it should be.
    issued: documents of today.
    screen: which view is shown, by its name; nothing of what stands in it.
    wish: the last that it met or refused.
    versions: of the software, the one that runs first; none where no package was ever installed.
    """

    number: Name
    site: Name
    software: Line
    configuration: Name
    started: Time
    unable: Name
    occupied: bool
    faults: Annotated[list[Fault], Field(max_length=50)]
    stocks: Annotated[list[Stock], Field(max_length=10)]
    cash: Count
    queue: Count
    clock_off_ms: int
    certificate_until: Time
    tested: Time = ""
    failed: Annotated[list[Line], Field(max_length=50)] = field(default_factory=list)
    issued: Count = 0
    screen: Name = ""
    wish: Name = ""
    versions: Annotated[list[Version], Field(max_length=5)] = field(default_factory=list)


class Heard(StrEnum):
    """What became of it that this kiosk serves nobody."""

    NOTHING = ""
    NOTED = "noted"  # it is in the city's books
    TOLD = "told"  # a receiver took it: somebody is called


@dataclass(frozen=True)
class Wish:
    """What somebody at the city wants of this kiosk (`kiosk.core.afar` has what it does, and refuses). It is said with every answer
    until a heartbeat names it.

    Attributes:
        id: a UUID of the city's.
        what: ``restart``, ``close``, ``open``, ``self-test``, ``support``.
        by: who wants it, as the machine shows it and its journal has it.
        text: of ``close``: what residents read, in each language that they may have.
    """

    id: Name
    what: Name
    by: Annotated[str, Field(min_length=1, max_length=60)]
    text: Line = ""


@dataclass(frozen=True)
class HeartbeatReply:
    heard: Heard = Heard.NOTHING
    wish: Wish | None = None
