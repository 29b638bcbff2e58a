"""``kiosk exchange``: cash is collected or filled up, the batch is closed, and the journal says what was found.

The kiosk must be stopped: it alone writes its journal, and nobody pays into an open machine. What a technician does:

1. stop the kiosk (``systemctl stop kiosk``) and open the machine;
2. count what is in a unit (``--counted hopper-500=37``, ``--counted note-acceptor:1000=12``), as far as it is to be counted;
3. take out and fill up; say what is in it now where that is another number (``--left hopper-500=200``), or that it is
   empty (``--emptied note-acceptor``); a unit of which nothing is said keeps its count;
4. run this command, which prints the statement, and start the kiosk again.

A kiosk whose books did not balance is in service again after this: count everything then.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from config.clock import monotonic_ms
from config.ids import ExchangeId, SlipId
from config.problems import Flaw, Problem, SettingsError
from config.receipt_lines import ReceiptLine, Rule, TextLine
from config.seoul import SEOUL
from config.vocabulary import ReceiptResult
from drivers.device import PrintReceipt, ReceiptFailed, ReceiptPrinted
from drivers.escpos.encoder import layout
from drivers.fitting import PrintsReceipts, Start
from kiosk.money.exchange import Counts, CountsError, close_batch, parse_counts, places
from kiosk.shell.city_of import identity_of
from kiosk.shell.compose import cash_devices, read_history
from kiosk.shell.port import Wire
from kiosk.shell.settings import Settings, read_settings
from kiosk.shell.station import RealSources, boot_id
from printing import fonts
from printing.cash_statement import statement_lines
from printing.receipt_image import receipt_rows
from sync.journal import events as ev
from sync.journal.format import Chain
from sync.journal.opening import open_for_writing
from sync.journal.store import JournalBusyError, JournalStore, JournalStoreError

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
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Exit status 0 done, 1 nothing was done, and why was said."""
    try:
        settings = read_settings(options.config)
        fonts.use(settings.machine.fonts, settings.machine.hanja_fonts)
        counts = parse_counts(places(cash_devices(settings)), options.counted, options.left, options.emptied)
        journal = settings.machine.journal
        if not journal.exists():
            why = f"{journal} does not exist; the kiosk has never run"
            raise SettingsError([Problem("machine.journal", Flaw.OTHER, {"why": why})])
        store = open_for_writing(journal, RealSources().uuid())
    except JournalBusyError:
        print("kiosk: the kiosk is running; stop it first (systemctl stop kiosk)", file=sys.stderr)
        return 1
    except (SettingsError, CountsError, JournalStoreError) as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 1
    _exchange(settings, store, counts, options.json)
    store.close()
    return 0


def _exchange(settings: Settings, store: JournalStore, counts: Counts, as_json: bool) -> None:
    history, sources = read_history(store), RealSources()
    chain = Chain(store.id, boot_id(), history.head, history.segment)

    def record(*events: ev.Event) -> None:
        store.commit(tuple(chain.entry(event, monotonic_ms(), sources.wall()) for event in events))

    statement, events = close_batch(history.ledger, places(cash_devices(settings)), counts, ExchangeId(sources.uuid()))
    record(*events)
    lines = statement_lines(identity_of(settings).short, sources.wall().astimezone(SEOUL), statement)
    for line in [json.dumps(asdict(statement), default=int)] if as_json else _text(lines):
        print(line)
    printer = settings.of(PrintsReceipts)
    if printer:
        result = _print(printer, printer.encode(lines, receipt_rows), SlipId(sources.uuid()))
        record(ev.ReceiptEnded(None, result))
        if result is not ReceiptResult.PRINTED:
            print(f"kiosk: the statement was not printed: {result}", file=sys.stderr)


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
