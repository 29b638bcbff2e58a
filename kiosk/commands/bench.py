"""``kiosk bench``: the emulated devices as a process of their own."""

from __future__ import annotations

import argparse
import json
import signal
import threading

from kiosk.commands.arguments import port
from kiosk.demo.demonstration import make_bench


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port, default=0, help="of the page; 0 takes a free one")


def run(options: argparse.Namespace) -> int:
    """Prints the addresses as one line of JSON, then serves until it is told to stop."""
    bench = make_bench(options.port)
    bench.start()
    print(json.dumps(bench.addresses, ensure_ascii=False), flush=True)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    stopped.wait()
    bench.stop()
    return 0
