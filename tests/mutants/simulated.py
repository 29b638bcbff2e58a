"""The simulator as the only test: 2,000 sessions, in batches of a seed each. Its oracle has to see what is wrong.

Half of them without any fault: there everybody has to get what they came for.
"""

from __future__ import annotations

import pytest

from kiosk.simulator.run import run
from tests.cities import WONJU

SESSIONS = 50
SEEDS = range(1_000, 1_020)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("faults", ["many", "none"])
def test_nothing_is_lost(faults: str, seed: int) -> None:
    findings = run(WONJU, SESSIONS, seed, faults).findings
    assert findings.clean, findings.story
