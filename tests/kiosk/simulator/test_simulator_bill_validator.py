"""The same kiosk on a machine that takes notes by a ccTalk bill validator."""

from __future__ import annotations

import pytest

from kiosk.simulator.run import run
from kiosk.simulator.world import World, demo_machine_settings
from tests.cities import WONJU
from tests.proofs import of


@pytest.mark.parametrize(
    ("seed", "faults", "sessions"), [(1, "some", of(100, sample=40)), (4, "many", of(40, sample=20))]
)
def test_nothing_is_lost_with_a_bill_validator_on_the_coin_line(seed: int, faults: str, sessions: int) -> None:
    result = run(
        WONJU,
        sessions,
        seed,
        faults,
        world=World(WONJU, seed, faults, demo_machine_settings(WONJU, bill_validator=True)),
    )
    assert result.findings.clean, result.findings.story
    assert result.world.counts()["NoteCredited"]
    assert len(result.world.kiosk.buses) == 3
