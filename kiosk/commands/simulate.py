"""``kiosk simulate``."""

from __future__ import annotations

import argparse

from kiosk.commands.arguments import add_city, count
from kiosk.simulator.run import simulate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_city(parser)
    parser.add_argument("--sessions", type=count, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--faults", choices=("none", "some", "many"), default="none")
    parser.add_argument("--json", action="store_true", help="nothing but the last line")


def run(options: argparse.Namespace) -> int:
    return simulate(options.city, options.sessions, options.seed, options.faults, quiet=options.json)
