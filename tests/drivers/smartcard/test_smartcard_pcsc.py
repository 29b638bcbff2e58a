"""The whole conversation over pyscard, a real pcscd and vpcd's reader: nothing between but the emulated chip."""

from __future__ import annotations

import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from config.dialogue import Failure, FailureReason
from drivers.smartcard import secret
from drivers.smartcard.dialogue import read_card
from drivers.smartcard.emulator import speak_extended
from drivers.smartcard.identity import CardFailed, CardIdentity, WrongPin
from drivers.smartcard.pcscd import PrivatePcscd
from drivers.smartcard.questions import Apdu, PowerUp
from drivers.smartcard.reader import PcscReader
from drivers.smartcard.vpcd import VpcdSlot
from tests.drivers.smartcard.chips import T0Chip
from tests.patience import PATIENCE_MS, PATIENCE_S


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """libpcsclite reads the socket's path once in a process: one link for all daemons, pointed at each in turn."""
    path = tmp_path_factory.mktemp("pcsc") / "socket"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PCSCLITE_CSOCK_NAME", str(path))
        yield path


@pytest.fixture
def start(link: Path) -> Iterator[Callable[[], PrivatePcscd]]:
    """Starts a daemon where this process looks for one."""
    daemons: list[PrivatePcscd] = []

    def begin() -> PrivatePcscd:
        daemons.append(PrivatePcscd())
        link.unlink(missing_ok=True)
        link.symlink_to(daemons[-1].socket)
        return daemons[-1]

    yield begin
    for daemon in daemons:
        daemon.stop()


@pytest.fixture
def pcscd(start: Callable[[], PrivatePcscd]) -> PrivatePcscd:
    return start()


@pytest.fixture
def slot(pcscd: PrivatePcscd) -> Iterator[VpcdSlot]:
    slot = VpcdSlot(pcscd.port)
    yield slot
    slot.remove()


@pytest.fixture
def moves() -> Iterator[tuple[PcscReader, queue.Queue[str]]]:
    reader, seen = PcscReader("Virtual PCD"), queue.Queue[str]()
    thread = threading.Thread(target=reader.watch, args=(seen.put,))
    thread.start()
    yield reader, seen
    reader.stop()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


def test_insert_read_pull(slot: VpcdSlot, moves: Any, desk: Any, run: Callable[..., Any]) -> None:
    reader, seen = moves
    assert seen.get(timeout=PATIENCE_S) == "notPresent"
    slot.insert(desk.card)
    assert seen.get(timeout=PATIENCE_S) == "present"

    def ask(question: Any) -> bytes | Failure:
        return reader.transmit(question, PATIENCE_MS)  # type: ignore[no-any-return]

    def talk(pin: str) -> Any:
        return run(read_card(desk.profile, secret.pin(pin), Random(1).randbytes, desk.now), ask)

    assert talk("000000") == WrongPin(2)
    result = talk("123456")
    assert isinstance(result, CardIdentity)
    assert result.resident_number == "9912319000000"
    slot.remove()
    assert seen.get(timeout=PATIENCE_S) == "notPresent"
    pulled = talk("123456")
    assert isinstance(pulled, CardFailed)
    assert pulled.failure.reason == FailureReason.GONE


def test_pulled_in_the_middle(slot: VpcdSlot, moves: Any, desk: Any, run: Callable[..., Any]) -> None:
    reader, seen = moves
    assert seen.get(timeout=PATIENCE_S) == "notPresent"
    slot.insert(desk.card)
    assert seen.get(timeout=PATIENCE_S) == "present"
    asked = 0

    def ask(question: Any) -> bytes | Failure:
        nonlocal asked
        asked += 1
        if asked == 12:
            slot.remove()
        return reader.transmit(question, PATIENCE_MS)  # type: ignore[no-any-return]

    result = run(read_card(desk.profile, secret.pin("123456"), Random(1).randbytes, desk.now), ask)
    assert isinstance(result, CardFailed)
    assert result.failure.reason == FailureReason.GONE


def test_the_daemon_dies_and_comes_back(start: Callable[[], PrivatePcscd], moves: Any) -> None:
    """A dead pcscd is a lost reader, not an empty one; the same watcher finds the next one by itself."""
    _, seen = moves
    for _ in range(2):
        daemon = start()
        assert seen.get(timeout=PATIENCE_S) == "notPresent"
        daemon.stop()
        assert seen.get(timeout=PATIENCE_S) == "lost"


def test_a_daemon_that_hangs_is_a_lost_reader_until_it_goes_on(pcscd: PrivatePcscd, moves: Any) -> None:
    """Nobody knows of any card meanwhile; and nobody is held, though a call to it does not come back."""
    _, seen = moves
    assert seen.get(timeout=PATIENCE_S) == "notPresent"
    os.kill(pcscd.pid, signal.SIGSTOP)
    try:
        assert seen.get(timeout=PATIENCE_S) == "lost"
    finally:
        os.kill(pcscd.pid, signal.SIGCONT)
    assert seen.get(timeout=PATIENCE_S) == "notPresent"


