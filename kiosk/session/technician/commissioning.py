"""The commissioning report: what is missing before anybody is served, and the whole of it on paper or on a stick."""

from __future__ import annotations

from collections.abc import Mapping

from config.dialogue import Failure
from config.ids import DeviceName
from kiosk.core.channels import CommissioningMade, FileAnswer, MakeCommissioning, NotTried, StickFailed
from kiosk.core.step import Flow
from kiosk.core.view import Message, ServiceList, ServiceRow, Tone
from kiosk.session.technician.journal import ask, told_of
from kiosk.session.technician.machine import Visit
from kiosk.session.technician.pages import show_list
from kiosk.session.technician.trial_prints import print_sheets

TITLE = "service.commissioning"
ACTIONS = ("print", "export")
PARTS = ("screen", "city", "clock")
"""What is tried and is no device: ``device.NAME``, but for the city, whose test is the network's."""


def show_commissioning(visit: Visit) -> Flow[None]:
    """Until they go back."""
    answer = yield from _made(visit, to_stick=False)
    first: Message | None = None
    tone: Tone = "plain"
    while isinstance(answer, CommissioningMade):
        made = answer
        page = report_page(made, visit.machine.names, first, tone)
        tap = yield from show_list(visit, lambda page=page: page)  # type: ignore[misc]
        if tap.control == "back":
            return
        if tap.control == "print":
            trouble = yield from print_sheets(visit, made.pdf, made.sheets)
            first, tone = (
                (Message("states.report-not-printed"), "problem")
                if trouble
                else (Message("commissioning.printed"), "good")
            )
        if tap.control == "export":
            kept = yield from _made(visit, to_stick=True)
            first, tone = _told(kept)
    told, tone = _told(answer)
    page = ServiceList(TITLE, (), told, tone, inner=True)
    while (yield from show_list(visit, lambda: page)).control != "back":
        pass


def _made(visit: Visit, to_stick: bool) -> Flow[FileAnswer | Failure]:
    return (yield from ask(visit, MakeCommissioning(visit.by, to_stick), "commissioning.making"))


def _told(answer: FileAnswer | Failure) -> tuple[Message, Tone]:
    if isinstance(answer, CommissioningMade):
        return Message("states.report-on-stick", {"file": answer.file}), "good"
    return told_of(answer) if isinstance(answer, StickFailed) else (Message("states.no-report"), "problem")


def report_page(
    made: CommissioningMade, names: Mapping[DeviceName, Message], first: Message | None = None, tone: Tone = "plain"
) -> ServiceList:
    """What is missing, a line each; ``first`` is what the last act came to."""
    rows = tuple(_row(each, names) for each in made.missing)
    if first is None and rows:
        first, tone = Message("commissioning.missing", {"things": len(rows)}), "warning"
    elif first is None:
        first, tone = Message("commissioning.whole"), "good"
    return ServiceList(TITLE, rows, first, tone, ACTIONS, inner=True)


def _row(each: NotTried, names: Mapping[DeviceName, Message]) -> ServiceRow:
    name: Message | str = names.get(DeviceName(each.device), each.device)
    if each.test and each.device in PARTS:
        name = Message("device.network" if each.device == "city" else f"device.{each.device}")
    if not each.test:
        return ServiceRow(name, each.state, "problem")
    told = Message("service.result-failed" if each.result else "service.result-none")
    return ServiceRow(name, told, "problem" if each.result else "warning", (Message(f"service.test-{each.test}"),))
