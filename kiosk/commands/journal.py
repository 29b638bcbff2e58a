"""``kiosk journal``: what stands in a journal, and whether it is whole."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sync.journal.opening import open_for_reading
from sync.journal.store import StoredJournal
from sync.journal.verify import export, show, verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("verify", "show", "export"))
    parser.add_argument("file", type=Path)


def run(options: argparse.Namespace) -> int:
    journal = open_for_reading(options.file)
    if options.action == "verify":
        return _verify(journal)
    if options.action == "show":
        for line in show(journal):
            print(line)
    else:
        for body in export(journal):
            sys.stdout.buffer.write(body)
    return 0


def _verify(journal: StoredJournal) -> int:
    verdict = verify(journal)
    for problem in verdict.problems:
        print(f"{problem.place}: {problem.what}")
    if not verdict.problems:
        print(f"{verdict.entries} entries, whole; head {verdict.head.seq} {verdict.head.hash}")
    return 1 if verdict.problems else 0
