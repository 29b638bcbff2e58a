"""A new machine is set up at its own screen: in any order that makes sense, stopped at any page, and nobody is let past the city."""

from __future__ import annotations

from collections.abc import Callable

from config.dialogue import Failure, FailureReason
from config.ids import StaffNumber
from config.settings import USUAL_PANEL
from config.vocabulary import Role, StopReason
from kiosk.core.findings import Finding
from kiosk.core.stand_in import StandIn, TryAgain
from kiosk.core.step import Answered, Ask, End, Input, Show, Touched
from kiosk.core.view import Message, ServiceEntry, ServiceList, ServiceMenu, StaffSignIn, Tap, View
from kiosk.session.setting_up.pages import CITY, DEVICES, PANEL, STAFF, START
from kiosk.session.setting_up.questions import (
    AddStaff,
    Answer,
    AskDoor,
    AskToBeLetIn,
    Begun,
    Check,
    Checked,
    Device,
    Done,
    Door,
    FindDevices,
    FindModels,
    Found,
    Lacking,
    Models,
    NotDone,
    PutInForce,
    Question,
    SetPanel,
    Waiting,
)
from kiosk.session.setting_up.story import SettingUp

NEW = Begun(USUAL_PANEL)
LET_IN = Begun(USUAL_PANEL, "03 단구동 (wonju-03)")
WHOLE = Begun(USUAL_PANEL, LET_IN.kiosk, ("printer", "cctalk"), ((StaffNumber("1001"), Role.TECHNICIAN),))
DOOR = Door("https://door.example", "wonju", "3f9a 04c1", (("01", "원주시청"), ("03", "단구동")))
PRINTER = Device("printer", "ipp://localhost:60000/ipp/print", "")
TERMINAL = Lacking("terminal", "answers nowhere", True)


class Newcomer:
    """Whoever sets it up. What becomes of a question is what a test says; without a say nothing is answered yet."""

    def __init__(self, begun: Begun, answers: Callable[[Question], Answer | Failure | None]) -> None:
        finding = Finding("kiosk", "offline", "is being set up", 2)
        self.made = StandIn(SettingUp(begun), ("ko", "en"), (finding,), 2_000, 600_000)
        self._answers = answers
        self.asked: list[object] = []
        self.numbers: list[int] = []
        self.ended: StopReason | None = None
        self.now = 1_000
        self.step()

    view: View

    def step(self, *inbox: Input) -> None:
        answers: list[Input] = []
        for effect in self.made.step(self.now, inbox).effects:
            if isinstance(effect, Show):
                self.view = effect.screen.view
            elif isinstance(effect, End):
                self.ended = effect.reason
            elif isinstance(effect, Ask):
                self.asked.append(effect.question)
                self.numbers.append(effect.number)
                if isinstance(effect.question, TryAgain):
                    answers.append(Answered(effect.number, True))
                elif isinstance(effect.question, Question):
                    answer = self._answers(effect.question)
                    answers += [Answered(effect.number, answer)] if answer else []
        for each in answers:
            self.step(each)

    def tap(self, control: str, value: str = "") -> View:
        self.now += 100
        self.step(Touched(Tap(control, value)))
        return self.view

    def type(self, text: str) -> View:
        for key in text:
            self.tap("key", key)
        return self.tap("confirm")

    def told(self) -> str:
        assert isinstance(self.view, ServiceList), self.view
        return self.view.first.id if self.view.first else ""


def nothing(question: Question) -> None:
    return None


def test_the_city_lets_it_in_after_the_fingerprint_was_compared_and_the_code_read_out() -> None:
    replies = iter((Waiting("KF7M-2QXA"), Waiting("KF7M-2QXA"), Done(LET_IN)))

    def answers(asked: Question) -> Answer:
        return DOOR if isinstance(asked, AskDoor) else next(replies)

    machine = Newcomer(NEW, answers)
    assert isinstance(machine.tap("open", CITY), ServiceEntry)
    machine.type("door.example")
    assert machine.told() == "setup.compare"
    assert not any(isinstance(each, AskToBeLetIn) for each in machine.asked), (
        "nothing is asked of whom nobody has recognised"
    )
    machine.tap("same")
    assert machine.told() == "setup.which-site"
    shown = machine.tap("choose", "03")
    assert isinstance(shown, ServiceMenu)
    assert shown.items[0].detail == Message("setup.let-in", {"kiosk": LET_IN.kiosk})
    asked = [each for each in machine.asked if isinstance(each, AskToBeLetIn)]
    assert [(each.site, each.door.fingerprint, each.wait_s > 0) for each in asked] == [
        ("03", "3f9a 04c1", wait) for wait in (False, True, True)
    ]


def test_while_the_admin_is_waited_for_the_code_stands_there_and_the_page_can_be_left() -> None:
    def answers(asked: Question) -> Answer | None:
        if isinstance(asked, AskDoor):
            return DOOR
        return Waiting("KF7M-2QXA") if isinstance(asked, AskToBeLetIn) and not asked.wait_s else None

    machine = Newcomer(NEW, answers)
    machine.tap("open", CITY)
    machine.type("door.example")
    machine.tap("same")
    shown = machine.tap("choose", "03")
    assert isinstance(shown, ServiceList)
    assert [row.value for row in shown.rows] == ["KF7M-2QXA"]
    assert isinstance(machine.tap("back"), ServiceMenu)


