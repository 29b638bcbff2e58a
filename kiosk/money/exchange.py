"""An exchange (XFS4IoT's word for collecting and filling up cash): what a technician found and left closes the batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from config.cash_statement import CashStatement
from config.ids import ExchangeId
from kiosk.money.books import Ledger
from kiosk.money.devices import CashDevices
from kiosk.money.units import Place
from sync.journal import events as ev


class CountsError(Exception):
    """What the technician typed names no unit, no denomination of it, or no number; the message says which."""


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
    return Counts(
        dict(_count(known, each) for each in counted), {**empty, **dict(_count(known, each) for each in left)}
    )


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
    if not (number.isascii() and number.isdigit()):
        raise CountsError(f"{text}: the number of pieces is missing")
    return there[0], int(number)


def _of_unit(known: tuple[Place, ...], unit: str) -> tuple[Place, ...]:
    there = tuple(place for place in known if place[0] == unit)
    if not there:
        raise CountsError(f"{unit}: no such cash unit; there are {', '.join(sorted({name for name, _ in known}))}")
    return there


def close_batch(
    ledger: Ledger, known: Iterable[Place], counts: Counts, exchange: ExchangeId
) -> tuple[CashStatement, tuple[ev.Event, ...]]:
    """The statement, and what goes into the journal in one commit: after a power cut there was no exchange or a whole one.

    Args:
        exchange: its UUID.
    """
    statement = ledger.units.statement(known, ledger.owed, counts.counted, counts.left)
    told = {*counts.counted, *counts.left}
    inside = (
        ev.UnitCounted(each.unit, each.value, each.left) for each in statement.units if (each.unit, each.value) in told
    )
    return statement, (ev.ExchangeStarted(exchange), *inside, ev.ExchangeEnded(exchange, statement))
