"""What the journal can say of what a kiosk does beside certificates. Who asked for what of whom is not in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.ids import SessionId
from config.vocabulary import LookUpResult, Matter


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


MatterEvent = MatterChosen | LookedUp
