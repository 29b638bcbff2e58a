"""What is done to the kiosk from afar: a wish comes with the answer to a heartbeat, once, and no more than these.

============== ======================================================================================================
wish           what the kiosk does
============== ======================================================================================================
``restart``    it starts anew, once nobody has been at it for a while and nothing is under way
``close``      it serves nobody, with a text that residents read, until ``open``; who pays already is served to the end
``open``       it serves again; what staff have closed at the machine stays closed
``self-test``  it tries itself as at night, once nobody has been at it for a while
``support``    it sends the city how it stands, its journal and its log of the last days, in which there is no person
============== ======================================================================================================

Everything else is refused, whoever asks: nothing moves money or paper, and nothing shows who is at the screen. Each wish is an entry of the
journal with who has it, before anything is done, and stands on the machine's own screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.vocabulary import StopReason, WishFromAfar
from drivers.device import Event, Ms
from kiosk.core.following import QUIET_MS
from kiosk.core.step import End, Step
from kiosk.core.view import Message
from sync.city.heartbeat import Wish
from sync.journal import events as ev

SHOWN_MS: Ms = 300_000
"""So long the first screen says what was done to the machine."""
ASK_AGAIN_MS: Ms = 1_000


@dataclass
class Afar:
    """A fold over the journal's events, so it outlives a restart.

    Attributes:
        last: the wish that was met or refused last.
        closed: the text by which the kiosk serves nobody; None while it does.
    support: the wish for which something is to be sent; "" for none.
    """

    last: str = ""
    closed: str | None = None
    support: str = ""

    def apply(self, event: ev.Event) -> None:
        match event:
            case ev.WishRefused():
                self.last = event.wish
            case ev.WishTaken():
                self.last = event.wish
                if event.what is WishFromAfar.CLOSE:
                    self.closed = event.text
                elif event.what is WishFromAfar.OPEN:
                    self.closed = None
                elif event.what is WishFromAfar.SUPPORT:
                    self.support = event.wish
            case ev.SupportSent() if event.wish == self.support:
                self.support = ""

    @property
    def reason(self) -> Message | None:
        """Why nobody is served, if so."""
        return None if self.closed is None else Message("out.closed-afar", {"text": self.closed})


class HandsFromAfar:
    """A part of the kiosk that meets wishes."""

    def __init__(self, step: Step, afar: Afar, quiet_since: Callable[[], Ms | None], test: Callable[[], None]) -> None:
        """
        Args:
            quiet_since: since when nobody has touched it and nothing is under way; None while somebody is there or something is.
            test: has the machine try itself at the next quiet moment.
        """
        self._step, self._afar, self._quiet_since, self._test = step, afar, quiet_since, test
        self._restarts = False
        self._shown: tuple[Ms, Message] | None = None

    def asked(self, wish: Wish) -> None:
        """Once for each: a city may say it again until it hears that it was met."""
        if wish.id == self._afar.last:
            return
        known = WishFromAfar._value2member_map_.get(wish.what)
        if not isinstance(known, WishFromAfar):
            self._step.record(ev.WishRefused(wish.id, wish.by, wish.what))
            return
        self._step.record(ev.WishTaken(wish.id, wish.by, known, wish.text))
        if known in (WishFromAfar.RESTART, WishFromAfar.SELF_TEST, WishFromAfar.SUPPORT):
            self._shown = self._step.now + SHOWN_MS, Message(f"attract.afar-{known}", {"by": wish.by})
        if known is WishFromAfar.RESTART:
            self._restarts = True
        elif known is WishFromAfar.SELF_TEST:
            self._test()

    def notes(self) -> tuple[Message, ...]:
        """For the first screen."""
        return (self._shown[1],) if self._shown and self._step.now < self._shown[0] else ()

    def handle(self, event: Event) -> None:
        """No device has a part in it."""

    def act(self) -> Ms | None:
        if not self._restarts:
            return None
        since = self._quiet_since()
        if since is None or self._step.now < since + QUIET_MS:
            return self._step.now + ASK_AGAIN_MS
        self._restarts = False
        self._step.put(End(StopReason.RESTART))
        return None
