"""Money: whole won, in a type of its own.

Korea's currency has no minor unit, so every amount is an integer. ``Won`` refuses to be mixed with a plain number:
a count of coins or a number of milliseconds can then never be added to a sum of money by mistake.

>>> Won(500) + Won(100) * 3
Won(800)
>>> Won(10_000) // Won(500)
20
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import total_ordering


@total_ordering
class Won:
    """An amount of won. Immutable, hashable, ordered; may be negative (a difference).

    Raises:
        TypeError: on any operation with something that is not ``Won`` (multiplying by a count is allowed).
    """

    __slots__ = ("_amount",)

    def __init__(self, amount: int) -> None:
        if type(amount) is not int:
            raise TypeError(f"won are whole: {amount!r}")
        self._amount = amount

    def __int__(self) -> int:
        return self._amount

    def __add__(self, other: Won) -> Won:
        return Won(self._amount + other._amount) if isinstance(other, Won) else NotImplemented

    def __sub__(self, other: Won) -> Won:
        return Won(self._amount - other._amount) if isinstance(other, Won) else NotImplemented

    def __mul__(self, count: int) -> Won:
        return Won(self._amount * count) if type(count) is int else NotImplemented

    def __floordiv__(self, unit: Won) -> int:
        """How many whole ``unit`` fit."""
        return self._amount // unit._amount if isinstance(unit, Won) else NotImplemented

    def __mod__(self, unit: Won) -> Won:
        return Won(self._amount % unit._amount) if isinstance(unit, Won) else NotImplemented

    def __neg__(self) -> Won:
        return Won(-self._amount)

    def __eq__(self, other: object) -> bool:
        return self._amount == other._amount if isinstance(other, Won) else NotImplemented

    def __lt__(self, other: Won) -> bool:
        return self._amount < other._amount if isinstance(other, Won) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._amount)

    def __bool__(self) -> bool:
        return self._amount != 0

    def __repr__(self) -> str:
        return f"Won({self._amount})"

    def __str__(self) -> str:
        """Grouped digits without a unit: the word for won belongs to the language of the screen."""
        return f"{self._amount:,}"


ZERO = Won(0)


def total(amounts: Iterable[Won]) -> Won:
    """The sum; zero won for nothing."""
    sum_ = ZERO
    for amount in amounts:
        sum_ = sum_ + amount
    return sum_
