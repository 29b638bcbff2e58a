"""The real application in a window, as a process of its own: ``python -m kiosk.demo.window CONFIG [PAGE]``.

Whoever runs the demonstration can kill it as a power cut does, and start it anew as the supervisor does. ``PAGE`` is the bench's
address where the card is reached over its direct link and not by PC/SC.
"""

from __future__ import annotations

import sys
from pathlib import Path

from drivers.bench.direct_reader import DirectReader
from kiosk.shell.city_of import city_of
from kiosk.shell.files import open_settings
from kiosk.shell.station import Station, run_station
from kiosk.ui.loop import run_with_qt
from kiosk.ui.window import KioskWindow


def main(config: Path, page: str) -> int:
    settings = open_settings(config)
    city = city_of(settings, config)
    window = KioskWindow(city, fit=True)
    station = Station(settings, city, DirectReader(page) if page else None, config=config)
    return run_station(station, lambda: run_with_qt(station.runner, window))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), "".join(sys.argv[2:])))
