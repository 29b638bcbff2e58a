"""``kiosk exchange``: cash is collected or filled up, the batch is closed, and the journal says what was found.

The kiosk must be stopped: it alone writes its journal, and nobody pays into an open machine. What a technician does:

1. stop the kiosk (``systemctl stop kiosk``) and open the machine;
2. count what is in a unit (``--counted hopper-500=37``, ``--counted note-acceptor:1000=12``), as far as it is to be counted;
   a count that is not the books' is asked for again, and a script says it twice;
3. take out and fill up; say what is in it now where that is another number (``--left hopper-500=200``), or that it is
   empty (``--emptied note-acceptor``); a unit of which nothing is said keeps its count; what was taken out goes into a
   sealed bag (``--bag 0012345``); or only fill up, without a count: ``--filled hopper-500=100``, which closes no batch;
4. run this command. It says what it will book and asks whether that is right; then it closes the batch, prints the
   statement, and the kiosk can be started again. Without counts it asks for each unit's, at a terminal.

A kiosk whose books did not balance is in service again after this: count everything then.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from config.clock import monotonic_ms
from config.ids import ExchangeId, SlipId
from config.problems import Flaw, Problem, SettingsError
from config.receipt_lines import ReceiptLine, Rule, TextLine
from config.seoul import SEOUL
from config.trouble import Trouble
from config.vocabulary import ReceiptResult
from drivers.device import PrintReceipt, ReceiptFailed, ReceiptPrinted
from drivers.escpos.encoder import layout
from drivers.fitting import PrintsReceipts, Start
from kiosk.commands.asking import add_yes, at_terminal, must_agree, who
from kiosk.money.exchange import (
    CountsError,
    CountSheet,
    bag_number,
    close_batch,
    count_sheet,
    parse_counts,
    parse_fillings,
    pieces_of,
    places,
    told,
)
from kiosk.money.units import Place
from kiosk.shell.city_of import identity_of
from kiosk.shell.compose import cash_devices
from kiosk.shell.configured import read_in_force
from kiosk.shell.files import file_problems
from kiosk.shell.history import read_history
from kiosk.shell.port import Wire
from kiosk.shell.settings import Settings
from kiosk.shell.station import RealSources, boot_id
from printing.cash_statement import statement_lines
from printing.receipt_image import receipt_rows
from sync.journal import events as ev
from sync.journal.format import Chain
from sync.journal.opening import open_for_reading, open_for_writing
from sync.journal.store import JournalBusyError, JournalStore
from sync.journal.verify import verify

FIND_PRINTER_S = 8.0
"""Longer than the printer's driver takes to find its printer."""
TERMINAL_COLUMNS = 48


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("/etc/kiosk/kiosk.toml"))
    parser.add_argument(
        "--counted", nargs="+", action="extend", default=[], metavar="UNIT[:WON]=N", help="pieces found in a unit"
    )
    parser.add_argument(
        "--left", nargs="+", action="extend", default=[], metavar="UNIT[:WON]=N", help="pieces in it afterwards"
    )
    parser.add_argument(
        "--emptied", nargs="+", action="extend", default=[], metavar="UNIT", help="nothing is in it afterwards"
    )
    parser.add_argument(
        "--filled", nargs="+", action="extend", default=[], metavar="UNIT[:WON]=N",
        help="pieces put into a unit that was not counted; closes no batch",
    )  # fmt: skip
    parser.add_argument(
        "--by", type=who, default=_login(), help="who does it; whoever is logged in, where nobody is named"
    )
    parser.add_argument("--bag", metavar="NUMBER", help="number of the sealed bag that what was taken out is in")
    add_yes(parser)
    parser.add_argument("--json", action="store_true")


