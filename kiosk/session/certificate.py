"""A certificate that the city has reserved, ready to print, and what became of its copies. Personal; gone with the session."""

from __future__ import annotations

from dataclasses import dataclass

from config.certificate import Issue
from config.ids import DocumentNumber, IssuanceId
from config.kind import Exemption, Kind
from config.vocabulary import Ending
from config.won import Won
from drivers.device import Ms


@dataclass(frozen=True, repr=False)
class Certificate:
    """``expires_at`` is on the kiosk's monotonic clock.

    Attributes:
        exemption: why ``fee`` is not charged, where there would be one.
    """

    kind: Kind
    issuance: IssuanceId
    number: DocumentNumber
    pdf: bytes
    sheets: int
    fee: Won
    issue: Issue
    expires_at: Ms
    exemption: Exemption | None


@dataclass(frozen=True, repr=False)
class PrintedCopies:
    """What became of the copies: ``issued``, in their order; ``void`` from the first on that did not come out, and ``how`` it ended."""

    issued: tuple[Certificate, ...]
    void: tuple[Certificate, ...]
    how: Ending
