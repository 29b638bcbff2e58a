"""Cash is collected, counted and filled up, unit by unit, and the batch is closed.

What is typed stands on a count sheet (`kiosk.money.exchange`) and is in nobody's books until the preview was agreed to: then all of it is
one commit, and the statement is printed. A hopper can also be filled up without a count; that closes no batch.
"""

from __future__ import annotations

from config.cash_statement import CashStatement, UnitLine, worth
from config.ids import DeviceName, ExchangeId
from config.vocabulary import ReceiptResult
from kiosk.core.step import Flow
from kiosk.core.view import Message, ServiceList, ServiceRow, Tone
from kiosk.money.exchange import MOST_PIECES, CountsError, CountSheet, bag_number, close_batch, count_sheet
from kiosk.money.units import Place
from kiosk.session.technician.cash_rows import place_row, statement_rows, unit_row
from kiosk.session.technician.machine import Visit
from kiosk.session.technician.pages import LETTERS, agree, enter, show_list
from sync.journal import events as ev

TITLE = "service.cash"
BAG_LENGTH = 16
GOOD: Tone = "good"
WARNING: Tone = "warning"
_DIGITS = len(str(MOST_PIECES)) - 1


def show_cash(visit: Visit) -> Flow[None]:
    """Until they go back."""
    yield from _Exchange(visit).run()


