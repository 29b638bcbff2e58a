"""A journal whose database is damaged: the kiosk stands still and says so, and a technician gets it going again by what the page says."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.ids import SessionId, StaffNumber
from config.vocabulary import StopReason
from kiosk.__main__ import main
from kiosk.session.technician.setting_aside import PutAside
from kiosk.shell.enquiry import ask_running
from kiosk.shell.memory import CLEARED
from kiosk.shell.settings import read_settings
from kiosk.shell.standing_in import can_be_opened, put_aside
from kiosk.shell.station import Station
from sync.journal.events import SessionStarted
from sync.journal.format import Chain
from sync.journal.opening import open_for_reading, open_for_writing
from sync.journal.store import JournalUnreadableError
from sync.journal.verify import verify
from sync.reference_city import keys
from tests.cities import WONJU
from tests.end_to_end.among_the_silent import Mute, entries_of, settings_among
from tests.end_to_end.lobby import lobby_display
from tests.end_to_end.screenless import Screenless

WAIT_S = 60
PAGE = 4096


def damaged(journal: Path, entries: int = 400) -> str:
    """A journal of its own, in whose middle a page of the disk is gone; its id."""
    store = open_for_writing(journal, "0f0e0d0c-0000-4000-8000-000000000001")
    chain = Chain(store.id, "b", store.head, 1)
    for number in range(entries):
        store.commit((chain.entry(SessionStarted(SessionId(f"s{number}")), number, datetime.now(UTC)),))
    store.acknowledge(100)
    store.close()
    with journal.open("r+b") as file:
        file.seek(4 * PAGE)
        file.write(bytes(4 * PAGE))
    return store.id


@contextmanager
def running(config: Path, folder: Path) -> Iterator[tuple[subprocess.Popen[str], socket.socket]]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.settimeout(WAIT_S)
        address = folder / "notify"
        address.unlink(missing_ok=True)
        line.bind(str(address))
        environment = {name: value for name, value in os.environ.items() if name not in CLEARED}
        display = lobby_display(folder)
        with subprocess.Popen(
            [sys.executable, "-m", "kiosk", "run", "--config", config],
            env={**environment, "QT_QPA_PLATFORM": display, "NOTIFY_SOCKET": str(address), "WATCHDOG_USEC": "8000000"},
            stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            try:
                yield process, line
            finally:
                process.kill()


def test_it_stands_still_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "DEMO_CA", "A CA of the city's own")
    journal = tmp_path / "journal.sqlite"
    with settings_among(tmp_path) as config:
        damaged(journal)
        with running(config, tmp_path) as (process, line):
            assert line.recv(4096).decode().startswith("READY=1\nSTATUS=kiosk hardware-error (stands still")
            told = {each.device: each.detail for each in ask_running(journal) or ()}
            assert told["issuing"] == "out.no-journal, nobody is at the screen"
            assert "kiosk journal set-aside" in told["journal"]
            for _ in range(2):
                assert "WATCHDOG=1" in line.recv(4096).decode(), "it lives, and no start follows upon another"
            process.send_signal(signal.SIGTERM)
            assert process.wait(WAIT_S) == 0


def test_put_aside_it_makes_room_for_a_new_one_that_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = tmp_path / "journal.sqlite"
    with settings_among(tmp_path) as config:
        old = damaged(journal)
        with pytest.raises(JournalUnreadableError):
            Station(read_settings(config), WONJU, Mute())
        assert not can_be_opened(journal)
        assert main(["journal", "set-aside", str(journal), "--by", "정비 하나", "--yes"]) == 0
        assert "kiosk exchange" in capsys.readouterr().out
        assert can_be_opened(journal)
        station = Station(read_settings(config), WONJU, Mute())
        screenless = Screenless(station)
        station.runner.start()
        screenless.look(0.1)
        station.close(StopReason.STOPPED)
    (begun, started, *_) = entries_of(tmp_path)
    assert (begun.type, begun.data) == ("JournalBegun", {"previous": old, "seq": 100})
    assert started.type == "KioskStarted"
    (folder,) = tmp_path.glob("journal-set-aside-*")
    assert {"journal.sqlite", "journal.sqlite.anchor", "set-aside.txt"} <= {each.name for each in folder.iterdir()}
    assert verify(open_for_reading(folder / "journal.sqlite")).problems, "it is as it was"


def test_what_stands_in_puts_it_aside_for_the_technician_who_is_there(tmp_path: Path) -> None:
    journal = tmp_path / "journal.sqlite"
    damaged(journal)
    asked = PutAside(StaffNumber("1001"))
    assert put_aside(journal, asked, WAIT_S * 1000)
    assert can_be_opened(journal)
    (folder,) = tmp_path.glob("journal-set-aside-*")
    assert (folder / "set-aside.txt").read_text("utf-8").endswith(" 1001\n")
    assert not put_aside(journal, asked, WAIT_S * 1000), "there is none any more"


def test_a_journal_that_is_in_use_stays_where_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = tmp_path / "journal.sqlite"
    store = open_for_writing(journal, "0f0e0d0c-0000-4000-8000-000000000001")
    assert main(["journal", "set-aside", str(journal), "--by", "정비 하나", "--yes"]) == 1
    assert "the kiosk is running" in capsys.readouterr().err
    assert journal.exists()
    assert list(tmp_path.glob("journal-set-aside-*")) == []
    store.close()
