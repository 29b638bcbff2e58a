"""Which documents are at the printer: a fold over the journal's events."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from config.ids import IssuanceId, SessionId
from sync.journal import events as ev


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

    def job_of(self, issuance: IssuanceId) -> int | None:
        known = self.under_way.get(issuance)
        return known.job if known else None

    def apply(self, event: ev.Event) -> None:
        match event:
            case ev.PrintIntended():
                self.under_way[event.issuance] = PrintJob(event.session, event.sheets)
            case ev.PrintJobCreated() if event.issuance in self.under_way:
                self.under_way[event.issuance] = replace(self.under_way[event.issuance], job=event.job)
            case ev.DocumentIssued():
                self.under_way.pop(event.issuance, None)
            case ev.DocumentVoided() if event.issuance in self.under_way:
                self.strays[event.issuance] = self.under_way.pop(event.issuance)
            case ev.PrintJobEnded():
                self.strays.pop(event.issuance, None)
