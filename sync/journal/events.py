"""What the journal can say: every event type, typed and versioned. The reference page is generated from this file.

An event names a session by its UUID and never a person: no name, no resident number, no function of one. Money is won.
Events whose name ends in ``Intended`` are written before the act they announce, so that a kiosk that dies between the
two knows after its restart what it may have done.

``session`` is "" where no session was open: a coin that fell while nobody was there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.cash_statement import CashStatement
from config.won import Won
from sync.journal.charge_events import (
    ChargeApproved as ChargeApproved,
)
from sync.journal.charge_events import (
    ChargeCancelFailed as ChargeCancelFailed,
)
from sync.journal.charge_events import (
    ChargeCancelIntended as ChargeCancelIntended,
)
from sync.journal.charge_events import (
    ChargeCancelled as ChargeCancelled,
)
from sync.journal.charge_events import (
    ChargeEvent,
)
from sync.journal.charge_events import (
    ChargeFailed as ChargeFailed,
)
from sync.journal.charge_events import (
    ChargeInDoubt as ChargeInDoubt,
)
from sync.journal.charge_events import (
    ChargeIntended as ChargeIntended,
)


@dataclass(frozen=True)
class KioskStarted:
    """The kiosk's process is up. ``journal_problems`` counts what the check of the journal found wrong."""

    VERSION: ClassVar[int] = 1
    machine: str
    software: str
    journal_problems: int


@dataclass(frozen=True)
class KioskStopped:
    """A clean end; a journal whose last start has no stop tells of a kill or a power cut."""

    VERSION: ClassVar[int] = 1
    reason: str


@dataclass(frozen=True)
class DeviceChanged:
    """A device's state is now another one; written on transitions only."""

    VERSION: ClassVar[int] = 1
    device: str
    state: str
    reason: str
    supplies: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DeviceIdentified:
    """Who answered at this place: cables get swapped, serial numbers do not."""

    VERSION: ClassVar[int] = 1
    device: str
    identity: str


@dataclass(frozen=True)
class SourceChanged:
    """A source system of the city went down or came back; ``city`` is the city server as a whole."""

    VERSION: ClassVar[int] = 1
    source: str
    up: bool
    reason: str


@dataclass(frozen=True)
class UnitCounted:
    """A person counted a cash unit: ``count`` coins or notes of ``coin`` are in ``unit``, named by its device."""

    VERSION: ClassVar[int] = 1
    unit: str
    coin: Won
    count: int


@dataclass(frozen=True)
class ExchangeStarted:
    """A technician opened the cash units; the kiosk was not running. ``exchange`` is a UUID."""

    VERSION: ClassVar[int] = 1
    exchange: str


@dataclass(frozen=True)
class ExchangeEnded:
    """The cash units are closed again, and with them the batch; what is in them now was counted just before.

    Attributes:
        statement: what the batch came to, as `config.cash_statement.CashStatement`.
    """

    VERSION: ClassVar[int] = 1
    exchange: str
    statement: CashStatement


@dataclass(frozen=True)
class SessionStarted:
    VERSION: ClassVar[int] = 1
    session: str


@dataclass(frozen=True)
class KindChosen:
    VERSION: ClassVar[int] = 1
    session: str
    kind: str


@dataclass(frozen=True)
class IdentityProved:
    """The resident is who they say, by ``means`` (``chip-card``)."""

    VERSION: ClassVar[int] = 1
    session: str
    means: str


@dataclass(frozen=True)
class IdentityFailed:
    VERSION: ClassVar[int] = 1
    session: str
    reason: str


@dataclass(frozen=True)
class ReservationIntended:
    """The city is about to be asked for this issuance; whatever it does, the UUID is the same."""

    VERSION: ClassVar[int] = 1
    session: str
    issuance: str
    kind: str


