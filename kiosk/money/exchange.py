"""An exchange (XFS4IoT's word for collecting and filling up cash): what a technician found and left closes the batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from config.cash_statement import CashStatement, UnitLine
from config.ids import ExchangeId
from config.trouble import Trouble
from kiosk.money.books import Ledger
from kiosk.money.devices import CashDevices
from kiosk.money.units import Place
from sync.journal import events as ev

MOST_PIECES = 10_000
"""Of one denomination in one unit: several times what the largest hoppers (some 3,000 coins) and note boxes (some 2,000) hold."""


class CountsError(Trouble):
    """What the technician typed names no unit, no denomination of it, or no number that can be; the message says which."""


@dataclass(frozen=True)
class Counts:
    """What a technician found and left, by unit and denomination."""

    counted: Mapping[Place, int] = field(default_factory=dict)
    left: Mapping[Place, int] = field(default_factory=dict)


def places(devices: CashDevices) -> tuple[Place, ...]:
    """What the machine's units can hold."""
    return (
        *((hopper.device, hopper.coin) for hopper in devices.hoppers),
        *((acceptor.device, value) for acceptor in devices.acceptors for value in sorted(acceptor.values)),
    )


def parse_counts(known: Iterable[Place], counted: Sequence[str], left: Sequence[str], emptied: Sequence[str]) -> Counts:
    """Reads ``UNIT=N`` and, for a unit of several denominations, ``UNIT:WON=N``.

    Raises:
        CountsError: see there.
    """
    known = tuple(known)
    empty = {place: 0 for unit in emptied for place in _of_unit(known, unit)}
    return Counts(_counts(known, counted), {**empty, **_counts(known, left)})


def _counts(known: tuple[Place, ...], texts: Sequence[str]) -> dict[Place, int]:
    counts: dict[Place, int] = {}
    for text in texts:
        place, pieces = _count(known, text)
        if place in counts:
            raise CountsError(f"{text}: {counts[place]} is said of {place[0]}, {place[1]} won, too: which is it?")
        counts[place] = pieces
    return counts


def _count(known: tuple[Place, ...], text: str) -> tuple[Place, int]:
    name, _, number = text.partition("=")
    unit, _, won = name.partition(":")
    there = _of_unit(known, unit)
    if won:
        there = tuple(place for place in there if str(int(place[1])) == won)
        if not there:
            raise CountsError(f"{text}: {unit} holds no {won} won")
    if len(there) > 1:
        raise CountsError(f"{text}: which denomination? {', '.join(f'{unit}:{int(value)}' for _, value in there)}")
    if not number:
        raise CountsError(f"{text}: the number of pieces is missing")
    return there[0], pieces_of(number)


def pieces_of(number: str) -> int:
    """Raises `CountsError`."""
    if not (number.isascii() and number.isdigit()) or len(number) > 9 or int(number) > MOST_PIECES:
        raise CountsError(
            f"{number[:20]}: the number of pieces is missing, or more than a unit can hold: from 0 to {MOST_PIECES:,}"
        )
    return int(number)


def _of_unit(known: tuple[Place, ...], unit: str) -> tuple[Place, ...]:
    there = tuple(place for place in known if place[0] == unit)
    if not there:
        raise CountsError(f"{unit}: no such cash unit; there are {', '.join(sorted({name for name, _ in known}))}")
    return there


def close_batch(
    ledger: Ledger, known: Iterable[Place], counts: Counts, exchange: ExchangeId, by: str | None = None
) -> tuple[CashStatement, tuple[ev.Event, ...]]:
    """The statement, and what goes into the journal in one commit: after a power cut there was no exchange or a whole one.

    Args:
        exchange: its UUID.
        by: who did it.
    """
    statement = ledger.units.statement(known, ledger.owed, counts.counted, counts.left)
    told = {*counts.counted, *counts.left}
    inside = (
        ev.UnitCounted(each.unit, each.value, each.left) for each in statement.units if (each.unit, each.value) in told
    )
    return statement, (ev.ExchangeStarted(exchange, by), *inside, ev.ExchangeEnded(exchange, statement))


def told(statement: CashStatement) -> Iterator[str]:
    """What closing the batch will book, a sentence a unit, for whoever is to say yes to it."""
    yield f"Batch {statement.batch} will be closed. In the journal will stand:"
    for each in statement.units:
        yield f"  {each.unit}, {each.value} won: {_found(each)}; {each.left} pieces are in it now"


def _found(each: UnitLine) -> str:
    if each.counted is None:
        return f"not counted, {each.expected} by the books ({each.accuracy.value})"
    more = each.counted - each.expected
    difference = f"{each.value * abs(more)} won {'more' if more > 0 else 'less'} than" if more else "as"
    return f"{each.counted} counted, {difference} the books say ({each.expected})"
