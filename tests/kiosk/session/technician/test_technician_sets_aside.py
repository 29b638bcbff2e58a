"""A journal that cannot be opened is put aside by touch: by a technician, under a lock that a restart does not shorten, and asked twice."""

from __future__ import annotations

from config.dialogue import Failure, FailureReason
from config.ids import StaffNumber
from config.settings import StaffSettings
from config.staff import hashed, matches
from config.vocabulary import Role
from drivers.device import Ms
from kiosk.core.channels import CheckPin
from kiosk.core.findings import Finding
from kiosk.core.sign_ins import FIRST_LOCK_MS
from kiosk.core.stand_in import PATIENCE_MS, StandIn, TryAgain
from kiosk.core.step import Answered, Ask, Input, Show, Touched
from kiosk.core.view import Message, Notice, OutOfService, ServiceList, StaffSignIn, Tap, View, Working
from kiosk.session.technician.setting_aside import PutAside, SettingAside

PIN = "314159"
STORED = hashed(PIN, bytes(16))
STAFF = {
    StaffNumber(number): StaffSettings(number=StaffNumber(number), role=role, pin=STORED)
    for number, role in (("1001", Role.TECHNICIAN), ("2002", Role.CASHIER))
}
OUT = OutOfService(Message("out.no-journal"))
START: Ms = 5_000_000


class Standing:
    """Whoever stands before it. PINs are checked for real; what becomes of the journal is what a test says."""

    def __init__(self, staff: dict[StaffNumber, StaffSettings] = STAFF, aside: object = True) -> None:
        found = (Finding("journal", "hardware-error", "cannot be read", 2),)
        self.made = StandIn(SettingAside(OUT, staff), ("ko", "en"), found, 2_000, 600_000)
        self.now, self.view, self.asked = START, OUT, list[object]()
        self._aside = aside
        self.step()

    view: View

    def step(self, *inbox: Input) -> None:
        out = self.made.step(self.now, inbox)
        answers: list[Input] = []
        for effect in out.effects:
            if isinstance(effect, Show):
                self.view = effect.screen.view
            elif isinstance(effect, Ask):
                self.asked.append(effect.question)
                if isinstance(effect.question, CheckPin):
                    answers.append(Answered(effect.number, matches(effect.question.pin, effect.question.stored)))
                elif isinstance(effect.question, PutAside):
                    assert isinstance(self.view, Working) or any(isinstance(each, Show) for each in out.effects)
                    answers.append(Answered(effect.number, self._aside))
        for answer in answers:
            self.step(answer)

    def seen(self) -> View:
        return self.view

    def tap(self, control: str, value: str = "") -> View:
        self.now += 100
        self.step(Touched(Tap(control, value)))
        return self.view

    def wait(self, ms: Ms) -> None:
        self.now += ms
        self.step()

    def enters(self, number: str = "1001", pin: str = PIN) -> View:
        self.tap("service")
        assert isinstance(self.view, StaffSignIn), self.view
        for digits in (number, pin):
            for digit in digits:
                self.tap("key", digit)
            self.tap("confirm")
        return self.view

    def comes_after_the_lock(self) -> View:
        self.wait(FIRST_LOCK_MS)
        return self.enters()


def first(view: View) -> Message | None:
    assert isinstance(view, ServiceList), view
    return view.first


def test_a_technician_puts_it_aside_after_being_asked_once_more_and_it_is_tried_at_once() -> None:
    standing = Standing()
    assert first(standing.comes_after_the_lock()) == Message("aside.cannot-be-read")
    assert first(standing.tap("set-aside")) == Message("aside.what-then")
    assert not any(isinstance(each, PutAside) for each in standing.asked)
    assert first(standing.tap("set-aside")) == Message("aside.done")
    assert PutAside(StaffNumber("1001")) in standing.asked
    assert TryAgain() not in standing.asked
    assert standing.tap("continue") == OUT
    assert TryAgain() in standing.asked


def test_who_thinks_better_of_it_changes_nothing() -> None:
    standing = Standing()
    standing.comes_after_the_lock()
    standing.tap("set-aside")
    assert first(standing.tap("back")) == Message("aside.cannot-be-read")
    assert standing.tap("back") == OUT
    assert not any(isinstance(each, PutAside) for each in standing.asked)


def test_where_it_could_not_be_put_aside_the_page_says_so_and_it_goes_on_standing_still() -> None:
    for answer in (False, Failure(FailureReason.TIMEOUT)):
        standing = Standing(aside=answer)
        standing.comes_after_the_lock()
        standing.tap("set-aside")
        assert first(standing.tap("set-aside")) == Message("aside.not-done")
        assert standing.tap("back") == OUT
        assert TryAgain() not in standing.asked


def test_after_a_start_nobody_is_let_in_for_a_minute_and_each_wrong_pin_doubles_it() -> None:
    standing = Standing()
    locked = standing.tap("service")
    assert isinstance(locked, Notice)
    assert standing.tap("continue") == OUT
    standing.wait(FIRST_LOCK_MS)
    assert isinstance(standing.enters(pin="000000"), Notice)
    standing.tap("continue")
    standing.wait(FIRST_LOCK_MS)
    assert isinstance(standing.tap("service"), Notice)
    standing.tap("continue")
    standing.wait(FIRST_LOCK_MS)
    assert first(standing.enters()) == Message("aside.cannot-be-read")


def test_a_cashier_is_not_let_in() -> None:
    standing = Standing()
    standing.wait(FIRST_LOCK_MS)
    assert isinstance(standing.enters("2002"), Notice)


def test_without_staff_nothing_is_behind_it() -> None:
    standing = Standing(staff={})
    standing.wait(FIRST_LOCK_MS)
    assert standing.tap("service") == OUT


def test_who_goes_away_leaves_the_first_screen_behind() -> None:
    standing = Standing()
    standing.comes_after_the_lock()
    standing.wait(PATIENCE_MS - 1)
    assert standing.seen() != OUT
    standing.wait(1)
    assert standing.seen() == OUT
    standing.enters()
    assert standing.tap("cancel") == OUT
