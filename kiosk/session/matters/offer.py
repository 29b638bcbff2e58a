"""Which matters a kiosk can serve now, and the one that a resident chooses."""

from __future__ import annotations

from collections.abc import Callable

from config.catalogue import in_language
from config.kind import Kind
from config.language import Language
from config.vocabulary import Ending, Matter
from kiosk.core.matter_view import ChooseMatter, MatterItem
from kiosk.core.step import Flow
from kiosk.core.view import Message, Notice
from kiosk.session.desk import Desk
from kiosk.session.issuing import Issuing
from kiosk.session.matters.application import read_application
from kiosk.session.matters.counter import tell_where
from kiosk.session.matters.leaving import leave
from kiosk.session.resident.identity import Identity
from sync.city.applications import SOURCE
from sync.journal import events as ev


def matters(issuing: Issuing, language: Language) -> tuple[MatterItem, ...]:
    """What this city's kiosks do beside certificates, in the order of the list."""
    unreachable = Message("unavailable.look-up") if issuing.city_down.keys() & {"city", SOURCE} else None
    followed = (MatterItem(Matter.APPLICATION.value, unavailable=unreachable),) if issuing.city.applications else ()
    left = (MatterItem(Matter.LEAVING.value),) if issuing.to_be_left() else ()
    city_away = Message("unavailable.look-up") if "city" in issuing.city_down else None
    tickets = (MatterItem(Matter.TICKET.value, unavailable=city_away),) if issuing.city.left_requests else ()
    affairs = issuing.city.counters.affair
    return (*left, *tickets, *followed, *(MatterItem(each.name, in_language(each.title, language)) for each in affairs))


def serve_matter(
    desk: Desk, issuing: Issuing, tell: Callable[[Notice], Flow[str]], prove: Callable[[Kind], Flow[Identity | None]],
    collect: Callable[[], Flow[Ending | None]],
) -> Flow[Ending]:  # fmt: skip
    """From the list of matters to what somebody came for.

    Args:
        tell: shows a notice, and returns the way on that was chosen.
        prove: who stands here, and may have such a paper; None to go a step back.
        collect: what was left before, as a paper; None to go back to the list.

    Raises:
        Left: the resident wants none of them.
    """
    affairs, applications = {each.name: each for each in issuing.city.counters.affair}, issuing.city.applications
    while True:
        chosen = yield from _choose(desk, issuing)
        if chosen in affairs:
            desk.record(ev.MatterChosen(desk.session, Matter.COUNTER))
            yield from tell_where(desk, issuing, affairs[chosen])
            return Ending.INFORMED
        matter = Matter(chosen)
        desk.record(ev.MatterChosen(desk.session, matter))
        ending: Ending | None
        if matter is Matter.LEAVING:
            ending = yield from leave(desk, issuing, prove, tell)
        elif matter is Matter.TICKET:
            ending = yield from collect()
        else:
            assert applications
            ending = yield from read_application(desk, issuing.client, applications, tell)
        if ending:
            return ending


def _choose(desk: Desk, issuing: Issuing) -> Flow[str]:
    """The item's name."""
    while True:
        tap = yield from desk.answer(lambda: ChooseMatter(matters(issuing, desk.language)))
        able = {each.name for each in matters(issuing, desk.language) if each.unavailable is None}
        if tap and tap.control == "matter" and tap.value in able:
            return tap.value
