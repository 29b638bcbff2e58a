"""Who stands here: chip card and PIN. Card, PIN and resident number live in this session's memory and nowhere else.

A card counts from when it is put in. One that was there when the session began is somebody else's until it was taken out
and put in again; one that is pulled proves nothing any more, even if it comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.vocabulary import IdentityMeans
from drivers.smartcard import secret
from drivers.smartcard.dialogue import Talk, look_at_card
from drivers.smartcard.identity import CardEvidence, CardIdentity, PinSuspended, WrongCan, WrongPin
from drivers.smartcard.secret import Secret
from kiosk.core.channels import CARD
from kiosk.core.status import Board, Insertion
from kiosk.core.step import Flow
from kiosk.core.view import EnterCan, EnterPin, Message, PresentCard, Tap, View
from kiosk.session.desk import Desk
from kiosk.session.forms.form import is_digit
from kiosk.session.resident.refused_card import problem_of, reason_of, tries_of
from sync.journal import events as ev

PIN_LENGTH = CAN_LENGTH = 6
CANS = 3
"""A chip takes wrong CANs for ever; who cannot read the number on their card finds help at a counter."""


@dataclass(frozen=True, repr=False)
class Identity:
    """``shown`` is what may stand on a screen; the rest goes to the city only. It holds while ``card`` is in."""

    resident_number: str
    card_number: str
    shown: str
    card: Insertion
    evidence: CardEvidence | None


@dataclass
class CardSlot:
    """The card reader as the session sees it.

    Attributes:
        read: starts reading the card with a PIN, and with the CAN that a suspended chip asks for first, None for none.
        before: the last card that was put in before the session began.
    """

    read: Callable[[Secret, Secret | None], Talk]
    board: Board
    before: Insertion

    @property
    def media(self) -> str:
        """``present``, ``notPresent`` or ``lost`` (the reader itself)."""
        return self.board.card

    @property
    def card(self) -> Insertion | None:
        """The card that is in now."""
        return self.board.insertion if self.media == "present" else None

    def put_in_after(self, earlier: Insertion) -> bool:
        """A card is in that somebody was seen to put in after that one."""
        return self.card is not None and self.card > earlier and not self.board.unseen

    def begin(self) -> None:
        """Somebody else stands here now."""
        self.before = self.board.insertion


LAST_TRIES = (Message("pin.last-try"), Message("pin.last-of-all"))
"""Warnings: they stay while the PIN is typed."""


@dataclass(repr=False)
class _Number:
    """So many digits. ``warning`` is what the last try came to; one of the last tries stays said."""

    length: int
    warning: Message | None = None
    typed: str = ""
    missing: Message | None = None

    @property
    def problem(self) -> Message | None:
        return self.missing or self.warning

    def press(self, tap: Tap) -> bool:
        """True when it is confirmed and whole."""
        missing = self.length - len(self.typed)
        if tap.control == "confirm":
            self.missing = Message("pin.missing", {"missing": missing}) if missing else None
            return not missing
        if tap.control == "key":
            self.missing = None
            self.warning = self.warning if self.warning in LAST_TRIES else None
            if tap.value == "erase":
                self.typed = self.typed[:-1]
            elif is_digit(tap.value) and missing:
                self.typed += tap.value
        return False


class _Back(Exception):
    """The resident goes a step back."""


class _Pulled(Exception):
    """The card was taken out."""


class _Unusable(Exception):
    """This card proves nobody."""

    def __init__(self, why: Message) -> None:
        super().__init__()
        self.why = why


def identify(desk: Desk, slot: CardSlot) -> Flow[Identity | None]:
    """Asks for card and PIN until the card has proved itself; None when the resident goes a step back.

    Raises:
        Left: the resident gave up.
    """
    refused, problem = slot.before, None
    while True:
        try:
            card = yield from _card_in(desk, slot, refused, problem)
            return (yield from _prove(desk, slot, card))
        except _Back:
            return None
        except _Pulled:
            problem = Message("card.pulled")
        except _Unusable as unusable:
            # It is read again only after it was taken out: otherwise the same failure repeats at once.
            refused, problem = slot.board.insertion, unusable.why


def _card_in(desk: Desk, slot: CardSlot, refused: Insertion, problem: Message | None) -> Flow[Insertion]:
    """Waits for a card that came in after ``refused``; that one has to be taken out first."""

    def is_there() -> bool:
        return slot.put_in_after(refused)

    def view() -> View:
        if slot.card is None:
            return PresentCard("notPresent", problem)
        return PresentCard("present", problem or Message("card.left-behind"))

    while not is_there():
        tap = yield from desk.answer(view, ready=is_there)
        if tap and tap.control == "back":
            raise _Back
    return slot.board.insertion


def _prove(desk: Desk, slot: CardSlot, card: Insertion) -> Flow[Identity]:
    """PIN by PIN, and with the CAN where the chip wants it, until the card says who holds it. A card to which no PIN could be
    shown is told before one is typed.
    """
    unfit = yield from desk.converse(CARD, look_at_card(), lambda: PresentCard("reading"))
    if unfit:
        desk.record(ev.IdentityFailed(desk.session, reason_of(unfit)))
        if slot.card != card:
            raise _Pulled
        raise _Unusable(problem_of(unfit))
    can, problem, cans = None, None, CANS
    while True:
        pin = secret.pin((yield from _type(desk, slot, card, _Number(PIN_LENGTH, problem), _enter_pin)))
        result = yield from desk.converse(CARD, slot.read(pin, can), lambda: PresentCard("reading"))
        del pin
        if isinstance(result, CardIdentity) and slot.card == card:
            desk.record(ev.IdentityProved(desk.session, IdentityMeans.CHIP_CARD))
            return Identity(result.resident_number, result.document_number, result.name, card, result.evidence)
        desk.record(ev.IdentityFailed(desk.session, reason_of(result)))
        if slot.card != card:
            raise _Pulled
        if isinstance(result, WrongCan):
            cans -= 1
        if isinstance(result, (PinSuspended, WrongCan)) and cans:
            told = Message("can.wrong") if isinstance(result, WrongCan) else None
            can = secret.can((yield from _type(desk, slot, card, _Number(CAN_LENGTH, told), _enter_can)))
            problem = Message("pin.last-of-all")
        elif isinstance(result, WrongPin):
            problem = tries_of(result)
        else:
            raise _Unusable(problem_of(result))


def _type(desk: Desk, slot: CardSlot, card: Insertion, number: _Number, view: Callable[[_Number], View]) -> Flow[str]:
    """A number, typed while the card is in."""
    while True:
        tap = yield from desk.answer(lambda: view(number), ready=lambda: slot.card != card)
        if tap is None:
            raise _Pulled
        if tap.control == "back":
            raise _Back
        if number.press(tap):
            return number.typed


def _enter_pin(number: _Number) -> View:
    return EnterPin(len(number.typed), number.length, number.problem)


def _enter_can(number: _Number) -> View:
    return EnterCan(number.typed, number.length, number.problem)
