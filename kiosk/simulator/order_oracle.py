"""Reads the journal as somebody would who knows what has to come before what, and what a session owes before it may end.

Money and papers are counted elsewhere; here it is asked whether each entry had what it needs, and whether whoever stood there
got what they are told of: a receipt, a slip and a number for what is owed them. It knows nothing of the ledger's fold.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from config.city import City
from config.ids import ChargeId, ClaimNumber, IssuanceId, LeftRequestId, PayoutId, Ref, SessionId
from config.vocabulary import Ending, LookUpResult, Matter, Purpose
from config.won import ZERO, Won, total
from sync.journal import events as ev


@dataclass
class _Copy:
    """What was written of one document."""

    reserved: ev.Reserved | None = None
    print_intended: bool = False
    job: bool = False
    issued: bool = False
    void: bool = False
    presented: bool = False
    taken: bool = False

    @property
    def fee(self) -> Won:
        return self.reserved.fee if self.reserved else ZERO


@dataclass
class _Session:
    """What one session has written so far.

    Attributes:
        matter: what they came for beside a certificate; ``informed``: it was found.
        left: what they left, while its source was away; ``ticket``: it was printed for it, or was to be.
        copies: by issuance, in the order in which the city was asked for them.
        due: what is asked for.
        failed: one of its copies did not come out when its turn came, or was not begun.
        restarted: the kiosk went down in it; whoever stood there may be gone.
    """

    kind: str = ""
    matter: Matter | None = None
    informed: bool = False
    proved: bool = False
    left: LeftRequestId | None = None
    ticket: bool = False
    copies: dict[IssuanceId, _Copy] = field(default_factory=dict)
    due: Won = ZERO
    asked_for_money: bool = False
    cash_open: bool = False
    covered: bool = False
    inserted: Won = ZERO
    stacked: set[Ref] = field(default_factory=set)
    charges: dict[ChargeId, Won] = field(default_factory=dict)
    approved: dict[ChargeId, Won] = field(default_factory=dict)
    cancels: set[ChargeId] = field(default_factory=set)
    payouts: dict[PayoutId, ev.PayoutIntended] = field(default_factory=dict)
    claims: dict[ClaimNumber, Won] = field(default_factory=dict)
    claimed_about: set[Ref | PayoutId | ChargeId] = field(default_factory=set)
    slips: set[ClaimNumber] = field(default_factory=set)
    refunded: Won = ZERO
    failed: bool = False
    receipt: bool = False
    restarted: bool = False
    ended: Ending | None = None

    @property
    def wanted(self) -> list[_Copy]:
        """What is not void."""
        return [copy for copy in self.copies.values() if not copy.void]

    @property
    def issued(self) -> list[_Copy]:
        return [copy for copy in self.copies.values() if copy.issued]

    @property
    def unpaid(self) -> Won:
        """What the copies cost that are reserved."""
        return total(copy.fee for copy in self.wanted)


class Order:
    """Attributes:
    story: what came without what it needs.
    """

    def __init__(self, city: City, told: Container[str]) -> None:
        """``told``: claim numbers that stood on a screen."""
        self.story: list[str] = []
        self._city = city
        self._told = told
        self._sessions: dict[SessionId, _Session] = {}

    def read(self, events: Iterable[ev.Event | None]) -> Order:
        for event in events:
            if isinstance(event, ev.KioskStarted):
                for each in self._sessions.values():
                    each.restarted = True
            elif event is not None and getattr(event, "session", None) is not None:
                self._take(event)
        return self

    def _needs(self, condition: object, event: ev.Event, what: str) -> None:
        if not condition:
            self.story.append(f"{type(event).__name__} {what}: {event}")

    def _take(self, event: ev.Event) -> None:
        session: SessionId = event.session  # type: ignore[union-attr, assignment]
        if isinstance(event, ev.SessionStarted):
            under_way = [each for each in self._sessions.values() if not each.ended and not each.restarted]
            self._needs(session not in self._sessions and not under_way, event, "beside another one")
            self._sessions[session] = _Session()
            return
        here = self._sessions.get(session)
        if here is None:
            self._needs(False, event, "of a session that never began")
            return
        self._paper(here, event)
        self._cash(here, event)
        self._card(here, event)
        self._claim(here, event)
        if isinstance(event, ev.SessionEnded):
            self._end(here, event)

    def _paper(self, here: _Session, event: ev.Event) -> None:
        needs = self._needs
        match event:
            case ev.KindChosen():
                needs(not here.wanted, event, "after a number was reserved")
                here.kind = event.kind
            case ev.MatterChosen():
                needs(not here.copies, event, "after a paper was asked for")
                here.matter = event.matter
                here.informed = event.matter is Matter.COUNTER  # of that the kiosk itself knows all there is
            case ev.LookedUp():
                needs(event.matter is here.matter, event, "for a matter that was not chosen")
                needs(not here.informed, event, "after it was found")
                here.informed = event.result is LookUpResult.FOUND and event.matter is not Matter.TICKET
            case ev.RequestSealed():
                needs(here.matter is Matter.LEAVING and event.kind == here.kind, event, "for what was not chosen")
                needs(here.proved, event, "without a proof of who asks")
                needs(here.left is None, event, "twice")
                here.left = event.request
            case ev.TicketEnded():
                needs(event.request == here.left and not here.ticket, event, "for nothing that was left")
                here.ticket = True
            case ev.IdentityProved():
                here.proved = True
            case ev.ReservationIntended():
                kind = self._city.kinds[event.kind]
                needs(event.kind == here.kind, event, "for a kind that was not chosen")
                needs(here.proved or kind.identity != "card", event, "without a proof of who asks")
                needs(event.issuance not in here.copies, event, "twice")
                needs(len(here.wanted) < kind.copies, event, "of more copies than the city allows")
                here.copies[event.issuance] = _Copy()
            case ev.ReceiptEnded():
                needs(here.issued, event, "of nothing")
                here.receipt = True
            case ev.Reserved() | ev.DocumentVoided() | ev.PrintIntended() | ev.PrintJobCreated() | ev.DocumentIssued():
                copy = here.copies.get(event.issuance)
                needs(copy, event, "that was not asked for")
                self._copy(here, copy or _Copy(), event)
            case ev.DocumentPresented() | ev.DocumentTaken() | ev.DocumentLeft() | ev.DocumentRetracted():
                self._copy(here, here.copies.get(event.issuance, _Copy()), event)

    def _copy(self, here: _Session, copy: _Copy, event: ev.Event) -> None:
        needs = self._needs
        match event:
            case ev.Reserved():
                copy.reserved = event
            case ev.PrintIntended(issuance=issuance, number=number, sheets=sheets):
                reserved = copy.reserved
                needs(reserved and (reserved.issuance, reserved.number, reserved.sheets) == (issuance, number, sheets), event, "of what was not reserved")  # fmt: skip
                needs(not here.due or here.covered or here.approved, event, "unpaid")
                needs(here.due or not here.unpaid, event, "unpaid")
                others = (each for each in here.copies.values() if each.print_intended and not each.void)
                needs(
                    all(each.issued for each in others) and not here.failed,
                    event,
                    "before the copy ahead of it was out",
                )
                copy.print_intended = True
            case ev.PrintJobCreated():
                needs(copy.print_intended, event, "not written down before")
                copy.job = True
            case ev.DocumentIssued():
                needs(copy.print_intended and (copy.job or here.restarted), event, "without a job")
                needs(not copy.void, event, "of a void number")
                needs(event.fee == copy.fee, event, "at another fee")
                copy.issued = True
            case ev.DocumentVoided():
                needs(not copy.issued, event, "that is issued")
                here.failed = here.failed or any(each.print_intended for each in here.wanted)
                copy.void = True
            case ev.DocumentPresented():
                needs(copy.issued, event, "that is not issued")
                copy.presented = True
            case ev.DocumentTaken():
                needs(copy.presented, event, "that was never presented")
                copy.taken = True
            case ev.DocumentLeft() | ev.DocumentRetracted():
                needs(copy.print_intended, event, "that was never printed")

    def _cash(self, here: _Session, event: ev.Event) -> None:
        needs = self._needs
        match event:
            case ev.CashInStarted():
                needs(event.due and event.due == here.unpaid, event, "of another sum than the fee")
                needs(all(copy.reserved for copy in here.wanted), event, "before all is reserved")
                needs(not here.asked_for_money, event, "twice")
                here.asked_for_money = here.cash_open = True
                here.due = event.due
            case ev.CoinCredited():
                needs(here.asked_for_money, event, "of somebody who was not asked for money")
                here.inserted += event.value
            case ev.StackIntended():
                needs(here.cash_open, event, "while nobody pays")
                here.stacked.add(event.ref)
            case ev.NoteCredited():
                needs(event.ref in here.stacked, event, "that nobody had stacked")
                here.stacked.discard(event.ref)
                here.inserted += event.value
            case ev.NoteReturned():
                here.stacked.discard(event.ref)
            case ev.CashInEnded():
                needs(here.cash_open and event.inserted == here.inserted, event, "of another sum")
                needs(here.inserted >= here.due, event, "too early")
                here.cash_open, here.covered = False, True
            case ev.CashInRolledBack():
                needs(here.cash_open and event.inserted == here.inserted, event, "of another sum")
                here.cash_open = False
            case ev.PayoutIntended():
                needs(not here.cash_open or here.restarted, event, "while money is still taken")
                needs(
                    event.purpose is not Purpose.REFUND or not here.issued or here.failed,
                    event,
                    "for papers that came out",
                )
                here.payouts[event.payout] = event
            case ev.PayoutSettled():
                told = here.payouts.pop(event.payout, None)
                needs(told and told.coins == event.paid + event.unpaid, event, "of what was not told")
                if told and told.purpose is Purpose.REFUND:
                    here.refunded += event.coin * event.paid
                    void = here.due - total(copy.fee for copy in here.issued)
                    needs(not here.issued or here.refunded <= void, event, "of more than the void copies cost")

    def _card(self, here: _Session, event: ev.Event) -> None:
        needs = self._needs
        match event:
            case ev.ChargeIntended():
                needs(event.amount == here.due, event, "of another sum than the fee")
                needs(here.cash_open and not here.inserted, event, "beside money that is inside")
                needs(not here.approved, event, "of somebody who has paid")
                here.charges[event.charge] = event.amount
            case ev.ChargeApproved():
                needs(here.charges.pop(event.charge, None) == event.amount, event, "of what was not intended")
                if event.charge not in here.claimed_about:
                    here.approved[event.charge] = event.amount
            case ev.ChargeFailed() | ev.ChargeInDoubt():
                needs(here.charges.pop(event.charge, None), event, "of what was not intended")
            case ev.ChargeCancelIntended():
                needs(event.charge in here.approved and not here.issued, event, "of what may stay charged")
                here.cancels.add(event.charge)
            case ev.ChargeCancelled():
                needs(event.charge in here.cancels, event, "of what was not intended")
                here.approved.pop(event.charge, None)

    def _claim(self, here: _Session, event: ev.Event) -> None:
        match event:
            case ev.SuspenseOpened():
                self._needs(event.claim not in here.claims and event.amount > ZERO, event, "twice, or of nothing")
                here.claims[event.claim] = event.amount
                if event.about:
                    here.claimed_about.add(event.about)
                    here.approved.pop(ChargeId(event.about), None)
            case ev.SuspenseReduced():
                left = here.claims.get(event.claim, ZERO) - event.amount
                self._needs(left >= ZERO, event, "by more than is owed")
                here.claims[event.claim] = left
            case ev.RefundSlipEnded():
                self._needs(event.claim in here.claims, event, "of a claim that is not its")
                here.slips.add(event.claim)

    def _end(self, here: _Session, event: ev.SessionEnded) -> None:
        """What a session owes before it may end."""
        needs = self._needs
        needs(here.ended is None, event, "twice")
        here.ended = event.how
        issued = bool(here.issued)
        needs(
            (event.how is Ending.ISSUED) == (issued and not here.failed) or event.how is Ending.RECOVERED,
            event,
            "otherwise than its papers",
        )
        needs(
            (event.how is Ending.INFORMED) == here.informed
            or event.how is Ending.RECOVERED
            or here.matter is Matter.TICKET,
            event,
            "otherwise than what was found",
        )
        needs(
            (event.how is Ending.REQUEST_LEFT) == here.ticket or here.restarted, event, "otherwise than what was left"
        )
        needs((event.how is Ending.RECOVERED) == here.restarted, event, "otherwise than the kiosk did")
        needs(all(copy.issued for copy in here.wanted), event, "with a number that is neither issued nor void")
        needs(not here.cash_open, event, "while money is still taken")
        earned = total(copy.fee for copy in here.issued)
        needs(total(here.approved.values()) <= earned, event, "with a charge for nothing")
        open_doubts = {*here.stacked, *here.payouts, *here.charges} - here.claimed_about
        needs(not open_doubts, event, f"with a doubt that nobody claimed {open_doubts}")
        if not here.restarted:
            in_hand = all(copy.taken and copy.presented for copy in here.issued)
            needs(here.receipt == issued and in_hand, event, "without receipt or paper in hand")
            for claim, owed in here.claims.items():
                needs(not owed or (claim in here.slips and claim in self._told), event, f"and never told of {claim}")


def earned(events: Iterable[ev.Event | None]) -> Won:
    """The fees of what was issued."""
    return total(event.fee for event in events if isinstance(event, ev.DocumentIssued))
