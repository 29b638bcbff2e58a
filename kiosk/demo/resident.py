"""A scripted resident: looks at the screen, decides what to do next. Serves the demo and the simulator.

A resident knows nothing but what is shown and what they want, as a person would: every decision is made anew from
the screen in front of them, so a slow or interrupted kiosk cannot get them out of step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from drivers.keys import Key
from kiosk.core.focus import touches_kinds
from kiosk.core.matter_view import ChooseMatter, Details, EnterSlip
from kiosk.core.view import (
    Attract,
    ChooseCopies,
    ChooseKind,
    ChooseOptions,
    Collect,
    EnterCan,
    EnterLot,
    EnterPin,
    EnterPlate,
    EnterUnit,
    EnterYears,
    Goodbye,
    Notice,
    OutOfService,
    Pay,
    PresentCard,
    Review,
    Screen,
    TakeCards,
    Tap,
    Working,
)
from kiosk.demo.keys import key_towards

LOOKS = 12
"""How often they look before they give a thing up."""
LISTENS = 2
"""Looks after a key that leads on; a second stroke right behind the first counts as none."""
MOST_CARDS = 2
"""After a second refusal they look for coins."""


@dataclass(frozen=True)
class InsertCoin:
    """``won`` is 0 for a foreign coin."""

    won: int


@dataclass(frozen=True)
class InsertNote:
    won: int


@dataclass(frozen=True)
class PullNote:
    """Pulls back a note that is still in escrow."""


@dataclass(frozen=True)
class PresentIdCard:
    pass


@dataclass(frozen=True)
class TakeIdCard:
    pass


@dataclass(frozen=True)
class PresentPaymentCard:
    """``how``: insert or tap."""

    how: str


@dataclass(frozen=True)
class TakePaymentCard:
    pass


@dataclass(frozen=True)
class TakePaper:
    """All that lies in the outlet."""


@dataclass(frozen=True)
class PressKey:
    key: Key


Action = (
    Tap
    | PressKey
    | InsertCoin
    | InsertNote
    | PullNote
    | PresentIdCard
    | TakeIdCard
    | PresentPaymentCard
    | TakePaymentCard
    | TakePaper
)

Form = EnterLot | EnterPlate | EnterYears | EnterUnit | EnterSlip | ChooseOptions


@dataclass
class Resident:
    """What one resident wants and how they go about it.

    Attributes:
        kind: the certificate they came for.
        matter: what they came for in its place, "" for a certificate; ``slip``: number and code of what they applied for, or of
            the ticket that they were given.
        place, number, sub_number, mountain: the lot, where the kind asks for one.
        plate: as it stands on the vehicle, a region included.
        years: the first and the last; none where they take what is shown.
        building, room: 동 and 호.
        options: those that they do not leave as they are.
        copies: how many they want; they take fewer where no more are to be had.
        pin: their card's PIN; ``wrong_pins`` are typed first.
        can: the number printed on their card; "" for somebody who does not find it. They type it again ``looks_again`` times.
        purse: coins and notes in the order they are put in; 0 is a foreign coin.
        payment_card: insert or tap, for somebody who would rather pay by card; "" for cash alone.
        looks_after_inserting: how often they look before they miss what they have put in.
        looks_for_kind: how often they look whether their kind is offered before they leave.
        looks_for_acceptor: how often they look whether what they hold is taken before they try it all the same, or put
            a coin back into the purse.
        looks_for_terminal: how often they look whether a card is taken before they put money in.
        hasty: takes the payment card out again before the machine says so.
        forgetful: leaves both cards where they are.
        leaves_paper: leaves the paper in the outlet.
        notes: which of the purse's values are notes.
        leaves_at: name of a view at which they press cancel, "" for never.
        walks_away_at: name of a view at which they simply go.
        by_keys: they use the keypad alone, and press it with care: after an enter they listen first.
        looks_round: they start and read the list, though what they want stands on the first screen.
        plain: they ask for what the registers have, as it is offered, and know their PIN: nothing stands between them and paper.
        went: they left because they did not want to any more.
        gave_up: why they pressed cancel though they wanted their paper; "" if they did not.
        informed: they were shown what they wanted to know.
        due: what they were asked to pay.
    """

    kind: str
    matter: str = ""
    slip: tuple[str, str] = ("", "")
    place: str = ""
    number: str = ""
    sub_number: str = ""
    mountain: bool = False
    plate: str = ""
    years: tuple[int, int] | None = None
    building: str = ""
    room: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    copies: int = 1
    pin: str = ""
    can: str = ""
    looks_again: int = 0
    wrong_pins: Sequence[str] = ()
    language: str = "ko"
    purse: Sequence[int] = ()
    payment_card: str = ""
    looks_after_inserting: int = LOOKS
    looks_for_kind: int = 0
    looks_for_acceptor: int = LOOKS
    looks_for_terminal: int = LOOKS
    hasty: bool = False
    forgetful: bool = False
    leaves_paper: bool = False
    notes: frozenset[int] = frozenset({1_000, 5_000, 10_000, 50_000})
    leaves_at: str = ""
    walks_away_at: str = ""
    by_keys: bool = False
    looks_round: bool = False
    plain: bool = True
    gone: bool = False
    served: bool = False
    went: bool = False
    gave_up: str = ""
    informed: bool = False
    due: int = 0
    card_in: bool = False
    payment_card_in: bool = False
    paper_taken: bool = False
    notices: list[str] = field(default_factory=list)
    _pins_tried: int = 0
    _paid: int = 0
    _confirmed_pin: bool = False
    _waiting: int = 0
    _seen_inserted: int = 0
    _cards_presented: int = 0
    _listening: int = 0
    _seen_forms: set[str] = field(default_factory=set)

    def next(self, screen: Screen) -> Action | None:
        """What they do now, or None to wait and look again."""
        if self._listening:
            self._listening -= 1
            return None
        action = self._next(screen)
        if not self.by_keys or not isinstance(action, Tap):
            return action
        key = key_towards(action, screen)
        self._listening = LISTENS if key in (Key.ENTER, Key.CANCEL) else 0
        return PressKey(key)

    def _next(self, screen: Screen) -> Action | None:
        view = screen.view
        name = type(view).__name__
        if self.gone:
            return None
        if (
            self.payment_card_in
            and not self.forgetful
            and (self.hasty or not (isinstance(view, Working) or getattr(view, "card", False)))
        ):
            self.payment_card_in = False
            return TakePaymentCard()
        if isinstance(view, (Attract, OutOfService)) and self.served:
            self.gone = True
            return None
        if name == self.walks_away_at:
            self.gone = self.went = True
            return TakeIdCard() if self.card_in and not self.forgetful else None
        if name == self.leaves_at and not isinstance(view, (Attract, Goodbye)):
            self.went = True
            return Tap("cancel")
        if screen.language != self.language:
            return Tap("language", self.language)
        match view:
            case Attract():
                return self._begin(screen, view)
            case ChooseMatter() | Details():
                return self._matter(view)
            case ChooseKind():
                return self._choose(view)
            case EnterLot() | EnterPlate() | EnterYears() | EnterUnit() | EnterSlip() | ChooseOptions() | ChooseCopies():  # fmt: skip
                return self._fill_in(view)
            case PresentCard(state="notPresent"):
                self.card_in = True
                return PresentIdCard()
            case PresentCard(state="present"):
                self.card_in = False
                return TakeIdCard()
            case EnterPin() | EnterCan():
                return self._enter_number(view)
            case Review():
                return self._review(view)
            case Pay():
                return self._pay(view)
            case Notice():
                return self._acknowledge(view)
            case Collect() | TakeCards() if self.card_in and not self.forgetful:
                self.card_in = False
                return TakeIdCard()
            case Collect() | TakeCards(document=True) if not (self.paper_taken or self.leaves_paper):
                self.paper_taken = True
                return TakePaper()
            case Collect():
                return Tap("continue")
            case _:
                self.served = self.served or isinstance(view, Goodbye)
                return None

    def _begin(self, screen: Screen, view: Attract) -> Tap:
        if self.matter:
            return Tap("matters")
        listed = touches_kinds(screen) and not (self.by_keys or self.looks_round)
        here = listed and any(item.name == self.kind and not item.unavailable for item in view.kinds)
        return Tap("kind", self.kind) if here else Tap("start")

    def _review(self, view: Review) -> Tap:
        """What the certificate shows and how many are wanted is changed from here, where nobody has asked."""
        wishes = {"options": bool(self.options), "copies": self.copies > 1}
        for row in view.rows:
            if wishes.get(row.edit) and row.edit not in self._seen_forms:
                return Tap("edit", row.edit)
        return Tap("cancel" if view.problem else "confirm")

    def _give_up(self, why: str) -> Tap:
        self.gave_up = why
        return Tap("cancel")

    def _choose(self, view: ChooseKind) -> Action | None:
        offered = any(item.name == self.kind and item.unavailable is None for item in view.kinds)
        if not offered and self.looks_for_kind:
            self.looks_for_kind -= 1
            return None
        if offered:
            return Tap("kind", self.kind)
        why = next((item.unavailable for item in view.kinds if item.name == self.kind), None)
        return self._give_up(why.id if why else "not-there")

    def _matter(self, view: ChooseMatter | Details) -> Tap:
        if isinstance(view, Details):
            self.informed = True
            said = {row.label.id: str(row.value) for row in view.rows}
            if "ticket.code" in said:
                self.slip = said["ticket.number"].replace("-", ""), said["ticket.code"]
            return Tap("continue")
        item = next((each for each in view.matters if each.name == self.matter), None)
        if item is None or item.unavailable:
            return self._give_up(item.unavailable.id if item and item.unavailable else "not-there")
        return Tap("matter", self.matter)

    def _choose_copies(self, view: ChooseCopies) -> Tap:
        self._seen_forms.add("copies")
        wanted = min(self.copies, view.most)
        if view.problem and view.problem.id == "copies.too-long":
            wanted = self.copies = max(1, min(wanted, view.copies - 1))
        step = wanted - view.copies
        return Tap("copies", "+1" if step > 0 else "-1") if step else Tap("confirm")

    def _fill_in(self, view: Form | ChooseCopies) -> Tap:
        if isinstance(view, ChooseCopies):
            return self._choose_copies(view)
        touch = self._fill(view)
        # What is not known, and what is refused though it says what they want, would be refused again.
        if view.problem and (touch is None or view.problem.id.endswith(".unknown")):
            return self._give_up(view.problem.id)
        return touch or Tap("confirm")

    def _fill(self, view: Form) -> Tap | None:
        """The next touch on a form, or None when it says what they want."""
        match view:
            case EnterLot():
                if view.place != self.place:
                    return Tap("place", self.place)
                if view.mountain != self.mountain:
                    return Tap("mountain")
                boxes = (("number", self.number, view.number), ("sub_number", self.sub_number, view.sub_number))
                return _type(boxes, view.focus)
            case EnterUnit():
                return _type((("building", self.building, view.building), ("room", self.room, view.room)), view.focus)
            case EnterSlip():
                number, code = self.slip
                return _type((("number", number, view.number.replace("-", "")), ("code", code, view.code)), view.focus)
            case EnterPlate():
                return self._enter_plate(view)
            case EnterYears():
                return self._enter_years(view)
            case ChooseOptions():
                self._seen_forms.add("options")
                wishes = ((item, self.options.get(item.name, item.chosen)) for item in view.options)
                return next(
                    (Tap("option", f"{item.name}={wish}") for item, wish in wishes if wish != item.chosen), None
                )

    def _enter_plate(self, view: EnterPlate) -> Tap | None:
        region = next((each for each in view.regions if self.plate.startswith(each)), "")
        if view.region != region:
            return Tap("region", region) if view.choosing_region else Tap("regions")
        key = next_key(self.plate.removeprefix(region), view.typed)
        return Tap("key" if key.isdecimal() or key == "erase" else "letter", key) if key else None

    def _enter_years(self, view: EnterYears) -> Tap | None:
        first, last = self.years or (view.from_year, view.to_year)
        for control, wanted, shown in (("from-year", first, view.from_year), ("to-year", last, view.to_year)):
            missing = max(view.first, min(view.last, wanted)) - shown
            if missing:
                step = 10 if abs(missing) >= 10 else 1
                return Tap(control, f"{step if missing > 0 else -step:+d}")
        return None

    def _enter_number(self, view: EnterPin | EnterCan) -> Action:
        if isinstance(view, EnterCan):
            key = next_key(self.can, view.typed)
            if view.problem and not view.typed:
                self.looks_again -= 1
            if not self.can or self.looks_again < 0:
                return Tap("cancel")
            return Tap("key", key) if key else Tap("confirm")
        if self._confirmed_pin and view.typed == 0:
            self._pins_tried, self._confirmed_pin = self._pins_tried + 1, False
        pins = [*self.wrong_pins, self.pin]
        if self._pins_tried >= len(pins):
            return self._give_up("pin")
        if view.typed == view.length:
            self._confirmed_pin = True
            return Tap("confirm")
        return Tap("key", pins[self._pins_tried][view.typed])

    def _pay(self, view: Pay) -> Action | None:
        self.due = view.due
        if view.inserted != self._seen_inserted:
            self._seen_inserted, self._waiting = view.inserted, 0
        if view.notice and view.notice.id == "pay.card-was-in" and not self.forgetful:
            self.payment_card_in = False
            return TakePaymentCard()
        if view.busy or view.inserted >= view.due:
            return None
        if self.payment_card and not view.card and not self._cards_presented and self.looks_for_terminal:
            self.looks_for_terminal -= 1
            return None
        if self.payment_card and view.card and self._cards_presented < MOST_CARDS:
            if self._waiting:
                self._waiting -= 1
                return None
            self._cards_presented, self._waiting = self._cards_presented + 1, self.looks_after_inserting
            self.payment_card_in = self.payment_card == "insert"
            return PresentPaymentCard(self.payment_card)
        if self._waiting:
            # A note takes a moment to be drawn in, read and stacked; a coin to fall.
            self._waiting -= 1
            return None
        if self._paid >= len(self.purse):
            return self._give_up("purse")
        value = self.purse[self._paid]
        is_taken = not value or value in view.accepts
        if not is_taken and self.looks_for_acceptor:
            self.looks_for_acceptor -= 1
            return None
        self._paid += 1
        if not is_taken and value not in self.notes:
            return None
        self._waiting = self.looks_after_inserting
        return InsertNote(value) if value in self.notes else InsertCoin(value)

    def _acknowledge(self, view: Notice) -> Action:
        self.notices.append(view.title.id)
        return Tap("continue" if "continue" in view.actions else view.actions[-1])


def next_key(wanted: str, typed: str) -> str | None:
    """What to press for ``typed`` to become ``wanted``."""
    if typed == wanted:
        return None
    return wanted[len(typed)] if wanted.startswith(typed) else "erase"


def _type(boxes: Sequence[tuple[str, str, str]], focus: str) -> Tap | None:
    """The next touch on boxes of digits, given as name, what is wanted and what is typed; None when all are right."""
    for name, wanted, typed in boxes:
        key = next_key(wanted, typed)
        if key:
            return Tap("key", key) if focus == name else Tap("field", name)
    return None
