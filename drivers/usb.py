"""Which node a USB device has now: known by what it says it is, and by its socket where two are alike.

A name stands for a device wherever and whenever it is plugged in::

    usb:0403:6001                vendor and product: the only one of its kind
    usb:0403:6001:A10K4XYZ       with its serial number: this very one
    usb:1a86:7523@1-1.3          with its socket: whichever of them is plugged in there
    usb:0403:6010@1-1.4:1.1      the second port of a device that has two

Cheap adapters have no serial number, or all the same: those are told apart by their sockets alone. Where a name fits two
devices none is taken: coins are not to go out of the hopper that is plugged in first. Nodes are numbered anew at each plugging,
so the name is looked up whenever a port is opened.

What the kernel knows is in sysfs (``Documentation/ABI/testing/sysfs-bus-usb``): a folder for each device, named by its socket,
and below it one for each interface, where its driver has put the node.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

SYSFS, DEV = Path("/sys"), Path("/dev")

SOCKET = r"\d+-\d+(\.\d+)*(:\d+\.\d+)?"
NAME = rf"usb:[0-9a-fA-F]{{4}}:[0-9a-fA-F]{{4}}(:[^@\s/]+)?(@{SOCKET})?"
_PARTS = re.compile(rf"usb:(?P<kind>[^:]{{4}}:[^:@]{{4}})(:(?P<serial>[^@]+))?(@(?P<socket>{SOCKET}))?")
_CLASSES = ("tty", "usbmisc", "input")
"""Serial adapters and CDC-ACM have a tty; a printer of the printer class (usblp) has a node of its own; of keyboards and sockets of
sound cards the kernel tells in events."""


class Absent(StrEnum):
    """Why a name stands for no node now."""

    NOT_PLUGGED_IN = "not-plugged-in"
    TWO_ALIKE = "two-alike"


@dataclass(frozen=True)
class Node:
    """``plain``: it has no line to set, as a printer of the printer class. ``events``: it gives the kernel's input events."""

    path: str
    plain: bool = False
    events: bool = False


@dataclass(frozen=True)
class Plugged:
    """A device that has a node.

    Attributes:
        kind: vendor and product, four hexadecimal digits each, with a colon.
        serial: "" where it has none.
        socket: of the interface, as the kernel calls it: bus, ports of the hubs, and the interface's own number.
        words: what maker and device call themselves.
    """

    kind: str
    serial: str
    socket: str
    words: str
    node: Node

    def is_at(self, socket: str) -> bool:
        """Of the whole device's socket it is the first interface that counts; the others are named in full."""
        return socket == self.socket if ":" in socket else socket == self.socket.partition(":")[0]


def plugged(sysfs: Path = SYSFS, dev: Path = DEV) -> tuple[Plugged, ...]:
    """All that have a node, by their sockets. One that is pulled out meanwhile is left out."""
    devices = sorted((sysfs / "bus/usb/devices").glob("*-*:*"))
    return tuple(found for interface in devices for found in _at(interface, dev))


def _at(interface: Path, dev: Path) -> Iterator[Plugged]:
    device = interface.parent / interface.name.partition(":")[0]
    try:
        kind = f"{_read(device / 'idVendor')}:{_read(device / 'idProduct')}"
        nodes = [(class_, each) for class_ in _CLASSES for each in _uevents(interface, class_)]
        for class_, uevent in nodes:
            name = re.search(r"^DEVNAME=(\S+)$", uevent.read_text(), re.MULTILINE)
            if name:
                words = " ".join(filter(None, (_read(device / "manufacturer"), _read(device / "product"))))
                node = Node(str(dev / name[1]), class_ == "usbmisc", class_ == "input")
                yield Plugged(kind, _read(device / "serial"), interface.name, words, node)
    except OSError:
        return


def _uevents(interface: Path, class_: str) -> list[Path]:
    """The driver puts the node below the interface, that of a serial adapter below a port of its own, and that of an input device
    below the HID device or the sound card; its other nodes (``js0``, ``mouse0``) tell the same otherwise."""
    if class_ == "input":
        below = ("*/input/input*/event*/uevent", "sound/card*/input*/event*/uevent")
        return sorted(found for pattern in below for found in interface.glob(pattern))
    return sorted([*interface.glob(f"{class_}/*/uevent"), *interface.glob(f"*/{class_}/*/uevent")])


def _read(path: Path) -> str:
    """What the device says of itself, in one line; "" where it does not."""
    try:
        text = path.read_text("utf-8", "replace")
    except FileNotFoundError:
        return ""
    return " ".join(text.split())


def find(name: str, among: tuple[Plugged, ...]) -> Node | Absent:
    """The one that a name stands for; see above."""
    parts = _PARTS.fullmatch(name)
    assert parts, name
    fits = [
        each
        for each in among
        if each.kind == parts["kind"].lower()
        and parts["serial"] in (None, each.serial)
        and (parts["socket"] is None or each.is_at(parts["socket"]))
    ]
    if not fits:
        return Absent.NOT_PLUGGED_IN
    if len({each.socket.partition(":")[0] for each in fits}) > 1:
        return Absent.TWO_ALIKE
    return fits[0].node


def name_of(one: Plugged, among: tuple[Plugged, ...]) -> str:
    """The shortest name that stands for it and for no other of those: by its serial number rather than by its socket."""
    named = f"usb:{one.kind}"
    socket, interface = one.socket.partition(":")[0], one.socket
    by_itself: str = f"{named}:{one.serial}" if re.fullmatch(r"[^@\s/]+", one.serial) else named
    names = (by_itself, f"{named}@{socket}", f"{named}@{interface}")
    return next(name for name in names if find(name, among) == one.node)


def locate(port: str, sysfs: Path = SYSFS, dev: Path = DEV) -> Node | Absent:
    """The node of a port that is named by a device or by a path, which may be a link that a udev rule makes."""
    if port.startswith("usb:"):
        return find(port, plugged(sysfs, dev))
    if not os.path.exists(port):
        return Absent.NOT_PLUGGED_IN
    node = os.path.realpath(port)
    return Node(port, plain=node.startswith(f"{dev}/usb/lp"), events=node.startswith(f"{dev}/input/event"))
