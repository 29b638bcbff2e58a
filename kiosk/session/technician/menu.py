"""What a member of staff may open, by their role. A page is a flow that ends when they go back to the menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from config.vocabulary import Role
from kiosk.core.step import Flow
from kiosk.core.view import MenuItem, Message, ServiceMenu, Tone
from kiosk.session.technician.accounts import show_claims, show_counts, show_untaken, show_voids
from kiosk.session.technician.cash import show_cash
from kiosk.session.technician.device_tests import show_tests
from kiosk.session.technician.ending import closed, show_closing, show_ending
from kiosk.session.technician.journal import show_journal
from kiosk.session.technician.machine import Visit
from kiosk.session.technician.settings import show_settings
from kiosk.session.technician.states import first_thing, show_states
from kiosk.session.technician.supplies import show_supplies

EVERYBODY = frozenset(Role)
CASH = frozenset({Role.CASHIER, Role.TECHNICIAN})
TECHNICIANS = frozenset({Role.TECHNICIAN})


class Page(NamedTuple):
    """One of the menu. ``detail`` is a line below its name.

    Attributes:
        run: shows it until they go back; raises `Left` when they leave or have gone.
    """

    roles: frozenset[Role]
    run: Callable[[Visit], Flow[None]]
    detail: Callable[[Visit], tuple[Message | None, Tone]] = lambda visit: (None, "plain")


def _first(visit: Visit) -> tuple[Message | None, Tone]:
    return first_thing(visit.machine)


PAGES: Mapping[str, Page] = {
    "states": Page(EVERYBODY, show_states, _first),
    "cash": Page(CASH, show_cash),
    "supplies": Page(EVERYBODY, show_supplies),
    "counts": Page(EVERYBODY, show_counts),
    "claims": Page(CASH, show_claims),
    "voids": Page(EVERYBODY, show_voids),
    "untaken": Page(EVERYBODY, show_untaken),
    "journal": Page(EVERYBODY, show_journal),
    "settings": Page(TECHNICIANS, show_settings),
    "tests": Page(TECHNICIANS, show_tests),
    "closing": Page(EVERYBODY, show_closing, lambda visit: closed(visit.machine)),
    "ending": Page(TECHNICIANS, show_ending),
}
"""In the menu's order; the name is that of its texts, ``service.NAME``."""


def open_menu(visit: Visit) -> Flow[None]:
    """Until they leave.

    Raises:
        Left: nobody touched the screen any more.
    """
    mine = {name: page for name, page in PAGES.items() if visit.role in page.roles}

    def view() -> ServiceMenu:
        return ServiceMenu(visit.by, tuple(MenuItem(name, *page.detail(visit)) for name, page in mine.items()))

    while True:
        tap = yield from visit.answer(view)
        if tap and tap.control == "open" and tap.value in mine:
            yield from mine[tap.value].run(visit)
