"""What is outside the machine and can go wrong while somebody tries the demonstration: the city's sources, and the power.

The bench's page shows a switch for each; whoever runs the demonstration looks at them and does what they say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

from config.city import City
from config.settings import CitySettings

POWER = "전원 power"
TIMEOUT_S = 5


class Outside:
    def __init__(self, page: str, city: City, reached: CitySettings) -> None:
        """``page``: the bench's address. ``reached``: where the city is and by which keys; its outages can be rehearsed."""
        self._page = page
        self._reached = reached
        self._sources = {
            f"시 자료 source: {source}": source for source in sorted({kind.source for kind in city.offered.values()})
        }
        self._down: set[str] = set()
        self._post("switches", {"names": [POWER, *self._sources]})

    def look(self, state: Mapping[str, Any]) -> bool:
        """Does at the city what the switches say; True when the power is to fail now."""
        switches: Mapping[str, bool] = state.get("switches", {})
        down = {source for name, source in self._sources.items() if switches.get(name)}
        for source in down ^ self._down:
            city = self._reached
            requests.post(
                f"{city.url}/rehearsal/sources/{source}/{'down' if source in down else 'up'}",
                verify=str(city.ca), cert=(str(city.certificate), str(city.key)), timeout=TIMEOUT_S,
            ).raise_for_status()  # fmt: skip
        self._down = down
        return switches.get(POWER, False)

    def power_fails(self, state: Mapping[str, Any]) -> None:
        """For the devices, too; then it is back."""
        for name in state:
            if name not in ("truth", "switches", "hints"):
                requests.post(self._page + "do", json={"device": name, "action": "power-cycle"}, timeout=TIMEOUT_S)
        self._post("switch", {"name": POWER, "on": False})

    def _post(self, what: str, wish: dict[str, Any]) -> None:
        requests.post(self._page + what, json=wish, timeout=TIMEOUT_S).raise_for_status()
