"""What is told of a device's state: what is not as it was told last; and that it is gone after three misses, not at one."""

from __future__ import annotations

from config.ids import DeviceName
from drivers.device import NEVER_SEEN, State, Status, StatusChanged

MISSES = 3
"""Questions in a row without an answer before a device is said to be offline: one lost reply is noise on the line, and a
busy printer skips a question now and then."""
NO_ANSWER = Status(State.OFFLINE, "no-answer")


class Watched:
    """One device, and how many questions in a row it has left without an answer.

    Attributes:
        status: as it was told last.
    """

    def __init__(self, device: DeviceName) -> None:
        self.status = NEVER_SEEN
        self._device = device
        self._misses = 0

    def answered(self) -> None:
        """It is there, whatever it said."""
        self._misses = 0

    def missed(self, gone: Status = NO_ANSWER, patience: int = MISSES) -> tuple[StatusChanged, ...]:
        """It did not answer; ``gone`` is what is said of it when that happened ``patience`` times in a row."""
        self._misses += 1
        return self.tell(gone) if self._misses >= patience else ()

    def tell(self, status: Status) -> tuple[StatusChanged, ...]:
        """The news that this is its status: none if that is known, or if it is gone and has not answered since."""
        gone = self._misses >= MISSES and status.state != State.OFFLINE
        if gone or status == self.status:
            return ()
        self.status = status
        return (StatusChanged(self._device, status),)
