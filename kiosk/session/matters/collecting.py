"""What somebody left a request for: how it stands, by the number and the code of their ticket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Literal

from config.catalogue import in_language
from config.kind import Kind
from config.seoul import SEOUL
from config.vocabulary import Ending, Matter
from kiosk.core.matter_view import Detail, Details
from kiosk.core.step import Flow
from kiosk.core.view import Message, Notice
from kiosk.session.desk import Desk
from kiosk.session.issuing import SOURCE_AWAY, Issuing
from kiosk.session.matters.looking_up import NotTold, Typed, look_up
from kiosk.session.matters.reading import let_read
from kiosk.session.matters.slip import Slip
from sync.city.api import Ticket
from sync.city.client import Dialogue
from sync.city.left_requests import CODE_LENGTH, NUMBER_GROUPS, TicketReply, TicketState

_TONES: Mapping[TicketState, Literal["warning"]] = {
    TicketState.NOT_TO_BE_HAD: "warning",
    TicketState.OVER: "warning",
}


@dataclass(frozen=True)
class ToCollect:
    ticket: Ticket
    kind: Kind


def read_ticket(desk: Desk, issuing: Issuing, tell: Callable[[Notice], Flow[str]]) -> Flow[ToCollect | Ending | None]:
    """What is ready; how it ended where nothing is; None to go back to the list. ``tell`` as in `look_up`."""

    def ask(typed: Typed) -> Dialogue[TicketReply | NotTold]:
        return issuing.client.ask_ticket(Ticket(*typed))

    def found(typed: Typed, reply: TicketReply) -> Flow[ToCollect | Ending]:
        kind = issuing.city.offered.get(reply.kind)
        why = _not_now(issuing, kind) if kind else None
        if kind and reply.state is TicketState.READY and not why:
            return ToCollect(Ticket(*typed), kind)
        yield from let_read(desk, partial(shown, reply, kind, desk, issuing.phone, why))
        return Ending.INFORMED

    slip = Slip("ticket", NUMBER_GROUPS, CODE_LENGTH)
    return (yield from look_up(desk, Matter.TICKET, slip, ask, found, tell))


def _not_now(issuing: Issuing, kind: Kind) -> Message | None:
    """Why nobody can have such a paper here now. That its source is away the city knows better, which has it ready."""
    why = issuing.offer()[kind.name].unavailable
    return None if why == SOURCE_AWAY else why


def shown(answer: TicketReply, kind: Kind | None, desk: Desk, phone: str, why: Message | None = None) -> Details:
    """Why it is not to be had now. A kind that only a newer city has is called by its name. ``why``: what keeps it here that is ready."""
    title = in_language(kind.title, desk.language) if kind else answer.kind
    last_day = (answer.until.astimezone(SEOUL) - timedelta(microseconds=1)).date()
    rows = (
        Detail(Message("ticket.kind"), title, personal=True),
        Detail(Message("ticket.until"), Message("details.day", {"date": last_day.isoformat()})),
        Detail(Message("fact.phone"), phone),
    )
    if why and answer.state is TicketState.READY:
        return Details(Message("ticket.title"), why, rows, "warning")
    state = TicketState.UNKNOWN if answer.state is TicketState.READY else answer.state
    return Details(Message("ticket.title"), Message(f"ticket.now.{state}"), rows, _TONES.get(state, "info"))
