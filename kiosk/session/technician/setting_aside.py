"""A journal that no kiosk can open is put aside at the machine, by a technician and nobody else (`kiosk.core.stand_in`).

Who tried to come in stands in the journal, which cannot be read: so each start of what stands in counts as three wrong tries that have
just been made. Whoever comes then waits a minute and has one try; a restart makes none of it shorter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from config.ids import StaffNumber
from config.settings import StaffSettings
from config.vocabulary import Role, StaffRefusal
from drivers.device import Ms
from kiosk.core.channels import STAFF, Channel, CheckPin
from kiosk.core.notices import NoticeId, notice
from kiosk.core.sign_ins import TRIES, SignIns
from kiosk.core.stand_in import Dialogue, ask
from kiosk.core.view import Message, OutOfService, ServiceList, Tap, Tone, Working
from kiosk.session.technician.sign_in import Pad
from sync.journal import events as ev

TITLE = "service.journal"
GOOD: Tone = "good"
PROBLEM: Tone = "problem"


@dataclass(frozen=True)
class PutAside:
    """The journal is put aside, by whom; answered by whether it was."""

    by: StaffNumber


JOURNAL_ASIDE = Channel("journal-aside", (PutAside,), (bool,), 600_000)
"""It is verified first, whole, for what is wrong with it is written down beside it."""


class SettingAside:
    """One after the other, for as long as it stands in."""

    def __init__(self, out: OutOfService, staff: Mapping[StaffNumber, StaffSettings]) -> None:
        """``staff``: who may be let in, by number."""
        self._out, self._staff = out, staff
        self._tries = SignIns()

    def begin(self, now: Ms) -> None:
        """What stands in was started."""
        for _ in range(TRIES):
            self._refused(now)

    def first(self) -> OutOfService:
        return self._out

    def opened_by(self, tap: Tap) -> bool:
        """By the hidden place."""
        return tap.control == "service"

    def dialogue(self, opening: Tap, now: Callable[[], Ms]) -> Dialogue[bool]:
        """Returns whether the journal lies aside now."""
        if not self._staff:
            return False
        known = yield from self._sign_in(now)
        if known is None:
            return False
        while True:
            tap = yield cannot_be_read()
            if tap == Tap("back"):
                return False
            if tap == Tap("set-aside") and (yield from self._agreed()):
                break
        done = yield from ask(JOURNAL_ASIDE, PutAside(known.number), Working(Message("working.verifying"), 0, 0))
        told, tone = Message("aside.done" if done is True else "aside.not-done"), GOOD if done is True else PROBLEM
        page = ServiceList(TITLE, (), told, tone, ("continue",) if done is True else (), inner=True)
        while (yield page) not in (Tap("back"), Tap("continue")):
            pass
        return done is True

    def answered_late(self, answer: object) -> None:
        """What was put aside is found by the next try of it."""

    def _sign_in(self, now: Callable[[], Ms]) -> Dialogue[StaffSettings | None]:
        problem: Message | None = None
        while True:
            if now() < self._tries.locked_until:
                yield from self._tell_locked(now())
                return None
            number = yield from type_in(Pad("number", problem))
            pin = (yield from type_in(Pad("pin"))) if number else None
            if not number or not pin:
                return None
            known = self._staff.get(StaffNumber(number))
            against = known or next(iter(self._staff.values()))
            question = CheckPin(pin, against.pin)
            del pin
            right = yield from ask(STAFF, question, Working(Message("working.checking-pin"), 0, 0))
            if known and right is True and known.role is Role.TECHNICIAN:
                return known
            self._refused(now())
            problem = Message("staff.wrong", {"tries_left": self._tries.tries_left})

    def _refused(self, now: Ms) -> None:
        self._tries.apply(ev.StaffRefused(None, StaffRefusal.WRONG_PIN), now, "")

    def _tell_locked(self, now: Ms) -> Dialogue[None]:
        minutes = -(-(self._tries.locked_until - now) // 60_000)
        view = notice("problem", NoticeId.STAFF_LOCKED, {"minutes": minutes})
        while (yield view) != Tap("continue"):
            pass

    def _agreed(self) -> Dialogue[bool]:
        while True:
            tap = yield what_then()
            if tap in (Tap("back"), Tap("set-aside")):
                return tap == Tap("set-aside")


def cannot_be_read() -> ServiceList:
    return ServiceList(TITLE, (), Message("aside.cannot-be-read"), "problem", ("set-aside",), inner=True)


def what_then() -> ServiceList:
    return ServiceList(TITLE, (), Message("aside.what-then"), "warning", ("set-aside",), inner=True)


def type_in(pad: Pad) -> Dialogue[str | None]:
    """None to go back."""
    while True:
        tap = yield pad.view()
        if tap == Tap("back"):
            return None
        if isinstance(tap, Tap) and pad.press(tap):
            return pad.typed
