"""The real application in a window, as a process of its own: ``python -m kiosk.demo.window CONFIG [PAGE]``.

Whoever runs the demonstration can kill it as a power cut does, and start it anew as the supervisor does. ``PAGE`` is the bench's
address where the card is reached over its direct link and not by PC/SC.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from config.vocabulary import StopReason
from drivers.bench.direct_reader import DirectReader
from kiosk.shell.configured import configured
from kiosk.shell.following import followed_by
from kiosk.shell.station import Station, run_station
from kiosk.ui import words
from kiosk.ui.loop import run_with_qt
from kiosk.ui.window import KioskWindow


def main(config: Path, page: str) -> int:
    """Exit status ``EX_TEMPFAIL`` (sysexits) when it has ended by itself to be started anew: with a configuration that is new, or because
    staff want it.
    """
    found = configured(config)
    settings = found.settings
    window = KioskWindow(found.city, settings.panel, fit=True, speaks=settings.voice is not None and settings.voice.on)
    reader = DirectReader(page) if page else None
    followed = followed_by(found.settings, config, words.check)
    begun = found.begun if followed else None
    station = Station(found.settings, found.city, reader, begun, followed, config, words.texts_of(found.city))
    status = run_station(station, lambda: run_with_qt(station.runner, window))
    if followed:
        followed.stopped()
    return os.EX_TEMPFAIL if station.runner.wanted not in (None, StopReason.POWER_OFF) else status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), "".join(sys.argv[2:])))
