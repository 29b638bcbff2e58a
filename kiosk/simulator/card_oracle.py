"""Compares the card company's ledger with the journal: every line of it is one charge, taken back by both or by neither."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from config.vocabulary import ChargeFailure, ClaimReason
from config.won import Won, total
from drivers.smartro.emulator import Charge
from kiosk.money.books import Ledger
from sync.journal import events as ev


@dataclass
class _Journal:
    """Attributes:
    approved: by the network's own number.
    in_doubt: charges that may or may not have been made; a claim is open for each.
    taken_back: True for what was, None for what may have been.
    """

    approved: dict[str, ev.ChargeApproved] = field(default_factory=dict)
    in_doubt: dict[object, Won] = field(default_factory=dict)
    taken_back: dict[str, bool | None] = field(default_factory=dict)


def _read(events: Iterable[ev.Event | None]) -> _Journal:
    told = _Journal()
    for event in events:
        match event:
            case ev.ChargeIntended():
                told.in_doubt[event.charge] = event.amount
            case ev.ChargeApproved():
                told.approved[event.unique_no] = event
                told.in_doubt.pop(event.charge, None)
            case ev.ChargeFailed():
                told.in_doubt.pop(event.charge, None)
            case ev.SuspenseOpened(reason=ClaimReason.CHARGED_AFTER_ALL):
                told.in_doubt[event.about] = event.amount
            case ev.ChargeCancelIntended():
                told.taken_back[event.charge] = None
            case ev.ChargeCancelled():
                told.taken_back[event.charge] = True
            case ev.ChargeCancelFailed() if event.reason is not ChargeFailure.IN_DOUBT:
                told.taken_back[event.charge] = False
    return told


def lost_on_cards(company: list[Charge], events: Iterable[ev.Event | None], ledger: Ledger, story: list[str]) -> int:
    """Won that the card company has and the journal does not, or the reverse; 0 is the only good answer."""
    told = _read(events)
    spare = [int(amount) for amount in told.in_doubt.values()]
    lost = 0
    for line in company:
        booked = told.approved.pop(line.unique_no, None)
        if booked is None and line.won in spare:
            spare.remove(line.won)
        elif booked is None or int(booked.amount) != line.won:
            lost += line.won
            story.append(f"{line.won} won were charged, and the journal does not know of {line.unique_no}")
        elif told.taken_back.get(booked.charge, False) not in (None, line.cancelled):
            lost += line.won
            story.append(f"cancelled is {line.cancelled} of {line.unique_no}, the journal says otherwise")
    for booked in told.approved.values():
        lost += int(booked.amount)
        story.append(f"the journal knows of a charge that never was: {booked.unique_no}")
    held = total(charge.left for book in ledger.open.values() for charge in book.charged.values())
    claims = total(ledger.card_claims.values())
    doubtful = total(told.in_doubt.values())
    balance = ledger.charged + doubtful - ledger.taken_back - ledger.earned_by_card - claims - held
    if held or balance:
        story.append(
            f"{held} won on cards are neither earned nor taken back; the books do not balance by {balance} won"
        )
    return lost + int(held) + abs(int(balance))
