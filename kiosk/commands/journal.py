"""``kiosk journal``: what stands in a journal, and whether it is whole."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sync.journal.sqlite.verify import export, show, verify
from sync.journal.store import JournalStoreError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("verify", "show", "export"))
    parser.add_argument("file", type=Path)


def run(options: argparse.Namespace) -> int:
    if options.action == "verify":
        return _verify(options.file)
    try:
        if options.action == "show":
            for line in show(options.file):
                print(line)
        else:
            for body in export(options.file):
                sys.stdout.buffer.write(body)
    except JournalStoreError as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 1
    return 0


def _verify(path: Path) -> int:
    verdict = verify(path)
    for problem in verdict.problems:
        print(f"{problem.place}: {problem.what}")
    if not verdict.problems:
        print(f"{verdict.entries} entries, whole; head {verdict.head.seq} {verdict.head.hash}")
    return 1 if verdict.problems else 0
