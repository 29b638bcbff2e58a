"""A new machine is set up by whoever stands before it: let in by the city, its devices found, its staff named, its panel turned.

Nobody can be asked who they are: the machine knows nobody yet. What keeps a stranger out is the admin at the city, who lets in no
machine but by the code that is read out on the telephone; and before it is let in there is no money in it, no journal and no key of worth.

Each page may be left at any time and come back to. `kiosk.core.stand_in` shows them.
"""

from __future__ import annotations

from collections.abc import Callable

from config.dialogue import Failure
from config.ids import StaffNumber
from config.vocabulary import Role
from drivers.device import Ms
from kiosk.core.stand_in import Dialogue, ask
from kiosk.core.view import Message, ServiceList, ServiceMenu, Tap, Tone, View, Working
from kiosk.session.setting_up import pages
from kiosk.session.setting_up.questions import (
    SET_UP,
    AddStaff,
    Answer,
    AskDoor,
    AskToBeLetIn,
    Begun,
    Check,
    Checked,
    Done,
    Door,
    FindDevices,
    FindModels,
    Found,
    Models,
    NotDone,
    PutInForce,
    Question,
    SetPanel,
    Waiting,
)
from kiosk.session.technician.pages import enter, show_list
from kiosk.session.technician.setting_aside import type_in
from kiosk.session.technician.sign_in import Pad

ADDRESS_LENGTH = 60
WAIT_S = 20
"""For the admin, at a time: so late it is seen at the latest that somebody went back."""
MM_DIGITS = 4


class _Here:
    """Whoever stands there."""

    def answer(self, view: Callable[[], View]) -> Dialogue[Tap | None]:
        tap = yield view()
        return tap if isinstance(tap, Tap) else None


HERE = _Here()


