"""A member of staff at the machine: let in, the machine handed over to them and back (XFS, vendor dependent mode).

The kiosk goes on running: devices are polled, the journal goes to the city. A resident is never interrupted, because the
hidden place is on the first screen alone, where nobody is served; and what is on its way is waited for on both sides: money
inside an acceptor, coins that fall, a document at the printer. A document that a jam holds would keep away the person who
comes to clear it, so that waiting has an end.
"""

from __future__ import annotations

from config.ids import VisitId
from config.vocabulary import Ending, StopReason, VendorMode, VisitEnd
from drivers.device import Ms
from kiosk.core.step import End, Flow
from kiosk.core.view import Message, OutOfService, Working
from kiosk.session.desk import Left
from kiosk.session.technician.ending import EndWanted
from kiosk.session.technician.machine import Machine, Visit
from kiosk.session.technician.menu import open_menu
from kiosk.session.technician.sign_in import sign_in
from sync.journal import events as ev

HAND_OVER_MS: Ms = 60_000


class Service:
    """Whoever looks after the machine, one visit after the other."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def visit(self) -> Flow[None]:
        """From the hidden place to the first screen."""
        desk = self._machine.desk
        desk.forget_resident()
        try:
            known = yield from sign_in(self._machine)
        except Left:
            known = None
        if known:
            visit = Visit(VisitId(desk.step.sources.uuid()), known.number, known.role, self._machine)
            desk.record(ev.StaffEntered(visit.id, visit.by, visit.role))
            yield from self._serve(visit)
        desk.forget_resident()

    def _serve(self, visit: Visit) -> Flow[None]:
        yield from self._hand_over(visit, VendorMode.ENTER_PENDING, VendorMode.ACTIVE)
        how, end = VisitEnd.LEFT, None
        try:
            yield from open_menu(visit)
        except Left as left:
            how = VisitEnd.TIMED_OUT if left.how is Ending.TIMED_OUT else VisitEnd.LEFT
        except EndWanted as wanted:
            end = wanted.reason
        yield from self._hand_over(visit, VendorMode.EXIT_PENDING, VendorMode.INACTIVE)
        desk = self._machine.desk
        desk.record(ev.StaffLeft(visit.id, visit.by, how))
        if end:
            desk.show(OutOfService(Message("out.starting" if end is not StopReason.POWER_OFF else "out.power-off")))
            desk.step.put(End(end))
            while True:  # the process has ended
                yield None

    def _hand_over(self, visit: Visit, pending: VendorMode, then: VendorMode) -> Flow[None]:
        desk = self._machine.desk
        desk.record(ev.VendorModeChanged(visit.id, visit.by, pending))
        view = Working(Message("working.handing-over"), 0, 0)
        yield from desk.until(lambda: not self._machine.under_way(), HAND_OVER_MS, lambda: view)
        desk.record(ev.VendorModeChanged(visit.id, visit.by, then))
