"""A request is left while the source of its papers is away: sealed to the city, with a ticket for whoever left it.

Identity and input are proved and typed as for a paper. What becomes of it is sealed before it is written down anywhere, and nothing
is paid: the ticket, with the same person's card, is good for the paper at any kiosk of the city once the source is back.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from hashlib import sha256

from pydantic import TypeAdapter

from config.catalogue import in_language
from config.dialogue import Failure
from config.ids import LeftRequestId
from config.kind import Kind
from config.seoul import SEOUL
from config.vocabulary import BoxEnd, Ending, ReceiptResult
from kiosk.core.channels import BOXES, CITY, KeepBox, LeftBox
from kiosk.core.matter_view import Detail, Details
from kiosk.core.notices import NoticeId, notice
from kiosk.core.step import Flow
from kiosk.core.view import ChooseKind, Message, Notice, Review, ReviewRow, Working
from kiosk.session.desk import Desk
from kiosk.session.issuing import Issuing, Offered
from kiosk.session.matters.reading import let_read
from kiosk.session.matters.slip import in_groups
from kiosk.session.resident.entering import enter
from kiosk.session.resident.identity import Identity
from kiosk.session.resident.menu import menu_of
from kiosk.session.resident.wish import Wish, wish
from printing.ticket import Ticketed
from sync.city.api import Subject
from sync.city.client import CityUnavailable, Refused, TooManyTries
from sync.city.left_requests import CODE_LENGTH, NUMBER_GROUPS, LeaveReply, LeaveRequest, LeftContent, about
from sync.city.sealed_box import KEY_SIZE, seal
from sync.journal import events as ev

DELIVERED_MS = 10_000
"""So long whoever left it waits to hear that the city has it; then they take their ticket, and it is delivered behind them."""
_CONTENT = TypeAdapter(LeftContent)
_FAILED = notice("problem", NoticeId.LEAVE_FAILED, actions=("retry", "cancel"))


def leave(
    desk: Desk, issuing: Issuing, prove: Callable[[Kind], Flow[Identity | None]], tell: Callable[[Notice], Flow[str]]
) -> Flow[Ending | None]:
    """How it ended, or None to go back to the list of matters."""
    while True:
        kind = yield from _choose(desk, issuing)
        if kind is None:
            return None
        desk.record(ev.KindChosen(desk.session, kind.name))
        identity = yield from prove(kind)
        if identity is None:
            continue
        one = replace(kind, copies=1)
        fee = partial(issuing.fee_now, kind)
        wanted = wish(one, issuing.city.places, issuing.wall().year, fee, issuing.can_take)
        wanted.identity = identity
        if (yield from enter(desk, wanted, partial(_review, desk, issuing, wanted))):
            return (yield from _seal(desk, issuing, wanted, identity, tell))


def _choose(desk: Desk, issuing: Issuing) -> Flow[Kind | None]:
    def menu() -> ChooseKind:
        left = [replace(kind, identity="card") for kind in issuing.to_be_left().values()]  # nothing is left by nobody
        return menu_of(left, {kind.name: Offered(issuing.fee_now(kind), None) for kind in left}, desk.language)

    while True:
        tap = yield from desk.answer(menu)
        if tap and tap.control == "kind" and tap.value in issuing.to_be_left():
            return issuing.city.offered[tap.value]
        if tap and tap.control == "back":
            return None


def _review(desk: Desk, issuing: Issuing, wanted: Wish, problem: Message | None) -> Review:
    title = in_language(wanted.kind.title, desk.language)
    rows = (*wanted.rows(desk.language), ReviewRow(Message("review.paid-later"), ""))
    return Review(title, rows, int(issuing.fee_now(wanted.kind)), problem, leaves=True)


def _seal(
    desk: Desk, issuing: Issuing, wanted: Wish, identity: Identity, tell: Callable[[Notice], Flow[str]]
) -> Flow[Ending]:
    request = LeftRequestId(desk.step.sources.uuid())
    begun = yield from _begin(desk, issuing, request, wanted.kind, tell)
    if begun is None:
        return Ending.REFUSED
    code = f"{int.from_bytes(desk.step.sources.random(8)) % 10**CODE_LENGTH:0{CODE_LENGTH}d}"
    subject = Subject(identity.resident_number, identity.card_number)
    content = _CONTENT.dump_json(LeftContent(wanted.kind.name, subject, code, wanted.input()))
    try:
        box = seal(base64.b64decode(begun.key), content, about(request), desk.step.sources.random(KEY_SIZE))
    except ValueError:  # what the city calls a key is none
        yield from tell(notice("problem", NoticeId.LEAVE_FAILED))
        return Ending.REFUSED
    desk.check_proof()
    desk.record(ev.RequestSealed(desk.session, request, wanted.kind.name, sha256(box).hexdigest()))
    if not (yield from _hand_over(desk, issuing, LeftBox(request, begun.until, box))):
        yield from tell(notice("problem", NoticeId.LEAVE_FAILED))
        return Ending.REFUSED
    desk.rely_on(None)
    terms = issuing.city.left_requests
    assert terms, "nobody is offered what the city does not take"
    title = in_language(wanted.kind.title, desk.language)
    number = in_groups(begun.number, NUMBER_GROUPS)
    last_day = (begun.until.astimezone(SEOUL) - timedelta(microseconds=1)).date()
    told = Ticketed(issuing.kiosk.printed, issuing.wall(), title, number, code, last_day, terms.is_application)
    result = yield from issuing.slips.ticket(desk, request, told)
    yield from let_read(desk, lambda: shown(told, result is ReceiptResult.PRINTED, issuing.phone))
    return Ending.REQUEST_LEFT


def _begin(
    desk: Desk, issuing: Issuing, request: LeftRequestId, kind: Kind, tell: Callable[[Notice], Flow[str]]
) -> Flow[LeaveReply | None]:
    while True:
        begun = yield from desk.converse(CITY, issuing.client.begin_request(request, LeaveRequest(kind.name)), _leaving)
        match begun:
            case LeaveReply():
                return begun
            case TooManyTries() | Refused():
                yield from tell(notice("problem", NoticeId.LEAVE_FAILED))
                return None
            case CityUnavailable():
                if (yield from tell(_FAILED)) != "retry":
                    return None


def _hand_over(desk: Desk, issuing: Issuing, box: LeftBox) -> Flow[bool]:
    """True once it is the city's, or on the disk and on its way there."""
    if isinstance((yield from desk.ask(BOXES, KeepBox(box), _leaving)), Failure):
        issuing.delivery.was_not_kept(box.request)
        return False
    delivered = issuing.delivery.add(box)
    yield from desk.until(lambda: delivered.done, DELIVERED_MS, _leaving)
    return not delivered.done or delivered.result is BoxEnd.DELIVERED


def _leaving() -> Working:
    return Working(Message("working.leaving"), 0, 0)


def shown(told: Ticketed, printed: bool, phone: str) -> Details:
    """What stands on the ticket, for whoever has none to write it down."""
    means = "ticket.application" if told.is_application else "ticket.no-application"
    rows = (
        Detail(Message("ticket.kind"), told.title, personal=True),
        Detail(Message("ticket.number"), told.number),
        Detail(Message("ticket.code"), told.code, personal=True),
        Detail(Message("ticket.until"), Message("details.day", {"date": told.until.isoformat()})),
        Detail(Message("ticket.means"), Message(means)),
        Detail(Message("fact.phone"), phone),
    )
    gist = "ticket.now.left" if printed else "ticket.now.write-down"
    return Details(Message("ticket.title"), Message(gist), rows, "good" if printed else "warning")
