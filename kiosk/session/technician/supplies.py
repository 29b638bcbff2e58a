"""Paper, toner and receipt roll: how many documents they are good for, and that somebody has put new in."""

from __future__ import annotations

from functools import partial

from config.ids import DeviceName
from drivers.device import Level
from drivers.ipp.amounts import Amounts
from kiosk.core.channels import PRINTER
from kiosk.core.step import Flow
from kiosk.core.supplies import PAPER, TONER, Supply
from kiosk.core.view import Message, ServiceList, Working
from kiosk.session.technician.account_rows import supply_name, supply_row
from kiosk.session.technician.machine import Visit
from kiosk.session.technician.pages import enter, show_list
from sync.journal import events as ev

_DIGITS = 5
SLIP_MM = 200
"""What a receipt takes of the roll, its cut included; what a roll really lasted counts for more, as soon as one ran out."""
_LEAST = {"paper": 1, "toner": 100, "roll": 1}


def show_supplies(visit: Visit) -> Flow[None]:
    """Until they go back. The printer is asked once for what it counts: a page need not know it to the sheet."""
    said = yield from _ask(visit)
    while True:
        tap = yield from show_list(visit, partial(supplies_page, visit, said))
        if tap.control == "back":
            return
        supply = {supply_name(each): each for each in _fitted(visit)}.get(tap.value)
        if tap.control == "replaced" and supply and (yield from _replaced(visit, supply)):
            said = yield from _ask(visit)


def _ask(visit: Visit) -> Flow[Amounts]:
    machine = visit.machine
    view = Working(Message("working.asking-printer"), 0, 0)
    return (yield from machine.desk.converse(PRINTER, machine.issuing.printer.read_amounts(), lambda: view))


def _fitted(visit: Visit) -> tuple[Supply, ...]:
    receipts = visit.machine.issuing.slips.printer
    roll: DeviceName | None = receipts.name if receipts else None
    return (PAPER, TONER, *(((roll, "paper"),) if roll else ()))


def supplies_page(visit: Visit, said: Amounts) -> ServiceList:
    machine = visit.machine
    rows = tuple(
        supply_row(machine.accounts.supplies, each, _level(visit, each), said.sheets, said.toner_percent)
        for each in _fitted(visit)
    )
    return ServiceList("service.supplies", rows, Message("supplies.about"))


def _level(visit: Visit, supply: Supply) -> Level:
    known = visit.machine.board.status.get(supply[0])
    return known.level(supply[1]) if known else Level.UNKNOWN


def _replaced(visit: Visit, supply: Supply) -> Flow[bool]:
    """Says what is in it now, as the packet says it: sheets of paper, pages of toner, metres of a roll."""
    name, missing = supply_name(supply), Message("supplies.missing")
    title, subtitle = Message(f"supplies.{name}-title"), Message(f"supplies.{name}-subtitle")
    problem: Message | None = None
    while True:
        typed = yield from enter(visit, title, subtitle, _DIGITS, problem, missing=missing)
        if typed is None:
            return False
        if int(typed) >= _LEAST[name]:
            break
        problem = missing
    amount = int(typed) * 1000 // SLIP_MM if name == "roll" else int(typed)
    visit.machine.desk.record(ev.SupplyReplaced(*supply, amount, visit.by, visit.role))
    return True
