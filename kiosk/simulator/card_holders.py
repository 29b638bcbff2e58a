"""Who holds which card: the world's own account, in which a card that is put in again is another card.

What a card proved is its holder's while it is in, and no session may go on with what somebody else has left. The kiosk is
told of its slot by events; this looks at the slot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from config.kind import Kind
from config.vocabulary import IdentityMeans
from kiosk.core.view import EnterCan, EnterPin, View
from sync.journal import events as ev
from sync.journal.format import Entry, open_entry

_WATCHED = (b"SessionStarted", b"KindChosen", b"IdentityProved", b"PrintIntended", b"ChargeIntended")
"""The types that count here; most entries are of others, and opening one takes its time."""


class CardHolders:
    """Attributes:
    strangers: what was done with a card that the session under way has no right to; to be empty.
    """

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self.strangers: list[str] = []
        self._kinds = kinds
        self._put_in = 0  # cards, ever
        self._paying = 0  # cards, ever, in the terminal
        self._in = self._in_terminal = False
        self._before = self._paying_before = 0  # the last that was put in before the session began
        self._proved: dict[str, int] = {}
        self._wants: dict[str, str] = {}
        self._printing = ""

    def moved(self, in_reader: bool, in_terminal: bool) -> None:
        """What is in the slots now."""
        self._put_in += in_reader and not self._in
        self._paying += in_terminal and not self._in_terminal
        self._in, self._in_terminal = in_reader, in_terminal

    def showed(self, now: int, view: View) -> None:
        """What the kiosk shows, as it does."""
        if isinstance(view, (EnterPin, EnterCan)) and self._in and self._put_in <= self._before:
            self._wrong(now, "asked for the secret of a card that somebody had left behind")

    def wrote(self, now: int, entries: Iterable[Entry]) -> None:
        """What the kiosk writes down, as it does."""
        for entry in entries:
            if any(word in entry.body for word in _WATCHED):
                event = open_entry(entry.body).event
                assert event, "the kiosk of today wrote it"
                self._recorded(now, event)

    def _recorded(self, now: int, event: ev.Event) -> None:
        match event:
            case ev.SessionStarted():
                self._before, self._paying_before = self._put_in, self._paying
            case ev.KindChosen():
                self._wants[event.session] = event.kind
            case ev.IdentityProved(means=IdentityMeans.CHIP_CARD):
                if not self._in or self._put_in <= self._before:
                    self._wrong(now, f"{event.session} took a card for proof that it was not shown")
                self._proved[event.session] = self._put_in
            case ev.PrintIntended():
                self._prints(now, event)
            case ev.ChargeIntended():
                if self._in_terminal and self._paying <= self._paying_before:
                    self._wrong(now, f"{event.session} charges a card that somebody had left in the terminal")
            case _:
                pass

    def _prints(self, now: int, event: ev.PrintIntended) -> None:
        kind, proved = self._kinds[self._wants[event.session]], self._proved.get(event.session)
        if kind.identity == "card" and proved is None:
            self._wrong(now, f"{event.session} prints, and nobody has proved who they are")
        elif proved is not None and event.session != self._printing and (not self._in or proved != self._put_in):
            self._wrong(now, f"{event.session} prints, and the card that proved who asks is gone")
        self._printing = event.session  # what has begun goes on, to the last copy

    def _wrong(self, now: int, what: str) -> None:
        self.strangers.append(f"{now} {what}")