class SettingUp:
    """What is behind the first page of a machine without settings."""

    def __init__(self, begun: Begun) -> None:
        self._begun = begun
        self._without: frozenset[str] = frozenset()

    def begin(self, now: Ms) -> None:
        """Nobody is locked out of a machine that has nothing."""

    def first(self) -> ServiceMenu:
        return pages.menu(self._begun)

    def opened_by(self, tap: Tap) -> bool:
        return tap.control == "open"

    def dialogue(self, opening: Tap, now: Callable[[], Ms]) -> Dialogue[bool]:
        """Returns whether the kiosk is to be started anew: it has settings now, or its picture is turned."""
        match opening.value:
            case pages.CITY:
                yield from self._be_let_in()
            case pages.DEVICES | pages.START if not self._begun.kiosk:
                yield from _read(opening.value, Message("setup.city-first"), "warning")
            case pages.DEVICES:
                yield from self._find_devices()
            case pages.STAFF:
                yield from self._name_staff()
            case pages.PANEL:
                return (yield from self._turn_panel())
            case pages.START:
                return (yield from self._start())
        return False

    def answered_late(self, answer: object) -> None:
        """The admin may let it in behind whoever has gone back: a second request would be another machine's."""
        if isinstance(answer, Done | Found):
            self._begun = answer.begun

    # --- the city ---

    def _be_let_in(self) -> Dialogue[None]:
        title, subtitle = Message("setup.door-title"), Message("setup.door-subtitle")
        typed = yield from enter(
            HERE, title, subtitle, ADDRESS_LENGTH, faces=pages.ADDRESS, missing=Message("setup.door-missing")
        )
        if typed is None:
            return
        door = yield from _asked(AskDoor(f"https://{typed}"), pages.code_of(""))
        if not isinstance(door, Door):
            return (yield from _say_not_done(pages.CITY, door))
        if not (yield from _agreed(pages.whose_door(door))):
            return
        site = yield from _chosen(pages.sites(door))
        if site is None:
            return
        answer = yield from _asked(AskToBeLetIn(door, site, 0), pages.code_of(""))
        while isinstance(answer, Waiting):
            answer = yield from _asked(AskToBeLetIn(door, site, WAIT_S), pages.code_of(answer.code))
        yield from self._done(pages.CITY, answer)

    # --- the devices ---

    def _find_devices(self) -> Dialogue[None]:
        model = ""
        on_stick = yield from _asked(FindModels(), _working("working.reading-stick"))
        if isinstance(on_stick, Models) and on_stick.files:
            chosen = yield from _chosen(pages.models(on_stick))
            if chosen is None:
                return
            model = chosen
        if not (yield from _agreed(pages.before_search())):
            return
        while True:
            answer = yield from _asked(FindDevices(model, self._without), _working("working.asking"))
            if not isinstance(answer, Found):
                return (yield from _say_not_done(pages.DEVICES, answer))
            self._begun = answer.begun
            if not (yield from self._search_again(answer)):
                return

    def _search_again(self, found: Found) -> Dialogue[bool]:
        """After what is not fitted was named; False where they go back or all is there."""
        while True:
            tap = yield from show_list(HERE, lambda: pages.found_devices(found, self._without))
            match tap.control:
                case "not-fitted":
                    self._without |= {tap.value}
                case "fitted":
                    self._without -= {tap.value}
                case "search":
                    return True
                case "continue" | "back":
                    return False

    # --- who looks after it ---

    def _name_staff(self) -> Dialogue[None]:
        while (yield from _agreed(pages.staff(self._begun))):
            number = yield from type_in(Pad("new-number"))
            pin = (yield from type_in(Pad("new-pin"))) if number else None
            again = (yield from type_in(Pad("pin-again"))) if pin else None
            if not number or not pin or not again:
                continue
            if again != pin:
                yield from _read(pages.STAFF, Message("setup.pins-differ"), "problem")
                continue
            # The first has to be able to do everything.
            role = (yield from _chosen(pages.roles())) if self._begun.staff else Role.TECHNICIAN
            if role:
                added = AddStaff(StaffNumber(number), Role(role), pin)
                yield from self._done(pages.STAFF, (yield from _asked(added, _working("working.checking-pin"))))

    # --- the panel, and the start ---

    def _turn_panel(self) -> Dialogue[bool]:
        """Whether it is another from now on, which the next start draws for."""
        now = self._begun.panel
        new: SetPanel | None = None
        while new is None:
            tap = yield from show_list(HERE, lambda: pages.panel(self._begun))
            match tap.control:
                case "back":
                    return False
                case "turn":
                    new = SetPanel((now.turns + 1) % 4, now.width_mm, now.height_mm)
                case "measure":
                    width = yield from _millimetres("setup.width-title")
                    height = (yield from _millimetres("setup.height-title")) if width else None
                    new = SetPanel(now.turns, width, height) if width and height else None
        return (yield from self._done(pages.PANEL, (yield from _asked(new, _working("working.asking")))))

    def _start(self) -> Dialogue[bool]:
        checked = yield from _asked(Check(), _working("working.asking"))
        if not isinstance(checked, Checked):
            yield from _say_not_done(pages.START, checked)
            return False
        if not (yield from _agreed(pages.last_look(self._begun, checked))):
            return False
        if not (yield from self._done(pages.START, (yield from _asked(PutInForce(), _working("working.asking"))))):
            return False
        yield from _read(pages.START, Message("setup.started"), "good")
        return True

    def _done(self, page: str, answer: Answer | Failure) -> Dialogue[bool]:
        if isinstance(answer, Done):
            self._begun = answer.begun
            return True
        yield from _say_not_done(page, answer)
        return False


def _working(step: str) -> View:
    return Working(Message(step), 0, 0)


def _asked(question: Question, meanwhile: View) -> Dialogue[Answer | Failure]:
    return (yield from ask(SET_UP, question, meanwhile))


def _read(page: str, what: Message, tone: Tone) -> Dialogue[None]:
    while (yield pages.told(page, what, tone)) not in (Tap("continue"), Tap("back")):
        pass


def _say_not_done(page: str, answer: Answer | Failure) -> Dialogue[None]:
    why = answer.why if isinstance(answer, NotDone) else answer.detail if isinstance(answer, Failure) else ""
    yield from _read(page, Message("setup.not-done", {"why": why}), "problem")


def _agreed(page: ServiceList) -> Dialogue[bool]:
    """Whether they go on, where the page has a way on; False to go back."""
    while True:
        tap = yield from show_list(HERE, lambda: page)
        if tap.control in (*page.actions, "back"):
            return tap.control != "back"


def _chosen(page: ServiceList) -> Dialogue[str | None]:
    """One of the list; None to go back."""
    while True:
        tap = yield from show_list(HERE, lambda: page)
        if tap.control in ("choose", "back"):
            return tap.value if tap.control == "choose" else None


def _millimetres(title: str) -> Dialogue[int | None]:
    typed = yield from enter(HERE, Message(title), Message("setup.mm"), MM_DIGITS, missing=Message("setup.mm-missing"))
    return int(typed) if typed else None
