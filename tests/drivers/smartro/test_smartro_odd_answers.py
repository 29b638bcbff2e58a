"""A terminal that says that it is well, and does not take what a sale needs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from config.ids import ChargeId, DeviceName
from config.won import Won
from drivers.card_payment import Charge, ChargeReady, ReadLastApproval
from drivers.device import Event, State, StatusChanged
from drivers.smartro.codec import Frame, FrameParser
from drivers.smartro.emulator import CardTerminalEmulator
from drivers.smartro.terminal import SmartroBus

if TYPE_CHECKING:
    from tests.drivers.conftest import Wire

CARD = DeviceName("card")


def states(events: list[Event]) -> list[tuple[State, str]]:
    return [(event.status.state, event.status.reason) for event in events if isinstance(event, StatusChanged)]


class Deaf(CardTerminalEmulator):
    """Answers everything but one job, whatever else it is well for."""

    def __init__(self, job: str, says: bytes) -> None:
        super().__init__()
        self.job, self.says = job, says

    def step(self, now: int, received: bytes) -> tuple[bytes, int | None]:
        asked = [each for each in FrameParser().feed(now, received) if isinstance(each, Frame)]
        return (self.says, None) if any(each.job == self.job for each in asked) else super().step(now, received)


@pytest.mark.parametrize("says", [b"", b"\x15"])
@pytest.mark.parametrize("job", ["L", "E"])
def test_a_terminal_that_is_well_and_takes_no_sale_does_not_come_back_by_itself(
    wire: type[Wire], job: str, says: bytes
) -> None:
    """It said that it is well again half a minute later, and the next person was sent to it."""
    machine = Deaf(job, says)
    line = wire(SmartroBus(CARD, "0000000000", lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)), machine)
    line.run(12_000)
    for ref in ("r1", "r2"):
        charge = ChargeId(ref)
        line.run(12_000, ReadLastApproval(CARD, charge))
        if before := next(
            (event.before for event in line.news if isinstance(event, ChargeReady) and event.ref == ref), None
        ):
            line.run(70_000, Charge(CARD, charge, Won(400), before))
    line.run(20_000)
    known = len(line.news)
    assert states(line.news)[-1] == (State.HARDWARE_ERROR, f"job-{job.lower()}-not-answered")
    line.run(120_000)
    assert states(line.news[known:]) == []
    machine.plugged = False
    machine.job = ""
    line.run(45_000)
    machine.plugged = True
    line.run(60_000)
    assert states(line.news)[-1] == (State.ONLINE, "")
