"""What lies in the printer's outlet, as far as its own sensor says.

``printer-output-tray`` (PWG 5100.13) has for each tray how many sheets it takes and how many more it has room for. Where both
are the same nothing lies there. Many printers always give the same numbers, or count what came out and never look: so it is
asked only of a printer of which the settings say that it looks. There is no operation of IPP that draws sheets back; a printer
that can do it has one of its maker's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drivers.ipp.codec import AttributeGroup, values
from drivers.ipp.condition import fields


class Media(StrEnum):
    """Of the outlet (XFS4IoT, media status)."""

    PRESENT = "present"
    NOT_PRESENT = "notPresent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outlet:
    """``retracts``: the printer has the operation that draws back what lies there."""

    media: Media
    retracts: bool = False


OUTLET_ASKED = ("printer-output-tray", "operations-supported")


def outlet_of(group: AttributeGroup, retract: int | None) -> Outlet:
    """``group`` holds the attributes named in ``OUTLET_ASKED``; ``retract`` is the operation that draws back."""
    trays = [_free(each) for each in fields(group, "printer-output-tray")]
    media = Media.UNKNOWN
    if Media.PRESENT in trays:
        media = Media.PRESENT
    elif Media.NOT_PRESENT in trays:
        media = Media.NOT_PRESENT
    return Outlet(media, retract is not None and retract in values(group, "operations-supported", int))


def _free(tray: dict[str, str]) -> Media:
    """A negative number is none: there is some room, or nobody knows."""
    room, left = tray.get("maxcapacity", ""), tray.get("remaining", "")
    if not (room.isdecimal() and left.isdecimal()):
        return Media.UNKNOWN
    return Media.NOT_PRESENT if int(left) >= int(room) else Media.PRESENT
