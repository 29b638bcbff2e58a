"""How a resident wants to hear the kiosk: how loud, how fast, and through what."""

from __future__ import annotations

from dataclasses import dataclass, replace

QUIETEST, LOUDEST = 1, 7
STEP_DB = 3
"""Between two volumes: 18 dB from the quietest to the loudest, which is what is asked of a loudspeaker (EN 301 549, 8.2.1)."""
RATES = (75, 100, 125, 150, 175, 200)
"""In percent of the usual. Who listens to machines all day hears twice as fast as who does it for the first time."""


@dataclass(frozen=True)
class Sound:
    """Attributes:
    volume: `QUIETEST` to `LOUDEST`.
    rate: one of `RATES`.
    earphone: an earphone is plugged in, and nobody else hears what is said.
    """

    volume: int = 4
    rate: int = 100
    earphone: bool = False

    @property
    def gain_db(self) -> int:
        """Of the loudest: 0 or less."""
        return (self.volume - LOUDEST) * STEP_DB

    def louder(self, steps: int) -> Sound:
        """By so many steps, within what there is."""
        return replace(self, volume=min(max(self.volume + steps, QUIETEST), LOUDEST))

    def faster(self, steps: int) -> Sound:
        at = min(max(RATES.index(self.rate) + steps, 0), len(RATES) - 1)
        return replace(self, rate=RATES[at])
