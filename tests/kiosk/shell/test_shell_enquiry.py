"""A running kiosk says how it is to root and its own user and group, on a real socket, and is never held by whoever asks."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from config.trouble import Trouble
from config.vocabulary import StopReason, WorkerTrouble
from drivers.device import Ms
from kiosk.core.findings import Finding
from kiosk.core.step import Enquired, Input, Outbox, Told
from kiosk.shell import enquiry
from kiosk.shell.enquiry import Enquiries, ask_running, socket_of
from kiosk.shell.runner import Runner
from sync.journal.opening import in_use, open_for_writing
from sync.journal.store import JournalStore
from tests.patience import PATIENCE_S

JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"
WELL = Finding("hopper-500", "online", "", 0)


class Kiosk:
    """Answers whoever asks; its step comes back while ``go_on`` is set.

    Attributes:
        steps: how many it took.
    """

    def __init__(self) -> None:
        self.steps, self.go_on = 0, threading.Event()
        self.go_on.set()

    def step(self, now: Ms, inbox: list[Input]) -> Outbox:
        self.steps += 1
        assert self.go_on.wait(PATIENCE_S)
        return Outbox([Told(item.number, (WELL,)) for item in inbox if isinstance(item, Enquired)])

    def stop(self, now: Ms, reason: StopReason) -> Outbox:
        return Outbox()

    def lost(self, now: Ms, worker: str, how: WorkerTrouble) -> Outbox:
        return Outbox()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JournalStore]:
    made = open_for_writing(tmp_path / "journal", JOURNAL)
    yield made
    made.close()


@pytest.fixture
def kiosk() -> Kiosk:
    return Kiosk()


@pytest.fixture
def journal(tmp_path: Path, store: JournalStore, kiosk: Kiosk) -> Iterator[Path]:
    """Of a kiosk that is running."""
    runner = Runner(kiosk, store)
    runner.watchers["enquiries"] = Enquiries(tmp_path / "journal", runner)
    runner.start()
    yield tmp_path / "journal"
    runner.stop(StopReason.STOPPED)


def test_whoever_asks_is_told(journal: Path) -> None:
    assert [ask_running(journal) for _ in range(3)] == [[WELL]] * 3
    assert socket_of(journal).stat().st_mode & 0o777 == 0o660


def test_nobody_is_running_where_there_is_no_socket_or_a_dead_one(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    assert ask_running(journal) is None
    assert ask_running(tmp_path / "no-folder" / "journal") is None
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(socket_of(journal)))
    assert ask_running(journal) is None
    assert not in_use(journal)


def test_what_a_killed_kiosk_left_is_no_obstacle(tmp_path: Path, store: JournalStore, kiosk: Kiosk) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(socket_of(tmp_path / "journal")))
    enquiries = Enquiries(tmp_path / "journal", Runner(kiosk, store))
    enquiries.stop()
    assert not socket_of(tmp_path / "journal").exists()


def test_a_file_of_that_name_is_left_alone(tmp_path: Path, store: JournalStore, kiosk: Kiosk) -> None:
    socket_of(tmp_path / "journal").write_text("somebody's")
    with pytest.raises(Trouble, match="no socket of a kiosk"):
        Enquiries(tmp_path / "journal", Runner(kiosk, store))
    assert socket_of(tmp_path / "journal").read_text() == "somebody's"


def test_a_journal_deep_in_folders_has_its_socket_too(tmp_path: Path, kiosk: Kiosk) -> None:
    """The address of a socket is at most 107 bytes."""
    deep = tmp_path / ("d" * 90) / ("e" * 90) / "journal"
    store = open_for_writing(deep, JOURNAL)
    runner = Runner(kiosk, store)
    runner.watchers["enquiries"] = Enquiries(deep, runner)
    runner.start()
    assert in_use(deep)
    assert ask_running(deep) == [WELL]
    runner.stop(None)
    store.close()


def test_another_user_is_told_nothing(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enquiry, "peer", lambda asking: (12_345, 12_345))
    with pytest.raises(Trouble, match="only root and its own user and group"):
        ask_running(journal)


def test_who_is_of_the_kiosks_group_is_told(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enquiry, "peer", lambda asking: (12_345, os.getegid()))
    assert ask_running(journal) == [WELL]


def test_user_and_group_are_the_kernels_word() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    with ours, theirs:
        assert enquiry.peer(ours) == (os.geteuid(), os.getegid())


def test_who_asks_and_does_not_read_or_talks_holds_nobody(journal: Path, kiosk: Kiosk) -> None:
    def connected() -> socket.socket:
        line = socket.socket(socket.AF_UNIX)
        line.connect(str(socket_of(journal)))
        return line

    silent = [connected() for _ in range(2)]
    with connected() as talker:
        talker.sendall(b'{"do": "open"}\n' * 1_000)
        assert json.loads(talker.makefile().readline()) == [asdict(WELL)]
    assert ask_running(journal) == [WELL]
    assert kiosk.steps < 20
    for line in silent:
        line.close()


def test_a_step_that_does_not_come_back_is_what_is_told(
    journal: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enquiry, "ANSWER_S", 0.2)
    kiosk.go_on.clear()
    told = ask_running(journal)
    assert told
    assert (told[0].severity, told[0].detail) == (2, "is running, and its step does not come back")
    kiosk.go_on.set()
    monkeypatch.undo()
    assert ask_running(journal) == [WELL]
