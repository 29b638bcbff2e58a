"""The supervisor's socket: sd_notify(3), a datagram a notice. Where nobody supervises, nothing is told.

The socket is inherited by name, so a kiosk that a compositor started may tell as well as the unit's own process; the unit has to
allow it (``NotifyAccess=all``). For the same reason WATCHDOG_PID is not asked: it names the compositor.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

from drivers.device import Ms
from kiosk.shell.log import LOG

FRAME_MS: Ms = 5_000
"""A frame is asked for so often, and four times within what a watchdog allows: one that comes late is not the end."""


def frame_every_ms(watchdog_ms: Ms | None) -> Ms:
    return FRAME_MS if watchdog_ms is None else min(FRAME_MS, watchdog_ms // 4)


class Supervisor:
    """Attributes:
    watchdog_ms: within which it must hear that the process is alive; None when it does not watch.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        microseconds = environment.get("WATCHDOG_USEC", "")
        self.watchdog_ms: Ms | None = int(microseconds) // 1_000 if self._address and microseconds.isdecimal() else None
        self._deaf = False

    def tell(self, lines: tuple[str, ...]) -> None:
        """Returns at once. What the supervisor does not take is not told: it will miss it, and that is its business."""
        if not self._address:
            return
        # Linux's own addresses, which lie in no folder, are written with an @ for the zero that they begin with.
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
                line.setblocking(False)
                line.sendto("\n".join(lines).encode(), address)
            self._deaf = False
        except OSError as error:
            if not self._deaf:
                LOG.error("the supervisor cannot be told: %s", error.strerror)
            self._deaf = True
