"""What becomes of the computer when the kiosk has ended in order.

The kiosk's user may switch nothing off. So the wish is left as a word in the unit's runtime folder, and when the unit has ended
its supervisor, as root, does what the word says (``ExecStopPost=`` in `systemd/kiosk.service`): one of two things, whatever stands there.
"""

from __future__ import annotations

import os
from pathlib import Path

from config.vocabulary import StopReason
from kiosk.shell.log import LOG

WISH = "wish"
_OF_THE_COMPUTER = (StopReason.REBOOT, StopReason.POWER_OFF)


def leave_wish(reason: StopReason) -> None:
    """Nothing for a reason that concerns the program alone: whoever supervises it starts it anew by itself."""
    if reason not in _OF_THE_COMPUTER:
        return
    folder = os.environ.get("RUNTIME_DIRECTORY")
    if not folder:
        LOG.error("nobody is there to %s the computer: the kiosk runs in no unit of systemd", reason)
        return
    Path(folder, WISH).write_text(f"{reason}\n", "ascii")
