"""What the printer's own attributes say about it, in one `Status`: only what stops this job counts.

``printer-state-reasons`` (RFC 8011 section 5.4.12) have a stem and a severity. The severity alone is not to be trusted:
printers put ``-report`` on their only tray, empty, while idle, and ``-warning`` while a job waits for it. It is believed of
a printer that shows that it could print: one that is not stopped and has A4 in a tray. Then an empty bypass tray, a
missing second one or a rear door is its own affair, and a supply that it calls empty is low. While it works this goes for
its trays alone.

What the kiosk will ask of it, it must support: operations, format, size. And a queue of CUPS is not used: it ends each job as
completed, at its stop point, whatever the printer behind it did, so that no print could ever be proven.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple, cast

from drivers.device import Level, State, Status
from drivers.ipp.binding import BINDING, binding_of
from drivers.ipp.codec import Attribute, AttributeGroup, Tag, value, values

A4 = "iso_a4_210x297mm"
PDF = "application/pdf"
SUPPLIES = ("output", "paper", "toner")
ASKED = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "document-format-supported",
    "media-ready",
    "media-col-ready",
    "media-supported",
    "printer-input-tray",
    "printer-supply",
    "operations-supported",
    "finishings-supported",
    "cups-version",
)
_A4 = re.compile(r"[a-z0-9.-]+_[a-z0-9.-]+_(210x297|297x210)mm([._-].*)?|iso-a4(-.*)?|a4", re.IGNORECASE)
"""By the size that every name in PWG 5101.1 ends with (a maker's own class and varieties included), and the names from before."""


class Operation(IntEnum):
    """RFC 8011 section 5.4.15."""

    PRINT_JOB = 0x02
    VALIDATE_JOB = 0x04
    CREATE_JOB = 0x05
    SEND_DOCUMENT = 0x06
    CANCEL_JOB = 0x08
    GET_JOB_ATTRIBUTES = 0x09
    GET_JOBS = 0x0A
    GET_PRINTER_ATTRIBUTES = 0x0B


NEEDED = (Operation.CREATE_JOB, Operation.SEND_DOCUMENT, Operation.GET_JOB_ATTRIBUTES, Operation.CANCEL_JOB)
_CUPS = {0x4001, 0x4002}  # CUPS-Get-Default, CUPS-Get-Printers


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


_TRAYS = ("media-empty", "input-tray-missing")
_FIELD = re.compile(r"(\w+)=([^;]*)")
_A4_UNITS = (100, 1000, 10_000 / 25.4)
"""To the mm: hundredths (IPP), thousandths and ten-thousandths of an inch (RFC 3805, ``PrtMediaUnitTC``)."""
_A4_COL = ((21_000, 29_700), (29_700, 21_000))
_MARKS = re.compile("toner|ink", re.IGNORECASE)
"""Types of supplies (RFC 3805, ``PrtMarkerSuppliesTypeTC``) that are black on paper; a drum of the same colour is not."""
_WHOLE = (
    "paused", "moving-to-paused", "shutdown", "spool-area-full", "connecting-to-device", "timed-out", "fuser-over-temp",
    "interpreter-resource-unavailable", "opc-life-over", "marker-waste-full",
)  # fmt: skip
"""Said of the printer as a whole, not of a part that this job may not need."""
_MILD = re.compile(r"-(report|warnin?g?)$")
"""A severity below error; some firmware cuts long keywords."""


_STATES: dict[int | None, PrinterState] = {each.value: each for each in PrinterState}


class _Reason(NamedTuple):
    """What is known of a stem, and whether this one stops a job."""

    stem: str
    state: State
    supply: str
    level: Level


def printer_status(group: AttributeGroup, staple: int | None = None) -> Status:
    """``group`` holds the attributes named in ``ASKED``; without a state and its reasons the printer is UNKNOWN.

    A printer that is out of something is ONLINE with that supply OUT (or the output FULL). What it does not say of its
    operations and sizes it is taken to have.
    """
    number = value(group, "printer-state", int)
    reasons = values(group, "printer-state-reasons", str)
    state = _STATES.get(number)
    if state is None or not reasons:
        return Status(State.UNKNOWN, "no-state")
    ready = _a4_ready(group)
    told = _counting(reasons, state, bool(ready) and not _a4_trays_empty(group), _black_is_out(group))
    supplies = dict.fromkeys(SUPPLIES, Level.OK)
    for each in reversed(told):  # the worst is written last
        if each.supply:
            supplies[each.supply] = each.level
    reason = told[0].stem if told else ""
    if ready is False:
        supplies["paper"] = Level.OUT
        reason = reason or "a4-not-loaded"
    good_for = told[0].state if told else State.ONLINE
    lacking = _lacking(group)
    if lacking:
        good_for, reason = State.HARDWARE_ERROR, lacking
    elif good_for == State.ONLINE and state == PrinterState.STOPPED and not _out(supplies):
        # Stopped for no cause that is known here: nobody in front of the machine can clear it.
        good_for, reason = State.HARDWARE_ERROR, next((each for each in reasons if each != "none"), "stopped")
    elif good_for == State.ONLINE and value(group, "printer-is-accepting-jobs", bool) is False:
        good_for, reason = State.USER_ERROR, "not-accepting-jobs"
    if staple is not None:
        supplies[BINDING], why = binding_of(group, staple)
        reason = reason or why
    return Status(good_for, reason, tuple(sorted(supplies.items())))


def _lacking(group: AttributeGroup) -> str:
    """What a session needs and this printer has not, "" for nothing."""
    operations = set(values(group, "operations-supported", int))
    if operations >= _CUPS or value(group, "cups-version", str) is not None:
        return "cups-proves-no-print"
    if PDF not in values(group, "document-format-supported", str):
        return "pdf-not-supported"
    missing = [each for each in NEEDED if operations and each not in operations]
    if missing:
        return f"{missing[0].name.lower().replace('_', '-')}-not-supported"
    sizes = values(group, "media-supported", str)
    return "a4-not-supported" if sizes and not any(map(_is_a4, sizes)) else ""


def _a4_ready(group: AttributeGroup) -> bool | None:
    """Whether A4 is among what lies in the trays, by its name or by its size (PWG 5100.7); None where the printer tells neither."""
    names = values(group, "media-ready", str)
    sizes = [
        (value(size, "x-dimension", int), value(size, "y-dimension", int))
        for media in _members(group, "media-col-ready")
        for size in _members(media, "media-size")
    ]
    if not names and not sizes:
        return None
    return any(map(_is_a4, names)) or any(each in _A4_COL for each in sizes)


def _members(group: AttributeGroup, name: str) -> list[AttributeGroup]:
    """The collections of that name, each like a group."""
    found = [
        data for each in group.attributes if each.name == name for tag, data in each.values if tag == Tag.COLLECTION
    ]
    return [AttributeGroup(group.tag, cast("tuple[Attribute, ...]", each)) for each in found]


def _is_a4(name: str) -> bool:
    return _A4.fullmatch(name) is not None


def a4_trays(group: AttributeGroup) -> list[dict[str, str]]:
    """By ``printer-input-tray`` (PWG 5100.13). Where no tray says that it holds A4, all of them are meant."""
    trays = fields(group, "printer-input-tray")
    with_a4 = [each for each in trays if _is_a4_size(each.get("mediafeed", ""), each.get("mediaxfeed", ""))]
    return with_a4 or trays


def _a4_trays_empty(group: AttributeGroup) -> bool:
    """Some printers go on to name the paper of an empty tray as ready."""
    return _nothing_left([each.get("level") for each in a4_trays(group)])


def _is_a4_size(*feeds: str) -> bool:
    """Along and across, or across and along, to the next mm."""
    sides = [int(each) for each in feeds if each.isdecimal()]
    return any(sorted(round(each / unit) for each in sides) == [210, 297] for unit in _A4_UNITS)


def black_supplies(group: AttributeGroup) -> list[dict[str, str]]:
    """By ``printer-supply`` (PWG 5100.13): a certificate is black, but for its seal. Where none is called black, all are meant."""
    consumed = [each for each in fields(group, "printer-supply") if each.get("class") == "supplythatisconsumed"]
    marking = [each for each in consumed if _MARKS.match(each.get("type", ""))] or consumed
    return [each for each in marking if each.get("colorantname") == "black"] or marking


def _black_is_out(group: AttributeGroup) -> bool:
    return _nothing_left([each.get("level") for each in black_supplies(group)])


def _nothing_left(levels: list[str | None]) -> bool:
    """Negative levels are no amounts: there is some, or nobody knows."""
    return bool(levels) and all(level == "0" for level in levels)


def fields(group: AttributeGroup, name: str) -> list[dict[str, str]]:
    """What a printer tells of its parts in texts of ``key=value;`` (PWG 5100.13). Names and words in small letters: makers write ``colorantName=Black`` as well."""
    told = [data for each in group.attributes if each.name == name for _, data in each.values]
    return [
        dict(_FIELD.findall(each.decode("ascii", "replace").casefold())) for each in told if isinstance(each, bytes)
    ]


def _out(supplies: dict[str, Level]) -> bool:
    return any(level in (Level.OUT, Level.FULL) for level in supplies.values())


def _counting(reasons: tuple[str, ...], state: PrinterState, a4_ready: bool, black_is_out: bool) -> list[_Reason]:
    """The known ones among the reasons that count, worst first."""
    counting = []
    for stem, (means, supply, level) in _REASONS.items():
        given = [each for each in reasons if each == stem or each.startswith(stem + "-")]
        if not given:
            continue
        mild = (
            a4_ready
            and not (supply == "toner" and black_is_out)
            and stem not in _WHOLE
            and state != PrinterState.STOPPED
            and all(map(_MILD.search, given))
        )
        if mild and stem in _TRAYS:
            continue
        if mild and state == PrinterState.IDLE:
            if not supply or stem == "media-needed":
                continue
            level = Level.LOW
        counting.append(_Reason(stem, means, supply, level))
    return counting
