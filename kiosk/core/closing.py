"""Whether staff have put the kiosk out of service: a fold over the journal's events, so it outlives a restart."""

from __future__ import annotations

from dataclasses import dataclass

from config.vocabulary import CloseReason
from sync.journal import events as ev


@dataclass
class Closing:
    """Attributes:
    reason: None while it serves.
    """

    reason: CloseReason | None = None

    def apply(self, event: ev.Event) -> None:
        match event:
            case ev.KioskClosed():
                self.reason = event.reason
            case ev.KioskOpened():
                self.reason = None
