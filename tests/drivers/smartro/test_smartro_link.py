"""The card terminal on a real pty: its emulator holds the other end."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from config.clock import monotonic_ms
from config.ids import ChargeId, DeviceName
from config.won import Won
from drivers.bench.ports import PtyPorts
from drivers.card_payment import (
    CancelCharge,
    CardPresented,
    Charge,
    ChargeCancelled,
    Charged,
    ChargeReady,
    ConfirmCharge,
    ReadLastApproval,
)
from drivers.device import Command, Event
from drivers.link import Link
from drivers.smartro.emulator import CardTerminalEmulator
from drivers.smartro.terminal import SmartroBus
from tests.patience import PATIENCE_S


def test_a_charge_and_its_cancellation_over_a_real_port() -> None:
    machine = CardTerminalEmulator()
    machine.approve_ms = 100
    ports = PtyPorts({"card": machine}, threading.RLock())
    bus = SmartroBus(DeviceName("card"), "0000000000", lambda: datetime(2026, 1, 2, tzinfo=UTC))
    # This kiosk has run for a while: no answer to an earlier run's sale can be under way.
    bus.step(monotonic_ms() - 20_000, b"", ())
    inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    crashes: list[BaseException] = []
    link = Link(ports.paths["card"], bus.line, inbox.put, crashes.append)
    news: list[Event] = []

    def until(done: Callable[[], object], *commands: Command) -> Event:
        todo: list[Command] = list(commands)
        deadline = time.monotonic() + PATIENCE_S
        while not done():
            try:
                received = b"" if todo else inbox.get(timeout=0.005)
            except queue.Empty:
                received = b""
            step = bus.step(monotonic_ms(), received, todo)
            news.extend(step.events)
            todo = [
                ConfirmCharge(DeviceName("card"), ChargeId("r1"))
                for event in step.events
                if isinstance(event, CardPresented)
            ]
            link.send(step.to_send)
            assert time.monotonic() < deadline, news
        return news[-1]

    def heard(kind: type[Event]) -> Callable[[], bool]:
        return lambda: bool(news) and isinstance(news[-1], kind)

    ports.start()
    link.start()
    try:
        ready = until(heard(ChargeReady), ReadLastApproval(DeviceName("card"), ChargeId("r1")))
        assert isinstance(ready, ChargeReady)
        with ports.lock:
            machine.insert_card(monotonic_ms())
        charged = until(heard(Charged), Charge(DeviceName("card"), ChargeId("r1"), Won(400), ready.before))
        assert isinstance(charged, Charged)
        assert machine.charged() == 400
        until(heard(ChargeCancelled), CancelCharge(DeviceName("card"), ChargeId("c1"), charged.approval))
    finally:
        link.stop()
        ports.stop()
    assert not crashes
    assert [(each.unique_no, each.cancelled) for each in machine.ledger] == [(charged.approval.unique_no, True)]
