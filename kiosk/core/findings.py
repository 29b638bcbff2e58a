"""How a part of the machine is, in words for a technician: the same of a kiosk that runs and of one that is stopped."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.device import Level, State, Status

_SEVERITY = {State.ONLINE: 0, State.USER_ERROR: 1, State.FRAUD_ATTEMPT: 1}


@dataclass(frozen=True)
class Finding:
    """``severity``: 0 well, 1 needs attention, 2 out of order. ``word``: the device's own for its trouble, which is in ``detail``, too.
    It names no person, no session and no document.
    """

    device: str
    state: str
    detail: str
    severity: int
    word: str = ""


def finding(device: str, status: Status, identity: str) -> Finding:
    short = [f"{name} {level.value}" for name, level in status.supplies if level not in (Level.OK, Level.UNKNOWN)]
    severity = max(_SEVERITY.get(status.state, 2), 1 if short else 0)
    detail = "  ".join(filter(None, (status.reason, *short, identity)))
    return Finding(device, status.state.value, detail, severity, status.reason)
