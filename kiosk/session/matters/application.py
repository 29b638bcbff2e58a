"""What became of something that was applied for at the city: asked by number and code, shown from its receipt to its result.

Number and code are in this session's memory and in the question to the city, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Literal

from config.applications import Applications
from config.catalogue import in_language
from config.vocabulary import Ending, LookUpResult, Matter
from kiosk.core.channels import CITY
from kiosk.core.matter_view import Detail, Details, EnterApplication
from kiosk.core.notices import NoticeId, notice
from kiosk.core.step import Flow
from kiosk.core.view import Language, Message, Notice, Tap, Working
from kiosk.session.desk import Desk
from kiosk.session.forms.form import is_digit
from kiosk.session.matters.reading import let_read
from sync.city.api import RefusalCode
from sync.city.applications import ApplicationQuestion, ApplicationReply, Stage
from sync.city.client import CityClient, CityUnavailable, Refused, TooManyTries
from sync.journal import events as ev

_STOPPED = {
    LookUpResult.TOO_MANY_TRIES: notice("problem", NoticeId.TOO_MANY_TRIES),
    LookUpResult.UNAVAILABLE: notice("problem", NoticeId.LOOK_UP_FAILED, actions=("retry", "cancel")),
}
_TONES: Mapping[Stage, Literal["good", "warning"]] = {
    Stage.ACCEPTED: "good",
    Stage.INCOMPLETE: "warning",
    Stage.REFUSED: "warning",
}


Box = Literal["number", "code"]
BOXES: tuple[Box, ...] = ("number", "code")


class Slip:
    """What is typed from the slip that whoever applied was given (접수증).

    Attributes:
        problem: why the last try was not accepted.
    """

    def __init__(self, of: Applications) -> None:
        self._groups = of.number
        self._lengths: dict[Box, int] = {"number": sum(of.number), "code": of.code}
        self._typed: dict[Box, str] = {"number": "", "code": ""}
        self._focus: Box = "number"
        self.problem: Message | None = None

    def view(self) -> EnterApplication:
        digits = self._lengths["number"], self._lengths["code"]
        return EnterApplication(
            in_groups(self._typed["number"], self._groups), self._typed["code"], digits, self._focus, self.problem
        )

    def edit(self, tap: Tap) -> None:
        typed = self._typed[self._focus]
        match tap.control, tap.value:
            case "field", "number" | "code" as box:
                self._focus = box
            case "key", "erase":
                self._typed[self._focus] = typed[:-1]
            case "key", digit if is_digit(digit) and len(typed) < self._lengths[self._focus]:
                self._typed[self._focus] += digit
                if self._focus == "number" and len(typed) + 1 == self._lengths["number"] and not self._typed["code"]:
                    self._focus = "code"
        if tap.control in ("field", "key"):
            self.problem = None

    def question(self) -> ApplicationQuestion | None:
        """None where a digit is missing: it is typed next."""
        for box in BOXES:
            missing = self._lengths[box] - len(self._typed[box])
            if missing:
                self._focus, self.problem = box, Message("application.missing", {"missing": missing})
                return None
        return ApplicationQuestion(self._typed["number"], self._typed["code"])

    def missed(self) -> None:
        """Either may be wrong; the code is typed anew, the number stands there to be read again."""
        self._typed["code"], self._focus = "", "code"
        self.problem = Message("application.unknown")


def look_up(
    desk: Desk, client: CityClient, of: Applications, tell: Callable[[Notice], Flow[str]]
) -> Flow[Ending | None]:
    """How it ended, or None to go back to the list. ``tell`` shows why it cannot be, and returns the way on that was chosen."""
    slip = Slip(of)
    while True:
        tap = yield from desk.answer(slip.view)
        match tap.control if tap else "":
            case "back":
                return None
            case "confirm":
                ending = yield from _ask(desk, client, of, slip, tell)
                if ending:
                    return ending
            case _ if tap:
                slip.edit(tap)


def _ask(
    desk: Desk, client: CityClient, of: Applications, slip: Slip, tell: Callable[[Notice], Flow[str]]
) -> Flow[Ending | None]:
    """None where something else is to be typed."""
    question = slip.question()
    while question:
        answer = yield from desk.converse(CITY, client.look_up_application(question), _asking)
        result = _result(answer)
        desk.record(ev.LookedUp(desk.session, Matter.APPLICATION, result))
        if isinstance(answer, ApplicationReply):
            yield from let_read(desk, _page(desk, answer, of))
            return Ending.INFORMED
        if result is LookUpResult.NOT_FOUND:
            slip.missed()
            return None
        if (yield from tell(_STOPPED[result])) != "retry":
            return Ending.REFUSED
    return None


def _asking() -> Working:
    return Working(Message("working.looking-up"), 0, 0)


def _result(answer: ApplicationReply | Refused | TooManyTries | CityUnavailable) -> LookUpResult:
    """For the journal."""
    match answer:
        case ApplicationReply():
            return LookUpResult.FOUND
        case TooManyTries():
            return LookUpResult.TOO_MANY_TRIES
        case Refused(RefusalCode.NO_SUCH_RECORD):
            return LookUpResult.NOT_FOUND
        case CityUnavailable() | Refused():
            return LookUpResult.UNAVAILABLE


def _page(desk: Desk, reply: ApplicationReply, of: Applications) -> Callable[[], Details]:
    return lambda: shown(reply, of, desk.language)


def shown(reply: ApplicationReply, of: Applications, language: Language) -> Details:
    """What became of it, as a page; what it is called in law, and beside it what that means to who reads no Korean."""
    now, known = reply.steps[-1], of.kinds.get(reply.kind)
    meaning = f" ({in_language(known.field, language)}: {in_language(known.act, language)})" if known else ""
    kind = reply.kind if language == "ko" else f"{reply.kind}{meaning}"
    due = () if now.stage.is_result else (Detail(Message("application.due"), _day(reply.due)),)
    rows = (
        Detail(Message("application.kind"), kind, personal=True),
        *(Detail(_day(step.on), Message(f"application.stage.{step.stage}")) for step in reply.steps),
        *due,
        Detail(Message("application.office"), f"{reply.office} {reply.phone}"),
    )
    return Details(
        Message("application.title"), Message(f"application.now.{now.stage}"), rows, _TONES.get(now.stage, "info")
    )


def _day(day: date) -> Message:
    return Message("details.day", {"date": day.isoformat()})


def in_groups(digits: str, groups: Sequence[int]) -> str:
    """As it is printed: ``2026-0012345``."""
    starts = accumulate(groups, initial=0)
    return "-".join(part for start, size in zip(starts, groups, strict=False) if (part := digits[start : start + size]))
