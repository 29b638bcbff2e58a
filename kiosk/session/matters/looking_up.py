"""Something of one's own is looked up at the city by the number and the code of a slip."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from config.vocabulary import Ending, LookUpResult, Matter
from kiosk.core.channels import CITY
from kiosk.core.notices import NoticeId, notice
from kiosk.core.step import Flow
from kiosk.core.view import Message, Notice, Working
from kiosk.session.desk import Desk
from kiosk.session.matters.slip import Slip
from sync.city.api import RefusalCode
from sync.city.client import CityUnavailable, Dialogue, Refused, TooManyTries
from sync.journal import events as ev

R = TypeVar("R")
T = TypeVar("T")

Typed = tuple[str, str]
"""Number and code."""
NotTold = Refused | TooManyTries | CityUnavailable

_STOPPED = {
    LookUpResult.TOO_MANY_TRIES: notice("problem", NoticeId.TOO_MANY_TRIES),
    LookUpResult.UNAVAILABLE: notice("problem", NoticeId.LOOK_UP_FAILED, actions=("retry", "cancel")),
}


def look_up(
    desk: Desk,
    matter: Matter,
    slip: Slip,
    ask: Callable[[Typed], Dialogue[R | NotTold]],
    found: Callable[[Typed, R], Flow[T]],
    tell: Callable[[Notice], Flow[str]],
) -> Flow[T | Ending | None]:
    """What ``found`` makes of the city's answer; how it ended without one, or None to go back to the list.

    Args:
        tell: shows why it cannot be, and returns the way on that was chosen.
    """
    while True:
        tap = yield from desk.answer(slip.view)
        match tap.control if tap else "":
            case "back":
                return None
            case "confirm":
                came_of_it = yield from _ask(desk, matter, slip, ask, found, tell)
                if came_of_it:
                    return came_of_it
            case _ if tap:
                slip.edit(tap)


def _ask(
    desk: Desk,
    matter: Matter,
    slip: Slip,
    ask: Callable[[Typed], Dialogue[R | NotTold]],
    found: Callable[[Typed, R], Flow[T]],
    tell: Callable[[Notice], Flow[str]],
) -> Flow[T | Ending | None]:
    """None where something else is to be typed."""
    typed = slip.typed()
    while typed:
        answer = yield from desk.converse(CITY, ask(typed), _asking)
        result = _result_of(answer)
        desk.record(ev.LookedUp(desk.session, matter, result))
        if not isinstance(answer, NotTold):
            return (yield from found(typed, answer))
        if result is LookUpResult.NOT_FOUND:
            slip.missed()
            return None
        if (yield from tell(_STOPPED[result])) != "retry":
            return Ending.REFUSED
    return None


def _asking() -> Working:
    return Working(Message("working.looking-up"), 0, 0)


def _result_of(answer: object) -> LookUpResult:
    """For the journal."""
    match answer:
        case TooManyTries():
            return LookUpResult.TOO_MANY_TRIES
        case Refused(RefusalCode.NO_SUCH_RECORD):
            return LookUpResult.NOT_FOUND
        case CityUnavailable() | Refused():
            return LookUpResult.UNAVAILABLE
        case _:
            return LookUpResult.FOUND
