"""An exchange (XFS4IoT's word for collecting and filling up cash): what a technician found and left closes the batch.

What is typed stands on a `CountSheet`, at a terminal as on the technician's page: a count that is not the books' is typed again before
it is believed, because a slip of the finger would be booked as a loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from config.cash_statement import CashStatement, Suspicion, UnitLine, worth
from config.ids import ExchangeId
from config.trouble import Trouble
from config.vocabulary import Role
from kiosk.money.books import Ledger
from kiosk.money.devices import CashDevices
from kiosk.money.units import Place
from sync.journal import events as ev

BAG = re.compile(r"[A-Z0-9][A-Z0-9-]{0,29}")
MOST_PIECES = 10_000
"""Of one denomination in one unit: several times what the largest hoppers (some 3,000 coins) and note boxes (some 2,000) hold."""


class CountsError(Trouble):
    """What the technician typed names no unit, no denomination of it, or no number that can be; the message says which."""


@dataclass(frozen=True)
class Counts:
    """What a technician found and left, by unit and denomination."""

    counted: Mapping[Place, int] = field(default_factory=dict)
    left: Mapping[Place, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.counted or self.left)


@dataclass(frozen=True)
class CountSheet:
    """What has been typed so far in one exchange.

    Attributes:
        books: pieces by the journal.
        once: counts that differ from the books and were typed once.
    """

    books: Mapping[Place, int]
    counts: Counts = field(default_factory=Counts)
    once: Mapping[Place, int] = field(default_factory=dict)

    def counted(self, place: Place, pieces: int) -> CountSheet:
        """``pieces`` was typed as the count of a place. It is in ``counts`` then, or `again` says that it is to be typed once more."""
        if pieces not in (self.books.get(place, 0), self.once.get(place)):
            known = replace(self.counts, counted=_except(self.counts.counted, place))
            return replace(self, counts=known, once={**self.once, place: pieces})
        whole = {**self.counts.counted, place: pieces}
        return replace(self, counts=replace(self.counts, counted=whole), once=_except(self.once, place))

    def left(self, place: Place, pieces: int) -> CountSheet:
        """So many are in it when it is closed again."""
        return replace(self, counts=replace(self.counts, left={**self.counts.left, place: pieces}))

    def again(self, place: Place) -> bool:
        """The count that was typed last is another than the books', and was not the same twice."""
        return place in self.once


def _except(pieces: Mapping[Place, int], place: Place) -> dict[Place, int]:
    return {each: count for each, count in pieces.items() if each != place}


def count_sheet(ledger: Ledger, known: Iterable[Place]) -> CountSheet:
    return CountSheet({place: ledger.units.count(*place) for place in known})


def places(devices: CashDevices) -> tuple[Place, ...]:
    """What the machine's units can hold."""
    return (
        *((hopper.device, hopper.coin) for hopper in devices.hoppers),
        *((acceptor.device, value) for acceptor in devices.acceptors for value in sorted(acceptor.values)),
    )


def parse_counts(sheet: CountSheet, counted: Sequence[str], left: Sequence[str], emptied: Sequence[str]) -> CountSheet:
    """Reads ``UNIT=N`` and, for a unit of several denominations, ``UNIT:WON=N``. A count that differs is to be said twice.

    Raises:
        CountsError: see there.
    """
    known = tuple(sheet.books)
    said: dict[Place, int] = {}
    for text in counted:
        place, pieces = _count(known, text)
        if said.setdefault(place, pieces) != pieces:
            raise _twice(text, place, said[place])
        sheet = sheet.counted(place, pieces)
    for unit in emptied:
        for place in _of_unit(known, unit):
            sheet = sheet.left(place, 0)
    for place, pieces in parse_fillings(known, left).items():
        sheet = sheet.left(place, pieces)
    return sheet


def parse_fillings(known: Iterable[Place], texts: Sequence[str]) -> dict[Place, int]:
    """Reads the same of what was put in, or left. Raises `CountsError`."""
    known, pieces_at = tuple(known), dict[Place, int]()
    for text in texts:
        place, pieces = _count(known, text)
        if place in pieces_at:
            raise _twice(text, place, pieces_at[place])
        pieces_at[place] = pieces
    return pieces_at


def _twice(text: str, place: Place, said: int) -> CountsError:
    return CountsError(f"{text}: {said} is said of {place[0]}, {place[1]} won, too: which is it?")


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


def bag_number(text: str) -> str:
    """What is printed on a sealed bag: letters, digits and hyphens. Raises `CountsError`."""
    number = text.strip().upper()
    if not BAG.fullmatch(number):
        raise CountsError(f"{text[:40]}: no number of a bag: letters, digits and hyphens, 30 at most")
    return number


def close_batch(
    ledger: Ledger, known: Iterable[Place], counts: Counts, exchange: ExchangeId, by: str | None = None,
    bag: str | None = None, role: Role | None = None,
) -> tuple[CashStatement, tuple[ev.Event, ...]]:  # fmt: skip
    """The statement, and what goes into the journal in one commit: after a power cut there was no exchange or a whole one.

    Args:
        exchange: its UUID.
        by, role: who did it.
        bag: number of the sealed bag that what was taken out went into.
    """
    statement = ledger.units.statement(known, ledger.owed, counts.counted, counts.left, bag)
    told = {*counts.counted, *counts.left}
    inside = (
        ev.UnitCounted(each.unit, each.value, each.left) for each in statement.units if (each.unit, each.value) in told
    )
    return statement, (ev.ExchangeStarted(exchange, by, role), *inside, ev.ExchangeEnded(exchange, statement))


def told(statement: CashStatement) -> Iterator[str]:
    """What closing the batch will book, a sentence a unit, for whoever is to say yes to it."""
    yield f"Batch {statement.batch} will be closed. In the journal will stand:"
    for each in statement.units:
        yield f"  {each.unit}, {each.value} won: {_found(each)}; {each.left} pieces are in it now"
        if each.difference:
            yield f"    {each.before} at the last count, {each.came} came, {each.went} went: {each.expected} by the books"
            yield from (f"    {_suspicion(suspicion)}" for suspicion in each.unseen)
    yield f"  taken out: {worth(statement.collected)} won{_in_bag(statement)}; put in: {worth(statement.filled)} won"


def _found(each: UnitLine) -> str:
    if each.counted is None:
        return f"not counted, {each.expected} by the books ({each.accuracy.value})"
    more = each.counted - each.expected
    difference = f"{each.value * abs(more)} won {'more' if more > 0 else 'less'} than" if more else "as"
    return f"{each.counted} counted, {difference} the books say ({each.expected})"


def _suspicion(suspicion: Suspicion) -> str:
    pieces = f", {suspicion.pieces} pieces" if suspicion.pieces else ""
    return f"since then: {suspicion.cause.meaning} ({suspicion.times} times{pieces})"


def _in_bag(statement: CashStatement) -> str:
    return f", in bag {statement.bag}" if statement.bag else ""
