"""``kiosk city load``: fills the registers with made-up people, as many as a city has."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from config.trouble import Trouble
from kiosk.commands.arguments import add_city
from sync.reference_city.made_up import made_up
from sync.reference_city.sql_loading import Load, load, load_of
from sync.reference_city.store import SqlStore

if TYPE_CHECKING:
    from kiosk.commands.arguments import Actions

EVERY_S = 2.0
"""So often a line of progress."""


def add_actions(actions: Actions, database: argparse.ArgumentParser) -> None:
    """``database``: a parser of the option that names one."""
    parser = actions.add_parser(
        "load",
        help="fill the registers with people who do not exist, or go on where that broke off",
        parents=[database],
    )
    add_city(parser)
    parser.add_argument("--records", type=_number, required=True, metavar="N", help="how many there shall be in all")
    parser.add_argument("--seed", default="1", metavar="S", help="the same seed makes the same people; 1 by default")
    parser.set_defaults(action=_load)


def _number(text: str) -> int:
    plain = text.replace(",", "").replace("_", "")
    if not plain.isdecimal() or not int(plain):
        raise argparse.ArgumentTypeError("a number from 1 on")
    return int(plain)


class _Progress:
    """Lines on standard error: how many, how fast, and how long it will take at that pace."""

    def __init__(self, before: int, wanted: int) -> None:
        self._before, self._wanted = before, wanted
        self._began = self._last = time.monotonic()

    def told(self, load: Load) -> None:
        now = time.monotonic()
        rate = (load.records - self._before) / max(now - self._began, 0.001)
        if now < self._last + EVERY_S:
            return
        self._last = now
        left = max(0, self._wanted - load.records) / rate
        share = 100 * load.records // self._wanted
        print(
            f"{load.records:,} of {self._wanted:,} ({share} %), {rate:,.0f} a second, {_duration(left)} left",
            file=sys.stderr,
        )


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _load(options: argparse.Namespace) -> int:
    if options.city.scene is None:
        raise Trouble(f"{options.city.id}: scene.toml: without it there is no place for made-up people")
    store = SqlStore(options.database)
    try:
        before = load_of(store.engine, options.seed)
        if before.records >= options.records:
            print(f"{before.records:,} records of seed {options.seed} are there already")
            return 0
        if before.records:
            print(
                f"{before.records:,} records are there; going on from household {before.households:,}", file=sys.stderr
            )
        store.registers.enter(made_up(options.city.scene))
        began, progress = time.monotonic(), _Progress(before.records, options.records)
        done = load(store.engine, options.city, options.seed, options.records, progress.told)
        took = time.monotonic() - began
    finally:
        store.close()
    new = done.records - before.records
    print(
        f"{done.records:,} records of {done.households:,} households, seed {options.seed}; {new:,} of them now, in {_duration(took)}, "
        f"{new / max(took, 0.001):,.0f} a second"
    )
    return 0
