"""Each worker of the real station in turn: it dies, or does not come back, and the process ends for it, with the reason on the disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.link import ROUND_MS
from kiosk.core import channels
from kiosk.core.following import Begun
from kiosk.demo.settings import example_machine
from kiosk.shell.following import followed_by
from kiosk.shell.runner import Crash
from kiosk.shell.settings import read_settings
from kiosk.shell.station import Station
from kiosk.ui import words
from tests.cities import WONJU
from tests.config.updates.office import Office
from tests.end_to_end.among_the_silent import Mute, entries_of, settings_among
from tests.end_to_end.screenless import Screenless
from tests.end_to_end.workers import held, kill, names
from tests.patience import PATIENCE_S

CHANNELS = tuple(each.name for each in vars(channels).values() if isinstance(each, channels.Channel))
PORTS = tuple(each.section for each in example_machine().on_ports)
WATCHERS = ("card-watch", "enquiries", "speaker")
"""They begin nothing that has no end of its own, and so are never overdue."""
FOLLOWS_AND_SPEAKS = """
[configuration]
root = "{root}"
folder = "{folder}"
[voice]
device = "null"
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Its devices are silent; city and printer refuse at once, so their workers wait for a question. It follows a desk, and speaks."""
    folder = tmp_path_factory.mktemp("machine")
    office = Office(folder / "desk")
    office.publish()
    root = office.repository / "metadata/1.root.json"
    with settings_among(folder) as path:
        fitted = re.sub(r"(https|ipp)://127\.0\.0\.1:\d+", r"\1://127.0.0.1:9", path.read_text())
        path.write_text(fitted + FOLLOWS_AND_SPEAKS.format(root=root, folder=folder / "configuration"))
        yield path


def whole_station(config: Path) -> Station:
    settings = read_settings(config)
    followed = followed_by(settings, config, words.check)
    return Station(settings, WONJU, Mute(), Begun(), followed, config, words.texts_of(WONJU))


def test_these_are_all_workers_of_the_station(config: Path) -> None:
    station = whole_station(config)
    assert sorted(names(station.runner)) == sorted((*CHANNELS, *PORTS, *WATCHERS))
    station.close(None)


@pytest.fixture
def running(config: Path) -> Iterator[tuple[Station, Screenless]]:
    station = whole_station(config)
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
