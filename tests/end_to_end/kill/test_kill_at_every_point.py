"""SIGKILL of the real process before and after everything it writes in a paid issuing, and what a new start makes of it.

Every point is one run on real ptys, a real printer server and a real city. Without ``PROOFS=whole`` it is every so many-th.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from config.won import total
from kiosk.money.books import Ledger
from sync.journal.opening import open_for_reading
from sync.journal.verify import verify
from tests.end_to_end.surroundings import Surroundings, surroundings
from tests.patience import PATIENCE_S
from tests.proofs import of

EVERY = of(1, sample=20)
MACHINES = of(4, sample=2)
TRIES = 4
ROOT = Path(__file__).parents[3]


@contextmanager
def kiosk(around: Surroundings) -> Iterator[subprocess.Popen[str]]:
    """A kiosk process that came to rest, after whatever was done to the one before it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.end_to_end.kill.at_a_point", str(around.settings()), around.bench["page"]],
        env={**os.environ, "PCSCLITE_CSOCK_NAME": around.bench.get("pcsc", "")}, cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert line == "at rest\n", line + (process.communicate()[1] if not line else "")
        yield process
    finally:
        process.kill()
        process.communicate()


def tell(process: subprocess.Popen[str], wish: str) -> str:
    """What it printed until it ended."""
    printed, errors = process.communicate(wish + "\n", timeout=2 * PATIENCE_S)
    assert process.returncode in (0, -signal.SIGKILL), errors
    return printed


def losses(around: Surroundings) -> list[str]:
    """Compares the journal with the mechanics' truth and with the city's ledger; the kiosk is at rest."""
    found = [f"journal: {problem}" for problem in verify(open_for_reading(around.journal)).problems]
    ledger = Ledger()
    issued_sheets = 0
    told: dict[str, str] = {}
    sheets: dict[str, int] = {}
    for entry in around.entries():
        assert entry.event
        ledger.apply(entry.event, entry.mono_ms, "")
        match entry.type:
            case "Reserved":
                sheets[entry.data["issuance"]] = entry.data["sheets"]
            case "DocumentIssued":
                told[entry.data["issuance"]] = "issued"
                issued_sheets += entry.data["sheets"]
            case "DocumentVoided":
                told[entry.data["issuance"]] = "void"
    state = around.state()
    end = time.monotonic() + PATIENCE_S
    while state["truth"]["in_path"] and time.monotonic() < end:  # a note that is on its way back out
        time.sleep(0.2)
        state = around.state()
    truth, came_out = state["truth"], state["printer"]["came_out"]
    inserted, paid_out, earned = int(ledger.inserted), int(ledger.paid_out), int(ledger.earned)
    claims = int(total(ledger.claims.values()))
    if truth["taken"] != inserted or truth["in_path"]:
        found.append(f"inside {truth['taken']}, in the path {truth['in_path']}, booked {inserted}")
    if truth["thrown"] != paid_out:
        found.append(f"thrown {truth['thrown']}, booked {paid_out}")
    if inserted != paid_out + earned + claims:
        found.append(f"{inserted} is not {paid_out} paid out, {earned} earned, {claims} claimed")
    found += [f"open: {book}" for book in ledger.open.values()]
    if not issued_sheets <= came_out <= sum(sheets.values()):
        found.append(f"{came_out} sheets came out, {issued_sheets} are issued, {sum(sheets.values())} were reserved")
    with closing(sqlite3.connect(f"file:{around.folder / 'city.sqlite'}?mode=ro", uri=True)) as city:
        outcomes = dict(city.execute("SELECT issuance.uuid, state FROM issuance LEFT JOIN outcome USING (uuid)"))
    found += [
        f"{uuid}: city {at_city}, journal {told.get(uuid)}"
        for uuid, at_city in outcomes.items()
        if at_city != told.get(uuid)
    ]
    return found


def count(around: Surroundings) -> list[str]:
    with kiosk(around) as process:
        points: list[str] = json.loads(tell(process, "count"))
    assert process.returncode == 0
    assert any("CashIn" in point for point in points), points
    assert any("DocumentIssued" in point for point in points), points
    return points


def work_off(around: Surroundings, points: queue.SimpleQueue[str], missed: Counter[str]) -> dict[str, list[str]]:
    """Kills at point after point; each start closes what the kill before it left, and is judged.

    How often an acceptor is told what it may take depends on when it answers: the ninth time is not in every session, and
    only what two sessions had in common is a point. One that was missed all the same is tried again.
    """
    results: dict[str, list[str]] = {}
    point, again = "", False
    while True:
        with kiosk(around) as process:
            if point:
                results[point] += losses(around)
            point = point if again else points.get()
            if not point:
                tell(process, "end")
                return results
            tell(process, f"kill {point}")
        missed[point] += process.returncode != -signal.SIGKILL
        again = process.returncode != -signal.SIGKILL and missed[point] < TRIES
        results[point] = [f"when killed: {problem}" for problem in verify(open_for_reading(around.journal)).problems]


@pytest.mark.timeout(1_500)
def test_killed_at_every_point(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [tmp_path / str(number) for number in range(MACHINES)]
    for folder in folders:
        folder.mkdir()
    with surroundings(folders[0]) as around:
        met = count(around), count(around)
    points = [point for point in met[0] if point in met[1]]
    chosen = points[::EVERY]
    with capsys.disabled():
        print(f"\n{len(points)} points, killed at {len(chosen)} of them (every {EVERY})")
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for point in (*chosen, *[""] * MACHINES):
        waiting.put(point)

    missed: Counter[str] = Counter()

    def machine(folder: Path) -> dict[str, list[str]]:
        folder = folder / "killed"
        folder.mkdir()
        with surroundings(folder) as around:
            return work_off(around, waiting, missed)

    with ThreadPoolExecutor(MACHINES) as pool:
        results = {point: found for part in pool.map(machine, folders) for point, found in part.items()}
    assert {point: found for point, found in results.items() if found} == {}
    assert len(results) == len(set(chosen))
    never = [point for point, times in missed.items() if times == TRIES]
    with capsys.disabled():
        print(f"not met again in {TRIES} tries: {never}" if never else "all of them were met")
    assert len(never) <= max(1, len(chosen) // 20)
    assert all("id003:c" in point for point in never)
