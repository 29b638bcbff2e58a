"""The journal's volumes, while the kiosk runs: the last one ends in its time, and the closed ones are looked at once in a run. Pure.

A start looks at the last volume only, so what happened to the others shows behind the first screen. It is an entry then, and the
diagnosis says it from then on.
"""

from __future__ import annotations

from collections.abc import Callable

from config.dialogue import Dialogue, Failure
from drivers.device import Event, Ms
from kiosk.core.background import Task
from kiosk.core.channels import LOOK_BACK, LookBack, LookedBack
from kiosk.core.step import CloseVolume, Step
from sync.journal import events as ev

FIRST_LOOK_MS: Ms = 10_000
"""After a start, which has better things to do."""


class Volumes:
    """A part of the kiosk that closes volumes, at moments in which nobody waits for it."""

    def __init__(
        self, step: Step, begun: int, longest: int, folded: Callable[[], bytes], quiet: Callable[[], bool]
    ) -> None:
        """
        Args:
            begun: the entry that the last volume follows.
            longest: entries after which it ends.
            folded: what comes of the journal up to now.
        """
        self._step, self._after, self._longest = step, begun, longest
        self._folded, self._quiet = folded, quiet

    def handle(self, event: Event) -> None:
        """No device has a part in it."""

    def act(self) -> Ms | None:
        if self._step.recorded - self._after >= self._longest and self._quiet():
            # Where there is no room for another, it is tried again so many entries later.
            self._after = self._step.recorded
            self._step.put(CloseVolume(self._folded()))
        return None


class LooksBack(Task[LookBack, LookedBack, int]):
    """Attributes:
    problems: in the closed volumes; 0 until they were looked at.
    """

    channel = LOOK_BACK

    def __init__(self, step: Step) -> None:
        super().__init__(step)
        self.problems = 0
        self._looked = False
        self._first: Ms | None = None

    @property
    def due(self) -> Ms | None:
        if self._first is None:
            self._first = self._step.now + FIRST_LOOK_MS
        return None if self._looked else self._first

    def dialogue(self) -> Dialogue[LookBack, LookedBack, int]:
        self._looked = True
        found = yield LookBack()
        return 0 if isinstance(found, Failure) else found.problems

    def done(self, now: Ms, result: int) -> None:
        self.problems = result
        if result:
            self._step.record(ev.ClosedVolumesFaulty(result))
