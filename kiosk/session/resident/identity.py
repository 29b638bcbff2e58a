"""Who stands here: chip card and PIN. Card, PIN and resident number live in this session's memory and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from config.vocabulary import Ending, IdentityFailure, IdentityMeans
from drivers.smartcard.dialogue import Talk
from drivers.smartcard.identity import (
    CardFailed,
    CardIdentity,
    CardResult,
    NotAuthentic,
    NotSupported,
    PinBlocked,
    PinSuspended,
    WrongCan,
    WrongPin,
)
from kiosk.core.channels import CARD
from kiosk.core.status import Board
from kiosk.core.step import Flow
from kiosk.core.view import EnterPin, Message, PresentCard, Tap
from kiosk.session.desk import Desk, Left
from sync.journal import events as ev

PIN_LENGTH = 6


@dataclass(frozen=True, repr=False)
class Identity:
    """``shown`` is what may stand on a screen; the rest goes to the city only."""

    resident_number: str
    card_number: str
    shown: str


@dataclass(frozen=True)
class CardSlot:
    """The card reader as the session sees it.

    Attributes:
        read: starts reading the card with a PIN.
    """

    read: Callable[[str], Talk]
    board: Board

    @property
    def media(self) -> str:
        """``present``, ``notPresent`` or ``lost`` (the reader itself)."""
        return self.board.card


@dataclass
class _Pin:
    digits: list[str] = field(default_factory=list)
    problem: Message | None = None

    def press(self, tap: Tap) -> None:
        if tap.control != "key":
            return
        self.problem = None
        if tap.value == "erase":
            del self.digits[-1:]
        elif tap.value.isdecimal() and len(self.digits) < PIN_LENGTH:
            self.digits.append(tap.value)

    def view(self) -> EnterPin:
        return EnterPin(len(self.digits), PIN_LENGTH, self.problem)


def identify(desk: Desk, slot: CardSlot) -> Flow[Identity]:
    """Asks for card and PIN until the card has proved itself; raises `Left` when the resident gives up."""
    problem: Message | None = None
    pin_problem: Message | None = None
    while True:
        yield from _card_in(desk, slot, problem)
        pin = yield from _ask_pin(desk, slot, pin_problem)
        if pin is None:
            problem, pin_problem = Message("card.pulled"), None
            continue
        result = yield from desk.converse(CARD, slot.read(pin), lambda: PresentCard("reading"))
        del pin
        if isinstance(result, CardIdentity):
            desk.record(ev.IdentityProved(desk.session, IdentityMeans.CHIP_CARD))
            return Identity(result.resident_number, result.document_number, result.name)
        reason, message = _explain(result)
        desk.record(ev.IdentityFailed(desk.session, reason))
        if isinstance(result, WrongPin):
            problem, pin_problem = None, message
        else:
            problem, pin_problem = message, None
            yield from _card_out(desk, slot, problem)


def _card_in(desk: Desk, slot: CardSlot, problem: Message | None) -> Flow[None]:
    while slot.media != "present":
        tap = yield from desk.answer(lambda: PresentCard("notPresent", problem), ready=lambda: slot.media == "present")
        if tap and tap.control == "back":
            raise Left(Ending.CANCELLED)


def _card_out(desk: Desk, slot: CardSlot, problem: Message) -> Flow[None]:
    """A card that failed is read again only after it was taken out: otherwise the same failure repeats at once."""
    while slot.media == "present":
        tap = yield from desk.answer(lambda: PresentCard("present", problem), ready=lambda: slot.media != "present")
        if tap and tap.control == "back":
            raise Left(Ending.CANCELLED)


def _ask_pin(desk: Desk, slot: CardSlot, problem: Message | None) -> Flow[str | None]:
    """The PIN, or None when the card was pulled meanwhile."""
    pin = _Pin(problem=problem)
    while True:
        tap = yield from desk.answer(pin.view, ready=lambda: slot.media != "present")
        if tap is None:
            return None
        if tap.control == "back":
            raise Left(Ending.CANCELLED)
        if tap.control == "confirm" and len(pin.digits) == PIN_LENGTH:
            return "".join(pin.digits)
        pin.press(tap)


def _explain(result: CardResult) -> tuple[IdentityFailure, Message]:
    """Reason for the journal, message for the screen."""
    match result:
        case WrongPin(tries_left=1):
            return IdentityFailure.WRONG_PIN, Message("pin.last-try")
        case WrongPin():
            return IdentityFailure.WRONG_PIN, Message("pin.wrong", {"tries_left": result.tries_left})
        case PinSuspended():
            return IdentityFailure.PIN_SUSPENDED, Message("pin.suspended")
        case WrongCan():
            return IdentityFailure.WRONG_CAN, Message("pin.suspended")
        case PinBlocked():
            return IdentityFailure.PIN_BLOCKED, Message("pin.blocked")
        case NotAuthentic():
            return IdentityFailure(f"not-authentic-{result.reason}"), Message("card.not-authentic")
        case NotSupported():
            return IdentityFailure.NOT_SUPPORTED, Message("card.unsupported")
        case CardFailed():
            return IdentityFailure(f"card-{result.failure.reason}"), Message("card.unreadable")
        case _:
            raise AssertionError(result)
