"""What became of something that was applied for at the city: asked by number and code, shown from its receipt to its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

from config.applications import Applications
from config.catalogue import in_language
from config.vocabulary import Ending, Matter
from kiosk.core.matter_view import Detail, Details
from kiosk.core.step import Flow
from kiosk.core.view import Language, Message, Notice
from kiosk.session.desk import Desk
from kiosk.session.matters.looking_up import NotTold, Typed, look_up
from kiosk.session.matters.reading import let_read
from kiosk.session.matters.slip import Slip
from sync.city.applications import ApplicationQuestion, ApplicationReply, Stage
from sync.city.client import CityClient, Dialogue

_TONES: Mapping[Stage, Literal["good", "warning"]] = {
    Stage.ACCEPTED: "good",
    Stage.INCOMPLETE: "warning",
    Stage.REFUSED: "warning",
}


def read_application(
    desk: Desk, client: CityClient, of: Applications, tell: Callable[[Notice], Flow[str]]
) -> Flow[Ending | None]:
    """How it ended, or None to go back to the list. ``tell`` as in `look_up`."""

    def ask(typed: Typed) -> Dialogue[ApplicationReply | NotTold]:
        return client.look_up_application(ApplicationQuestion(*typed))

    def found(_: Typed, reply: ApplicationReply) -> Flow[Ending]:
        yield from let_read(desk, lambda: shown(reply, of, desk.language))
        return Ending.INFORMED

    slip = Slip("application", of.number, of.code)
    return (yield from look_up(desk, Matter.APPLICATION, slip, ask, found, tell))


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
