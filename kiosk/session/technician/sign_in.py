"""Who is there: number, then PIN, on the kiosk's own pad. A wrong number is not told before a PIN was typed, and costs as much."""

from __future__ import annotations

from dataclasses import dataclass

from config.ids import StaffNumber
from config.settings import StaffSettings
from config.staff import PIN_DIGITS
from config.vocabulary import StaffRefusal
from kiosk.core.channels import STAFF, CheckPin
from kiosk.core.notices import NoticeId, notice
from kiosk.core.step import Flow
from kiosk.core.view import Message, StaffAsked, StaffSignIn, Tap, View, Working
from kiosk.session.forms.form import is_digit
from kiosk.session.technician.machine import Machine
from sync.journal import events as ev

NUMBER_DIGITS = 8
TYPE_MS = 30_000
"""Who found the hidden place by accident is back at the first screen soon."""


@dataclass(repr=False)
class Pad:
    """What is typed; a PIN is whole or is none."""

    asked: StaffAsked
    problem: Message | None = None
    typed: str = ""

    @property
    def length(self) -> int:
        return NUMBER_DIGITS if self._is_number else PIN_DIGITS

    @property
    def _is_number(self) -> bool:
        return self.asked in ("number", "new-number")

    def view(self) -> View:
        shown = self.typed if self._is_number else ""
        return StaffSignIn(self.asked, len(self.typed), self.length, shown, self.problem)

    def press(self, tap: Tap) -> bool:
        """True when it is confirmed and whole."""
        if tap.control == "confirm":
            missing = not self.typed if self._is_number else len(self.typed) < self.length
            self.problem = (
                Message("staff.number-missing" if self._is_number else "staff.pin-missing") if missing else None
            )
            return not missing
        if tap.control == "key":
            self.problem = None
            if tap.value == "erase":
                self.typed = self.typed[:-1]
            elif is_digit(tap.value) and len(self.typed) < self.length:
                self.typed += tap.value
        return False


def sign_in(machine: Machine) -> Flow[StaffSettings | None]:
    """Asks until somebody is known; None when they go back, or the pages are locked, which is said.

    Raises:
        Left: nobody typed any more, or they gave up.
    """
    desk, tries, problem = machine.desk, machine.desk.ledger.sign_ins, None
    while True:
        if desk.step.now < tries.locked_until:
            yield from _tell_locked(machine)
            return None
        number = yield from _type(machine, Pad("number", problem))
        pin = (yield from _type(machine, Pad("pin"))) if number else None
        if not number or not pin:
            return None
        known = machine.staff.get(StaffNumber(number))
        # For a number that nobody has the same work is done: how long it takes tells nothing either.
        against = known or next(iter(machine.staff.values()))
        question = CheckPin(pin, against.pin)
        del pin
        right = yield from desk.ask(STAFF, question, _checking)
        if known and right is True:
            return known
        refusal = StaffRefusal.WRONG_PIN if known else StaffRefusal.UNKNOWN_NUMBER
        desk.record(ev.StaffRefused(known.number if known else None, refusal))
        problem = Message("staff.wrong", {"tries_left": tries.tries_left})


def _type(machine: Machine, pad: Pad) -> Flow[str | None]:
    """None to go back."""
    while True:
        tap = yield from machine.desk.answer(pad.view, patience_ms=TYPE_MS)
        if tap and tap.control == "back":
            return None
        if tap and pad.press(tap):
            return pad.typed


def _tell_locked(machine: Machine) -> Flow[None]:
    desk = machine.desk
    minutes = -(-(desk.ledger.sign_ins.locked_until - desk.step.now) // 60_000)
    view = notice("problem", NoticeId.STAFF_LOCKED, {"minutes": minutes})
    while True:
        tap = yield from desk.answer(lambda: view, patience_ms=TYPE_MS)
        if tap and tap.control == "continue":
            return


def _checking() -> View:
    return Working(Message("working.checking-pin"), 0, 0)
