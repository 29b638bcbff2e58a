"""``kiosk run``, the appliance: the station behind the fullscreen window, until the supervisor stops it."""

from __future__ import annotations

import argparse
import resource
import sys
from pathlib import Path

from config.data_file import DataFileError
from config.settings import Settings, SettingsError, read_settings
from kiosk.shell.city_of import city_of
from kiosk.shell.station import Station, run_station
from sync.journal.store import JournalStoreError
from sync.reference_city.keys import is_demo_ca


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("/etc/kiosk/kiosk.toml"))


def run(options: argparse.Namespace) -> int:
    """Exit status 0 after a clean stop, 1 when it cannot start; a crash later on raises, for the supervisor to see."""
    from kiosk.ui.loop import run_with_qt
    from kiosk.ui.window import KioskWindow

    try:
        settings = read_settings(options.config)
        refuse_demo(settings)
        city = city_of(settings)
        # A core dump would hold whoever is being served.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        window = KioskWindow(city, fullscreen=True)
        station = Station(settings, city)
    except (SettingsError, DataFileError, JournalStoreError) as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 1
    for problem in station.verdict.problems if station.verdict else ():
        print(f"kiosk: journal: {problem.place}: {problem.what}", file=sys.stderr)
    return run_station(station, lambda: run_with_qt(station.runner, window))


def refuse_demo(settings: Settings) -> None:
    """Raises `SettingsError` when a demonstration's CA is trusted: whoever runs it holds its key."""
    try:
        pem = settings.city.ca.read_bytes()
        demo = is_demo_ca(pem)
    except (OSError, ValueError) as error:
        raise SettingsError(f"city.ca: {settings.city.ca}: {error}") from None
    if demo:
        raise SettingsError(f"city.ca: {settings.city.ca} is a demonstration's CA; use the city's own")
