"""The cash devices of this machine, what its hoppers hold, and which coins make a sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from config.ids import DeviceName
from config.won import Won
from drivers.device import Level, State, Status
from drivers.fitting import Acceptor
from kiosk.core.status import is_online
from kiosk.money.books import Ledger


@dataclass(frozen=True)
class Hopper:
    device: DeviceName
    coin: Won


@dataclass(frozen=True)
class CashDevices:
    """Which devices take money, each with what it may take, and which give it."""

    acceptors: tuple[Acceptor, ...]
    hoppers: tuple[Hopper, ...]

    @property
    def money(self) -> frozenset[Won]:
        """What one of them or another takes."""
        return frozenset(value for each in self.acceptors for value in each.values)


Stock = tuple[tuple[Hopper, int], ...]
"""How many coins each hopper has."""


class Plan(NamedTuple):
    """Coins towards an amount, and what of it they do not make."""

    coins: Stock
    missing: Won


ASKED_AT_ONCE = 128
"""Answers about one stock that are remembered: a session asks for some thirty, again and again. With the next coin the stock is another
one, and what is remembered of the last is of no use: thousands of them looked like a leak for the first five hundred sessions."""


@lru_cache(maxsize=ASKED_AT_ONCE)
def plan_payout(amount: Won, stock: Stock) -> Plan:
    """The fewest coins that make ``amount``, or as much of it as can be made.

    Each Korean coin divides the next larger one (10, 50, 100, 500), so taking the largest first never misses a way.
    """
    plan = []
    for hopper, count in sorted(stock, key=lambda item: item[0].coin, reverse=True):
        coins = min(amount // hopper.coin, count)
        if coins > 0:
            plan.append((hopper, coins))
            amount = amount - hopper.coin * coins
    return Plan(tuple(plan), amount)


class Hoppers:
    """What could be paid out now."""

    def __init__(self, hoppers: tuple[Hopper, ...], ledger: Ledger, status: Mapping[DeviceName, Status]) -> None:
        self._hoppers = hoppers
        self._ledger = ledger
        self._status = status

    def stock(self) -> Stock:
        """Coins by the journal's count, of hoppers that answer and do not report themselves empty."""
        return tuple(
            (hopper, self._ledger.units.count(hopper.device, hopper.coin))
            for hopper in self._hoppers
            if is_online(self._status, hopper.device) and self._status[hopper.device].level("coins") != Level.OUT
        )

    def shortages(self) -> tuple[Won, ...]:
        """Coins of which no change can be given; a hopper that has not been heard of yet is not short."""
        stock = dict(self.stock())
        heard_of = (hopper for hopper in self._hoppers if self._status[hopper.device].state != State.UNKNOWN)
        return tuple(sorted(hopper.coin for hopper in heard_of if not stock.get(hopper)))
