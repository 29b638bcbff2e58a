"""Which matters a kiosk can serve now, and the one that a resident chooses."""

from __future__ import annotations

from collections.abc import Callable

from config.vocabulary import Ending, Matter
from kiosk.core.matter_view import ChooseMatter, MatterItem
from kiosk.core.step import Flow
from kiosk.core.view import Message, Notice
from kiosk.session.desk import Desk
from kiosk.session.issuing import Issuing
from kiosk.session.matters.application import look_up
from sync.city.applications import SOURCE
from sync.journal import events as ev


def matters(issuing: Issuing) -> tuple[MatterItem, ...]:
    """What this city's kiosks do beside certificates, in the order of the list."""
    unreachable = Message("unavailable.look-up") if issuing.city_down.keys() & {"city", SOURCE} else None
    return (MatterItem(Matter.APPLICATION.value, unreachable),) if issuing.city.applications else ()


def serve_matter(desk: Desk, issuing: Issuing, tell: Callable[[Notice], Flow[str]]) -> Flow[Ending]:
    """From the list of matters to what somebody came for. ``tell`` shows a notice, and returns the way on that was chosen.

    Raises:
        Left: the resident wants none of them.
    """
    while True:
        yield from _choose(desk, issuing)
        desk.record(ev.MatterChosen(desk.session, Matter.APPLICATION))
        assert issuing.city.applications
        ending = yield from look_up(desk, issuing.client, issuing.city.applications, tell)
        if ending:
            return ending


def _choose(desk: Desk, issuing: Issuing) -> Flow[Matter]:
    while True:
        tap = yield from desk.answer(lambda: ChooseMatter(matters(issuing)))
        able = {each.name for each in matters(issuing) if each.unavailable is None}
        if tap and tap.control == "matter" and tap.value in able:
            return Matter(tap.value)
