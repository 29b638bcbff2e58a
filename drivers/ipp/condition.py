"""What the printer's own attributes say about it, in one `Status`.

Printer states are matched by the stem of ``printer-state-reasons`` (RFC 8011 section 5.4.12). The suffix is ignored:
printers put ``-report`` on an empty tray while idle and ``-warning`` while a job waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from drivers.device import Level, State, Status
from drivers.ipp.codec import AttributeGroup, value, values

A4 = "iso_a4_210x297mm"
PDF = "application/pdf"
SUPPLIES = ("output", "paper", "toner")
ASKED = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "document-format-supported",
    "media-ready",
)


class PrinterState(IntEnum):
    """RFC 8011 section 5.4.11."""

    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


_PERSON = (State.USER_ERROR, "", Level.OK)
_TECHNICIAN = (State.HARDWARE_ERROR, "", Level.OK)
_REASONS: dict[str, tuple[State, str, Level]] = {
    # Listed worst first: the first that applies names the printer's state.
    "media-jam": _TECHNICIAN,
    "fuser-over-temp": _TECHNICIAN,
    "interpreter-resource-unavailable": _TECHNICIAN,
    "opc-life-over": _TECHNICIAN,
    "marker-waste-full": _TECHNICIAN,
    "connecting-to-device": _TECHNICIAN,  # the printer's own front end does not reach its engine
    "timed-out": _TECHNICIAN,
    "cover-open": _PERSON,
    "door-open": _PERSON,
    "interlock-open": _PERSON,
    "input-tray-missing": _PERSON,
    "output-tray-missing": _PERSON,
    "paused": _PERSON,
    "moving-to-paused": _PERSON,
    "shutdown": _PERSON,
    "spool-area-full": _PERSON,
    "media-empty": (State.ONLINE, "paper", Level.OUT),
    "media-needed": (State.ONLINE, "paper", Level.OUT),
    "toner-empty": (State.ONLINE, "toner", Level.OUT),
    "marker-supply-empty": (State.ONLINE, "toner", Level.OUT),
    "developer-empty": (State.ONLINE, "toner", Level.OUT),
    "output-area-full": (State.ONLINE, "output", Level.FULL),
    "media-low": (State.ONLINE, "paper", Level.LOW),
    "toner-low": (State.ONLINE, "toner", Level.LOW),
    "marker-supply-low": (State.ONLINE, "toner", Level.LOW),
    "developer-low": (State.ONLINE, "toner", Level.LOW),
    "output-area-almost-full": (State.ONLINE, "output", Level.LOW),
    "marker-waste-almost-full": (State.ONLINE, "", Level.OK),
    "opc-near-eol": (State.ONLINE, "", Level.OK),
}


def printer_status(group: AttributeGroup) -> Status:
    """``group`` holds the attributes named in ``ASKED``; without a state and its reasons the printer is UNKNOWN.

    A printer that is out of something is ONLINE with that supply OUT (or the output FULL).
    """
    number = value(group, "printer-state", int)
    reasons = values(group, "printer-state-reasons", str)
    if number not in PrinterState._value2member_map_ or not reasons:
        return Status(State.UNKNOWN, "no-state")
    stems = _stems(reasons)
    told = [_REASONS[stem] for stem in reversed(stems)]  # the worst is written last
    supplies = dict.fromkeys(SUPPLIES, Level.OK) | {supply: level for _, supply, level in told if supply}
    media = values(group, "media-ready", str)
    if media and A4 not in media:
        supplies["paper"] = Level.OUT
        stems = stems or ["a4-not-loaded"]
    state = next((_REASONS[stem][0] for stem in stems if stem in _REASONS), State.ONLINE)
    reason = next(iter(stems), "")
    if PDF not in values(group, "document-format-supported", str):
        state, reason = State.HARDWARE_ERROR, "pdf-not-supported"
    elif state == State.ONLINE and number == PrinterState.STOPPED and not _out(supplies):
        # Stopped for no cause that is known here: nobody in front of the machine can clear it.
        state, reason = State.HARDWARE_ERROR, next((each for each in reasons if each != "none"), "stopped")
    elif state == State.ONLINE and value(group, "printer-is-accepting-jobs", bool) is False:
        state, reason = State.USER_ERROR, "not-accepting-jobs"
    return Status(state, reason, tuple(sorted(supplies.items())))


def _out(supplies: dict[str, Level]) -> bool:
    return any(level in (Level.OUT, Level.FULL) for level in supplies.values())


def _stems(reasons: Iterable[str]) -> list[str]:
    """The known stems among the reasons, worst first."""
    given = [each for each in reasons if each != "none"]
    if not given:
        return []
    return [stem for stem in _REASONS if any(each == stem or each.startswith(stem + "-") for each in given)]
