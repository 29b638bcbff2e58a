#!/usr/bin/python3
"""The unit's own process: it holds the compositor with the curtain in it, and the application before the curtain.

    session COMMAND [ARGUMENT ...]      the application; it finds the display by WAYLAND_DISPLAY

The curtain is a picture that says "out of service" and whom to call. It is there before the application and stays behind it, so
what a passer-by sees without an application is never black and never a picture that a dead program left. Nothing of what may be
broken is needed for it: neither a version of the kiosk nor its settings nor Qt.

Who ends first decides. Told to stop, the application ends before the compositor, and closes its journal; what was under
way the next start settles. Without the compositor the application ends by itself. An application that ends, ends the session, and the
supervisor starts all anew; when it ended early, and not for the first time, the curtain hangs for a while before that, and the
supervisor is told why: starting again and again in vain would only flicker.

This program is no part of any version and needs nothing of one: only Python's own library.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

CURTAIN = Path(__file__).with_name("curtain")
EARLY_S = 15
"""An application that lived this long has served, or could have: the next start is not one more try in vain."""
AT_ONCE = 2
"""So many times an application that ended early is started again at once: a device that came late, a city that just restarted."""
HANG_S = 30
TELL_S = 2
"""Between two signs of life while the curtain hangs; the unit's watchdog waits some times longer."""
TURNS = {"0": 0, "90": 1, "180": 2, "270": 3}
"""Degrees clockwise to how often cage turns the picture by 90."""


class Told(Exception):
    """To stop."""


def main(command: list[str]) -> int:
    def told(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough; what follows must not be interrupted
        raise Told

    signal.signal(signal.SIGTERM, told)
    application: subprocess.Popen[bytes] | None = None
    compositor = None
    try:
        compositor = start_compositor(os.environ.get("KIOSK_ROTATION", "0"))
        display = wait_for_display(compositor)
        if display is None:
            return 1
        began = time.monotonic()
        application = subprocess.Popen(command, env={**os.environ, "WAYLAND_DISPLAY": display})
        ended, status = os.waitpid(-1, 0)
        while ended not in (application.pid, compositor.pid):
            ended, status = os.waitpid(-1, 0)  # somebody's orphan
        status = os.waitstatus_to_exitcode(status)
        if ended == compositor.pid:
            say(f"the compositor ended with {status}")
            application.wait()
            return 1
        application = None
        say(f"the application ended with {status}")
        well = status == 0 or time.monotonic() - began >= EARLY_S  # 0: it wanted to end, and said so in its journal
        hang_curtain(in_vain(well), status)
        return 1
    except Told:
        return 0
    finally:
        for process in (application, compositor):
            if process:
                process.terminate()
                process.wait()


def start_compositor(rotation: str) -> subprocess.Popen[bytes]:
    """Without ``-s``: nobody switches to a console. ``-d``: no frames around windows."""
    turned = ["-r"] * TURNS.get(rotation, 0)
    if rotation not in TURNS:
        say(f"KIOSK_ROTATION is {rotation!r}, and can be {', '.join(TURNS)}: the picture is not turned")
    return subprocess.Popen(["cage", "-d", *turned, "--", CURTAIN], stdout=subprocess.PIPE)


def wait_for_display(compositor: subprocess.Popen[bytes]) -> str | None:
    """Its name, as soon as the curtain hangs there; None when the compositor ended before."""
    assert compositor.stdout
    said = compositor.stdout.readline().decode().strip()
    if not said:
        compositor.wait()
        say(f"the compositor did not start; it ended with {compositor.returncode}")
    return said or None


def in_vain(well: bool) -> int:
    """How many applications, one after the other, ended early, this one included, 0 where it did ``well``. Kept while the unit is started anew, not longer."""
    folder = os.environ.get("RUNTIME_DIRECTORY")
    if folder is None:
        return 0
    count, kept = 0, Path(folder) / "ended-early"
    with contextlib.suppress(OSError, ValueError):
        count = int(kept.read_text("ascii"))
    count = 0 if well else count + 1
    kept.write_text(f"{count}\n", "ascii")
    return count


def hang_curtain(count: int, status: int) -> None:
    """Nothing is in front of it now. The supervisor knows that this is no hanging program."""
    if count <= AT_ONCE:
        return
    tell("READY=1", f"STATUS=out of service: the application ended {count} times early, the last time with {status}")
    say(f"it ended early {count} times now; the next try is in {HANG_S} s")
    end = time.monotonic() + HANG_S
    while time.monotonic() < end:
        tell("WATCHDOG=1")
        time.sleep(TELL_S)


def tell(*lines: str) -> None:
    """The supervisor, by sd_notify(3); nobody where there is none."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto("\n".join(lines).encode(), "\0" + address[1:] if address[0] == "@" else address)


def say(what: str) -> None:
    print(f"session: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
