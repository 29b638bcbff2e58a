"""``kiosk demo``."""

from __future__ import annotations

import argparse
from pathlib import Path

from config.language import LANGUAGES
from kiosk.commands.arguments import add_city


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_city(parser)
    parser.add_argument("--auto", action="store_true", help="a scripted resident does it all; needs no display")
    parser.add_argument("--keys", action="store_true", help="the scripted resident uses the keypad alone")
    parser.add_argument("--kind", default="land-register", help="the certificate the scripted resident wants")
    parser.add_argument(
        "--matter",
        default="",
        help="what they came for in place of a certificate: application, or an affair of the city's counters",
    )
    parser.add_argument("--copies", type=int, default=1, help="how many of it")
    parser.add_argument("--lang", default="ko", choices=LANGUAGES)
    parser.add_argument("--say", action="store_true", help="with --auto: print what is heard; heard.txt has it, too")
    parser.add_argument("--out", type=Path, default=Path("out/demo"))


def run(options: argparse.Namespace) -> int:
    from kiosk.demo.demonstration import run_demo

    return run_demo(
        options.city,
        options.auto,
        options.kind,
        options.copies,
        options.lang,
        options.out,
        options.say,
        options.keys,
        options.matter,
    )
