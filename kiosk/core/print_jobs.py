"""Which documents are at the printer, and whether it proves what it prints: a fold over the journal's events.

A printer that leaves two prints in a row unproven, though it says that it is well, has a habit: the next person would pay
for it, too. Then nothing is sold until somebody has looked, which shows in what the journal has: its cover was opened or
it was switched off, the kiosk was stopped by hand, or there was an exchange. A print that it proves ends a habit as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from config.ids import IssuanceId, SessionId
from config.vocabulary import PrintHabit, State
from drivers.device import PRINTER_NAME
from sync.journal import events as ev

UNPROVEN = 2


@dataclass(frozen=True)
class PrintJob:
    """``job`` is the printer's number of it, None while it has said none."""

    session: SessionId
    sheets: int
    job: int | None = None


@dataclass
class PrintJobs:
    """Attributes:
    under_way: of documents of which it is not written down what became of them.
    strays: of void documents, as long as they may still be at the printer.
    """

    under_way: dict[IssuanceId, PrintJob] = field(default_factory=dict)
    strays: dict[IssuanceId, PrintJob] = field(default_factory=dict)
    _unproven: list[PrintHabit] = field(default_factory=list)

    @property
    def habit(self) -> PrintHabit | None:
        """What the printer makes a habit of, None as long as it does not."""
        return self._unproven[-1] if len(self._unproven) >= UNPROVEN else None

    def job_of(self, issuance: IssuanceId) -> int | None:
        known = self.under_way.get(issuance)
        return known.job if known else None

    def apply(self, event: ev.Event) -> None:
        match event:
            case ev.PrintIntended():
                self.under_way[event.issuance] = PrintJob(event.session, event.sheets)
            case ev.PrintJobCreated() if event.issuance in self.under_way:
                self.under_way[event.issuance] = replace(self.under_way[event.issuance], job=event.job)
            case ev.PrintUnproven():
                self._unproven = [*self._unproven, event.habit][-UNPROVEN:]
            case ev.DocumentIssued():
                self.under_way.pop(event.issuance, None)
                self._unproven.clear()
            case ev.DocumentVoided() if event.issuance in self.under_way:
                self.strays[event.issuance] = self.under_way.pop(event.issuance)
            case ev.PrintJobEnded():
                self.strays.pop(event.issuance, None)
            case ev.DeviceChanged(device=device, state=State.OFFLINE | State.USER_ERROR) if device == PRINTER_NAME:
                self._unproven.clear()
            case ev.KioskStopped() | ev.ExchangeEnded():
                self._unproven.clear()
