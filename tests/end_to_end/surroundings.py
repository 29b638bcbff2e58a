"""Bench and city as processes of their own, and a kiosk process between them, for tests that kill it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from kiosk.demo.demonstration import bench_places, city_places
from kiosk.demo.settings import Value, demo_settings
from sync.journal.format import Opened, open_entry
from sync.journal.opening import open_for_reading
from tests.cities import WONJU
from tests.patience import PATIENCE_S


@dataclass
class Surroundings:
    """Attributes:
    page: the bench's address.
    city: the city's.
    """

    folder: Path
    bench: dict[str, str]
    city: str
    refund_within_s: int

    @property
    def journal(self) -> Path:
        return self.folder / "journal.sqlite"

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = requests.get(self.bench["page"] + "state", timeout=PATIENCE_S).json()
        return state

    def do(self, device: str, action: str, value: int | str = "") -> None:
        deed = {"device": device, "action": action, "value": value}
        reply = requests.post(self.bench["page"] + "do", json=deed, timeout=PATIENCE_S)
        reply.raise_for_status()

    def entries(self) -> list[Opened]:
        return [open_entry(kept.body) for kept in open_for_reading(self.journal).read()]

    def document(self, number: str) -> str:
        keys = self.folder / "keys"
        reply = requests.get(
            f"{self.city}/v1/documents/{number}",
            verify=str(keys / "ca.pem"),
            cert=(str(keys / "kiosk.pem"), str(keys / "kiosk.key")),
            timeout=PATIENCE_S,
        )
        return str(reply.json()["state"])

    def settings(self, printer: str | None = None) -> Path:
        """Writes the settings of this machine; ``printer`` is another one's URI."""
        values: dict[str, Value] = {
            **city_places(self.city, self.folder / "keys"),
            **bench_places(self.bench, self.folder / "csca.pem"),
            "machine.journal": str(self.journal),
            "machine.refund_within_s": self.refund_within_s,
        }
        if printer:
            values["printer.uri"] = printer
        config = self.folder / "kiosk.toml"
        config.write_text(demo_settings(WONJU, values), "utf-8")
        return config

    def kiosk(self, *arguments: str, printer: str | None = None) -> subprocess.CompletedProcess[str]:
        """Runs the headless kiosk to its end."""
        config = self.settings(printer)
        environment = {**os.environ, "PCSCLITE_CSOCK_NAME": self.bench.get("pcsc", "")}
        return subprocess.run(
            [sys.executable, "-m", "tests.end_to_end.headless", str(config), self.bench["page"], *arguments],
            env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        )  # fmt: skip


@contextlib.contextmanager
def surroundings(
    folder: Path, refund_within_s: int = 600, pcscd: bool = False, published: Path | None = None
) -> Iterator[Surroundings]:
    """
    Args:
        pcscd: False on a machine that has none. Tests with one are named in `tests.conftest`.
        published: the repository of a desk, for the city to hand out.
    """
    without = "import sys, pathlib, drivers.smartcard.pcscd as p; p.DRIVER = pathlib.Path('/none'); "
    bench = ["-m", "kiosk", "bench"] if pcscd else ["-c", f"{without}from kiosk.__main__ import main; main(['bench'])"]
    commands = (
        bench,
        [
            "-m",
            "kiosk",
            "city",
            "serve",
            "--keys",
            str(folder / "keys"),
            "--database",
            f"sqlite:///{folder / 'city.sqlite'}",
            "--rehearsal",
            *(("--configuration", str(published)) if published else ()),
        ],
    )
    processes = [
        subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True) for command in commands
    ]
    try:
        lines = [json.loads(process.stdout.readline()) for process in processes if process.stdout]
        yield Surroundings(folder, lines[0], lines[1]["city"], refund_within_s)
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(PATIENCE_S)
            if process.stdout:
                process.stdout.close()
