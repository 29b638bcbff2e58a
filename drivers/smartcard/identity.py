"""What reading a card with a PIN can come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from config.dialogue import Failure
from config.vocabulary import CardDoubt, CardFault
from drivers.smartcard.questions import Dialogue

Signing = Dialogue[bytes | Failure]


@dataclass(frozen=True, repr=False)
class CardEvidence:
    """What a city looks at before it believes the card itself (`sync.city.card_proof`). Personal.

    Attributes:
        security_object, groups: EF.SOD and data groups by their numbers, as they were read.
        sign: has the chip sign eight bytes over the channel that is still open; the answer is the signature, or a `Failure`.
    """

    security_object: bytes
    groups: Mapping[int, bytes]
    sign: Callable[[bytes], Signing]


@dataclass(frozen=True, repr=False)
class CardIdentity:
    """The card proved itself and its holder. Personal.

    Attributes:
        resident_number: 13 digits.
        document_number: the card's own number.
        name: as it may stand on the screen.
        evidence: None from a chip that does not sign.
    """

    resident_number: str
    document_number: str
    name: str
    evidence: CardEvidence | None = field(default=None, compare=False)


@dataclass(frozen=True)
class WrongPin:
    tries_left: int


@dataclass(frozen=True)
class PinSuspended:
    """One try is left, and the chip gives it only after the number printed on the card (CAN) was entered."""


@dataclass(frozen=True)
class PinBlocked:
    pass


@dataclass(frozen=True)
class WrongCan:
    """What is printed on the card was not the card's; it costs no try and may be typed again."""


@dataclass(frozen=True)
class NotAuthentic:
    """The chip's data is not what a trusted authority signed."""

    reason: CardDoubt


@dataclass(frozen=True)
class Faulty:
    """Out of order, or not what it pretends to be."""

    fault: CardFault
    detail: str


@dataclass(frozen=True)
class NotSupported:
    """A card that is in order, and that nobody taught the kiosk to read."""

    detail: str


@dataclass(frozen=True)
class CardFailed:
    failure: Failure


Unfit = Faulty | NotSupported | CardFailed
"""Told before anybody types a PIN."""
CardResult = CardIdentity | WrongPin | WrongCan | PinSuspended | PinBlocked | NotAuthentic | Unfit
