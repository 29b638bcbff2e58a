"""A scripted member of staff in a run: at the pages with their fingers, in the machine with their hands.

Like a resident they know what is shown and what they came for, and decide anew from the screen in front of them. After a power cut
they begin again; whatever they had moved by then, and had not seen booked, they count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from config.ids import DeviceName
from config.vocabulary import CloseReason, Role
from config.won import Won
from drivers.bench.machine import EmulatedMachine
from drivers.emulated import CoinTaker, CoinThrower, NoteTaker
from kiosk.core.view import (
    Attract,
    Notice,
    OutOfService,
    Screen,
    ServiceEntry,
    ServiceList,
    ServiceMenu,
    StaffSignIn,
    Tap,
)
from kiosk.demo.resident import Action, InsertCoin, InsertNote, PresentIdCard, TakeIdCard, TakePaper, next_key
from kiosk.demo.settings import STAFF, STAFF_PIN
from kiosk.money.units import Place

MOST_LOOKS = 200
"""At one page, before they go back: about three minutes, longer than a printer or a hopper may take."""
PACKET = "200"
"""Sheets in a packet; as pages of toner or metres of a roll it will do as well."""
TESTS = ("binding", "payout", "coin", "note", "page", "slip", "card", "network", "clock", "touch")
LOOKED_AT = ("states", "counts", "claims", "voids", "untaken", "journal")


class Inside:
    """The machine with its door open: what a person finds in its cash units, takes out and puts in.

    Attributes:
        taken_out: pieces that acceptors had taken, by value.
        explained: units and batches in which a count may differ from the books, for the power went while somebody moved pieces.
        in_doubt: units in which pieces were moved that nobody has seen on the books yet.
    """

    def __init__(self, machine: EmulatedMachine, loosen: Callable[[CoinThrower], object], full: int) -> None:
        """``loosen`` frees coins that hold each other up in a hopper; one holds ``full``."""
        self._machine = machine
        self._loosen = loosen
        self.full = full
        self.coins_taken_out: Counter[int] = Counter()
        self.notes_taken_out: Counter[int] = Counter()
        self.explained: set[tuple[str, int]] = set()
        self.in_doubt: set[str] = set()

    @property
    def hoppers(self) -> Collection[str]:
        return self._machine.hoppers

    @property
    def units(self) -> tuple[str, ...]:
        acceptors = (*self._machine.all(CoinTaker), *self._machine.all(NoteTaker))
        return (*self._machine.hoppers, *acceptors)

    def pieces(self, place: Place) -> int:
        unit, won = place
        if hopper := self._machine.hoppers.get(unit):
            self._loosen(hopper)
            return hopper.tube
        return self._box(unit)[int(won)]

    def put_in(self, unit: str, coins: int) -> None:
        self._machine.hoppers[unit].tube += coins

    def empty(self, unit: str) -> None:
        """What an acceptor has taken goes into the bag."""
        box = self._box(unit)
        out = self.coins_taken_out if unit in self._machine.all(CoinTaker) else self.notes_taken_out
        out.update(box)
        box.clear()

    def _box(self, unit: str) -> Counter[int]:
        device = self._machine.devices[unit]
        assert isinstance(device, CoinTaker | NoteTaker), device
        return device.cashbox if isinstance(device, CoinTaker) else device.box

    @property
    def taken_out(self) -> int:
        """Won."""
        return sum(won * pieces for out in (self.coins_taken_out, self.notes_taken_out) for won, pieces in out.items())


@dataclass
class Staff:
    """One visit.

    Attributes:
        inside: the machine's.
        role: as whom they come.
        errands: pages of the menu, in the order in which they are opened; "" is to leave and come back.
        units: what is to be done with each cash unit: count, fill.
        tests: kinds of tests still to be made.
        reason: why nobody is served while they are away.
        wrong_pin: they mistype it once. ``miscounts``: the same of a count.
        discards: they go back without having booked what they typed.
        keeps_coin: a coin that a test threw is not put back.
        walks_away: they go and leave the pages open.
    """

    inside: Inside
    role: Role
    errands: list[str]
    units: dict[str, str] = field(default_factory=dict)
    tests: list[str] = field(default_factory=list)
    reason: CloseReason = CloseReason.MAINTENANCE
    wrong_pin: bool = False
    miscounts: bool = False
    discards: bool = False
    keeps_coin: bool = False
    walks_away: bool = False
    gone: bool = False
    _in: bool = False
    _unit: str = ""
    _moved: set[str] = field(default_factory=set)  # since something was last seen to be booked
    _once: bool = False  # what a page asks for with their hands was done
    _page: str = ""
    _looks: int = 0
    _replaced: bool = False

    def next(self, screen: Screen) -> Action | None:
        """What they do now, or None to wait and look again."""
        view = screen.view
        if self.gone:
            return None
        self._look(view)
        match view:
            case Attract() | OutOfService():
                return self._outside(view)
            case StaffSignIn():
                return self._sign_in(view)
            case ServiceMenu():
                return self._menu()
            case ServiceEntry():
                return self._type(view)
            case ServiceList(title="service.cash"):
                return self._cash(view)
            case ServiceList(title="service.tests"):
                return self._test(view)
            case ServiceList(title="service.closing"):
                return self._close(view)
            case ServiceList(title="service.supplies"):
                return self._supplies()
            case ServiceList():
                return self._done()
            case Notice():
                return Tap("continue")
            case _:
                return None

    def _look(self, view: object) -> None:
        page = f"{type(view).__name__} {getattr(view, 'title', '')} {getattr(view, 'first', '')}"
        self._looks = self._looks + 1 if page == self._page else 0
        self._once = self._once and page == self._page
        self._page = page

    def _outside(self, view: Attract | OutOfService) -> Action | None:
        """At the first screen: before they are let in, when they have left, and after a power cut."""
        if self._in:
            self._in = False
            if self.errands[:1] == [""]:
                self.errands.pop(0)
            else:
                self._begin_again()
            self.gone = not self.errands
        if self.gone or (isinstance(view, OutOfService) and view.reason.id == "out.starting"):
            return None
        return Tap("service")

    def _begin_again(self) -> None:
        """With what was counted and not booked, and with what was moved: nobody knows what of that is on the books."""
        self.inside.in_doubt |= self._moved
        again = self._moved | {unit for unit, job in self.units.items() if job == "counted"}
        self._moved = set()
        if again:
            self.units |= dict.fromkeys(sorted(again), "count")
            self.discards = False
            self.errands = ["cash", *(each for each in self.errands if each != "cash")]

    def _sign_in(self, view: StaffSignIn) -> Tap:
        if view.asked == "number":
            key = next_key(STAFF[self.role], view.shown)
            return Tap("key", key) if key else Tap("confirm")
        pin = "000000" if self.wrong_pin else STAFF_PIN
        if view.typed < len(pin):
            return Tap("key", pin[view.typed])
        self.wrong_pin = False
        return Tap("confirm")

    def _menu(self) -> Tap | None:
        self._in = True
        if self.errands and self.errands[0]:
            return Tap("open", self.errands[0])
        if self.walks_away and not self.errands:
            self.gone = True
            return None
        return Tap("cancel")

    def _done(self) -> Tap:
        """With this page of the menu."""
        if self.errands and self.errands[0]:
            self.errands.pop(0)
        return Tap("back")

    # -- cash --

    def _cash(self, view: ServiceList) -> Tap:
        first = view.first.id if view.first else ""
        match first:
            case "cash.choose" | "cash.typed":
                return self._overview(typed=first == "cash.typed")
            case "cash.not-booked":
                self.units.clear()
                return self._back_from_cash("discard")
            case "cash.what-is-left":
                return self._what_is_left("put-in" in view.actions)
            case "cash.preview":
                assert view.first
                batch = view.first.args["batch"]
                self.inside.explained |= {(unit, int(batch)) for unit in self.inside.in_doubt}
                return Tap("book")
            case "cash.booked" | "cash.booked-unprinted":
                booked = {unit for unit, job in self.units.items() if job == "counted"}
                self.inside.in_doubt -= booked
                self.units |= dict.fromkeys(booked, "booked")
                self._moved.clear()
                return self._back_from_cash("back")
            case _ if "count" not in view.actions:
                return Tap("book")  # what was put in without a count
            case _:
                return self._at_unit()

    def _back_from_cash(self, by: str) -> Tap:
        self._done()
        return Tap(by)

    def _overview(self, typed: bool) -> Tap:
        self._unit = next((unit for unit, job in self.units.items() if job in ("count", "fill")), "")
        if self._unit:
            return Tap("open", self._unit)
        if typed:
            return Tap("back" if self.discards else "book")
        return self._done()

    def _at_unit(self) -> Tap:
        job = self.units.get(self._unit, "")
        if job in ("count", "fill"):
            return Tap(job)
        if job == "filled":
            self._moved.discard(self._unit)  # it stands there
        return Tap("back")

    def _what_is_left(self, hopper: bool) -> Tap:
        self.units[self._unit] = "counted"
        if self.discards:
            return Tap("as-it-is")
        if not hopper:
            self._moved.add(self._unit)
            self.inside.empty(self._unit)
            return Tap("emptied")
        return Tap("put-in" if self._lacks() else "as-it-is")

    def _lacks(self) -> int:
        """Coins, of a full hopper."""
        return max(0, self.inside.full - self.inside.pieces((DeviceName(self._unit), Won(0))))

    def _type(self, view: ServiceEntry) -> Tap:
        kind = view.title.id
        if kind == "cash.count-title":
            pieces = self.inside.pieces((DeviceName(self._unit), Won(int(view.title.args["won"]))))
            wrong = self.miscounts and not view.problem
            wanted = str(pieces + 1 if wrong else pieces)
        elif kind == "cash.fill-title":
            wanted = str(self._lacks())
        else:
            wanted = "10023" if kind == "cash.bag-title" else PACKET
        key = next_key(wanted, view.typed)
        if key:
            return Tap("key", key)
        if kind == "cash.count-title" and wrong:
            self.miscounts = False
        if kind == "cash.fill-title":
            self._moved.add(self._unit)
            self.inside.put_in(self._unit, int(wanted))
            if self.units.get(self._unit) == "fill":
                self.units[self._unit] = "filled"
        return Tap("confirm")

    # -- the other pages --

    def _test(self, view: ServiceList) -> Action | None:
        first = view.first.id if view.first else ""
        match first:
            case "service.try.coin-fell":
                return self._coin_fell()
            case "service.try.coin" | "service.try.note":
                return self._by_hand(InsertCoin(100) if first.endswith("coin") else InsertNote(1_000))
            case "service.try.card":
                return self._by_hand(PresentIdCard())
            case "service.try.card-out":
                return self._by_hand(TakeIdCard())
            case "service.try.page" | "service.try.bound":
                return self._by_hand(TakePaper(), then=view.actions[0])
        there = {row.of for row in view.rows if row.button == "try"}
        if there:
            self._moved.clear()  # what was put back stands in the journal
        while there and self.tests:
            wanted = self.tests.pop(0)
            if of := next((each for each in sorted(there) if each.startswith(f"{wanted}=")), ""):
                self._unit = of.partition("=")[2]
                return Tap("try", of)
        return self._done() if there else Tap("back")

    def _by_hand(self, action: Action, then: str = "") -> Action | None:
        """Once, and then they wait for the page to change, or touch what it asks for."""
        if not self._once:
            self._once = True
            return action
        if then:
            return Tap(then)
        return Tap("back") if self._looks > MOST_LOOKS else None

    def _coin_fell(self) -> Tap:
        if self.keeps_coin:
            return Tap("kept")
        self._moved.add(self._unit)
        self.inside.put_in(self._unit, 1)
        return Tap("put-back")

    def _close(self, view: ServiceList) -> Tap:
        """It is closed while they are away, and open when they go for good."""
        away = "" in self.errands
        closed = "reopen" in view.actions
        if away and not closed:
            return Tap("close", self.reason)
        if closed and not away:
            return Tap("reopen")
        return self._done()

    def _supplies(self) -> Tap:
        if self._replaced:
            return self._done()
        self._replaced = True
        return Tap("replaced", "paper")