@dataclass(frozen=True)
class Reserved:
    """The city's signed record is here, verified and laid out: ``sheets`` sheets for ``fee``."""

    VERSION: ClassVar[int] = 1
    session: str
    issuance: str
    kind: str
    number: str
    sheets: int
    fee: Won


@dataclass(frozen=True)
class FeeExempted:
    """``fee`` is not charged: the city's registers prove the ``exemption`` of the catalogue, by the kind of ``proof`` there."""

    VERSION: ClassVar[int] = 1
    session: str
    issuance: str
    exemption: str
    proof: str
    fee: Won


@dataclass(frozen=True)
class ReservationFailed:
    """There is nothing to issue: refused by the city, unreachable, not trusted, or not printable."""

    VERSION: ClassVar[int] = 1
    session: str
    issuance: str
    reason: str


@dataclass(frozen=True)
class CashInStarted:
    VERSION: ClassVar[int] = 1
    session: str
    due: Won


@dataclass(frozen=True)
class CoinCredited:
    """A coin is inside; ``ref`` is the acceptor's serial number and event, so it is booked once."""

    VERSION: ClassVar[int] = 1
    session: str
    device: str
    ref: str
    value: Won


@dataclass(frozen=True)
class CreditsCounted:
    """A coin acceptor was met for the first time; coins after ``ref`` are the kiosk's."""

    VERSION: ClassVar[int] = 1
    device: str
    ref: str


@dataclass(frozen=True)
class CreditsLost:
    """The acceptor took at least this many coins whose value it can no longer tell."""

    VERSION: ClassVar[int] = 1
    session: str
    device: str
    at_least: int


@dataclass(frozen=True)
class StackIntended:
    """A note in escrow can be changed and refunded; the command to stack it follows."""

    VERSION: ClassVar[int] = 1
    session: str
    device: str
    ref: str
    value: Won


@dataclass(frozen=True)
class NoteCredited:
    """The acceptor's vend valid: the note is past the point of no return."""

    VERSION: ClassVar[int] = 1
    session: str
    device: str
    ref: str
    value: Won


@dataclass(frozen=True)
class NoteReturned:
    VERSION: ClassVar[int] = 1
    session: str
    device: str
    ref: str


@dataclass(frozen=True)
class NoteFoundInPath:
    """At power-up a note lay in the ``acceptor`` or the ``stacker``."""

    VERSION: ClassVar[int] = 1
    device: str
    where: str


@dataclass(frozen=True)
class CashInEnded:
    """The fee is covered; ``inserted`` may be more than was due."""

    VERSION: ClassVar[int] = 1
    session: str
    inserted: Won


@dataclass(frozen=True)
class CashInRolledBack:
    """The resident cancelled, walked away, or paid by card; ``inserted`` goes back."""

    VERSION: ClassVar[int] = 1
    session: str
    inserted: Won
    reason: str


@dataclass(frozen=True)
class PrintIntended:
    """The job is about to be handed to the printer under the issuance's UUID as its name."""

    VERSION: ClassVar[int] = 1
    session: str
    issuance: str
    number: str
    sheets: int


@dataclass(frozen=True)
class PrintJobCreated:
    """The printer knows the job; the document itself has not been sent yet."""

    VERSION: ClassVar[int] = 1
    session: str
    issuance: str
    job: int


@dataclass(frozen=True)
class DocumentIssued:
    """Every sheet is printed, by the printer's own account; ``fee`` is earned."""

    VERSION: ClassVar[int] = 1
    session: str
    issuance: str
    number: str
    sheets: int
    fee: Won


@dataclass(frozen=True)
class DocumentVoided:
    """This number is not valid, whatever paper may exist; "" where the city's number never arrived."""

    VERSION: ClassVar[int] = 1
    session: str
    issuance: str
    number: str
    reason: str


@dataclass(frozen=True)
class PrintJobEnded:
    """The job of a void document is at an end at the printer: ``result`` is printed, failed or gone."""

    VERSION: ClassVar[int] = 1
    session: str
    issuance: str
    result: str


