"""``make bench``: what the kiosk costs, as ratios against something measured in the same run.

Times on their own say more about the machine than about the program, so every line compares: with the plainest way to do
the same, or with the time that the work stands for.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from reportlab.pdfgen.canvas import Canvas

from config.certificate import Issue
from config.ids import DeviceName, Ref, SessionId
from config.seoul import SEOUL
from config.won import Won
from drivers.bench.machine import DirectSlot, EmulatedMachine
from drivers.device import Accept, Command, Credited, Escrowed, Recorded, Stack, StatusChanged
from drivers.fitting import Start
from drivers.smartcard.emulator import Card
from kiosk.core.view import Attract
from kiosk.demo.settings import CARD_CAN, CARD_PIN, example_machine
from kiosk.shell.settings import read_settings
from kiosk.shell.station import Station
from printing.certificate import lay_out
from sync.journal.events import CoinCredited
from sync.journal.format import Chain, Head
from sync.reference_city.made_up.parcels import parcels
from sync.reference_city.made_up.people import people
from sync.reference_city.registers import Asked
from sync.reference_city.registers.resident_abstract import find
from tests.cities import REGISTERS, SCENE, SEAL, WONJU
from tests.end_to_end.screenless import Screenless
from tests.end_to_end.surroundings import surroundings

VIRTUAL_HOUR_MS = 3_600_000
IDLE_S = 20


def cpu_of(work: Callable[[], object], times: int) -> float:
    """CPU seconds of one call, the best of three rounds."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for _ in range(times):
            work()
        best = min(best, (time.process_time() - started) / times)
    return best


def idle_polling() -> None:
    """Every serial device polled for an hour while nobody is there: the share of one core."""
    settings = example_machine()
    machine = EmulatedMachine(settings.fitted, Card({}, CARD_PIN, CARD_CAN, bytes), DirectSlot())
    buses = settings.buses(Start(lambda: datetime.now(UTC), run="1"))
    spent, polls, events = 0.0, 0, 0
    for port, bus in buses.items():
        now, data, line = 0, b"", machine.lines[port]
        while now < VIRTUAL_HOUR_MS:
            started = time.perf_counter()
            step = bus.step(now, data, ())
            spent += time.perf_counter() - started
            events += len(step.events)
            data = b""
            if step.to_send:
                polls += 1
                data, _ = line.step(now + 1, step.to_send)
                now += 3
            else:
                now = max(now + 1, step.wake_at if step.wake_at is not None else VIRTUAL_HOUR_MS)
    print(f"idle polling    {spent / (VIRTUAL_HOUR_MS / 1000):7.3%} of one core for all serial devices"
          f"   ({polls / spent:,.0f} polls a CPU second, {events} events)")  # fmt: skip


def idle_kiosk() -> None:
    """The same devices on real ports, and everything else that a waiting kiosk does: the share of one core."""
    with TemporaryDirectory() as folder, surroundings(Path(folder)) as around:
        station = Station(read_settings(around.settings()), WONJU)
        screenless = Screenless(station)
        station.runner.start()
        shown = screenless.look(5)  # to the first screen, and every device found
        assert isinstance(shown[-1].view, Attract), shown[-1]
        spent = time.process_time()
        screenless.wait(IDLE_S)
        spent = time.process_time() - spent
        station.close(None)
    print(
        f"idle kiosk      {spent / IDLE_S:7.3%} of one core: the serial devices on ptys, the printer, the city, the journal"
    )


