"""A kiosk's settings among devices and a city that hang (`tests.end_to_end.hanging`)."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from drivers.smartcard.issuer import make_authority
from kiosk.demo.demonstration import city_places
from kiosk.demo.settings import demo_settings, example_machine
from sync.journal.format import Opened, open_entry
from sync.journal.opening import open_for_reading
from sync.reference_city import keys
from tests.cities import WONJU
from tests.patience import PATIENCE_S


class Mute:
    """A reader with a card whose chip never answers."""

    def transmit(self, question: object, timeout_ms: int) -> bytes:
        time.sleep(3600)
        raise AssertionError

    def __init__(self) -> None:
        self._stop = threading.Event()

    def watch(self, moved: Any) -> None:
        moved("present")
        self._stop.wait()

    def stop(self) -> None:
        self._stop.set()


@contextmanager
def hanging(what: str, ports: int) -> Iterator[dict[str, Any]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.end_to_end.hanging", what, str(ports)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(PATIENCE_S)
        process.stdout.close()


@contextmanager
def settings_among(folder: Path, what: str = "silent") -> Iterator[Path]:
    """The file, for as long as they hang; the journal is ``journal.sqlite`` beside it."""
    fitted = example_machine().on_ports
    keys.make_demo_keys(folder / "keys", signer=WONJU.signer)
    csca = folder / "csca.pem"
    csca.write_bytes(make_authority(Random(1).randbytes, datetime.now(UTC)).csca.public_bytes(Encoding.PEM))
    with hanging(what, len(fitted)) as around:
        values = {
            **city_places(f"https://127.0.0.1:{around['server']}", folder / "keys"),
            **{f"{each.section}.port": path for each, path in zip(fitted, around["ports"], strict=True)},
            "printer.uri": f"ipp://127.0.0.1:{around['server']}/ipp/print",
            "card.csca": [str(csca)],
            "machine.journal": str(folder / "journal.sqlite"),
        }
        config = folder / "kiosk.toml"
        config.write_text(demo_settings(WONJU, values), "utf-8")
        yield config


def entries_of(folder: Path) -> list[Opened]:
    return [open_entry(kept.body) for kept in open_for_reading(folder / "journal.sqlite").read()]