@dataclass(frozen=True)
class DocumentPresented:
    """The sheets lie in the outlet, within reach."""

    VERSION: ClassVar[int] = 1
    session: str
    issuance: str
    sheets: int


@dataclass(frozen=True)
class DocumentTaken:
    """``confirmed`` by the resident; otherwise the kiosk only stopped waiting."""

    VERSION: ClassVar[int] = 1
    session: str
    issuance: str
    confirmed: bool


@dataclass(frozen=True)
class PayoutIntended:
    """``coins`` coins are about to be thrown; the hopper's own counters before that settle any doubt later.

    Attributes:
        purpose: ``change`` or ``refund``.
        event_counter, dispensed: as `drivers.device.HopperCounters`.
    """

    VERSION: ClassVar[int] = 1
    session: str
    payout: str
    unit: str
    coin: Won
    coins: int
    purpose: str
    event_counter: int
    dispensed: int


@dataclass(frozen=True)
class PayoutSettled:
    """What the hopper's counters said: ``paid`` coins fell, ``unpaid`` did not."""

    VERSION: ClassVar[int] = 1
    session: str
    payout: str
    unit: str
    coin: Won
    paid: int
    unpaid: int


@dataclass(frozen=True)
class HopperMoved:
    """A hopper threw ``coins`` outside every payout, by its own count: a technician's trial, or a thief's."""

    VERSION: ClassVar[int] = 1
    unit: str
    coin: Won
    coins: int


@dataclass(frozen=True)
class SuspenseOpened:
    """Money that belongs to somebody and could not be given back; ``claim`` is what they can show the city.

    Attributes:
        about: the payout or note in doubt, or the charge of a card; "" when it is an amount in cash that is certain.
    """

    VERSION: ClassVar[int] = 1
    session: str
    claim: str
    amount: Won
    reason: str
    about: str


@dataclass(frozen=True)
class SuspenseReduced:
    """A later certainty took ``amount`` off a claim: coins in doubt did fall after all."""

    VERSION: ClassVar[int] = 1
    session: str
    claim: str
    amount: Won
    reason: str


@dataclass(frozen=True)
class ReceiptEnded:
    """``result`` is ``printed`` or why not, in kebab-case."""

    VERSION: ClassVar[int] = 1
    session: str
    result: str


@dataclass(frozen=True)
class RefundSlipEnded:
    """The slip that states ``claim``; ``result`` as of a receipt. The claim stands all the same: the city settles it."""

    VERSION: ClassVar[int] = 1
    session: str
    claim: str
    result: str


@dataclass(frozen=True)
class SessionEnded:
    """``how``: issued, cancelled, timed-out, refused, failed, recovered."""

    VERSION: ClassVar[int] = 1
    session: str
    how: str


Event = (
    KioskStarted
    | KioskStopped
    | DeviceChanged
    | DeviceIdentified
    | SourceChanged
    | UnitCounted
    | ExchangeStarted
    | ExchangeEnded
    | SessionStarted
    | KindChosen
    | IdentityProved
    | IdentityFailed
    | ReservationIntended
    | Reserved
    | FeeExempted
    | ReservationFailed
    | CashInStarted
    | CoinCredited
    | CreditsCounted
    | CreditsLost
    | StackIntended
    | NoteCredited
    | NoteReturned
    | NoteFoundInPath
    | CashInEnded
    | CashInRolledBack
    | ChargeEvent
    | PrintIntended
    | PrintJobCreated
    | DocumentIssued
    | DocumentVoided
    | PrintJobEnded
    | DocumentPresented
    | DocumentTaken
    | PayoutIntended
    | PayoutSettled
    | HopperMoved
    | SuspenseOpened
    | SuspenseReduced
    | ReceiptEnded
    | RefundSlipEnded
    | SessionEnded
)

TYPES: dict[str, type[Event]] = {type_.__name__: type_ for type_ in Event.__args__}
"""Event type name, as stored, to class."""