class _Exchange:
    """What one member of staff does with the cash in one go."""

    def __init__(self, visit: Visit) -> None:
        self._visit, self._machine, self._desk = visit, visit.machine, visit.machine.desk
        self._names = visit.machine.names
        self._hoppers = {hopper.device for hopper in visit.machine.cash.hoppers}
        self._units = tuple(dict.fromkeys(unit for unit, _ in visit.machine.places))
        self._sheet = count_sheet(self._desk.ledger, visit.machine.places)

    def run(self) -> Flow[None]:
        """What was typed and not booked is gone at the end, and they are asked."""
        while True:
            tap = yield from show_list(self._visit, self._overview)
            if tap.control == "open" and tap.value in self._units:
                yield from self._unit(DeviceName(tap.value))
            elif (tap.control == "book" and self._sheet.counts and (yield from self._book())) or (
                tap.control == "back" and (not self._sheet.counts or (yield from self._discard()))
            ):
                return

    def _overview(self) -> ServiceList:
        rows = tuple(unit_row(self._names, unit, self._lines(unit)) for unit in self._units)
        typed = bool(self._sheet.counts)
        return ServiceList(
            TITLE, rows, Message("cash.typed" if typed else "cash.choose"), "plain", ("book",) if typed else ()
        )

    def _discard(self) -> Flow[bool]:
        return (yield from agree(self._visit, TITLE, (), "discard", Message("cash.not-booked"), "warning"))

    def _statement(self, bag: str | None = None) -> CashStatement:
        """What closing the batch now would come to."""
        ledger, counts = self._desk.ledger, self._sheet.counts
        return ledger.units.statement(self._machine.places, ledger.owed, counts.counted, counts.left, bag)

    def _lines(self, unit: DeviceName) -> tuple[UnitLine, ...]:
        return tuple(line for line in self._statement().units if line.unit == unit)

    def _places(self, unit: DeviceName) -> tuple[Place, ...]:
        return tuple(place for place in self._machine.places if place[0] == unit)

    # -- one unit --

    def _unit(self, unit: DeviceName) -> Flow[None]:
        """Counted, or filled up, or only looked at."""
        actions = ("count", "fill") if unit in self._hoppers else ("count",)

        def view() -> ServiceList:
            rows = tuple(place_row(self._names, line) for line in self._lines(unit))
            return ServiceList(TITLE, rows, self._names[unit], "plain", actions, inner=True)

        while True:
            tap = yield from show_list(self._visit, view)
            if tap.control == "count" and (yield from self._count(unit)):
                return
            if tap.control == "fill" and unit in self._hoppers:
                yield from self._fill(*self._places(unit))
            if tap.control == "back":
                return

    def _count(self, unit: DeviceName) -> Flow[bool]:
        """Every denomination, then what is in it now; False, and as if nothing had been typed, when they went back."""
        before = self._sheet
        for place in self._places(unit):
            if not (yield from self._count_place(place)):
                self._sheet = before
                return False
        if (yield from self._leave(unit)):
            return True
        self._sheet = before
        return False

    def _count_place(self, place: Place) -> Flow[bool]:
        """Until it is the books' figure, or was typed twice alike."""
        problem = None
        while True:
            pieces = yield from self._pieces(place, "count", problem)
            if pieces is None:
                return False
            self._sheet = self._sheet.counted(place, pieces)
            if not self._sheet.again(place):
                return True
            problem = Message("cash.count-again", {"counted": pieces, "books": self._sheet.books[place]})

    def _leave(self, unit: DeviceName) -> Flow[bool]:
        """What is in it when it is closed again."""
        hopper = unit in self._hoppers
        rows = tuple(place_row(self._names, line) for line in self._lines(unit))
        actions = ("put-in", "as-it-is", "emptied") if hopper else ("emptied", "as-it-is")
        page = ServiceList(TITLE, rows, Message("cash.what-is-left"), "plain", actions, inner=True)
        counted = self._sheet.counts.counted
        while True:
            tap = yield from show_list(self._visit, lambda: page)
            if tap.control == "back":
                return False
            if tap.control == "put-in" and hopper:
                (place,) = self._places(unit)
                more = yield from self._pieces(place, "fill")
                if more is not None:
                    self._sheet = self._sheet.left(place, counted[place] + more)
                    return True
            elif tap.control in ("emptied", "as-it-is"):
                for place in self._places(unit):
                    self._sheet = self._sheet.left(place, 0 if tap.control == "emptied" else counted[place])
                return True

    def _fill(self, place: Place) -> Flow[None]:
        """Filled up without a count, and booked at once; beside a count it is part of that."""
        more = yield from self._pieces(place, "fill")
        counts, books = self._sheet.counts, self._sheet.books[place]
        if not more:
            return
        if place in counts.counted:
            self._sheet = self._sheet.left(place, counts.left.get(place, counts.counted[place]) + more)
            return
        then = books + more
        rows = (
            ServiceRow(Message("cash.by-the-books"), Message("cash.pieces", {"pieces": books})),
            ServiceRow(Message("cash.put-in"), Message("cash.pieces", {"pieces": more})),
            ServiceRow(
                Message("cash.then"), Message("cash.worth", {"pieces": then, "won": then * int(place[1])}), "good"
            ),
        )
        if (yield from agree(self._visit, TITLE, rows, "book", self._names[place[0]])):
            self._desk.record(ev.UnitFilled(*place, more, self._visit.by, self._visit.role))
            self._sheet = CountSheet({**self._sheet.books, place: then}, counts, self._sheet.once)

    def _pieces(self, place: Place, task: str, problem: Message | None = None) -> Flow[int | None]:
        title = Message(f"cash.{task}-title", {"won": int(place[1])})
        subtitle = Message(f"cash.{task}-subtitle", {"pieces": self._sheet.books[place]})
        nothing = Message("cash.nothing-typed")
        typed = yield from enter(self._visit, title, subtitle, _DIGITS, problem, missing=nothing)
        return None if typed is None else int(typed)

    # -- the batch --

    def _book(self) -> Flow[bool]:
        """The bag, the preview, the books, the paper; False when they went back."""
        bag = ""
        if worth(self._statement().collected):
            typed = yield from self._bag()
            if typed is None:
                return False
            bag = typed
        preview = self._statement(bag or None)
        rows = tuple(statement_rows(self._names, preview))
        if not (yield from agree(self._visit, TITLE, rows, "book", Message("cash.preview", {"batch": preview.batch}))):
            return False
        exchange, visit = ExchangeId(self._desk.step.sources.uuid()), self._visit
        statement, events = close_batch(
            self._desk.ledger, self._machine.places, self._sheet.counts, exchange, visit.by, bag or None, visit.role
        )
        self._desk.record(*events)
        yield from self._print(statement)
        return True

    def _bag(self) -> Flow[str | None]:
        """Its number, "" where there is none; None to go back."""
        problem: Message | None = None
        while True:
            title, subtitle = Message("cash.bag-title"), Message("cash.bag-subtitle")
            typed = yield from enter(self._visit, title, subtitle, BAG_LENGTH, problem, LETTERS)
            if not typed:
                return typed
            try:
                return bag_number(typed)
            except CountsError:
                problem = Message("cash.bag-wrong")

    def _print(self, statement: CashStatement) -> Flow[None]:
        """Again, too, as often as they want: without the paper nobody can prove what was in the bag."""
        rows = tuple(statement_rows(self._names, statement))
        while True:
            result = yield from self._machine.issuing.slips.statement(self._desk, statement)
            told, tone = Message("cash.booked", {"batch": statement.batch}), GOOD
            if result is not ReceiptResult.PRINTED:
                told, tone = Message("cash.booked-unprinted", {"batch": statement.batch}), WARNING
            if not (yield from agree(self._visit, TITLE, rows, "print-again", told, tone)):
                return
