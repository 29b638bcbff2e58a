"""The soak: real sessions in real processes for an hour, with faults; ``make soak``, or ``-m tests.soak [--sessions N] [--folder DIR]``.

City, bench and kiosk are processes of their own. The kiosk is started anew every LEG sessions, and after whatever stops the soak: it
goes on with the same journal, the same city and the next resident. At the end of a leg the three accounts are compared: what lies
in the machine by the bench's mechanics, what the journal says, and whether the journal is whole.

What is wrong is printed, and the exit status is 1: a crash, memory that grew by more than 5 MB after the first sessions, handles that are
not flat, a journal with problems, money that nobody accounts for.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import requests

from config.won import total
from kiosk.demo.demonstration import bench_places, city_places
from kiosk.demo.settings import demo_settings
from kiosk.money.books import Ledger
from kiosk.shell.history import fold
from kiosk.shell.memory import CLEARED
from sync.journal.opening import open_for_reading
from sync.journal.verify import verify
from sync.reference_city import keys
from tests.cities import WONJU
from tests.end_to_end.lobby import lobby_display

LEG = 500
WARM = 60
"""Sessions until every kind was laid out and every page was shown."""
MOST_GROWTH_KB, MOST_HANDLES = 5_000, 4
AT_REST_S = 20


@dataclass
class Account:
    """Won. By the journal: taken in, paid out, in doubt either way."""

    inserted: int = 0
    paid_out: int = 0
    doubt: int = 0


def account(journal: Path) -> Account:
    ledger = Ledger()
    if journal.exists():
        for entry in open_for_reading(journal).read():
            fold(ledger, entry.body)
    doubtful = total(won for book in ledger.open.values() for won in book.doubtful.values())
    return Account(int(ledger.inserted), int(ledger.paid_out), int(doubtful) + int(total(ledger.claims.values())))


@contextmanager
def process(*command: str, **more: Any) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """One that says where it is; it ends with its input."""
    with subprocess.Popen(
        [sys.executable, "-m", *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **more
    ) as running:
        assert running.stdin
        assert running.stdout
        try:
            yield running, json.loads(running.stdout.readline())
        finally:
            running.stdin.close()
            running.terminate()
            running.wait(20)


class Soak:
    def __init__(self, folder: Path, sessions: int) -> None:
        self._folder, self._sessions = folder, sessions
        self._journal, self._told = folder / "journal.sqlite", folder / "sessions.jsonl"
        self.wrong: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def served(self) -> int:
        return len(self._told.read_text().splitlines()) if self._told.exists() else 0

    def run(self) -> int:
        began = time.monotonic()
        while self.served < self._sessions and not self.wrong:
            self._leg(min(LEG, self._sessions - self.served))
        print(json.dumps({"sessions": self.served, "seconds": round(time.monotonic() - began), "wrong": self.wrong}))
        return 1 if self.wrong else 0

    def _leg(self, sessions: int) -> None:
        seed, before = self.served, account(self._journal)
        if not (self._folder / "keys").exists():
            with patch.object(keys, "DEMO_CA", "A CA of the city's own"):
                keys.make_demo_keys(self._folder / "keys", signer=WONJU.signer)
        database = f"sqlite:///{self._folder / 'city.sqlite'}"
        city_command = (
            "kiosk",
            "city",
            "serve",
            "--keys",
            str(self._folder / "keys"),
            "--database",
            database,
            "--rehearsal",
        )
        with process("tests.soak.bench", str(seed)) as (_, bench), process(*city_command) as (_, city):
            self._settings(bench, city["city"])
            status, told = self._serve(bench["page"], seed, sessions)
            time.sleep(1)
            truth = requests.get(bench["page"] + "state", timeout=5).json()["truth"]
        if status != 0:
            self.wrong.append(f"the kiosk ended with {status} after {len(told)} sessions")
        self._judge(told, truth, before, account(self._journal))

    def _settings(self, bench: dict[str, str], city: str) -> None:
        values = {
            **city_places(city, self._folder / "keys"),
            **bench_places(bench, self._folder / "csca.pem"),
            "machine.journal": str(self._journal),
        }
        (self._folder / "kiosk.toml").write_text(demo_settings(WONJU, values), "utf-8")

    def _serve(self, page: str, seed: int, sessions: int) -> tuple[int, list[dict[str, Any]]]:
        environment = {name: value for name, value in os.environ.items() if name not in CLEARED}
        display = lobby_display(self._folder)
        told = []
        with (
            (self._folder / "kiosk.log").open("a") as log,
            self._told.open("a") as kept,
            subprocess.Popen(
                [sys.executable, "-m", "tests.soak.kiosk", self._folder / "kiosk.toml", page, str(seed), str(sessions)],
                env={**environment, "QT_QPA_PLATFORM": display}, stdout=subprocess.PIPE, stderr=log, text=True,
            ) as kiosk,
        ):  # fmt: skip
            assert kiosk.stdout
            try:
                for line in kiosk.stdout:
                    kept.write(line)
                    kept.flush()
                    told.append(json.loads(line))
                    if len(told) % 50 == 0:
                        print(
                            f"{seed + len(told)} sessions, {told[-1]['memory']} kB, {told[-1]['handles']} handles",
                            flush=True,
                        )
                return kiosk.wait(60), told
            finally:
                kiosk.kill()

    def _judge(self, told: list[dict[str, Any]], truth: dict[str, int], before: Account, after: Account) -> None:
        warm, end = told[WARM : WARM + 20], told[-20:]
        if len(told) > WARM + 40:
            low = [min(each["memory"] for each in some) for some in (warm, end)]
            handles = [min(each["handles"] for each in some) for some in (warm, end)]
            print(f"memory {low[0]} kB when warm, {low[1]} kB at the end; handles {handles[0]}, {handles[1]}")
            if low[1] - low[0] > MOST_GROWTH_KB:
                self.wrong.append(f"memory grew by {low[1] - low[0]} kB in {len(told) - WARM} sessions")
            if handles[1] - handles[0] > MOST_HANDLES:
                self.wrong.append(f"handles grew from {handles[0]} to {handles[1]}")
        problems = verify(open_for_reading(self._journal)).problems
        self.wrong += [f"journal: {problem.place}: {problem.what}" for problem in problems]
        inserted, paid_out = after.inserted - before.inserted, after.paid_out - before.paid_out
        doubt = after.doubt - before.doubt
        print(
            f"inside {truth['taken']} won, by the journal {inserted}; thrown {truth['thrown']}, by the journal {paid_out}; in doubt {doubt}"
        )
        off = abs(truth["taken"] - inserted) + abs(truth["thrown"] - paid_out)
        if off > abs(doubt):
            self.wrong.append(f"{off} won are on no account")


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.soak")
    parser.add_argument("--sessions", type=int, default=2_000)
    parser.add_argument("--folder", type=Path, default=Path("out/soak"))
    options = parser.parse_args()
    return Soak(options.folder.absolute(), options.sessions).run()


if __name__ == "__main__":
    sys.exit(main())
