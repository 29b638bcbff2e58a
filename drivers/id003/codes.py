"""ID-003: what is asked, what is shown, and why a note was refused."""

from __future__ import annotations

from enum import IntEnum

from drivers.device import Level, State, Status


class Code(IntEnum):
    """Commands, their replies, and settings."""

    STATUS = 0x11
    RESET = 0x40
    STACK_1 = 0x41
    RETURN = 0x43
    ACK = 0x50
    VERSION = 0x88
    CURRENCY = 0x8A
    ENABLE = 0xC0
    SECURITY = 0xC1
    MODE = 0xC2
    INHIBIT = 0xC3
    DIRECTION = 0xC4
    OPTIONS = 0xC5


class Shown(IntEnum):
    """What the acceptor shows when asked for its status."""

    IDLING = 0x11
    ACCEPTING = 0x12
    ESCROW = 0x13
    STACKING = 0x14
    VEND_VALID = 0x15
    STACKED = 0x16
    REJECTING = 0x17
    RETURNING = 0x18
    HOLDING = 0x19
    INHIBITED = 0x1A
    INITIALIZE = 0x1B
    POWER_UP = 0x40
    POWER_UP_NOTE_IN_ACCEPTOR = 0x41
    POWER_UP_NOTE_IN_STACKER = 0x42
    STACKER_FULL = 0x43
    STACKER_OPEN = 0x44
    JAM_IN_ACCEPTOR = 0x45
    JAM_IN_STACKER = 0x46
    PAUSE = 0x47
    CHEATED = 0x48
    FAILURE = 0x49
    COMMUNICATION_ERROR = 0x4A
    INVALID_COMMAND = 0x4B


TROUBLE: dict[int, Status] = {
    Shown.STACKER_FULL: Status(State.USER_ERROR, "stacker-full", (("notes", Level.FULL),)),
    Shown.STACKER_OPEN: Status(State.USER_ERROR, "stacker-open"),
    Shown.JAM_IN_ACCEPTOR: Status(State.HARDWARE_ERROR, "jam-in-acceptor"),
    Shown.JAM_IN_STACKER: Status(State.HARDWARE_ERROR, "jam-in-stacker"),
    Shown.PAUSE: Status(State.USER_ERROR, "second-note"),
    Shown.CHEATED: Status(State.FRAUD_ATTEMPT, "cheated"),
    Shown.FAILURE: Status(State.HARDWARE_ERROR, "failure"),
}
REJECTS: dict[int, str] = {
    0x71: "insertion", 0x72: "magnetic", 0x73: "note-remaining", 0x74: "calibration", 0x75: "conveying",
    0x76: "denomination", 0x77: "photo-pattern", 0x78: "photo-level", 0x79: "inhibited", 0x7B: "operation",
    0x7C: "remaining-in-stacker", 0x7D: "length", 0x7E: "photo-pattern", 0x7F: "true-note-feature", 0x98: "multiple",
}  # fmt: skip
