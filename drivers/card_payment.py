"""Paying by card: what a card terminal reports and what it can be told (see `drivers/device.py` for the order of things)."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.ids import ChargeId, DeviceName
from config.vocabulary import ChargeDoubt, ChargeFailure
from config.won import Won


@dataclass(frozen=True)
class CardApproval:
    """What a card terminal says about a charge that the card company approved.

    Attributes:
        approval_no: of the card company; what a receipt names.
        unique_no: names this transaction at the terminal's network for good.
        amount: that was charged.
        time: of the terminal, ``YYYYMMDDhhmmss``.
        medium: how the card was read, the terminal's own code.
        issuer, acquirer: names of the card companies, Korean.
        merchant: number of the city at the acquirer.
        card: masked number, for the receipt alone: it is not needed to cancel, so it need not be kept.
    """

    approval_no: str
    unique_no: str
    amount: Won
    time: str
    medium: str = ""
    issuer: str = ""
    acquirer: str = ""
    merchant: str = ""
    card: str = field(default="", repr=False)


@dataclass(frozen=True)
class ChargeReady:
    """The terminal is there; ``before`` names its last approval and is opaque."""

    device: DeviceName
    ref: ChargeId
    before: str


@dataclass(frozen=True)
class CardAwaited:
    """The terminal asks for a card now."""

    device: DeviceName
    ref: ChargeId


@dataclass(frozen=True)
class CardPresented:
    """A card was inserted, tapped or swiped. Nothing is charged yet: it waits for ``ConfirmCharge``.

    ``was_in``: it was in the terminal before a card was asked for, so it may be somebody else's.
    """

    device: DeviceName
    ref: ChargeId
    was_in: bool = False


@dataclass(frozen=True)
class CardInserted:
    """A card is in the terminal, until ``CardRemoved``. One that was tapped or swiped never is."""

    device: DeviceName


@dataclass(frozen=True)
class CardRemoved:
    """The person took the card out of the terminal."""

    device: DeviceName


@dataclass(frozen=True)
class Charged:
    """The card is charged. The terminal remembers it as its last approval until the next one."""

    device: DeviceName
    ref: ChargeId
    approval: CardApproval


@dataclass(frozen=True)
class ChargeDeclined:
    """Nothing was charged: never sent, or the terminal's last approval proves it.

    Attributes:
        text: the card company's own words, Korean, "" if there are none.
    """

    device: DeviceName
    ref: ChargeId
    reason: ChargeFailure
    text: str = ""


@dataclass(frozen=True)
class ChargeUnknown:
    """The terminal cannot say what became of the charge, and never will."""

    device: DeviceName
    ref: ChargeId
    reason: ChargeDoubt


@dataclass(frozen=True)
class ChargeCancelled:
    """The charge was taken back: the card company pays the card holder."""

    device: DeviceName
    ref: ChargeId


@dataclass(frozen=True)
class CancelFailed:
    """The charge could not be taken back here, or (``IN_DOUBT``) nobody can say: the city settles it."""

    device: DeviceName
    ref: ChargeId
    reason: ChargeFailure
    text: str = ""


@dataclass(frozen=True)
class ReadLastApproval:
    """Answered by ``ChargeReady``, or by ``ChargeDeclined`` when the terminal is not there."""

    device: DeviceName
    ref: ChargeId


@dataclass(frozen=True)
class Charge:
    """Ask for a card and, when that is confirmed, charge it once. ``before`` is that of ``ChargeReady``.

    Reports ``CardAwaited``, then ``CardPresented``; ends with ``Charged``, ``ChargeDeclined`` or ``ChargeUnknown``, however long that takes while the
    terminal is away; the kiosk has its own deadline. Until then the terminal does nothing else.
    """

    device: DeviceName
    ref: ChargeId
    amount: Won
    before: str


@dataclass(frozen=True)
class ConfirmCharge:
    """The intent is durable, with the ``before`` of the ``Charge``: charge the card that was presented."""

    device: DeviceName
    ref: ChargeId


@dataclass(frozen=True)
class WithdrawCharge:
    """The person does not want to pay by card after all. Ends a ``Charge`` that is not confirmed."""

    device: DeviceName
    ref: ChargeId


@dataclass(frozen=True)
class SettleCharge:
    """After a restart: find out from the terminal what became of an earlier ``Charge``; charges nothing.

    The terminal remembers one approval: this comes before any other charge. ``since``: when the card was confirmed, in ms
    on this run's clock; None where that is not known, and it may have been just before this run.
    """

    device: DeviceName
    ref: ChargeId
    amount: Won
    before: str
    since: int | None = None


@dataclass(frozen=True)
class CancelCharge:
    """Take the terminal's last charge back; may be told again. Answered by ``ChargeCancelled`` or ``CancelFailed``."""

    device: DeviceName
    ref: ChargeId
    approval: CardApproval


CardEvent = (
    ChargeReady
    | CardAwaited
    | CardPresented
    | CardInserted
    | CardRemoved
    | Charged
    | ChargeDeclined
    | ChargeUnknown
    | ChargeCancelled
    | CancelFailed
)
CardCommand = ReadLastApproval | Charge | ConfirmCharge | WithdrawCharge | SettleCharge | CancelCharge
