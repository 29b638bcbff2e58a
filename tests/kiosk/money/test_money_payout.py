"""Planning a payout."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from config.ids import DeviceName
from config.won import ZERO, Won, total
from kiosk.money.devices import Hopper, plan_payout

HOPPERS = tuple(Hopper(DeviceName(f"hopper-{won}"), Won(won)) for won in (500, 100, 50, 10))
STOCKS = st.tuples(*[st.integers(0, 6)] * 4)


@given(st.integers(0, 300).map(lambda tens: Won(tens * 10)), STOCKS)
def test_a_plan_makes_the_amount_from_what_is_there(amount: Won, counts: tuple[int, ...]) -> None:
    plan = plan_payout(amount, tuple(zip(HOPPERS, counts, strict=True)))
    stock = dict(zip(HOPPERS, counts, strict=True))
    assert total(hopper.coin * coins for hopper, coins in plan.coins) + plan.missing == amount
    assert all(0 < coins <= stock[hopper] for hopper, coins in plan.coins)


@given(st.integers(0, 60).map(lambda tens: Won(tens * 50)), STOCKS)
def test_what_is_missing_is_missing_because_there_is_no_way(amount: Won, counts: tuple[int, ...]) -> None:
    reachable = {ZERO}
    for hopper, count in zip(HOPPERS, counts, strict=True):
        reachable = {sum_ + hopper.coin * coins for sum_ in reachable for coins in range(count + 1)}
    plan = plan_payout(amount, tuple(zip(HOPPERS, counts, strict=True)))
    assert plan.missing == amount - max(sum_ for sum_ in reachable if sum_ <= amount)
