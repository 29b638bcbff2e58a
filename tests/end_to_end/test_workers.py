"""Each worker of the real station in turn: it dies, or does not come back, and the process ends for it, with the reason on the disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.link import ROUND_MS
from kiosk.core import channels
from kiosk.demo.settings import example_machine
from kiosk.shell.runner import Crash
from kiosk.shell.settings import read_settings
from kiosk.shell.station import Station
from tests.cities import WONJU
from tests.end_to_end.among_the_silent import Mute, entries_of, settings_among
from tests.end_to_end.screenless import Screenless
from tests.end_to_end.workers import held, kill, names
from tests.patience import PATIENCE_S

CHANNELS = tuple(
    each.name
    for each in vars(channels).values()
    # These settings follow nothing, and nothing is said.
    if isinstance(each, channels.Channel) and each not in (channels.CONFIGURATION, channels.VOICE)
)
PORTS = tuple(each.section for each in example_machine().on_ports)
WATCHERS = ("card-watch", "enquiries")
"""They begin nothing that has no end of its own, and so are never overdue."""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Its devices are silent; city and printer refuse at once, so their workers wait for a question."""
    with settings_among(tmp_path_factory.mktemp("machine")) as path:
        path.write_text(re.sub(r"(https|ipp)://127\.0\.0\.1:\d+", r"\1://127.0.0.1:9", path.read_text()))
        yield path


def test_these_are_all_workers_of_the_station(config: Path) -> None:
    station = Station(read_settings(config), WONJU, Mute())
    assert sorted(names(station.runner)) == sorted((*CHANNELS, *PORTS, *WATCHERS))
    station.close(None)


@pytest.fixture
def running(config: Path) -> Iterator[tuple[Station, Screenless]]:
    station = Station(read_settings(config), WONJU, Mute())
    screenless = Screenless(station)
    station.runner.start()
    screenless.look(0.1)
    yield station, screenless
    station.close(None)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("worker", [*CHANNELS, *PORTS, *WATCHERS])
def test_a_worker_that_dies_ends_the_process_and_is_written_down(
    config: Path, running: tuple[Station, Screenless], worker: str
) -> None:
    station, screenless = running
    kill(station.runner, worker)
    with pytest.raises(Crash, match=f"the {worker} worker has ended"):
        screenless.wait(PATIENCE_S)
    last = entries_of(config.parent)[-1]
    assert (last.type, last.data) == ("WorkerLost", {"worker": worker, "how": "died"})


@pytest.mark.parametrize("worker", [*CHANNELS, *PORTS])
def test_a_worker_that_does_not_come_back_ends_the_process_and_is_written_down(
    config: Path, running: tuple[Station, Screenless], monkeypatch: pytest.MonkeyPatch, worker: str
) -> None:
    monkeypatch.setattr("kiosk.shell.runner.STUCK_MS", 1_000)
    monkeypatch.setattr("drivers.link.STUCK_MS", 3 * ROUND_MS)
    station, screenless = running
    with held(station.runner, worker), pytest.raises(Crash, match=f"the {worker} worker does not come back"):
        screenless.wait(PATIENCE_S)
    last = entries_of(config.parent)[-1]
    assert (last.type, last.data) == ("WorkerLost", {"worker": worker, "how": "overdue"})
