"""Which version of the software runs where, and how far each has got, as the kiosks themselves say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from config.software import VersionState
from sync.city.heartbeat import FETCHING
from sync.reference_city.fleet.state import Row

STATES = (FETCHING, *(state.value for state in VersionState))


@dataclass
class Spread:
    """Of one version: at how many kiosks it stands how. ``states``: of `STATES`; "" of one that was installed as no package."""

    version: str
    states: Counter[str] = field(default_factory=Counter)


def spread(rows: Iterable[Row]) -> list[Spread]:
    """Of each version that any kiosk has told of, the one that most have first."""
    found: dict[str, Spread] = {}
    for row in rows:
        if row.told:
            stands = [(each.name, each.state) for each in row.told.versions] or [(row.told.software, "")]
            for version, state in stands:
                found.setdefault(version, Spread(version)).states[state] += 1
    return sorted(found.values(), key=lambda each: (-each.states.total(), each.version))
