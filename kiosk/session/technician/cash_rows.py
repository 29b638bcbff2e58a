"""Cash as the pages say it: a unit, a denomination, counted beside expected, and what explains the difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from config.cash_statement import CashStatement, Suspicion, UnitLine, worth
from config.ids import DeviceName
from config.vocabulary import Accuracy
from kiosk.core.view import Message, ServiceRow

Names = Mapping[DeviceName, Message]
_WORST = (Accuracy.INACCURATE, Accuracy.UNKNOWN, Accuracy.ACCURATE)


def unit_row(names: Names, unit: DeviceName, lines: Sequence[UnitLine]) -> ServiceRow:
    """All of a unit in one line."""
    pieces, won = sum(each.expected for each in lines), sum(int(each.value) * each.expected for each in lines)
    value = Message("cash.worth", {"pieces": pieces, "won": won})
    name, open_ = names[unit], ("open", unit)
    differing = [each for each in lines if each.difference]
    if differing:
        return ServiceRow(name, value, "warning", (difference(differing),), "", *open_)
    if all(each.counted is not None for each in lines):
        return ServiceRow(name, value, "good", (Message("cash.counted-right"),), "", *open_)
    worst = min((each.accuracy for each in lines), key=_WORST.index)
    return ServiceRow(name, value, "plain", (Message(f"accuracy.{worst}"),), "", *open_)


def difference(lines: Sequence[UnitLine]) -> Message:
    """In won. What lacks in one denomination and what is too much in another do not cancel out."""
    less = sum(int(each.value) * -(each.difference or 0) for each in lines if (each.difference or 0) < 0)
    more = sum(int(each.value) * (each.difference or 0) for each in lines if (each.difference or 0) > 0)
    if less and more:
        return Message("cash.less-and-more", {"less": less, "more": more})
    return Message("cash.less", {"won": less}) if less else Message("cash.more", {"won": more})


def explained(line: UnitLine) -> tuple[Message, ...]:
    """How the books come to their figure, and what may have moved pieces that they know nothing of."""
    how = Message("cash.since", {"before": line.before, "came": line.came, "went": line.went})
    return (how, *map(_suspicion, line.unseen))


def _suspicion(suspicion: Suspicion) -> Message:
    often = Message(f"unseen.{suspicion.cause}", {"times": suspicion.times})
    if not suspicion.pieces:
        return often
    return Message(f"unseen.{suspicion.cause}-pieces", {"times": suspicion.times, "pieces": suspicion.pieces})


def place_row(names: Names, line: UnitLine) -> ServiceRow:
    """A denomination: as the books have it, or counted and expected side by side."""
    if line.counted is None:
        name, value = (
            Message("money.amount", {"amount": int(line.value)}),
            Message("cash.pieces", {"pieces": line.expected}),
        )
        return ServiceRow(name, value, "plain", (Message(f"accuracy.{line.accuracy}"), *explained(line)))
    name = Message("cash.place", {"won": int(line.value), "pieces": line.expected})
    value = Message("cash.counted", {"pieces": line.counted})
    left = Message("cash.left", {"pieces": line.left})
    if not line.difference:
        return ServiceRow(name, value, "good", (names[line.unit], left))
    return ServiceRow(name, value, "warning", (names[line.unit], difference([line]), *explained(line), left))


def statement_rows(names: Names, statement: CashStatement) -> Iterator[ServiceRow]:
    """What was taken out and put in, then every denomination that was counted; those that differ first."""
    taken, filled = worth(statement.collected), worth(statement.filled)
    bag = (Message("cash.in-bag", {"bag": statement.bag}),) if statement.bag else ()
    yield ServiceRow(Message("cash.taken-out"), Message("money.amount", {"amount": int(taken)}), "plain", bag)
    yield ServiceRow(Message("cash.put-in"), Message("money.amount", {"amount": int(filled)}))
    counted = [line for line in statement.units if line.counted is not None]
    yield from (place_row(names, line) for line in sorted(counted, key=lambda line: not line.difference))
