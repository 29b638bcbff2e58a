"""The simulator as the only test: 2,000 sessions, in batches of a seed each. Its oracle has to see what is wrong."""

from __future__ import annotations

import pytest

from kiosk.simulator.run import run
from tests.cities import WONJU

SESSIONS = 50
SEEDS = range(1_000, 1_040)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost(seed: int) -> None:
    findings = run(WONJU, SESSIONS, seed, "many").findings
    assert findings.clean, findings.story
