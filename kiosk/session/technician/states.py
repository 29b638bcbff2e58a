"""How everything stands, since when, and the one thing to do first."""

from __future__ import annotations

from collections.abc import Iterator

from config.ids import DeviceName
from drivers.device import PRINTER_NAME, Level, State, Status
from kiosk.core.channels import DiagnosisMade, MakeDiagnosis, StickFailed
from kiosk.core.faults import means, to_do
from kiosk.core.step import Flow
from kiosk.core.view import Message, ServiceList, ServiceRow, Tone
from kiosk.session.technician.journal import ask, told_of
from kiosk.session.technician.machine import Machine, Visit
from kiosk.session.technician.pages import show_list
from kiosk.session.technician.trial_prints import print_sheets

_TONES: dict[State, Tone] = {
    State.ONLINE: "good",
    State.UNKNOWN: "plain",
    State.USER_ERROR: "warning",
    State.FRAUD_ATTEMPT: "warning",
}
_LEVELS: dict[Level, Tone] = {Level.OK: "good", Level.UNKNOWN: "plain", Level.LOW: "warning"}

_ORDER: tuple[Tone, ...] = ("problem", "warning", "plain", "good")
"""Whatever is wrong comes first."""


def show_states(visit: Visit) -> Flow[None]:
    """Until they go back. What changes meanwhile is shown as it changes."""
    while True:
        tap = yield from show_list(visit, lambda: states_page(visit.machine))
        match tap.control:
            case "back":
                return
            case "print-report" | "report-to-stick" if visit.machine.settings:
                told, tone = yield from _report(visit, tap.control == "report-to-stick")
                page = ServiceList("service.states", (), told, tone, inner=True)
                while (yield from show_list(visit, lambda page=page: page)).control != "back":  # type: ignore[misc]
                    pass


def _report(visit: Visit, to_stick: bool) -> Flow[tuple[Message, Tone]]:
    """How the machine stands, on paper or on a stick; what became of it."""
    made = yield from ask(visit, MakeDiagnosis(to_stick), "states.reporting")
    if isinstance(made, StickFailed):
        return told_of(made)
    if not isinstance(made, DiagnosisMade):
        return Message("states.no-report"), "problem"
    if made.file:
        return Message("states.report-on-stick", {"file": made.file}), "good"
    if (yield from print_sheets(visit, made.pdf, 1)):
        return Message("states.report-not-printed"), "problem"
    return Message("states.report-printed"), "good"


def states_page(machine: Machine) -> ServiceList:
    first, tone = first_thing(machine)
    reports = ("print-report", "report-to-stick") if machine.settings else ()
    return ServiceList("service.states", _rows(machine), first, tone, reports)


def first_thing(machine: Machine) -> tuple[Message, Tone]:
    """What keeps most people from their paper comes first: nothing is issued without books, printer and city."""
    return next(_to_do(machine), (Message("service.do.nothing"), "good"))


def _to_do(machine: Machine) -> Iterator[tuple[Message, Tone]]:
    """Worst first."""
    if machine.desk.ledger.unbalanced:
        yield Message("service.do.books"), "problem"
    status = machine.board.status
    yield from _of_printer(status[PRINTER_NAME])
    if "city" in machine.issuing.city_down:
        yield Message("service.do.city"), "problem"
    for device, known in status.items():
        if device != PRINTER_NAME and known.state not in (State.ONLINE, State.UNKNOWN):
            yield _mend(machine, device, known), "problem"
    for hopper in machine.cash.hoppers:
        empty = status[hopper.device].level("coins") == Level.OUT
        if empty or not machine.desk.ledger.units.count(hopper.device, hopper.coin):
            yield Message("service.do.hopper", {"coin": int(hopper.coin)}), "problem"
    if machine.issuing.city_down:
        yield Message("service.do.source"), "warning"
    for device, known in status.items():
        for supply, level in known.supplies:
            if level not in (Level.OK, Level.UNKNOWN):
                yield _fill_up(machine.supply(device, supply), level), "warning"


def _of_printer(status: Status) -> Iterator[tuple[Message, Tone]]:
    if status.state in (State.OFFLINE, State.HARDWARE_ERROR, State.USER_ERROR):
        yield Message(f"service.do.printer-{status.state}"), "problem"
    for supply in ("paper", "toner", "output"):
        if status.level(supply) in (Level.OUT, Level.FULL):
            yield Message(f"service.do.{supply}"), "problem"


def _fill_up(supply: str, level: Level) -> Message:
    empty = supply == "roll" and level is Level.OUT
    return Message(f"service.do.{'' if empty else 'low-'}{supply}")


def _mend(machine: Machine, device: DeviceName, status: Status) -> Message:
    name, act = machine.names[device], "cable" if status.state is State.OFFLINE else "look"
    return Message(f"service.do.{act}-{name.id.removeprefix('device.')}", name.args)


def _rows(machine: Machine) -> tuple[ServiceRow, ...]:
    devices = (_device(machine, device, known) for device, known in machine.board.status.items())
    return tuple(sorted((*devices, *_sources(machine)), key=lambda row: _ORDER.index(row.tone)))


def _device(machine: Machine, device: DeviceName, status: Status) -> ServiceRow:
    """One that works is as well as its supplies: the worst of them is what is told."""
    tone, value = _TONES.get(status.state, "problem"), Message(f"state.{status.state}")
    supplies = sorted(
        (
            (_LEVELS.get(level, "problem"), Message(f"supply.{machine.supply(device, supply)}-{level}"))
            for supply, level in status.supplies
            if level is not Level.UNKNOWN
        ),
        key=lambda each: _ORDER.index(each[0]),
    )
    if status.state is State.ONLINE and supplies and supplies[0][0] != "good":
        tone, value = supplies.pop(0)
    held = (hopper for hopper in machine.cash.hoppers if hopper.device == device)
    counts = (machine.desk.ledger.units.count(hopper.device, hopper.coin) for hopper in held)
    coins = (Message("service.coins", {"count": count}) for count in counts)
    reason = (means(status.reason), to_do(status.reason)) if status.reason else ()
    details = (*reason, *coins, *(message for _, message in supplies))
    return ServiceRow(machine.names[device], value, tone, details, _since(machine, device, status))


def _since(machine: Machine, device: DeviceName, status: Status) -> str:
    """Of the device where it is out of order, else of the supply that is short."""
    if status.state is State.ONLINE:
        short = [supply for supply, level in status.supplies if level not in (Level.OK, Level.UNKNOWN)]
        return machine.since(device, short[0]) if short else machine.since(device)
    return machine.since(device)


def _sources(machine: Machine) -> Iterator[ServiceRow]:
    """The city, and what of its sources is down; all of them are one line as long as they work."""
    down = machine.issuing.city_down
    why = down.get("city")
    details = (Message(f"trouble.{why}"),) if why else ()
    yield ServiceRow(
        Message("source.city"), Message("source.down" if why else "source.up"), "problem" if why else "good",
        details, machine.since("city"),
    )  # fmt: skip
    if why:
        return
    if not down:
        yield ServiceRow(Message("source.all"), Message("source.up"), "good")
    for source in sorted(down):
        yield ServiceRow(
            Message(f"source.{source}"), Message("source.down"), "warning", (Message(f"trouble.{down[source]}"),), machine.since(source)
        )  # fmt: skip
