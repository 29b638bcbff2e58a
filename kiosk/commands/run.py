"""``kiosk run``, the appliance: the station behind the fullscreen window, until the supervisor stops it."""

from __future__ import annotations

import argparse
import resource
from pathlib import Path

from config.city import read_city, shipped_city
from config.problems import SettingsError
from config.trouble import Trouble
from kiosk.shell import limits, memory
from kiosk.shell.configured import configured
from kiosk.shell.files import trusts_demonstration
from kiosk.shell.following import followed_by
from kiosk.shell.identity import STATE
from kiosk.shell.log import LOG, start_log
from kiosk.shell.setting_up import begun_panel, is_to_be_set_up, setting_up
from kiosk.shell.standing_in import run_standing_in, standing_in
from kiosk.shell.station import Station, run_station
from sync.journal.store import JournalUnreadableError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("/etc/kiosk/kiosk.toml"))
    parser.add_argument("--state", type=Path, default=STATE, help="where a machine that has no settings yet is set up")
    parser.set_defaults(begin=memory.clear_what_is_given_back)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 after a clean stop, 1 when it cannot start; a crash later on raises, for the supervisor to see. With a journal that
    cannot be opened it stands still, and says so; without settings it is set up at its screen (`kiosk.core.stand_in`).
    """
    limits.refuse_too_little()
    from kiosk.ui import curtain, words
    from kiosk.ui.display import panel_of_display
    from kiosk.ui.loop import run_with_qt
    from kiosk.ui.window import KioskWindow

    start_log()
    if is_to_be_set_up(options.config, options.state):
        LOG.info("%s: there are no settings yet; this machine is set up at its screen", options.config)
        city, panel = read_city(shipped_city()), begun_panel(options.state) or panel_of_display()
        first = KioskWindow(city, panel, fullscreen=True)
        return run_standing_in(
            setting_up(options.config, options.state, city, panel), lambda runner: run_with_qt(runner, first)
        )
    found = configured(options.config)
    settings, city = found.settings, found.city
    if demonstration := trusts_demonstration(settings.city):
        raise SettingsError(demonstration, options.config)
    # A core dump would hold whoever is being served.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        window = KioskWindow(
            city, settings.panel, fullscreen=True, speaks=settings.voice is not None and settings.voice.on
        )
        followed = followed_by(settings, options.config, words.check)
        begun = found.begun if followed else None
        station = Station(
            settings, city, begun=begun, followed=followed, config=options.config, texts=words.texts_of(city)
        )
    except JournalUnreadableError as error:
        LOG.error("journal: %s", error)
        return run_standing_in(standing_in(settings, city, error), lambda runner: run_with_qt(runner, window))
    except OSError as error:  # of the ground that it stands on, before it serves anybody
        raise Trouble(str(error)) from error
    for problem in station.verdict.problems if station.verdict else ():
        LOG.error("journal: %s: %s", problem.place, problem.what)
    try:
        curtain.keep(curtain.picture(city, station.composed.issuing.contact()), settings.machine.journal.parent)
    except OSError as error:  # then it is an older one, or the package's: no reason to serve nobody
        LOG.error("the picture for when nothing works: %s", error)
    memory.keep_for_good()
    status = run_station(station, lambda: run_with_qt(station.runner, window))
    if followed:
        followed.stopped()
    return status
