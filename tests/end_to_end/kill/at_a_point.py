"""The real station without a window, killed at a point: ``python -m tests.end_to_end.kill.at_a_point CONFIG PAGE``.

Comes to rest (which closes what the last one left open) and says so; then reads one line from standard input:

``kill POINT``  serves a resident and sends itself SIGKILL at that point
``count``       serves a resident to the end, prints every point it passed, and ends cleanly
``end``         ends cleanly

A point is ``before`` or ``after`` a journal commit, bytes to a port, a question to the printer or to the city, named by what it is and
which of its name it is in this session; polling is left out. The points are put in here, where the machine is composed,
by wrapping store, ports and workers.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from config.dialogue import A, Failure, Q
from config.vocabulary import StopReason
from drivers.device import Ms, State
from drivers.ipp.printer import IppExchange
from kiosk.core.channels import Channel
from kiosk.core.step import Touched
from kiosk.core.view import Attract, Notice, Screen, Tap
from kiosk.demo.hands import Hands
from kiosk.demo.resident import Action, InsertCoin, InsertNote
from kiosk.demo.wishes import resident
from kiosk.shell.runner import Runner, Worker
from kiosk.shell.settings import read_settings
from kiosk.shell.station import Station
from sync.city.client import CityCall
from sync.journal.format import Entry, open_entry
from tests.cities import WONJU
from tests.end_to_end.commits import put_around_commits
from tests.end_to_end.screenless import Screenless
from tests.patience import PATIENCE_S

LOOK_S = 0.05
NOTE_S = 5
"""In which a note has surely been drawn in and read."""
CCTALK_POLLS = (229, 166)  # read buffered credit, request hopper status
ID003_STATUS = 0x11
DLE_EOT = b"\x10\x04"
IPP_READS = (0x0009, 0x000A, 0x000B)  # attributes of a job, list of jobs, attributes of the printer


class Points:
    """Attributes:
    passed: every point of the session under way, in order.
    """

    def __init__(self) -> None:
        self.wanted = ""
        self.serving = False
        self.passed: list[str] = []
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()

    def around(self, name: str, act: Callable[[], Any]) -> Any:
        if not self.serving or not name:
            return act()
        with self._lock:
            self._seen[name] += 1
            numbered = f"{name}#{self._seen[name]}"
        self._at(f"before {numbered}")
        result = act()
        self._at(f"after {numbered}")
        return result

    def _at(self, point: str) -> None:
        self.passed.append(point)
        if point == self.wanted:
            os.kill(os.getpid(), signal.SIGKILL)


def entries_name(entries: tuple[Entry, ...]) -> str:
    return "commit:" + "+".join(open_entry(entry.body).type for entry in entries)


def bytes_name(port: str, data: bytes) -> str:
    if port == "cctalk":
        return "" if data[3] in CCTALK_POLLS else f"cctalk:{data[0]}:{data[3]}"
    if port == "id003":
        return "" if data[2] == ID003_STATUS else f"id003:{data[2]:02x}"
    return "" if port == "receipt" and data.startswith(DLE_EOT) else f"{port}:bytes"


def question_name(question: object) -> str:
    if isinstance(question, IppExchange):
        operation = int.from_bytes(question.body[2:4])
        return "" if operation in IPP_READS else f"printer:{operation:04x}"
    if isinstance(question, CityCall) and question.path.startswith("/v1/issuances"):
        return "city:reserve"
    return ""


def wrap_ports(station: Station, points: Points) -> None:
    for name, port in station.runner.ports.items():
        port.send = _sending(points, name, port.send)  # type: ignore[method-assign, assignment]


def _sending(points: Points, port: str, send: Callable[[bytes], None]) -> Callable[[bytes], None]:
    return lambda data: points.around(bytes_name(port, data), lambda: send(data))


def wrap_workers(points: Points) -> None:
    """Those that are put in from now on."""
    serve = Runner.serve

    def serve_pointed(
        runner: Runner, channel: Channel[Q, A], worker: Worker[Q, A], prepare: Callable[[], None] = lambda: None
    ) -> None:
        def ask(question: Q, timeout_ms: Ms) -> A | Failure:
            answer: A | Failure = points.around(question_name(question), lambda: worker(question, timeout_ms))
            return answer

        serve(runner, channel, ask, prepare)

    Runner.serve = serve_pointed  # type: ignore[method-assign, assignment]


class Kiosk:
    """The station, and somebody who looks at its screen."""

    def __init__(self, config: Path, page: str) -> None:
        self.points = Points()
        self._page = page
        put_around_commits(lambda entries, commit: self.points.around(entries_name(entries), commit))
        wrap_workers(self.points)
        settings = read_settings(config)
        self._hands = Hands(settings)
        self.station = Station(settings, WONJU)
        wrap_ports(self.station, self.points)
        self._screenless = Screenless(self.station)

    def look_until(self, done: Callable[[Screen], bool], act: Callable[[Screen], Action | None]) -> None:
        """Raises `TimeoutError` when it takes too long."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            shown = self._screenless.look(LOOK_S)
            if shown:
                if done(shown[-1]):
                    return
                self._do(act(shown[-1]))
        raise TimeoutError(f"the screen shows {self._screenless.shown[-1:]}")

    def _do(self, action: Action | None) -> None:
        if isinstance(action, Tap):
            self.station.runner.post(Touched(action))
        elif isinstance(action, InsertCoin | InsertNote):
            deed = self._hands.deed(action)
            requests.post(f"{self._page}do", json=deed._asdict(), timeout=PATIENCE_S).raise_for_status()

    def rest(self) -> None:
        """Nobody is there, every device is ready, all certificates can be had, and the city has the journal."""
        # The first screen comes before the slowest acceptor.
        status = self.station.composed.board.status

        def rested(screen: Screen) -> bool:
            devices_are_ready = all(each.state == State.ONLINE for each in tuple(status.values()))
            first_screen = isinstance(screen.view, Attract) and not screen.view.notices
            return devices_are_ready and first_screen and self.station.uploaded

        self.look_until(rested, lambda screen: Tap("continue") if isinstance(screen.view, Notice) else None)

    def serve(self) -> None:
        """A land register: 500 won, paid with a note of 1,000. No person is this fast: the first note may come back."""
        wants = resident(
            WONJU, WONJU.kinds["land-register"], purse=(1_000, 1_000), looks_after_inserting=round(NOTE_S / LOOK_S)
        )
        self.points.serving = True
        self.look_until(
            lambda screen: wants.gone and isinstance(screen.view, Attract) and self.station.uploaded, wants.next
        )
        self.points.serving = False


def main(config: str, page: str) -> int:
    kiosk = Kiosk(Path(config), page)
    kiosk.station.runner.start()
    kiosk.rest()
    print("at rest", flush=True)
    wish, _, point = sys.stdin.readline().strip().partition(" ")
    if wish != "end":
        kiosk.points.wanted = point
        kiosk.serve()
        print(json.dumps(kiosk.points.passed), flush=True)
    kiosk.station.close(StopReason.STOPPED)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
