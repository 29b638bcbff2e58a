"""Which documents are at the printer and in its outlet: a fold over the journal's events."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from config.ids import DocumentNumber, IssuanceId, SessionId, VisitId
from config.vocabulary import JobEnd
from sync.journal import events as ev


@dataclass(frozen=True)
class PrintJob:
    """``job`` is the printer's number of it, None while it has said none."""

    session: SessionId
    sheets: int
    job: int | None = None

    def ended(self, name: IssuanceId, how: JobEnd) -> ev.Event:
        """The entry that its end at the printer is worth."""
        return ev.PrintJobEnded(self.session, name, how)


@dataclass(frozen=True)
class TrialPrint:
    """Sheets that a member of staff has printed to try the printer."""

    visit: VisitId
    sheets: int
    job: int | None = None

    def ended(self, name: IssuanceId, how: JobEnd) -> ev.Event:
        """As `PrintJob.ended`."""
        return ev.TrialPrintEnded(self.visit, name, how)


@dataclass(frozen=True)
class Printed:
    """A document of which sheets may have come out."""

    session: SessionId
    issuance: IssuanceId
    number: DocumentNumber


@dataclass
class OutletBook:
    """Attributes:
    fresh: of the last session that printed, as long as nobody has come after them; they may lie in the outlet.
    left: nobody took them in their time; they lie in the outlet until it is seen empty.
    unknown: something lies there, of which nobody knows whose it is.
    """

    fresh: list[Printed] = field(default_factory=list)
    left: list[Printed] = field(default_factory=list)
    unknown: bool = False

    @property
    def occupied(self) -> bool:
        """What nobody who comes now may take lies there."""
        return self.unknown or bool(self.left)

    def apply(self, event: ev.Event) -> None:
        match event:
            case ev.SessionStarted() | ev.StaffEntered():  # what lies there from here on may be another's
                self.fresh = []
            case ev.PrintIntended():
                self.fresh.append(Printed(event.session, event.issuance, event.number))
            case ev.DocumentLeft():
                self.fresh = [each for each in self.fresh if each.issuance != event.issuance]
                self.left.append(Printed(event.session, event.issuance, event.number))
            case ev.DocumentRetracted():
                self.left = [each for each in self.left if each.issuance != event.issuance]
            case ev.OutletOccupied():
                self.unknown = True
            case ev.OutletEmptied():
                self.left, self.unknown = [], False


@dataclass
class PrintJobs:
    """Attributes:
    under_way: of documents of which it is not written down what became of them.
    strays: of void documents, as long as they may still be at the printer; and of trial prints that nobody waits for any more.
    tests: of trial prints that somebody waits for.
    outlet: what has come out, or may have.
    """

    under_way: dict[IssuanceId, PrintJob] = field(default_factory=dict)
    strays: dict[IssuanceId, PrintJob | TrialPrint] = field(default_factory=dict)
    tests: dict[IssuanceId, TrialPrint] = field(default_factory=dict)
    outlet: OutletBook = field(default_factory=OutletBook)

    def job_of(self, issuance: IssuanceId) -> int | None:
        known = self.under_way.get(issuance)
        return known.job if known else None

    def apply(self, event: ev.Event) -> None:
        self.outlet.apply(event)
        match event:
            case ev.PrintIntended():
                self.under_way[event.issuance] = PrintJob(event.session, event.sheets)
            case ev.PrintJobCreated() if event.issuance in self.under_way:
                self.under_way[event.issuance] = replace(self.under_way[event.issuance], job=event.job)
            case ev.DocumentIssued():
                self.under_way.pop(event.issuance, None)
            case ev.DocumentVoided() if event.issuance in self.under_way:
                self.strays[event.issuance] = self.under_way.pop(event.issuance)
            case ev.TrialPrintIntended():
                self.tests[event.page] = TrialPrint(event.visit, event.sheets)
            case ev.TrialPrintEnded(result=JobEnd.PRINTED):
                self.tests.pop(event.page, None)
                self.strays.pop(event.page, None)
            case ev.TrialPrintEnded() if event.page in self.tests:
                self.strays[event.page] = self.tests.pop(event.page)
            case ev.TrialPrintEnded():
                self.strays.pop(event.page, None)
            case ev.KioskStarted():
                self.strays |= self.tests
                self.tests.clear()
            case ev.PrintJobEnded():
                self.strays.pop(event.issuance, None)
