"""The reference city without HTTP: what its server answers to each call (`sync/reference_city/server.py`)."""

from __future__ import annotations

from typing import TypeVar

from pydantic import TypeAdapter

from config.ids import KioskId
from sync.city.api import (
    IssuanceRequest,
    JournalRefusalReply,
    JournalReply,
    JournalUpload,
    RefusalReply,
    SourcesReply,
    Ticket,
)
from sync.city.applications import ApplicationQuestion, ApplicationReply
from sync.city.client import CityCall, CityReply
from sync.city.countersigned import Checkpoint, Countersigned
from sync.city.left_requests import BoxReply, BoxUpload, LeaveReply, LeaveRequest, TicketReply
from sync.reference_city.counting import Busy
from sync.reference_city.domain import ReferenceCity
from sync.reference_city.journals import JournalRefused

_REQUEST, _UPLOAD = TypeAdapter(IssuanceRequest), TypeAdapter(JournalUpload)
_REFUSAL, _JOURNAL_REFUSAL = TypeAdapter(RefusalReply), TypeAdapter(JournalRefusalReply)
_APPLICATION, _STATE = TypeAdapter(ApplicationQuestion), TypeAdapter(ApplicationReply)
_CHECKPOINT, _COUNTERSIGNED = TypeAdapter(Checkpoint), TypeAdapter(Countersigned)
_LEAVE, _BEGUN = TypeAdapter(LeaveRequest), TypeAdapter(LeaveReply)
_BOX, _BOX_TAKEN = TypeAdapter(BoxUpload), TypeAdapter(BoxReply)
_TICKET, _STANDS = TypeAdapter(Ticket), TypeAdapter(TicketReply)
T = TypeVar("T")
_SOURCES, _TAKEN = TypeAdapter(SourcesReply), TypeAdapter(JournalReply)


def call_city(city: ReferenceCity, kiosk: KioskId, call: CityCall) -> CityReply:
    match call.path.split("/")[2:]:
        case ["issuances", uuid]:
            reply = city.reserve(kiosk, uuid, _REQUEST.validate_json(call.body))
            if isinstance(reply, bytes):
                return CityReply(200, reply)
            return _later(reply) if isinstance(reply, Busy) else CityReply(403, _REFUSAL.dump_json(reply))
        case ["applications", "state"]:
            return _told(_STATE, city.applications.look_up(kiosk, _APPLICATION.validate_json(call.body)))
        case ["left-requests", "ticket"]:
            return _told(_STANDS, city.left_requests.ask(kiosk, _TICKET.validate_json(call.body)))
        case ["left-requests", uuid]:
            return _told(_BEGUN, city.left_requests.begin(kiosk, uuid, _LEAVE.validate_json(call.body)))
        case ["left-requests", uuid, "box"]:
            return _told(_BOX_TAKEN, city.left_requests.take(kiosk, uuid, _BOX.validate_json(call.body)))
        case ["sources"]:
            return CityReply(200, _SOURCES.dump_json(city.sources()))
        case ["journals", journal, "entries"]:
            upload = _UPLOAD.validate_json(call.body)
            try:
                taken = city.take_journal(kiosk, journal, upload.first, upload.bodies(), upload.lost)
            except JournalRefused as refused:
                return CityReply(409, _JOURNAL_REFUSAL.dump_json(JournalRefusalReply(refused.why)))
            return _later(taken) if isinstance(taken, Busy) else CityReply(200, _TAKEN.dump_json(taken))
        case ["journals", journal, "checkpoints"]:
            ends = _CHECKPOINT.validate_json(call.body)
            return CityReply(200, _COUNTERSIGNED.dump_json(city.countersign(kiosk, journal, ends)))
    raise AssertionError(call.path)


def _told(adapter: TypeAdapter[T], found: T | RefusalReply | Busy) -> CityReply:
    if isinstance(found, RefusalReply):
        return CityReply(404, _REFUSAL.dump_json(found))
    return _later(found) if isinstance(found, Busy) else CityReply(200, adapter.dump_json(found))


def _later(busy: Busy) -> CityReply:
    return CityReply(429, b"", busy.retry_after_s * 1000)
