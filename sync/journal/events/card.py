"""What the journal can say of payments by card. No card number: not even a masked one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.ids import ChargeId, DeviceName, SessionId
from config.vocabulary import ChargeDoubt, ChargeFailure
from config.won import Won


@dataclass(frozen=True)
class ChargeIntended:
    """A card was presented and is about to be charged; the terminal's last approval before that settles any doubt later.

    Version 1 was written at the same moment and said to be written earlier, before a card was asked for.

    Attributes:
        charge: names this charge for good, whatever becomes of it.
        before: the terminal and its last approval, opaque.
    """

    VERSION: ClassVar[int] = 2
    session: SessionId
    charge: ChargeId
    device: DeviceName
    amount: Won
    before: str


@dataclass(frozen=True)
class ChargeApproved:
    """The card company approved: the money is the city's unless it is cancelled. Everything that a cancellation names.

    Attributes:
        approval_no: of the card company.
        unique_no: names the transaction at the terminal's network for good.
        time: of the terminal, ``YYYYMMDDhhmmss``.
        medium: how the card was read, the terminal's own code.
        issuer, acquirer: names of the card companies.
        merchant: the city's number at the acquirer.
    """

    VERSION: ClassVar[int] = 1
    session: SessionId
    charge: ChargeId
    device: DeviceName
    amount: Won
    approval_no: str
    unique_no: str
    time: str
    medium: str
    issuer: str
    acquirer: str
    merchant: str


@dataclass(frozen=True)
class ChargeFailed:
    """Nothing was charged."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    charge: ChargeId
    reason: ChargeFailure


@dataclass(frozen=True)
class ChargeInDoubt:
    """The terminal cannot say what became of the charge and never will; a claim is open for it."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    charge: ChargeId
    reason: ChargeDoubt


@dataclass(frozen=True)
class ChargeCancelIntended:
    """The terminal is about to be told to take the charge back. It may be told again: a charge is taken back once."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    charge: ChargeId


@dataclass(frozen=True)
class ChargeCancelled:
    """The card company gives the money back to the card holder."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    charge: ChargeId


@dataclass(frozen=True)
class ChargeCancelFailed:
    """It was not taken back, or nobody can say; a claim is open for it."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    charge: ChargeId
    reason: ChargeFailure


CardEvent = (
    ChargeIntended
    | ChargeApproved
    | ChargeFailed
    | ChargeInDoubt
    | ChargeCancelIntended
    | ChargeCancelled
    | ChargeCancelFailed
)
