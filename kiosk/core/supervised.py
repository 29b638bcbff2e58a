"""What the supervisor is told, and when: that the kiosk is ready, how it is, and that it is alive.

Alive means all of it. The window is asked for a frame again and again, and only when one has really reached the display does
the step tell the supervisor. So nothing is told when the step does not come round, and nothing when the window is frozen, however
well the step goes. A worker that is lost ends the process in the step that notices it (`kiosk.shell.runner`). Whoever is not told
in time kills the process and starts it anew.

The supervisor is systemd, by sd_notify(3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from config.dialogue import Dialogue, Failure
from drivers.device import SCREEN_NAME, Ms, State, Status
from drivers.watched import Watched
from kiosk.core.background import Task
from kiosk.core.channels import SCREEN, Drawn, Frame
from kiosk.core.findings import Finding
from kiosk.core.status import Board
from kiosk.core.step import Notify, Step

AGAIN_MS: Ms = 1_000
"""Between a frame that did not come and the next question."""
FROZEN = Status(State.OFFLINE, "no-frame")
WORST = 3
"""So many troubles are named in the line that tells how the kiosk is; the rest are counted."""


class Supervised(Task[Frame, Drawn, bool]):
    """Asks for frames, tells the supervisor of them, and keeps the screen's state on the board."""

    channel = SCREEN

    def __init__(self, step: Step, board: Board, every_ms: Ms, findings: Callable[[], Sequence[Finding]]) -> None:
        super().__init__(step)
        self._board, self._every_ms, self._findings = board, every_ms, findings
        self._due: Ms = 0
        self._watched = Watched(SCREEN_NAME)
        self._ready = False
        self._said = ""

    @property
    def due(self) -> Ms:
        return self._due

    def dialogue(self) -> Dialogue[Frame, Drawn, bool]:
        return not isinstance((yield Frame()), Failure)

    def done(self, now: Ms, result: bool) -> None:
        if result:
            self._due = now + self._every_ms
            self._watched.answered()
            news = self._watched.tell(Status(State.ONLINE))
        else:
            self._due = now + min(AGAIN_MS, self._every_ms)
            news = self._watched.missed(FROZEN)
        for event in news:
            self._board.handle(event)
        if result:
            self._tell()

    def _tell(self) -> None:
        lines = [] if self._ready else ["READY=1"]
        status = summary(self._findings())
        if status != self._said:
            lines.append(f"STATUS={status}")
        self._ready, self._said = True, status
        self._step.put(Notify((*lines, "WATCHDOG=1")))


def summary(findings: Sequence[Finding]) -> str:
    """How the kiosk is, in one line: ``printer user-error (cover-open), city offline``."""
    bad = sorted((each for each in findings if each.severity), key=lambda each: -each.severity)
    if not bad:
        return "all is well"
    named = [f"{each.device} {each.state}" + (f" ({each.detail})" if each.detail else "") for each in bad[:WORST]]
    more = [f"and {len(bad) - WORST} more"] if len(bad) > WORST else []
    return ", ".join(named + more)
