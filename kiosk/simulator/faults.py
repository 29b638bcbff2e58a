"""What goes wrong in a run: bytes on wires, devices, the city, and the power of the kiosk itself, all by the seed.

Faults are done to what surrounds the kiosk, where the machine is composed; the kiosk has no hook for them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from config.dialogue import Failure, FailureReason
from drivers.bench.machine import EmulatedMachine
from drivers.device import Ms
from drivers.emulated import CoinThrower, NoteTrouble
from kiosk.core.step import Commit, Effect, Transmit


@dataclass(frozen=True)
class Rates:
    """Chances of each fault, once in so many: wire transfers, questions, coins, seconds, screens with a card in, kiosk steps.
    0 is never.

    ``bound_steps`` are those in which a record and a device write depend on each other's order: there, and only there,
    a power cut tells whether the order is right, and they are far too few to be hit by chance.
    """

    wire: int = 0
    question: int = 0
    coins: int = 0
    device_seconds: int = 0
    card_screens: int = 0
    power_steps: int = 0
    bound_steps: int = 0


RATES = {
    "none": Rates(),
    "some": Rates(
        wire=2_000, question=200, coins=500, device_seconds=300, card_screens=300, power_steps=20_000, bound_steps=400
    ),
    "many": Rates(
        wire=250, question=40, coins=50, device_seconds=60, card_screens=40, power_steps=1_500, bound_steps=20
    ),
}


class Faults:
    """Attributes:
    injected: how many so far.
    went_dark: how often computer and devices lost power together.
    story: what was done when; read after a failing run.
    """

    def __init__(
        self, level: str, dice: random.Random, machine: EmulatedMachine, reset_coins: Callable[[], None]
    ) -> None:
        self.rates = RATES[level]
        self.injected = self.went_dark = 0
        self.story: list[str] = []
        self._dice = dice
        self._throw = dice.getrandbits
        self._machine = machine
        self._reset_coins = reset_coins
        self._held_up: Counter[int] = Counter()

    def _happens(self, once_in: int) -> bool:
        """One throw of a die with so many sides, as ``randrange`` throws it. It is thrown at every byte that moves, hence by hand."""
        if once_in <= 0:
            return False
        bits = once_in.bit_length()
        thrown = self._throw(bits)
        while thrown >= once_in:
            thrown = self._throw(bits)
        return thrown == 0

    def _note(self, now: Ms, what: str) -> None:
        self.injected += 1
        self.story.append(f"{now} {what}")

    # -- wires --

    def on_wire(self, now: Ms, port: str, data: bytes) -> list[tuple[Ms, bytes]]:
        """What of a transfer arrives, and how much later: dropped, with a flipped bit, late, twice, or in two parts."""
        if not data or not self._happens(self.rates.wire):
            return [(0, data)]
        kind = self._dice.choice(("dropped", "flipped", "late", "doubled", "torn"))
        self._note(now, f"{port}: {kind}")
        at = self._dice.randrange(len(data))
        match kind:
            case "dropped":
                return [(0, data[:at])] if at else []
            case "flipped":
                flipped = data[at] ^ 1 << self._dice.randrange(8)
                return [(0, data[:at] + bytes((flipped,)) + data[at + 1 :])]
            case "late":
                return [(self._dice.randrange(100, 1_500), data)]
            case "doubled":
                return [(0, data), (1, data)]
        return [(0, data[:at]), (self._dice.randrange(1, 120), data[at:])]

    # -- city and printer --

    def on_question(self, now: Ms, channel: str, ask: Callable[[], object], timeout_ms: Ms) -> tuple[object, Ms] | None:
        """A lost question (it was never heard) or a lost answer (it was acted on); None when all is well."""
        if channel == "layout" or not self._happens(self.rates.question):
            return None
        if self._dice.random() < 0.5:
            self._note(now, f"{channel}: question lost")
        else:
            self._note(now, f"{channel}: answer lost")
            ask()
        if self._dice.random() < 0.5:
            return Failure(FailureReason.UNREACHABLE, "fault"), 5
        return Failure(FailureReason.TIMEOUT, "fault"), timeout_ms

    # -- devices --

    def device(self, now: Ms) -> tuple[Ms, Callable[[], object]] | None:
        """Called once a virtual second. Does something to a device; returns when and how it is mended."""
        if not self._happens(self.rates.device_seconds):
            return None
        machine = self._machine
        hopper = self._dice.choice(list(machine.hoppers.values()))
        mechanism, notes, printer = machine.printer.mechanism, machine.notes, machine.printer
        terminal = machine.terminal
        cable = self._dice.choice((machine.coins, notes, machine.receipts, hopper, terminal))
        times = self._dice.randrange(1, 6)

        def close_cover() -> None:
            """Opened with a sheet on its way it crumples that sheet, which has to come out as well."""
            mechanism.clear_jam()
            mechanism.close_cover()

        what, go_wrong, mend = self._dice.choice((
            (f"{type(cable).__name__} unplugged", _set(cable, "plugged", False), _set(cable, "plugged", True)),
            ("printer unplugged", _set(printer, "plugged", False), _set(printer, "plugged", True)),
            ("printer loses replies", _set(printer, "lose_replies", times), _set(printer, "lose_replies", 0)),
            ("printer jams", mechanism.jam, mechanism.clear_jam),
            ("printer cover open", mechanism.open_cover, close_cover),
            ("stapler jams", _set(mechanism, "stapler_jammed", True), _set(mechanism, "stapler_jammed", False)),
            ("presenter is stuck", _set(mechanism, "retracts", False), _set(mechanism, "retracts", True)),
            ("printer loses power", self._printer_goes_dark, self._printer_comes_back),
            ("printer out of paper", mechanism.empty_tray, lambda: mechanism.load(200)),
            ("printer proves nothing", _set(mechanism, "proves", False), _set(mechanism, "proves", True)),
            ("printer forgets jobs", _set(printer, "keeps_history", False), _set(printer, "keeps_history", True)),
            ("chip never answers", _set(machine.card, "mute", True), _set(machine.card, "mute", False)),
            ("notes lose power", lambda: notes.power_cycle(now), _nothing),
            ("notes lose power, the note slides in", lambda: notes.power_cycle(now, past_lever=True), _nothing),
            ("note jams", _set(notes, "trouble", NoteTrouble.JAM_IN_ACCEPTOR), _set(notes, "trouble", None)),
            ("stacker open", _set(notes, "trouble", NoteTrouble.STACKER_OPEN), _set(notes, "trouble", None)),
            ("coins reset", self._reset_coins, _nothing),
            ("hopper loses power", lambda: hopper.power_cycle(now), _nothing),
            ("hopper loses replies", _set(hopper, "drop_replies", times), _set(hopper, "drop_replies", 0)),
            ("hopper jams", _set(hopper, "jammed", True), _set(hopper, "jammed", False)),
            ("hopper empty", partial(self._hold_up, hopper), partial(self.loosen, hopper)),
            ("hopper refuses to pay", _set(hopper, "refuses", True), _set(hopper, "refuses", False)),
            ("terminal loses power", lambda: terminal.power_cycle(now, self._dice.random() < 0.5), _nothing),
            ("terminal loses its network", _set(terminal, "network", False), _set(terminal, "network", True)),
            ("terminal loses answers", _set(terminal, "drop_answers", times), _set(terminal, "drop_answers", 0)),
            ("card company is slow", _set(terminal, "approve_ms", 103_000), _set(terminal, "approve_ms", 2_000)),
            ("cards are declined", _set(terminal, "decline", "6B"), _set(terminal, "decline", "")),
            ("receipt paper out", _set(machine.receipts, "lines_left", 0), _set(machine.receipts, "lines_left", 5_000)),
            ("cutter jams", _set(machine.receipts, "cutter_jammed", True), _set(machine.receipts, "cutter_jammed", False)),
        ))  # fmt: skip
        self._note(now, what)
        go_wrong()
        return self._dice.randrange(500, 40_000), mend

    def _hold_up(self, hopper: CoinThrower) -> None:
        """Coins that hold each other up: the hopper throws none, as if it were empty."""
        self._held_up[id(hopper)] += hopper.tube
        hopper.tube = 0

    def loosen(self, hopper: CoinThrower) -> None:
        hopper.tube += self._held_up.pop(id(hopper), 0)

    def coin_is_forgotten(self, now: Ms) -> Ms | None:
        """Whether, and how soon, the coin acceptor is reset just after a coin fell, before or after it could tell."""
        if not self._happens(self.rates.coins):
            return None
        self._note(now, "coins reset after a coin")
        return self._dice.randrange(300)

    # -- cards --

    def card_pulled(self, now: Ms) -> tuple[Ms, Ms | None] | None:
        """Whether the chip card is pulled from this screen on: after how long, and when one is put in again, None for never."""
        if not self._happens(self.rates.card_screens):
            return None
        self._note(now, "card pulled")
        return self._dice.randrange(1_500), self._dice.choice((None, 0, self._dice.randrange(5_000)))

    # -- power --

    def power_cut(self, now: Ms, effects: list[Effect]) -> int | None:
        """How many of the step's effects still happen before the kiosk loses power; None when it does not."""
        if not effects:
            return None
        bound = False
        if len(effects) > 1:
            kinds = [type(effect) for effect in effects]
            bound = Commit in kinds and Transmit in kinds
        if not self._happens(self.rates.bound_steps if bound else self.rates.power_steps):
            return None
        self._note(now, "power cut")
        if self._machine.printer.mechanism.active() and self._dice.random() < 0.5:
            self._note(now, "a job waits for paper, until somebody brings some")
            self._machine.printer.mechanism.empty_tray()
        if self._dice.random() < 0.3:
            self._cut_devices(now)
        return self._dice.randrange(len(effects) + 1)

    def _cut_devices(self, now: Ms) -> None:
        """The whole machine goes dark, not the kiosk's computer alone.

        A note on its way stays or slides in, a sheet comes out or has to be pulled out.
        """
        self._note(now, "devices lose power too")
        self.went_dark += 1
        self._reset_coins()
        self._machine.notes.power_cycle(now, past_lever=self._dice.random() < 0.5)
        for hopper in self._machine.hoppers.values():
            hopper.power_cycle(now)
        self._machine.terminal.power_cycle(now, self._dice.random() < 0.5)
        self._printer_goes_dark()
        self._printer_comes_back()

    def _printer_goes_dark(self) -> None:
        mechanism = self._machine.printer.mechanism
        mechanism.cut_power(sheet_comes_out=self._dice.random() < 0.5, forgets=self._dice.random() < 0.2)

    def _printer_comes_back(self) -> None:
        """Somebody has pulled out the sheet that stuck in it."""
        self._machine.printer.mechanism.clear_jam()
        self._machine.printer.mechanism.restore_power()

    def power_returns_after(self) -> Ms:
        """Shorter and longer than the minute within which coins may go back."""
        return self._dice.choice((1_500, 5_000, 20_000, 100_000))

    def commit_is_kept(self) -> bool:
        """Of a commit that was cut."""
        return self._dice.random() < 0.5


def _set(target: object, attribute: str, value: object) -> Callable[[], object]:
    return lambda: setattr(target, attribute, value)


def _nothing() -> None:
    """It mends itself."""
