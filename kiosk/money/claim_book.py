"""What is known of every claim, for whoever asks at the counter or at the machine: a fold over the journal's events.

`kiosk.money.books` knows how much is owed. Here stands why and since when, about which piece of money, whether somebody has it
on paper, and what became of the document that was paid for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from config.ids import ChargeId, ClaimNumber, DeviceName, DocumentNumber, SessionId
from config.seoul import SEOUL
from config.vocabulary import ClaimReason, ReceiptResult, ReductionReason
from config.won import Won
from sync.journal import events as ev

SETTLED = 200
"""Claims of which nothing is owed any more that are remembered; all are in the journal."""


@dataclass(frozen=True)
class Doubted:
    """What a claim is about: so many ``pieces`` of ``value`` at a device; a charge is one of its amount."""

    device: DeviceName
    value: Won
    pieces: int


@dataclass(frozen=True)
class Paid:
    """What a session's money was for: the number of its document, and whether that was issued."""

    number: DocumentNumber | None = None
    issued: bool = False


@dataclass
class KnownClaim:
    """Attributes:
    at: when it was opened, in Korea.
    seq: its entry in the journal, by which is known whether the city has it.
    owed: what is left of ``amount``.
    approval: of the card company, where a card was charged.
    paid: what it was for; it may be issued later than the claim was opened.
    slip: what became of the slip for the resident, None where none was tried.
    """

    claim: ClaimNumber
    at: datetime
    seq: int
    session: SessionId | None
    amount: Won
    owed: Won
    reason: ClaimReason
    about: Doubted | None
    approval: str
    paid: Paid
    slip: ReceiptResult | None = None
    reductions: list[ReductionReason] = field(default_factory=list)


@dataclass
class ClaimBook:
    """Attributes:
    claims: by number: those that are open, and the last that were settled.
    """

    claims: dict[ClaimNumber, KnownClaim] = field(default_factory=dict)
    _settled: dict[ClaimNumber, None] = field(default_factory=dict)
    _papers: dict[SessionId, Paid] = field(default_factory=dict)
    _doubts: dict[str, Doubted] = field(default_factory=dict)
    _charges: dict[ChargeId, tuple[SessionId, Doubted, str]] = field(default_factory=dict)

    @property
    def open(self) -> tuple[KnownClaim, ...]:
        """The oldest first."""
        return tuple(each for each in self.claims.values() if each.owed)

    def apply(self, event: ev.Event, seq: int, wall: str) -> None:
        match event:
            case ev.SessionStarted():
                self._papers[event.session] = Paid()
            case ev.Reserved() if event.session in self._papers:
                self._know(event.session, replace(self._papers[event.session], number=event.number))
            case ev.DocumentIssued() if event.session in self._papers:
                self._know(event.session, Paid(event.number, issued=True))
            case ev.StackIntended():
                self._doubts[event.ref] = Doubted(event.device, event.value, 1)
            case ev.NoteCredited() | ev.NoteReturned():
                self._doubts.pop(event.ref, None)
            case ev.PayoutIntended():
                self._doubts[event.payout] = Doubted(event.unit, event.coin, event.coins)
            case ev.PayoutSettled():
                self._doubts.pop(event.payout, None)
            case ev.ChargeIntended():
                self._charges[event.charge] = event.session, Doubted(event.device, event.amount, 1), ""
            case ev.ChargeApproved():
                about = Doubted(event.device, event.amount, 1)
                self._charges[event.charge] = event.session, about, event.approval_no
            case ev.SuspenseOpened():
                self._open(event, seq, wall)
            case ev.SuspenseReduced() if event.claim in self.claims:
                self._reduce(event)
            case ev.RefundSlipEnded() if event.claim in self.claims:
                self.claims[event.claim].slip = event.result
            case ev.SessionEnded():
                self._papers.pop(event.session, None)
                for charge in [each for each, (session, *_) in self._charges.items() if session == event.session]:
                    del self._charges[charge]

    def _know(self, session: SessionId, paid: Paid) -> None:
        """Of the claims that were opened before it was known, too."""
        self._papers[session] = paid
        for claim in self.claims.values():
            if claim.session == session:
                claim.paid = paid

    def _open(self, event: ev.SuspenseOpened, seq: int, wall: str) -> None:
        doubt = event.about or ""
        _, charged, approval = self._charges.get(ChargeId(doubt), (None, None, ""))
        self.claims[event.claim] = KnownClaim(
            claim=event.claim,
            at=datetime.fromisoformat(wall).astimezone(SEOUL),
            seq=seq,
            session=event.session,
            amount=event.amount,
            owed=event.amount,
            reason=event.reason,
            about=charged or self._doubts.pop(doubt, None),
            approval=approval,
            paid=self._papers.get(event.session, Paid()) if event.session else Paid(),
        )

    def _reduce(self, event: ev.SuspenseReduced) -> None:
        claim = self.claims[event.claim]
        claim.owed -= event.amount
        claim.reductions.append(event.reason)
        if not claim.owed:
            self._settled[event.claim] = None
        if len(self._settled) > SETTLED:
            oldest = next(iter(self._settled))
            del self._settled[oldest], self.claims[oldest]
