"""A request left at the city, as a kiosk leaves it."""

from __future__ import annotations

import base64
from dataclasses import replace

from pydantic import TypeAdapter

from config.ids import KioskId
from sync.city.api import IssuanceRequest, RefusalReply, Ticket
from sync.city.left_requests import (
    BoxReply,
    BoxUpload,
    LeaveReply,
    LeaveRequest,
    LeftContent,
    TicketReply,
    about,
)
from sync.city.sealed_box import seal
from sync.reference_city.counting import Busy
from tests.sync.city.conftest import KIOSK, Town

ANN, OTHER = "8011239000018", "5003129000026"
LEFT = "33333333-3333-4333-8333-333333333333"
CODE = "904271"


def begin(town: Town, uuid: str = LEFT, kind: str = "resident-abstract", kiosk: KioskId = KIOSK) -> LeaveReply:
    begun = town.city.left_requests.begin(kiosk, uuid, LeaveRequest(kind))
    assert isinstance(begun, LeaveReply), begun
    return begun


def sealed(begun: LeaveReply, wanted: IssuanceRequest, uuid: str = LEFT, code: str = CODE) -> BoxUpload:
    assert wanted.subject
    content = LeftContent(wanted.kind, wanted.subject, code, wanted.input)
    data = TypeAdapter(LeftContent).dump_json(content)
    return BoxUpload(base64.b64encode(seal(base64.b64decode(begun.key), data, about(uuid), bytes(range(32)))).decode())


def take(town: Town, upload: BoxUpload, uuid: str = LEFT, kiosk: KioskId = KIOSK) -> BoxReply | RefusalReply:
    return town.city.left_requests.take(kiosk, uuid, upload)


def leave(town: Town, wanted: IssuanceRequest | None = None, uuid: str = LEFT) -> Ticket:
    wanted = wanted or town.abstract()
    begun = begin(town, uuid, wanted.kind)
    assert isinstance(take(town, sealed(begun, wanted, uuid), uuid), BoxReply)
    return Ticket(begun.number, CODE)


def ask(town: Town, ticket: Ticket, kiosk: KioskId = KIOSK) -> TicketReply | RefusalReply | Busy:
    return town.city.left_requests.ask(kiosk, ticket)


def state(town: Town, ticket: Ticket) -> str:
    told = ask(town, ticket)
    assert isinstance(told, TicketReply), told
    return told.state


def with_ticket(request: IssuanceRequest, ticket: Ticket) -> IssuanceRequest:
    """Whoever holds a ticket, and shows a card, at any kiosk."""
    return replace(request, input={}, ticket=ticket)