def test_a_machine_that_is_let_in_behind_whoever_went_back_need_not_ask_a_second_time() -> None:
    def answers(asked: Question) -> Answer | None:
        if isinstance(asked, AskDoor):
            return DOOR
        return Waiting("KF7M-2QXA") if isinstance(asked, AskToBeLetIn) and not asked.wait_s else None

    machine = Newcomer(NEW, answers)
    machine.tap("open", CITY)
    machine.type("door.example")
    machine.tap("same")
    machine.tap("choose", "03")
    machine.tap("back")
    machine.step(Answered(machine.numbers[-1], Done(LET_IN)))
    assert isinstance(machine.view, ServiceMenu)
    assert machine.view.items[0].detail == Message("setup.let-in", {"kiosk": LET_IN.kiosk})


def test_another_fingerprint_ends_it_there() -> None:
    machine = Newcomer(NEW, lambda asked: DOOR)
    machine.tap("open", CITY)
    machine.type("door.example")
    assert isinstance(machine.tap("back"), ServiceMenu)
    assert not any(isinstance(each, AskToBeLetIn) for each in machine.asked)


def test_a_door_that_does_not_answer_is_said_in_its_own_words() -> None:
    for answer in (NotDone("no route to host"), Failure(FailureReason.TIMEOUT, "no route to host")):
        machine = Newcomer(NEW, lambda asked, answer=answer: answer)  # type: ignore[misc]
        machine.tap("open", CITY)
        shown = machine.type("door.example")
        assert isinstance(shown, ServiceList)
        assert shown.first == Message("setup.not-done", {"why": "no route to host"})
        assert isinstance(machine.tap("continue"), ServiceMenu)


def test_devices_and_start_come_after_the_city() -> None:
    for step in (DEVICES, START):
        machine = Newcomer(NEW, nothing)
        machine.tap("open", step)
        assert machine.told() == "setup.city-first"
        assert isinstance(machine.tap("continue"), ServiceMenu)
        assert not any(isinstance(each, Question) for each in machine.asked)


def test_what_is_not_fitted_is_said_by_touch_and_searched_without() -> None:
    def answers(asked: Question) -> Answer | None:
        if isinstance(asked, FindModels):
            return Models(("lobby.toml",))
        assert isinstance(asked, FindDevices)
        whole = "terminal" in asked.without
        return Found((PRINTER,), () if whole else (TERMINAL,), WHOLE if whole else LET_IN)

    machine = Newcomer(LET_IN, answers)
    machine.tap("open", DEVICES)
    assert machine.told() == "setup.which-model"
    machine.tap("choose", "lobby.toml")
    machine.tap("search")
    assert machine.told() == "setup.some-lacking"
    machine.tap("not-fitted", "terminal")
    machine.tap("fitted", "terminal")
    machine.tap("not-fitted", "terminal")
    machine.tap("search")
    assert machine.told() == "setup.all-found"
    shown = machine.tap("continue")
    assert isinstance(shown, ServiceMenu)
    assert shown.items[1].detail == Message("setup.found", {"devices": 2})
    searches = [each for each in machine.asked if isinstance(each, FindDevices)]
    assert searches == [FindDevices("lobby.toml", frozenset(without)) for without in ((), ("terminal",))]


def test_the_first_of_the_staff_is_a_technician_and_a_pin_is_typed_twice() -> None:
    machine = Newcomer(LET_IN, lambda asked: Done(WHOLE))
    machine.tap("open", STAFF)
    for again, said in (("314158", "setup.pins-differ"), ("314159", "setup.who")):
        shown = machine.tap("add")
        assert isinstance(shown, StaffSignIn)
        assert shown.asked == "new-number"
        machine.type("1001")
        machine.type("314159")
        machine.type(again)
        assert machine.told() == said
        machine.tap("continue")
    assert [each for each in machine.asked if isinstance(each, AddStaff)] == [
        AddStaff(StaffNumber("1001"), Role.TECHNICIAN, "314159")
    ]
    assert "314159" not in repr(machine.asked)


def test_whoever_comes_after_the_first_has_the_role_that_is_chosen() -> None:
    machine = Newcomer(WHOLE, lambda asked: Done(WHOLE))
    machine.tap("open", STAFF)
    machine.tap("add")
    for typed in ("2002", "271828", "271828"):
        machine.type(typed)
    assert machine.told() == "setup.which-role"
    machine.tap("choose", "cashier")
    assert AddStaff(StaffNumber("2002"), Role.CASHIER, "271828") in machine.asked


def test_a_turned_panel_is_another_start_and_a_size_that_no_panel_has_is_refused() -> None:
    machine = Newcomer(NEW, lambda asked: Done(NEW))
    machine.tap("open", PANEL)
    machine.tap("turn")
    assert SetPanel(1, USUAL_PANEL.width_mm, USUAL_PANEL.height_mm) in machine.asked
    assert machine.ended is StopReason.RESTART
    refused = Newcomer(NEW, lambda asked: NotDone("too narrow"))
    refused.tap("open", PANEL)
    refused.tap("measure")
    refused.type("30")
    refused.type("40")
    assert SetPanel(0, 30, 40) in refused.asked
    assert refused.told() == "setup.not-done"
    assert refused.ended is None


def test_it_starts_with_what_nothing_is_wrong_with_and_with_nothing_else() -> None:
    problems = iter([("machine.fonts: 없습니다",), ()])

    def answers(asked: Question) -> Answer:
        return Checked("2026-11-23 14:02", "NTP=yes", next(problems)) if isinstance(asked, Check) else Done(WHOLE)

    machine = Newcomer(WHOLE, answers)
    machine.tap("open", START)
    assert machine.told() == "setup.cannot-start"
    machine.tap("begin")
    assert PutInForce() not in machine.asked
    machine.tap("back")
    machine.tap("open", START)
    machine.tap("begin")
    assert machine.told() == "setup.started"
    assert machine.ended is None
    machine.tap("continue")
    assert machine.ended is StopReason.RESTART
