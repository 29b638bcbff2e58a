"""``python -m tests.benchmarks.drain``: how fast a backlog of the journal reaches the city, and what a resident waits for meanwhile.

The city runs as a process of its own on SQLite and is asked over TLS. First a whole backlog goes up as a kiosk sends it while nobody is at its screen; then
reservations are made one after the other in turns, with nothing else to do and while a backlog goes up as it does while somebody is served.
"""

from __future__ import annotations

import argparse
import statistics
import threading
import time
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from config.dialogue import Failure
from kiosk.core.background import Pace
from sync.city.client import Acknowledged, CityCall, CityClient, CityReply
from sync.city.transport import CityTransport, Trust
from sync.journal.format import Chain, Head
from tests.benchmarks.record import coin
from tests.benchmarks.reservations import Measured, Server
from tests.cities import WONJU

TURNS = 4
TURN_S = 5.0
PACE = Pace()


class Backlog:
    """A journal that the city has nothing of, and goes to it by the kiosk's own client."""

    def __init__(self, server: Server, entries: int) -> None:
        keys = server.keys
        self._carry = CityTransport(server.url, Trust(keys / "ca.pem", keys / "kiosk.pem", keys / "kiosk.key"))
        self._client, self.journal, wall = CityClient(WONJU, ()), str(uuid4()), datetime.now(UTC)
        chain = Chain(self.journal, str(uuid4()), Head(), 1)
        self._bodies = [chain.entry(coin(number), number, wall).body for number in range(entries)]
        self.sent = 0

    def send(self, count: int) -> bool:
        """The next so many; False when all are there."""
        dialogue = self._client.upload(self.journal, self.sent + 1, self._bodies[self.sent : self.sent + count])
        answer = self._carry(next(dialogue), 60_000)
        assert not isinstance(answer, Failure), answer
        taken = _end_of(dialogue, answer)
        assert isinstance(taken, Acknowledged), taken
        self.sent = taken.seq
        return self.sent < len(self._bodies)


def _end_of(dialogue: Generator[CityCall, CityReply | Failure, object], answer: CityReply) -> object:
    """What it comes to with this last answer."""
    try:
        dialogue.send(answer)
    except StopIteration as end:
        return end.value
    return None


def drained(server: Server, entries: int) -> None:
    backlog = Backlog(server, entries)
    began, cpu = time.perf_counter(), server.cpu_s()
    while backlog.send(PACE.most):
        pass
    took = time.perf_counter() - began
    print(
        f"drained {entries:,} entries in {took:.1f} s: {entries / took:,.0f} a second; the city took {server.cpu_s() - cpu:.1f} CPU s"
    )


def served_meanwhile(server: Server, entries: int) -> None:
    quiet, beside = Measured(), Measured()
    server.ask_for("land-register", 2.0, 1, Measured())  # warm
    backlog, stopping = Backlog(server, entries), threading.Event()
    for _ in range(TURNS):
        server.ask_for("land-register", TURN_S, 1, quiet)
        stopping.clear()

        def go_up() -> None:
            while backlog.send(PACE.batch) and not stopping.wait(PACE.between_ms / 1_000):
                pass

        sending = threading.Thread(target=go_up)
        sending.start()
        server.ask_for("land-register", TURN_S, 1, beside)
        stopping.set()
        sending.join()
    ratios = [
        statistics.quantiles(b.waits_ms, n=100)[at] / statistics.quantiles(a.waits_ms, n=100)[at]
        for a, b in [(quiet, beside)]
        for at in (49, 98)
    ]
    print(f"reservations, quiet      {quiet.told(TURNS * TURN_S)}")
    print(f"reservations, draining   {beside.told(TURNS * TURN_S)}   {backlog.sent:,} entries went up meanwhile")
    print(f"draining / quiet: p50 {ratios[0]:.2f}, p99 {ratios[1]:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast a backlog reaches the city.")
    parser.add_argument("--entries", type=int, default=100_000)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder, Server(Path(__file__).parents[2], Path(folder)) as server:
        drained(server, asked.entries)
        served_meanwhile(server, asked.entries)


if __name__ == "__main__":
    main()
