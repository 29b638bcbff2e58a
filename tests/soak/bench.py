"""The bench of the soak: mechanics ten times as fast, and something goes wrong every minute. ``-m tests.soak.bench SEED``.

Protocols keep their times: a note waits as long in escrow, an acceptor that nobody polls inhibits itself as soon. Prints one line of JSON,
as ``kiosk bench`` does, and ends with its input.
"""

from __future__ import annotations

import json
import random
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import drivers.cctalk.emulator as cctalk
import drivers.escpos.emulator as escpos
import drivers.id003.emulator as id003
import drivers.smartro.emulator as smartro
from config.clock import monotonic_ms
from drivers.bench.server import Bench
from drivers.smartcard import pcscd
from kiosk.demo.demonstration import make_bench
from kiosk.demo.settings import example_machine

FASTER = 10
MOVED = (
    (cctalk, "COIN_MS"),
    (escpos, "LINE_MS"),
    (id003, "DRAW_IN_MS"),
    (id003, "STACK_MS"),
    (id003, "RETURN_MS"),
    (id003, "INITIALIZE_MS"),
    (smartro, "CANCEL_MS"),
    (smartro, "BOOT_MS"),
)
"""Where something moves, prints or boots."""
FAULT_S = 40.0
MENDED_S = 6.0
"""On average one in so many seconds, and how long it lasts at most."""


class Troubles:
    """What goes wrong with the devices, one thing after the other; what a person has to mend is mended."""

    def __init__(self, bench: Bench, seed: int) -> None:
        self._bench, self._dice = bench, random.Random(seed)

    def run(self, over: threading.Event) -> None:
        while not over.wait(self._dice.expovariate(1 / FAULT_S)):
            begin, mend = self._dice.choice(self._all())
            with self._bench.lock:
                begin()
            over.wait(self._dice.uniform(0.5, MENDED_S))
            with self._bench.lock:
                mend()
                self._fill_up()

    def _all(self) -> list[tuple[Callable[[], object], Callable[[], object]]]:
        machine, dice = self._bench.machine, self._dice
        hopper = dice.choice(list(machine.hoppers.values()))
        cable = dice.choice((machine.coins, machine.notes, machine.receipts, hopper, machine.terminal, machine.printer))
        mechanism = machine.printer.mechanism
        return [
            (lambda: setattr(cable, "plugged", False), lambda: setattr(cable, "plugged", True)),
            (mechanism.jam, mechanism.clear_jam),
            (mechanism.empty_tray, lambda: mechanism.load(200)),
            (lambda: setattr(hopper, "drop_replies", 3), lambda: setattr(hopper, "drop_replies", 0)),
            (lambda: setattr(hopper, "jammed", True), lambda: setattr(hopper, "jammed", False)),
            (
                lambda: setattr(machine.receipts, "lines_left", 0),
                lambda: setattr(machine.receipts, "lines_left", 5_000),
            ),
            (lambda: setattr(machine.printer, "lose_replies", 2), lambda: setattr(machine.printer, "lose_replies", 0)),
            (lambda: machine.notes.power_cycle(monotonic_ms()), lambda: None),
        ]

    def _fill_up(self) -> None:
        machine = self._bench.machine
        machine.printer.mechanism.load(200)
        machine.receipts.lines_left = 5_000


def main(seed: str) -> None:
    for module, name in MOVED:
        setattr(module, name, getattr(module, name) // FASTER)
    pcscd.DRIVER = Path("/none")
    bench = make_bench(example_machine(), 0)
    bench.machine.printer.mechanism.page_ms //= FASTER
    bench.machine.terminal.approve_ms //= FASTER
    bench.start()
    over = threading.Event()
    thread = threading.Thread(target=Troubles(bench, int(seed)).run, args=(over,), daemon=True)
    thread.start()
    print(json.dumps(bench.addresses), flush=True)
    sys.stdin.read()
    over.set()
    thread.join()
    bench.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
