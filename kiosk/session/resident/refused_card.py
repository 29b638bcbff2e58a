"""Why a card proved nobody: the word for the journal, and what its holder is told."""

from __future__ import annotations

from config.vocabulary import CardDoubt, CardFault, IdentityFailure
from drivers.smartcard.identity import (
    CardFailed,
    CardIdentity,
    CardResult,
    Faulty,
    NotAuthentic,
    NotSupported,
    PinBlocked,
    PinSuspended,
    WrongCan,
    WrongPin,
)
from kiosk.core.view import Message


def tries_of(result: WrongPin) -> Message:
    """What the chip still gives before it is suspended: its last try it keeps for whoever knows the CAN, too."""
    left = result.tries_left - 1
    return Message("pin.wrong", {"tries_left": left}) if left > 1 else Message("pin.last-try")


def reason_of(result: CardResult) -> IdentityFailure:
    """For the journal."""
    match result:
        case WrongPin():
            return IdentityFailure.WRONG_PIN
        case PinSuspended():
            return IdentityFailure.PIN_SUSPENDED
        case WrongCan():
            return IdentityFailure.WRONG_CAN
        case PinBlocked():
            return IdentityFailure.PIN_BLOCKED
        case NotAuthentic():
            return IdentityFailure(f"not-authentic-{result.reason}")
        case Faulty():
            return IdentityFailure(f"faulty-{result.fault}")
        case NotSupported():
            return IdentityFailure.NOT_SUPPORTED
        case CardFailed():
            return IdentityFailure(f"card-{result.failure.reason}")
        case CardIdentity():
            return IdentityFailure.GONE


_DOUBTS = {
    CardDoubt.NOT_SIGNED: "card.not-authentic",
    CardDoubt.HASH_MISMATCH: "card.changed",
    CardDoubt.UNKNOWN_CSCA: "card.unknown-issuer",
    CardDoubt.EXPIRED: "card.issuer-expired",
    CardDoubt.REVOKED: "card.withdrawn",
    CardDoubt.COPIED: "card.copied",
    CardDoubt.NO_CHIP_KEY: "card.no-chip-key",
    CardDoubt.CARD_EXPIRED: "card.expired",
    CardDoubt.DOWNGRADED: "card.disturbed",
}
_FAULTS = {
    CardFault.MALFORMED: "card.damaged",
    CardFault.ENDLESS: "card.damaged",
    CardFault.CHANNEL_BROKEN: "card.disturbed",
    CardFault.SECRET_NOT_KNOWN: "card.disturbed",
}


def problem_of(result: CardResult) -> Message:
    """For the screen."""
    match result:
        case PinBlocked():
            return Message("pin.blocked")
        case PinSuspended() | WrongCan():
            return Message("can.given-up")
        case NotAuthentic():
            return Message(_DOUBTS[result.reason])
        case Faulty():
            return Message(_FAULTS[result.fault])
        case NotSupported():
            return Message("card.unsupported")
        case _:
            return Message("card.unreadable")
