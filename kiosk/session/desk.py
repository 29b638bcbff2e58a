"""What a session stands at: it shows, waits, asks the outside, and keeps the books.

A session is a generator, so that it reads as the story it is. It yields the time it wants to be woken at and is resumed
with the taps that have come since, at that time and whenever there is news. It is never resumed inside another part's call.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import ceil

from config.dialogue import A, Dialogue, Failure, Q, R
from config.ids import DeviceName, SessionId, SlipId
from config.vocabulary import Ending, Purpose, ReceiptResult
from config.won import Won
from drivers.device import Event, Ms, ReceiptFailed, ReceiptPrinted, Status, soonest
from drivers.keys import JackMoved, KeyPressed, ServiceSwitched
from kiosk.core.adjusting import adjusted
from kiosk.core.channels import Channel
from kiosk.core.keying import Keying
from kiosk.core.saying import Hush, Say
from kiosk.core.sound import Sound
from kiosk.core.step import Flow, Pending, Show, Step
from kiosk.core.view import Attract, Language, Message, OutOfService, Screen, Tap, Times, View, Working
from kiosk.money.books import Ledger, SessionBook
from kiosk.money.card import GIVES_UP_MS, Charging
from kiosk.money.claims import Claims
from kiosk.money.payout import PaidOut, Payouts
from kiosk.money.taking import Taking
from sync.journal import events as ev

CHARGE_MS = GIVES_UP_MS + 10_000
"""What a card terminal has not said by then is a claim."""


BY_EAR: Times = 2
"""A page takes twice as long to hear as to read."""


@dataclass(frozen=True)
class Patience:
    """How long a screen waits for the resident, from the last touch to the end of the session. Whoever wants it has twice as long,
    or four times (`Screen.times`).

    Attributes:
        answer_ms: for an answer.
        payment_ms: for a payment, which may take longer: the purse has to be found. Every coin starts it anew.
        collect_ms: for paper, coins and cards to be taken.
        warn_ms: how long before the end the screen starts counting down, with one touch to go on (WCAG 2.2.1: 20 s).
    """

    answer_ms: Ms = 60_000
    payment_ms: Ms = 120_000
    collect_ms: Ms = 60_000
    warn_ms: Ms = 20_000


class Left(Exception):
    """The resident cancelled, walked away or took their card: ``how`` is `Ending.CANCELLED`, `TIMED_OUT` or `CARD_REMOVED`."""

    def __init__(self, how: Ending) -> None:
        super().__init__(how)
        self.how = how


class Desk:
    """Attributes:
    language, theme, sound, times: as the resident set them; reset when the session ends.
    unattended_since: when the last one left; None while somebody is here.
    receipt: result of the last slip, None while it is under way.
    """

    def __init__(
        self, step: Step, ledger: Ledger, claims: Claims, taking: Taking, charging: Charging, payouts: Payouts,
        status: Mapping[DeviceName, Status], languages: tuple[Language, ...], patience: Patience,
        sound: Sound = Sound(), darkens: bool = False,
    ) -> None:  # fmt: skip
        """``sound`` is what everybody begins with; ``darkens``: an earphone makes the screen dark."""
        self.step = step
        self.ledger = ledger
        self.claims = claims
        self.taking = taking
        self.charging = charging
        self.payouts = payouts
        self.status = status
        self._session: SessionId | None = None
        self.receipt: ReceiptResult | None = None
        self._slip: SlipId | None = None
        self._languages = languages
        self.patience = patience
        self._taps: deque[Tap] = deque()
        self._keying = Keying(languages)
        self._shown: Screen | None = None
        self._said: Screen | None = None
        self._sound = sound
        self._darkens = darkens
        self._service_wanted = False
        self._screen = Screen(Attract(), sound=sound)
        self._relied_on: Callable[[], bool] | None = None
        self.unattended_since: Ms | None = None

    @property
    def unattended(self) -> bool:
        """Nobody is served, and nobody of the staff is at the machine's own pages."""
        return self._session is None and isinstance(self._screen.view, Attract | OutOfService)

    @property
    def session(self) -> SessionId:
        """Whoever is served; between two nobody is, and nobody asks."""
        assert self._session, "no session"
        return self._session

    @session.setter
    def session(self, session: SessionId) -> None:
        self._session = session

    def next_slip(self) -> SlipId:
        """A name for a receipt or claim slip; `receipt` tells from now on what became of this one."""
        slip = SlipId(self.step.sources.uuid())
        self.receipt, self._slip = None, slip
        return slip

    def handle(self, event: Event) -> None:
        match event:
            case ReceiptPrinted():
                self._slip_ended(event.ref, ReceiptResult.PRINTED)
            case ReceiptFailed():
                self._slip_ended(event.ref, event.reason)
            case KeyPressed():
                self._keying.pressed(event.key, self.step.now)
            case JackMoved():
                self._earphone_moved(event.plugged)
            case ServiceSwitched():
                self._service_wanted = self.unattended  # a resident is not interrupted, and nobody is let in after them

    def act(self) -> Ms | None:
        """Nothing here waits: whoever stands at the desk does."""
        return None

    def next_key(self) -> Tap | None:
        """What the next key comes to, of those that were pressed; None where none waits."""
        if self._service_wanted:
            self._service_wanted = False
            return Tap("service")
        return self._keying.next(self._screen)

    def _earphone_moved(self, plugged: bool) -> None:
        """What is being said stops at once: a loudspeaker's for who puts one in, who then hears all from the top, and when it is out
        what was meant for their ear alone.
        """
        sound = replace(self._screen.sound, earphone=plugged)
        times = max(self._screen.times, BY_EAR) if plugged else self._screen.times
        self._screen = replace(self._screen, sound=sound, dark=plugged and self._darkens, times=times)
        self.step.put(Hush())
        if plugged:
            self._keying.plugged_in()

    def _slip_ended(self, slip: SlipId, how: ReceiptResult) -> None:
        """What is said too late, of a slip that was given up, is not about this one."""
        if slip == self._slip:
            self.receipt = how

    @property
    def book(self) -> SessionBook:
        return self.ledger.book(self.session)

    @property
    def language(self) -> Language:
        return self._screen.language

    @property
    def times(self) -> Times:
        return self._screen.times

    def waits(self, ms: Ms) -> Ms:
        """So long, for this resident."""
        return ms * self._screen.times

    @property
    def screen(self) -> str:
        """Which view is shown, by its name: what may be known elsewhere of what somebody looks at."""
        return type(self._screen.view).__name__

    def record(self, *events: ev.Event) -> None:
        self.step.record(*events)

    def show(self, view: View, seconds_left: int | None = None) -> None:
        if (view, seconds_left) != (self._screen.view, self._screen.seconds_left):
            self._screen = replace(self._screen, view=view, seconds_left=seconds_left)
        focus = self._keying.focus(self._screen)
        if focus != self._screen.focus:
            self._screen = replace(self._screen, focus=focus)
        if self._screen != self._shown:
            self._shown = self._screen
            self.step.put(Show(self._screen))
        if self.unattended_since is None and self._screen != self._said:
            self.step.put(Say(self._screen, self._said))
            self._said = self._screen

    def forget_resident(self) -> None:
        """Nothing of the last resident stays: language, theme, sound, time, waiting taps."""
        self.unattended_since = self.step.now
        self._session = None
        self._relied_on = None
        self._said = None
        self._taps.clear()
        self._keying.forget()
        sound = replace(self._sound, earphone=self._screen.sound.earphone)
        self._screen = Screen(Attract(), sound=sound, dark=self._screen.dark, times=BY_EAR if sound.earphone else 1)

    # -- who stands here --

    def rely_on(self, proof: Callable[[], bool] | None) -> None:
        """From now on the session goes on only while ``proof`` holds: while the card is in that proved who stands here."""
        self._relied_on = proof

    def check_proof(self) -> None:
        """To be asked before anything that cannot be taken back; every `answer` asks by itself.

        Raises:
            Left: what the session relied on does not hold any more. It ends, so nothing is relied on from now on.
        """
        if self._relied_on and not self._relied_on():
            self._relied_on = None
            raise Left(Ending.CARD_REMOVED)

    # -- waiting --

    def until(self, ready: Callable[[], bool], within: Ms, view: Callable[[], View] | None = None) -> Flow[bool]:
        """Waits for ``ready``; False when ``within`` ms passed without it. Taps other than the language's are dropped."""
        ends_at = self.step.now + within
        while not ready():
            if self.step.now >= ends_at:
                return False
            if view:
                self.show(view())
            for tap in (yield ends_at):
                self.adjust(tap)
        return True

    def pause(self, ms: Ms) -> Flow[None]:
        yield from self.until(lambda: False, ms)

    def answer(
        self, view: Callable[[], View], ready: Callable[[], bool] = lambda: False, patience_ms: Ms | None = None,
        again_at: Callable[[], Ms | None] = lambda: None,
    ) -> Flow[Tap | None]:  # fmt: skip
        """Shows ``view`` until the resident answers or ``ready``.

        Args:
            again_at: when the time alone may change what ``view`` or ``ready`` says.

        Returns:
            The tap, or None when ``ready`` came first.

        Raises:
            Left: the resident cancelled, took the card that the session relies on, or did not touch the screen for the
                whole of their patience.
        """
        patience_ms = patience_ms or self.patience.answer_ms
        touched_at = self.step.now
        if type(view()) is not type(self._screen.view):
            self._taps.clear()  # what was touched on another screen is no answer to this one
        self.check_proof()
        while not ready():
            while self._taps:
                tap = self._taps.popleft()
                touched_at = self.step.now
                if tap.control == "cancel":
                    raise Left(Ending.CANCELLED)
                if not self.adjust(tap):
                    return tap
            left = touched_at + self.waits(patience_ms) - self.step.now
            if left <= 0:
                raise Left(Ending.TIMED_OUT)
            warn_ms = self.waits(self.patience.warn_ms)
            warn = left <= warn_ms
            self.show(view(), ceil(left / 1000) if warn else None)
            next_at = self.step.now + (left % 1000 or 1000 if warn else left - warn_ms)
            self._taps.extend((yield soonest((next_at, again_at()))))
            self.check_proof()
        return None

    def adjust(self, tap: Tap) -> bool:
        """Language, theme, sound and time can be changed on every screen; ``more-time`` only had to be touched."""
        screen = adjusted(self._screen, tap, self._languages)
        if tap.control == "repeat":
            self._said = None
        elif screen == self._screen and self._said and tap.control in ("volume", "rate"):
            # As far as it goes: that is said, or somebody would press on for ever.
            told = self._said.sound
            told = replace(told, volume=0) if tap.control == "volume" else replace(told, rate=0)
            self._said = replace(self._said, sound=told)
        self._screen = screen or self._screen
        return screen is not None

    # -- asking --

    def awaits(self, pending: Pending[R], view: Callable[[], View] | None = None) -> Flow[R]:
        """Waits for the result. It always comes: whoever works on it has a deadline."""
        while not pending.done:
            if view:
                self.show(view())
            for tap in (yield None):
                self.adjust(tap)
        return pending.result

    def converse(
        self, channel: Channel[Q, A], dialogue: Dialogue[Q, A, R], view: Callable[[], View] | None = None
    ) -> Flow[R]:
        """Runs a dialogue to its end. It always ends: every question has a deadline."""
        pending: Pending[R] = Pending()
        self.step.converse(channel, dialogue, pending.settle)
        return (yield from self.awaits(pending, view))

    def ask(self, channel: Channel[Q, A], question: Q, view: Callable[[], View] | None = None) -> Flow[A | Failure]:
        """Asks one question."""

        def dialogue() -> Dialogue[Q, A, A | Failure]:
            return (yield question)

        return (yield from self.converse(channel, dialogue(), view))

    def pay_out(self, amount: Won, purpose: Purpose) -> Flow[PaidOut]:
        """Gives ``amount`` back to the resident, who is told."""
        view = Working(Message("working.change" if purpose is Purpose.CHANGE else "working.refund"), 0, 0)
        return (yield from self.awaits(self.payouts.pay(self.session, amount, purpose), lambda: view))

    def take_back_charge(self, within: Ms = GIVES_UP_MS) -> Flow[Won]:
        """Cancels what the session's card was charged; returns what was taken back. For the rest a claim is open."""
        book, before = self.book, self.ledger.taken_back
        self.charging.take_back(self.session, within)
        view = Working(Message("working.uncharging"), 0, 0)
        yield from self.until(lambda: not book.charged, CHARGE_MS, lambda: view)
        return self.ledger.taken_back - before
