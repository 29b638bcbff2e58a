"""The appliance: the station behind the fullscreen window, until the supervisor stops it."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path

from config.settings import Settings, SettingsError, read_settings
from kiosk.machine import Touched
from kiosk.station import Station
from sync.journal_store import JournalStoreError
from sync.reference_city.keys import is_demo_ca


def run_appliance(config: Path) -> int:
    """Exit status 0 after a clean stop, 1 when it cannot start; a crash later on raises, for the supervisor to see."""
    from kiosk.ui.loop import run_with_qt
    from kiosk.ui.window import KioskWindow

    try:
        settings = read_settings(config)
        refuse_demo(settings)
        # A core dump would hold whoever is being served.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        window = KioskWindow(fullscreen=True)
        station = Station(settings, window.show_screen)
    except (SettingsError, JournalStoreError) as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 1
    for problem in station.verdict.problems if station.verdict else ():
        print(f"kiosk: journal: {problem.place}: {problem.what}", file=sys.stderr)
    window.tapped.connect(lambda tap: station.runner.post(Touched(tap)))
    return run_station(station, lambda: run_with_qt(station.runner, window))


def run_station(station: Station, loop: Callable[[], int]) -> int:
    """Runs the loop to its end. Whatever it raises is a crash: nothing more is written, the next start recovers."""
    station.runner.start()
    try:
        status = loop()
    except BaseException:
        station.close(None)
        raise
    station.close("stopped")
    return status


def refuse_demo(settings: Settings) -> None:
    """Raises `SettingsError` when a demonstration's CA is trusted: whoever runs it holds its key."""
    try:
        pem = settings.city.ca.read_bytes()
        demo = is_demo_ca(pem)
    except (OSError, ValueError) as error:
        raise SettingsError(f"city.ca: {settings.city.ca}: {error}") from None
    if demo:
        raise SettingsError(f"city.ca: {settings.city.ca} is a demonstration's CA; use the city's own")


def diagnose(config: Path, as_json: bool) -> int:
    """Asks every device how it is. Exit status 0 all well, 1 something needs attention, 2 something is out of order."""
    from kiosk.diagnosis import run_diagnosis

    try:
        settings = read_settings(config)
        results = run_diagnosis(settings)
    except (SettingsError, JournalStoreError) as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 2
    if as_json:
        print(json.dumps([result.__dict__ for result in results], ensure_ascii=False))
    else:
        for result in results:
            print(f"{result.device:<18} {result.state:<15} {result.detail}")
    return max((result.severity for result in results), default=0)
