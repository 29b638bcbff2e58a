"""``kiosk bench``: the emulated devices as a process of their own."""

from __future__ import annotations

import argparse
import json
import signal
import threading
from pathlib import Path

from kiosk.commands.arguments import port
from kiosk.demo.demonstration import make_bench
from kiosk.demo.settings import example_machine
from kiosk.shell.settings import read_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port, default=0, help="of the page; 0 takes a free one")
    parser.add_argument(
        "--config", type=Path, help="emulate what this file says is fitted, and not the example's machine"
    )


def run(options: argparse.Namespace) -> int:
    """Prints the addresses as one line of JSON, then serves until it is told to stop."""
    settings = read_settings(options.config) if options.config else example_machine()
    bench = make_bench(settings, options.port)
    bench.start()
    print(json.dumps(bench.addresses, ensure_ascii=False), flush=True)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    stopped.wait()
    bench.stop()
    return 0
