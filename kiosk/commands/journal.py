"""``kiosk journal``: what stands in a journal, whether it is whole, a copy of it on a stick, one put aside that no kiosk can open, and what the machine's own pages read
from it: counts, claims, void numbers, papers that nobody took, supplies.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

from config.language import LANGUAGES
from config.trouble import Trouble
from kiosk.commands.account_lines import ACCOUNTS, account_lines
from kiosk.commands.arguments import add_city
from kiosk.commands.asking import add_yes, who
from kiosk.commands.journal_aside import put_aside
from kiosk.shell.station import RealSources
from kiosk.shell.stick import StickError, put_on
from sync.journal.check import Verdict
from sync.journal.checkpoints import Checkpoint, read_checkpoints
from sync.journal.format import JournalError, open_entry
from sync.journal.opening import open_for_reading
from sync.journal.selection import About, Selection
from sync.journal.store import StoredJournal
from sync.journal.verify import export, show, verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("verify", "show", "export", "set-aside", *ACCOUNTS))
    parser.add_argument("file", type=Path)
    parser.add_argument("--verifier", default="", metavar="HEX", help="verify: the first of its seals, as it was told")
    parser.add_argument(
        "--checkpoints",
        type=Path,
        metavar="FILE",
        help="verify: what the city has of it, as kiosk city checkpoints prints",
    )
    parser.add_argument("--about", type=About, choices=tuple(About), help="show: what the entries are about")
    parser.add_argument(
        "--from", dest="first", type=date.fromisoformat, metavar="DAY", help="show: 2026-11-23, in Korea"
    )
    parser.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="show: the last day, included")
    parser.add_argument("--holds", default="", metavar="TEXT", help="show: a number of a document or claim, a device …")
    parser.add_argument("--last", type=int, metavar="N", help="show: the last so many of them")
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="export: into a file there, flushed and read back")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="counts, claims …: of the texts")
    add_city(parser)
    parser.add_argument("--by", type=who, help="set-aside: who does it")
    add_yes(parser)
    parser.add_argument("--json", action="store_true", help="verify, export: the outcome as one line of JSON")


def run(options: argparse.Namespace) -> int:
    journal = open_for_reading(options.file)
    match options.action:
        case "verify":
            checkpoints = _checkpoints(options.checkpoints) if options.checkpoints else ()
            return _say(verify(journal, options.verifier, checkpoints=checkpoints), options.json)
        case "show":
            selection = Selection(options.about, options.first, options.until, options.holds)
            lines: Iterator[str] = show(journal, selection)
            for line in lines if options.last is None else deque(lines, maxlen=max(0, options.last)):
                print(line)
        case "set-aside":
            if not options.by:
                raise Trouble("say who does it: --by NAME")
            return put_aside(journal, options.file, options.by, options.yes)
        case action if action in ACCOUNTS:
            for line in account_lines(journal, action, options.city, options.lang, RealSources().wall()):
                print(line)
        case _ if options.to is not None:
            return _export(journal, options.to, options.json)
        case _:
            for body in export(journal):
                sys.stdout.buffer.write(body)
    return 0


def _checkpoints(file: Path) -> tuple[Checkpoint, ...]:
    """Raises: Trouble."""
    try:
        return read_checkpoints(file.read_bytes().splitlines())
    except (OSError, ValueError) as error:
        raise Trouble(f"{file}: {error}") from None


def _say(verdict: Verdict, as_json: bool) -> int:
    """Exit status 0 whole, 1 not."""
    if as_json:
        print(json.dumps(asdict(verdict), ensure_ascii=False))
    else:
        for problem in verdict.problems:
            print(f"{problem.place}: {problem.what}")
        if not verdict.problems:
            print(f"{verdict.entries} entries, whole; head {verdict.head.seq} {verdict.head.hash}")
        if verdict.verifier:
            print(f"sealed up to entry {verdict.sealed}; first verifier {verdict.verifier}")
    return 1 if verdict.problems else 0


def _export(journal: StoredJournal, folder: Path, as_json: bool) -> int:
    """Exit status 0: it is there, and whole; 1: it is there and not whole, or nothing is there, and why was said."""
    name = f"journal-{_first(journal)}-{RealSources().wall():%Y%m%d-%H%M%S}.jsonl"
    try:
        kept = put_on(folder, name, export(journal))
    except StickError as error:
        if as_json:
            print(json.dumps({"trouble": error.trouble}))
            return 1
        raise
    # What is checked is what is on the stick.
    verdict = verify(open_for_reading(folder / name))
    if as_json:
        print(json.dumps({"file": name, "bytes": kept.size, **asdict(verdict)}, ensure_ascii=False))
        return 1 if verdict.problems else 0
    print(f"{name}: {kept.size} bytes, written, flushed and read back")
    return _say(verdict, as_json)


def _first(journal: StoredJournal) -> str:
    """Tells journals apart on a stick that goes from kiosk to kiosk."""
    try:
        return open_entry(next(journal.read()).body).journal[:8]
    except (StopIteration, JournalError):
        return "unknown"
