"""What is worked out about money is remembered for as long as it can be asked again, and not for weeks."""

from __future__ import annotations

import gc
import tracemalloc

from config.ids import DeviceName
from config.won import ZERO, Won
from kiosk.money.devices import Hopper
from kiosk.money.taking import takeable

COINS = tuple(Hopper(DeviceName(f"hopper-{coin}"), Won(coin)) for coin in (500, 100))
MONEY = frozenset(Won(value) for value in (100, 500, 1_000, 5_000, 10_000))
MOST_GROWTH = 50_000


def sell(count: int, start: int) -> None:
    """So many sessions: each leaves other counts in the hoppers, and asks what may come next at several sums."""
    for number in range(start, start + count):
        stock = ((COINS[0], 10 + number % 997), (COINS[1], 10 + number))
        for inserted in range(0, 1_000, 100):
            takeable(MONEY, Won(inserted), ZERO, Won(1_000), stock)


def test_memory_is_flat_however_many_stocks_the_hoppers_have_had() -> None:
    tracemalloc.start()
    try:
        sell(100, 0)  # from then on what is remembered takes the place of something else
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        sell(300, 100)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < MOST_GROWTH
