"""What became of something that was applied for at the city: asked by number and code, shown from its receipt to its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

from config.applications import Applications
from config.catalogue import in_language
from config.vocabulary import Ending, LookUpResult, Matter
from kiosk.core.channels import CITY
from kiosk.core.matter_view import Detail, Details
from kiosk.core.notices import NoticeId, notice
from kiosk.core.step import Flow
from kiosk.core.view import Language, Message, Notice, Working
from kiosk.session.desk import Desk
from kiosk.session.matters.reading import let_read
from kiosk.session.matters.slip import Slip
from sync.city.api import RefusalCode
from sync.city.applications import ApplicationQuestion, ApplicationReply, Stage
from sync.city.client import CityClient, CityUnavailable, Refused, TooManyTries
from sync.journal import events as ev

STOPPED = {
    LookUpResult.TOO_MANY_TRIES: notice("problem", NoticeId.TOO_MANY_TRIES),
    LookUpResult.UNAVAILABLE: notice("problem", NoticeId.LOOK_UP_FAILED, actions=("retry", "cancel")),
}
_TONES: Mapping[Stage, Literal["good", "warning"]] = {
    Stage.ACCEPTED: "good",
    Stage.INCOMPLETE: "warning",
    Stage.REFUSED: "warning",
}


def look_up(
    desk: Desk, client: CityClient, of: Applications, tell: Callable[[Notice], Flow[str]]
) -> Flow[Ending | None]:
    """How it ended, or None to go back to the list. ``tell`` shows why it cannot be, and returns the way on that was chosen."""
    slip = Slip("application", of.number, of.code)
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
    typed = slip.typed()
    while typed:
        question = ApplicationQuestion(*typed)
        answer = yield from desk.converse(CITY, client.look_up_application(question), asking)
        result = result_of(answer)
        desk.record(ev.LookedUp(desk.session, Matter.APPLICATION, result))
        if isinstance(answer, ApplicationReply):
            yield from let_read(desk, _page(desk, answer, of))
            return Ending.INFORMED
        if result is LookUpResult.NOT_FOUND:
            slip.missed()
            return None
        if (yield from tell(STOPPED[result])) != "retry":
            return Ending.REFUSED
    return None


def asking() -> Working:
    return Working(Message("working.looking-up"), 0, 0)


def result_of(answer: ApplicationReply | Refused | TooManyTries | CityUnavailable) -> LookUpResult:
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