def coins_and_notes() -> None:
    """Money as fast as the devices are polled: events that a CPU second of the driver parses and answers."""
    settings = example_machine()
    machine = EmulatedMachine(settings.fitted, Card({}, CARD_PIN, CARD_CAN, bytes), DirectSlot())
    buses = settings.buses(Start(lambda: datetime.now(UTC), run="1"))
    every = frozenset(Won(won) for won in (100, 1_000))
    devices: tuple[tuple[str, str, Callable[[int], bool]], ...] = (
        ("cctalk", "coin-acceptor", lambda now: machine.coins.insert_coin(now, 100)),
        ("id003", "note-acceptor", lambda now: machine.notes.insert_note(now, 1_000)),
    )
    for port, device, insert in devices:
        bus, line = buses[port], machine.lines[port]
        now, data, spent, events, inside, booked = 0, b"", 0.0, 0, 0, 0
        commands: list[Command] = []
        while booked < 500:
            started = time.perf_counter()
            step = bus.step(now, data, tuple(commands))
            spent += time.perf_counter() - started
            events, commands, data = events + len(step.events), [], b""
            for event in step.events:
                if isinstance(event, StatusChanged):
                    commands.append(Accept(DeviceName(device), every))
                elif isinstance(event, Escrowed):
                    commands.append(Stack(event.device, event.ref))
                elif isinstance(event, Credited):
                    booked += 1
                    commands.append(Recorded(event.device, event.ref))
            if step.to_send:
                if inside == booked:  # the next one when the last is booked: as fast as the driver goes
                    inside += insert(now)
                data, _ = line.step(now + 1, step.to_send)
                now += 3
            elif not commands:
                now = max(now + 1, step.wake_at if step.wake_at is not None else now + 1)
        print(
            f"{device:<15} {events / spent:9,.0f} events a CPU second   ({booked} credits in {now / 1000:,.0f} s of the device)"
        )


def journal() -> None:
    """One entry against the same data through json and SHA-256 with nothing around it."""
    chain, wall = Chain("j", "b", Head(), 1), datetime.now(UTC)
    event = CoinCredited(
        SessionId("0ddc8343-1d1f-4495-96d9-6c55ef4dd5e2"), DeviceName("coin-acceptor"), Ref("100001.1.0.7"), Won(500)
    )
    plain = {**event.__dict__, "value": 500, "prev": "0" * 64, "wall": wall.isoformat(), "seq": 1}
    entry = cpu_of(lambda: chain.entry(event, 1, wall), 5_000)
    bare = cpu_of(lambda: hashlib.sha256(json.dumps(plain).encode()).hexdigest(), 5_000)
    print(f"journal entry   {entry / bare:5.1f} x json and SHA-256 alone   ({entry * 1e6:.0f} µs)")


def layout() -> None:
    """A warm one-page certificate against a page of the same library with one line of Latin text."""
    issued_at = datetime(2026, 11, 23, 9, tzinfo=SEOUL)

    def empty() -> None:
        canvas = Canvas(BytesIO())
        canvas.drawString(72, 72, "one line")
        canvas.save()

    bare = cpu_of(empty, 20)
    chosen = {option.name: option.choices[-1].value for option in WONJU.kinds["resident-abstract"].options}
    records = {
        "land-register": next(iter(parcels(SCENE).values())),
        "resident-abstract": find(
            Asked(
                WONJU, WONJU.kinds["resident-abstract"], chosen, people()["8011239000018"], issued_at.date(), REGISTERS
            )
        ),
    }
    for kind, record in records.items():
        number = 0

        def paper(kind: str = kind, record: object = record) -> None:
            nonlocal number
            number += 1
            issue = Issue(
                f"1234-5678-9012-{number:04d}", issued_at + timedelta(seconds=number), "원주시장", number.to_bytes(171), SEAL,
                "무인민원발급기 03 (단구동)",
            )  # fmt: skip
            lay_out(WONJU.kinds[kind], record, issue)  # type: ignore[arg-type]

        paper()
        spent = cpu_of(paper, 10)
        print(f"layout          {spent / bare:5.1f} x an almost empty page   ({kind}, {spent * 1000:.0f} ms)")


if __name__ == "__main__":
    idle_polling()
    idle_kiosk()
    coins_and_notes()
    journal()
    layout()
