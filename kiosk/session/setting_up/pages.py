"""The pages by which a new machine is set up, made from what is known by then."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from config.vocabulary import Role
from kiosk.core.view import MenuItem, Message, ServiceList, ServiceMenu, ServiceRow, Tone
from kiosk.session.setting_up.questions import Begun, Checked, Device, Door, Found, Models

CITY, DEVICES, STAFF, PANEL, START = "set-up-city", "set-up-devices", "set-up-staff", "set-up-panel", "set-up-start"
"""In the order in which they are done; what a page is called is ``service.NAME``."""
ADDRESS = (tuple("abcdefghi"), tuple("jklmnopqr"), (*"stuvwxyz", "-"), tuple(".:"))
"""The pad's other faces, for the address of the city's door."""
_GROUPS = 4
"""Of a fingerprint, in a row: what two people at two ends of a telephone compare at a time."""


def menu(begun: Begun) -> ServiceMenu:
    """What there is to do, and how far it is."""
    staff = Message("setup.staff", {"people": len(begun.staff)}) if begun.staff else None
    devices = Message("setup.found", {"devices": len(begun.devices)}) if begun.devices else None
    let_in = Message("setup.let-in", {"kiosk": begun.kiosk}) if begun.kiosk else None
    ready = bool(let_in and devices and staff)
    panel = begun.panel
    size = Message("setup.panel", {"width": panel.width, "height": panel.height, "turns": 90 * panel.turns})
    return ServiceMenu(
        "",
        (
            _step(CITY, let_in),
            _step(DEVICES, devices),
            _step(STAFF, staff),
            MenuItem(PANEL, size, "plain"),
            MenuItem(START, Message("setup.ready" if ready else "setup.not-ready"), "good" if ready else "plain"),
        ),
    )


def _step(name: str, done: Message | None) -> MenuItem:
    return MenuItem(name, done or Message("setup.to-do"), "good" if done else "warning")


def told(page: str, what: Message, tone: Tone) -> ServiceList:
    """What came of it, to be read."""
    return _inner(f"service.{page}", (), what, tone, "continue")


# --- the city ----------------------------------------------------------------------------------------------------


def whose_door(door: Door) -> ServiceList:
    """The fingerprint, for the admin to read out."""
    return _inner(
        f"service.{CITY}",
        tuple(_groups(door.fingerprint)),
        Message("setup.compare", {"city": door.city}),
        "warning",
        "same",
    )


def _groups(fingerprint: str) -> Iterator[ServiceRow]:
    groups = fingerprint.split(" ")
    for at in range(0, len(groups), _GROUPS):
        yield ServiceRow(f"{at // _GROUPS + 1}", " ".join(groups[at : at + _GROUPS]))


def sites(door: Door) -> ServiceList:
    rows = (ServiceRow(name, number, "plain", (), "", "choose", number) for number, name in door.sites)
    return ServiceList(f"service.{CITY}", tuple(rows), Message("setup.which-site"), inner=True)


def code_of(code: str) -> ServiceList:
    """While the admin is waited for."""
    rows = (ServiceRow(Message("setup.code"), code),) if code else ()
    return ServiceList(f"service.{CITY}", rows, Message("setup.read-out" if code else "setup.asking"), inner=True)


# --- the devices -------------------------------------------------------------------------------------------------


def models(found: Models) -> ServiceList:
    """Of what kind this machine is."""
    rows = [ServiceRow(Message("setup.usual-model"), "", "plain", (), "", "choose", "")]
    rows += [ServiceRow(each, "", "plain", (), "", "choose", each) for each in found.files]
    return ServiceList(f"service.{DEVICES}", tuple(rows), Message("setup.which-model"), inner=True)


def before_search() -> ServiceList:
    return _inner(f"service.{DEVICES}", (), Message("setup.plug-in"), "plain", "search")


def found_devices(found: Found, without: Collection[str]) -> ServiceList:
    """What is lacking first, then what answers."""
    rows = [
        ServiceRow(
            each.name,
            Message("setup.lacking"),
            "problem",
            (each.why,),
            "",
            "not-fitted" if each.spare else "",
            each.name,
        )
        for each in found.lacking
        if each.name not in without
    ]
    rows += [ServiceRow(each, Message("setup.not-fitted"), "plain", (), "", "fitted", each) for each in sorted(without)]
    rows += [_device(each) for each in found.devices]
    whole = not found.lacking
    told = Message("setup.all-found" if whole else "setup.some-lacking")
    actions = ("continue", "search") if whole else ("search",)
    return ServiceList(f"service.{DEVICES}", tuple(rows), told, "good" if whole else "warning", actions, inner=True)


def _device(each: Device) -> ServiceRow:
    return ServiceRow(each.name, Message("setup.answers"), "good", tuple(filter(None, (each.place, each.identity))))


# --- who looks after it ------------------------------------------------------------------------------------------


def staff(begun: Begun) -> ServiceList:
    rows = tuple(ServiceRow(number, Message(f"setup.role-{role}"), "good") for number, role in begun.staff)
    return _inner(f"service.{STAFF}", rows, Message("setup.who"), "plain", "add")


def roles() -> ServiceList:
    rows = tuple(
        ServiceRow(Message(f"setup.role-{role}"), "", "plain", (Message(f"setup.may-{role}"),), "", "choose", role)
        for role in reversed(Role)
    )
    return ServiceList(f"service.{STAFF}", rows, Message("setup.which-role"), inner=True)


# --- the panel, and the start ------------------------------------------------------------------------------------


def panel(begun: Begun) -> ServiceList:
    now = begun.panel
    rows = (
        ServiceRow(Message("setup.pixels"), f"{now.width} × {now.height}"),
        ServiceRow(Message("setup.size"), f"{now.width_mm} × {now.height_mm} mm", button="measure"),
        ServiceRow(Message("setup.turned"), f"{90 * now.turns}°", button="turn"),
    )
    return ServiceList(f"service.{PANEL}", rows, Message("setup.look-at-panel"), inner=True)


def last_look(begun: Begun, checked: Checked) -> ServiceList:
    """What the kiosk is to start with, and what keeps it from that."""
    rows = [ServiceRow(Message("setup.problem"), each, "problem") for each in checked.problems]
    rows += [
        ServiceRow(Message("fact.machine"), begun.kiosk or "–"),
        ServiceRow(Message("setup.clock"), checked.clock, "plain", (checked.source,)),
    ]
    if checked.problems:
        return ServiceList(f"service.{START}", tuple(rows), Message("setup.cannot-start"), "problem", inner=True)
    return _inner(f"service.{START}", tuple(rows), Message("setup.can-start"), "good", "begin")


def _inner(title: str, rows: tuple[ServiceRow, ...], first: Message, tone: Tone, action: str) -> ServiceList:
    return ServiceList(title, rows, first, tone, (action,), inner=True)
