"""Out of service and back; the program started anew, the computer started anew or off."""

from __future__ import annotations

from typing import Literal, get_args

from config.vocabulary import CloseReason, StopReason
from kiosk.core.step import Flow
from kiosk.core.view import Message, ServiceList, ServiceRow, Tone
from kiosk.session.technician.machine import Machine, Visit
from sync.journal import events as ev

Order = Literal["restart", "reboot", "power-off"]


class EndWanted(Exception):
    """The visit ends, and with it the kiosk's process."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason)
        self.reason = reason


def closed(machine: Machine) -> tuple[Message | None, Tone]:
    """For the menu: that nobody is served, if so."""
    reason = machine.closing.reason
    return (Message(f"out.closed-{reason}"), "warning") if reason else (None, "plain")


def show_closing(visit: Visit) -> Flow[None]:
    """Chooses why nobody is served, or opens it again."""
    closing, record = visit.machine.closing, visit.machine.desk.record
    while True:
        tap = yield from visit.answer(lambda: closing_page(closing.reason))
        match tap.control if tap else "":
            case "back":
                return
            case "close":
                chosen = [reason for reason in CloseReason if tap and reason == tap.value]
                if chosen:
                    record(ev.KioskClosed(visit.id, visit.by, chosen[0]))
            case "reopen" if closing.reason:
                record(ev.KioskOpened(visit.id, visit.by))


def closing_page(now: CloseReason | None) -> ServiceList:
    rows = tuple(
        ServiceRow(
            Message(f"out.closed-{reason}"), "", button="" if reason is now else "close", of="" if reason is now else reason
        )
        for reason in CloseReason
    )  # fmt: skip
    if now is None:
        return ServiceList("service.closing", rows, Message("service.is-open"), "good")
    return ServiceList("service.closing", rows, Message(f"service.is-closed-{now}"), "warning", ("reopen",))


def show_ending(visit: Visit) -> Flow[None]:
    """Asks once more, and then the visit is over.

    Raises:
        EndWanted: it is to be.
    """
    wanted: StopReason | None = None

    def view() -> ServiceList:
        return ending_page(wanted)

    while True:
        tap = yield from visit.answer(view)
        match tap.control if tap else "":
            case "back" if wanted:
                wanted = None
            case "back":
                return
            case "end":
                wanted = next((StopReason(each) for each in get_args(Order) if tap and each == tap.value), None)
            case "yes" if wanted:
                visit.machine.desk.record(ev.EndOrdered(visit.id, visit.by, wanted))
                raise EndWanted(wanted)


def ending_page(wanted: StopReason | None) -> ServiceList:
    if wanted:
        return ServiceList("service.ending", (), Message(f"service.sure-{wanted}"), "warning", ("yes",), inner=True)
    rows = (ServiceRow(Message(f"service.end-{each}"), "", button="end", of=each) for each in get_args(Order))
    return ServiceList("service.ending", tuple(rows))
