"""What the journal can say of cash and of claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.ids import ChargeId, ClaimNumber, DeviceName, PayoutId, Ref, SessionId
from config.vocabulary import ClaimReason, NotePlace, Purpose, ReceiptResult, ReductionReason, RollbackReason
from config.won import Won


@dataclass(frozen=True)
class CashInStarted:
    VERSION: ClassVar[int] = 1
    session: SessionId
    due: Won


@dataclass(frozen=True)
class CoinCredited:
    """A coin is inside; ``ref`` is the acceptor's serial number and event, so it is booked once."""

    VERSION: ClassVar[int] = 1
    session: SessionId | None
    device: DeviceName
    ref: Ref
    value: Won


@dataclass(frozen=True)
class CreditsCounted:
    """A coin acceptor was met for the first time; coins after ``ref`` are the kiosk's."""

    VERSION: ClassVar[int] = 1
    device: DeviceName
    ref: Ref


@dataclass(frozen=True)
class CreditsLost:
    """The acceptor took at least this many coins whose value it can no longer tell."""

    VERSION: ClassVar[int] = 1
    session: SessionId | None
    device: DeviceName
    at_least: int


@dataclass(frozen=True)
class StackIntended:
    """A note in escrow can be changed and refunded; the command to stack it follows."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    device: DeviceName
    ref: Ref
    value: Won


@dataclass(frozen=True)
class NoteCredited:
    """The acceptor's vend valid: the note is past the point of no return."""

    VERSION: ClassVar[int] = 1
    session: SessionId | None
    device: DeviceName
    ref: Ref
    value: Won


@dataclass(frozen=True)
class NoteReturned:
    VERSION: ClassVar[int] = 1
    session: SessionId | None
    device: DeviceName
    ref: Ref


@dataclass(frozen=True)
class NoteFoundInPath:
    """At power-up a note lay in the acceptor."""

    VERSION: ClassVar[int] = 1
    device: DeviceName
    where: NotePlace


@dataclass(frozen=True)
class CashInEnded:
    """The fee is covered; ``inserted`` may be more than was due."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    inserted: Won


@dataclass(frozen=True)
class CashInRolledBack:
    """The resident cancelled, walked away, or paid by card; ``inserted`` goes back.

    Version 1 did not know a card that was taken out.
    """

    VERSION: ClassVar[int] = 2
    session: SessionId
    inserted: Won
    reason: RollbackReason


@dataclass(frozen=True)
class PayoutIntended:
    """``coins`` coins are about to be thrown; the hopper's own counters before that settle any doubt later.

    Attributes:
        event_counter, dispensed: as `drivers.device.HopperCounters`.
    """

    VERSION: ClassVar[int] = 1
    session: SessionId | None
    payout: PayoutId
    unit: DeviceName
    coin: Won
    coins: int
    purpose: Purpose
    event_counter: int
    dispensed: int


@dataclass(frozen=True)
class PayoutSettled:
    """What the hopper's counters said: ``paid`` coins fell, ``unpaid`` did not."""

    VERSION: ClassVar[int] = 1
    session: SessionId | None
    payout: PayoutId
    unit: DeviceName
    coin: Won
    paid: int
    unpaid: int


@dataclass(frozen=True)
class HopperMoved:
    """A hopper threw ``coins`` outside every payout, by its own count: a technician's trial, or a thief's."""

    VERSION: ClassVar[int] = 1
    unit: DeviceName
    coin: Won
    coins: int


@dataclass(frozen=True)
class SuspenseOpened:
    """Money that belongs to somebody and could not be given back; ``claim`` is what they can show the city.

    Version 1 did not know ``part-of-a-charge``.

    Attributes:
        session: whose money it is, even of a session that is over by then; None of what came in while nobody stood there.
        about: the payout or note in doubt, or the charge of a card; None when it is an amount in cash that is certain.
    """

    VERSION: ClassVar[int] = 2
    session: SessionId | None
    claim: ClaimNumber
    amount: Won
    reason: ClaimReason
    about: Ref | PayoutId | ChargeId | None


@dataclass(frozen=True)
class SuspenseReduced:
    """A later certainty took ``amount`` off a claim: coins in doubt did fall after all."""

    VERSION: ClassVar[int] = 1
    session: SessionId | None
    claim: ClaimNumber
    amount: Won
    reason: ReductionReason


@dataclass(frozen=True)
class RefundSlipEnded:
    """The slip that states ``claim``. The claim stands all the same: the city settles it."""

    VERSION: ClassVar[int] = 1
    session: SessionId | None
    claim: ClaimNumber
    result: ReceiptResult


@dataclass(frozen=True)
class BooksUnbalanced:
    """A session has ended, or a start has read the journal, and the two equations of the books do not hold: money is lost or made up,
    or a program counts wrong.

    The kiosk is out of service from then on, until an exchange has counted what is inside. Each figure is in won, the left side of
    its equation less the right, beyond what such an entry has told of already.

    Attributes:
        session: that has ended, None at a start.
        cash, cards: of all sessions together.
        held, charged: what that session, which is over, still held in cash or on a card; a claim follows at the next start.
    """

    VERSION: ClassVar[int] = 1
    session: SessionId | None
    cash: Won
    cards: Won
    held: Won
    charged: Won


CashEvent = (
    CashInStarted
    | CoinCredited
    | CreditsCounted
    | CreditsLost
    | StackIntended
    | NoteCredited
    | NoteReturned
    | NoteFoundInPath
    | CashInEnded
    | CashInRolledBack
    | PayoutIntended
    | PayoutSettled
    | HopperMoved
    | SuspenseOpened
    | SuspenseReduced
    | RefundSlipEnded
    | BooksUnbalanced
)
