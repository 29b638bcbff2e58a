"""The outlet is empty when a session is over: who printed is asked to take their sheets, and what nobody takes is drawn back where
the printer can, or named to the next one.

Only a printer that looks into its outlet is asked (`drivers/ipp/outlet.py`). It sees whether something lies there and not whose:
what an earlier person left lies under the sheets of the next one. So it is asked before the first sheet, too. Where it was not
empty then, nobody is asked to take the pile, and nothing is drawn back.
"""

from __future__ import annotations

from collections.abc import Callable

from drivers.device import Ms
from drivers.ipp.outlet import Media, Outlet
from drivers.ipp.printer import Printer
from kiosk.core.channels import PRINTER
from kiosk.core.print_jobs import OutletBook
from kiosk.core.step import Flow
from kiosk.core.view import Message, TakeCards, View, Working
from kiosk.session.desk import Desk
from sync.journal import events as ev

TAKE_MS = 60_000
"""Somebody who has gone is not waited for for ever."""
LOOK_MS = 1_000
LOOKS = 3
"""One lost answer is no lost printer."""
RETRACT_MS = 15_000
"""A presenter needs some seconds to draw sheets in."""


class OutletKeeper:
    """What lies in the outlet, and how it becomes empty."""

    def __init__(self, printer: Printer, looks: bool, book: OutletBook) -> None:
        """``looks``: the printer has a sensor there."""
        self._printer, self._looks, self._book = printer, looks, book
        self._before = Media.UNKNOWN if book.occupied else Media.NOT_PRESENT
        self._seen = Outlet(Media.UNKNOWN)

    @property
    def occupied(self) -> bool:
        """What nobody who comes now may take lies there, by what is known."""
        return self._looks and self._book.occupied

    @property
    def below(self) -> bool:
        """Something lay there already when this session began to print."""
        return self._looks and self._before is Media.PRESENT

    @property
    def _waits(self) -> bool:
        return self._seen.media is Media.PRESENT

    def begin(self, desk: Desk) -> Flow[None]:
        """Before a sheet is printed. Of the session's second document on it would be its own first that lies there."""
        if self._looks and not self._book.fresh:
            yield from self._look(desk)
            self._before = self._seen.media
            if self._before is Media.PRESENT and not self._book.occupied:
                desk.record(ev.OutletOccupied(desk.session))
            elif self._before is Media.NOT_PRESENT and self._book.occupied:
                desk.record(ev.OutletEmptied())

    def empty(self, desk: Desk, cards: Callable[[], tuple[bool, bool]]) -> Flow[None]:
        """Waits until nothing is left of what the session put out, then draws back what is.

        Args:
            cards: whether there is one in the reader of ID cards, and one in the terminal.
        """

        def view() -> View:
            return TakeCards(*cards(), self._waits)

        def all_taken() -> bool:
            return not (any(cards()) or self._waits)

        self._seen = Outlet(Media.UNKNOWN)
        if self._looks and self._book.fresh and self._before is Media.NOT_PRESENT:
            yield from self._look(desk)
        ends_at = desk.step.now + TAKE_MS
        while not all_taken() and desk.step.now < ends_at:
            within: Ms = ends_at - desk.step.now
            yield from desk.until(all_taken, min(within, LOOK_MS) if self._waits else within, view)
            if self._waits:
                yield from self._look(desk, view)
        if self._waits:
            yield from self._draw_back(desk)

    def _look(self, desk: Desk, view: Callable[[], View] | None = None) -> Flow[None]:
        for _ in range(LOOKS):
            self._seen = yield from desk.converse(PRINTER, self._printer.read_outlet(), view)
            if self._seen.media is not Media.UNKNOWN:
                return

    def _draw_back(self, desk: Desk) -> Flow[None]:
        papers = list(self._book.fresh)
        desk.record(*(ev.DocumentLeft(each.session, each.issuance, each.number) for each in papers))
        if not self._seen.retracts:
            return
        desk.record(ev.RetractIntended())
        view = Working(Message("working.retracting"), 0, 0)
        yield from desk.converse(PRINTER, self._printer.retract_outlet(), lambda: view)
        ends_at = desk.step.now + RETRACT_MS
        while desk.step.now < ends_at:
            yield from self._look(desk, lambda: view)
            if self._seen.media is Media.NOT_PRESENT:
                desk.record(*(ev.DocumentRetracted(each.session, each.issuance, each.number) for each in papers))
                return
            yield from desk.pause(LOOK_MS)