def _login() -> str | None:
    """Who became root to type this, or who typed it; None where the computer does not know."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):
        return None


def run(options: argparse.Namespace) -> int:
    """Exit status 0 done, 1 nothing was done, and why was said."""
    settings = read_in_force(options.config)
    problems = file_problems((settings.machine,))
    if problems:
        raise SettingsError(problems, options.config)
    known = places(cash_devices(settings))
    # Before the journal is opened; what the books say is not known yet.
    parse_counts(CountSheet(dict.fromkeys(known, 0)), options.counted, options.left, options.emptied)
    bag = bag_number(options.bag) if options.bag is not None else None
    filled = parse_fillings(known, options.filled)
    if filled and (options.counted or options.left or options.emptied or bag):
        raise CountsError("--filled is for a unit that was not counted: beside a count say --left")
    journal = settings.machine.journal
    _must_be_begun(journal)
    try:
        store = open_for_writing(journal, RealSources().uuid())
    except JournalBusyError:
        raise Trouble("the kiosk is running; stop it first (systemctl stop kiosk)") from None
    try:
        if filled:
            _fill(store, filled, options)
        else:
            _exchange(settings, store, options, bag)
    finally:
        store.close()
    return 0


def _must_be_begun(journal: Path) -> None:
    kept = open_for_reading(journal)
    if not kept.exists():
        why = f"{journal} does not exist; the kiosk has never run"
        raise SettingsError([Problem("machine.journal", Flaw.OTHER, {"why": why})])
    verdict = verify(kept)
    if verdict.problems and not verdict.entries:
        # Opened to be written it would begin anew, and the batch would be closed on books that know of nothing.
        what = "; ".join(f"{each.place}: {each.what}" for each in verdict.problems[:3])
        raise Trouble(
            f"{journal}: the kiosk has run, and nothing of its journal can be read ({what}); put it back first"
        )
    for each in verdict.problems:
        print(f"kiosk: journal: {each.place}: {each.what}", file=sys.stderr)


def _fill(store: JournalStore, filled: Mapping[Place, int], options: argparse.Namespace) -> None:
    history, sources = read_history(store), RealSources()
    units, out = history.ledger.units, sys.stderr if options.json else sys.stdout
    for (unit, value), pieces in filled.items():
        books = units.count(unit, value)
        print(f"{unit}, {value} won: {pieces} put in, {books} by the books before, {books + pieces} now", file=out)
    must_agree(options.yes)
    chain = Chain(store.id, boot_id(), history.head, history.segment)
    events = (ev.UnitFilled(*place, pieces, options.by) for place, pieces in filled.items())
    store.commit(tuple(chain.entry(event, monotonic_ms(), sources.wall()) for event in events))


def _exchange(settings: Settings, store: JournalStore, options: argparse.Namespace, bag: str | None) -> None:
    history, sources = read_history(store), RealSources()
    chain = Chain(store.id, boot_id(), history.head, history.segment)
    known = places(cash_devices(settings))
    sheet = parse_counts(count_sheet(history.ledger, known), options.counted, options.left, options.emptied)
    if not sheet.counts.counted and not sheet.once and not at_terminal():
        raise CountsError(
            "nothing was counted: say what was found, as --counted hopper-500=37, before a batch is closed"
        )
    counts = _ask(sheet, tuple(sheet.once) if sheet.counts.counted or sheet.once else known).counts

    def record(*events: ev.Event) -> None:
        store.commit(tuple(chain.entry(event, monotonic_ms(), sources.wall()) for event in events))

    exchange = ExchangeId(sources.uuid())
    statement, events = close_batch(history.ledger, known, counts, exchange, options.by, bag)
    for line in told(statement):
        print(line, file=sys.stderr if options.json else sys.stdout)
    must_agree(options.yes)
    record(*events)
    lines = statement_lines(identity_of(settings).short, sources.wall().astimezone(SEOUL), statement)
    for line in [json.dumps(asdict(statement), default=int)] if options.json else _text(lines):
        print(line)
    printer = settings.of(PrintsReceipts)
    if printer:
        result = _print(printer, printer.encode(lines, receipt_rows), SlipId(sources.uuid()))
        record(ev.ReceiptEnded(None, result))
        if result is not ReceiptResult.PRINTED:
            print(f"kiosk: the statement was not printed: {result}", file=sys.stderr)


def _ask(sheet: CountSheet, asked: Sequence[Place]) -> CountSheet:
    """What was found in each of these, asked at the terminal until it is the books' figure or was typed twice.

    Raises:
        CountsError: nothing was counted at all, or nobody is there to be asked again.
    """
    for place in asked:
        while place not in sheet.counts.counted:
            unit, value = place
            if sheet.again(place) and not at_terminal():
                raise CountsError(
                    f"{unit}, {value} won: {sheet.once[place]} is not what the books say ({sheet.books[place]}); "
                    "count it again, and say it twice"
                )
            typed = _typed(f"{unit}, {value} won: {_question(sheet, place)} ")
            if not typed and not sheet.again(place):
                break
            try:
                sheet = sheet.counted(place, pieces_of(typed))
            except CountsError as error:
                print(f"kiosk: {error}", file=sys.stderr)
    if not sheet.counts.counted:
        raise CountsError("nothing was counted, so nothing was done")
    return sheet


def _question(sheet: CountSheet, place: Place) -> str:
    if sheet.again(place):
        return f"the books say {sheet.books[place]}, and not {sheet.once[place]}. Count again: how many are in it?"
    return "how many pieces were in it? (empty: not counted)"


def _typed(question: str) -> str:
    print(question, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise CountsError("nothing more was typed, so nothing was done")
    return line.strip()


def _text(lines: Sequence[ReceiptLine]) -> Iterator[str]:
    for line in lines:
        if isinstance(line, TextLine):
            yield from layout(line, TERMINAL_COLUMNS)
        else:
            yield "-" * TERMINAL_COLUMNS if isinstance(line, Rule) else ""


def _print(printer: PrintsReceipts, statement: bytes, ref: SlipId) -> ReceiptResult:
    wire = Wire(printer.port, printer.bus(Start(RealSources().wall)))
    events = wire.step(PrintReceipt(printer.name, ref, statement))
    end = time.monotonic() + FIND_PRINTER_S + printer.time_ms(statement) / 1000
    result: ReceiptResult | None = None
    while not result and time.monotonic() < end:
        for event in events:
            if isinstance(event, ReceiptPrinted):
                result = ReceiptResult.PRINTED
            elif isinstance(event, ReceiptFailed):
                result = event.reason
        time.sleep(0.005)
        events = wire.step()
    wire.close()
    return result or ReceiptResult.NO_ANSWER
