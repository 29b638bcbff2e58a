"""``kiosk ports``: what is plugged in on USB and has a node, and the name for each that the settings take as ``port``."""

from __future__ import annotations

import argparse
from pathlib import Path

from drivers.usb import DEV, SYSFS, name_of, plugged


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(sysfs=SYSFS)


def run(options: argparse.Namespace) -> int:
    """One line each: its name, its node now, its socket, and what it calls itself. Nothing is opened."""
    for line in lines(options.sysfs, DEV):
        print(line)
    return 0


def lines(sysfs: Path, dev: Path) -> list[str]:
    """A name without a socket finds the device wherever it is plugged in; two that are alike are told apart by their sockets."""
    among = plugged(sysfs, dev)
    rows = [(name_of(each, among), each.node.path, each.socket, each.words) for each in among]
    wide = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    told = [
        f"{name:<{wide[0]}}  {node:<{wide[1]}}  {socket:<{wide[2]}}  {words}".rstrip()
        for name, node, socket, words in rows
    ]
    return told or ["nothing with a port is plugged in"]