def test_a_card_changed_between_two_looks_is_noticed(
    slot: VpcdSlot, desk: Any, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Out and in again between two looks: the session must not go on with another person's card."""
    monkeypatch.setattr("drivers.smartcard.reader.POLL_S", 4.0)
    slot.insert(desk.card)
    _until("present")
    _, seen = request.getfixturevalue("moves")
    assert seen.get(timeout=PATIENCE_S) == "present"
    slot.remove()
    _until("notPresent")
    slot.insert(desk.card)
    _until("present")
    assert seen.get(timeout=PATIENCE_S) == "notPresent"
    assert seen.get(timeout=PATIENCE_S) == "present"


def _until(media: str) -> None:
    """Until pcscd itself, which looks every 400 ms, has seen it."""
    end = time.monotonic() + PATIENCE_S
    while PcscReader("Virtual PCD").media_now() != media:
        assert time.monotonic() < end, media


def test_pulling_a_mute_chip_frees_the_worker(slot: VpcdSlot, moves: Any, desk: Any) -> None:
    reader, seen = moves
    assert seen.get(timeout=PATIENCE_S) == "notPresent"
    asked, released = threading.Event(), threading.Event()

    def mute(message: bytes) -> bytes:
        asked.set()
        released.wait(PATIENCE_S)
        return b"\x6f\x00"

    desk.card.transmit = mute
    slot.insert(desk.card)
    assert seen.get(timeout=PATIENCE_S) == "present"
    assert isinstance(reader.transmit(PowerUp(), PATIENCE_MS), bytes)
    answers: queue.Queue[Any] = queue.Queue()
    worker = threading.Thread(target=lambda: answers.put(reader.transmit(Apdu(b"\x00\x84\x00\x00\x08"), PATIENCE_MS)))
    worker.start()
    assert asked.wait(PATIENCE_S)
    pull = threading.Thread(target=slot.remove)
    pull.start()
    answer = answers.get(timeout=PATIENCE_S)
    released.set()
    pull.join(PATIENCE_S)
    worker.join(PATIENCE_S)
    assert isinstance(answer, Failure)
    assert answer.reason == FailureReason.GONE


def test_a_chip_that_never_answers_ends_in_its_time_and_the_next_card_is_read(
    slot: VpcdSlot, moves: Any, desk: Any, run: Callable[..., Any]
) -> None:
    reader, seen = moves
    assert seen.get(timeout=PATIENCE_S) == "notPresent"
    released, transmit = threading.Event(), desk.card.transmit

    def mute(message: bytes) -> bytes:
        released.wait(PATIENCE_S)
        return b"\x6f\x00"

    desk.card.transmit = mute
    slot.insert(desk.card)
    assert seen.get(timeout=PATIENCE_S) == "present"
    assert isinstance(reader.transmit(PowerUp(), PATIENCE_MS), bytes)
    for question in (Apdu(b"\x00\x84\x00\x00\x08"), PowerUp()):
        began = time.monotonic()
        answer = reader.transmit(question, 700)
        assert isinstance(answer, Failure)
        assert answer.reason == FailureReason.TIMEOUT
        assert time.monotonic() - began < PATIENCE_S / 2
    released.set()
    slot.remove()
    assert seen.get(timeout=PATIENCE_S) == "notPresent"
    desk.card.transmit = transmit
    slot.insert(desk.card)
    assert seen.get(timeout=PATIENCE_S) == "present"
    result = run(
        read_card(desk.profile, secret.pin("123456"), Random(1).randbytes, desk.now),
        lambda question: reader.transmit(question, PATIENCE_MS),
    )
    assert isinstance(result, CardIdentity)


def test_a_chip_that_speaks_t0_is_read_over_pcsc(
    slot: VpcdSlot, moves: Any, desk: Any, run: Callable[..., Any]
) -> None:
    desk.card.atr = bytes.fromhex("3B00")  # no TD1: T=0 alone
    reader, seen = moves
    assert seen.get(timeout=PATIENCE_S) == "notPresent"
    slot.insert(T0Chip(desk.card))
    assert seen.get(timeout=PATIENCE_S) == "present"
    result = run(
        read_card(desk.profile, secret.pin("123456"), Random(1).randbytes, desk.now),
        lambda question: reader.transmit(question, PATIENCE_MS),
    )
    assert isinstance(result, CardIdentity)


@pytest.mark.parametrize("t0", [False, True])
def test_a_chip_with_extended_lengths_is_read_over_pcsc(
    slot: VpcdSlot, moves: Any, desk: Any, run: Callable[..., Any], t0: bool
) -> None:
    """Over T=0, which has none, it is read all the same."""
    speak_extended(desk.card, 1_000, 1_000)
    if t0:
        desk.card.atr = bytes.fromhex("3B05") + bytes.fromhex("8073000060")
    reader, seen = moves
    assert seen.get(timeout=PATIENCE_S) == "notPresent"
    slot.insert(T0Chip(desk.card) if t0 else desk.card)
    assert seen.get(timeout=PATIENCE_S) == "present"

    def ask(question: Any) -> bytes | Failure:
        return reader.transmit(question, PATIENCE_MS)  # type: ignore[no-any-return]

    assert isinstance(
        run(read_card(desk.profile, secret.pin("123456"), Random(1).randbytes, desk.now), ask), CardIdentity
    )
