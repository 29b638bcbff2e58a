"""The resident's card in the simulator."""

from __future__ import annotations

from collections.abc import Callable

from config.dialogue import Failure, FailureReason
from kiosk.machine import Dialogue


class SimulatedCard:
    """Attributes:
    media: what the reader says.
    """

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self.media = "lost"

    def read(self, pin: str) -> Dialogue:
        raise NotImplementedError

    def transmit(self, question: object) -> Failure:
        return Failure(FailureReason.GONE)

    def insert(self) -> None:
        """Into the reader."""

    def remove(self) -> None:
        """Out of the reader."""
