"""``kiosk retire``: this machine's time is over. Its journal is ended and sent, and its keys are destroyed.

The kiosk must be stopped, and its cash collected (``kiosk exchange``). Of a disk that lies in another computer the keys alone are destroyed:
``kiosk retire --disk FOLDER``. What a disk forgets is not certain; what counts is that the city has barred them (``kiosk city retire``).
"""

from __future__ import annotations

import argparse
import os
from itertools import islice
from pathlib import Path

from config.clock import monotonic_ms
from config.trouble import Trouble
from kiosk.commands.asking import add_yes, must_agree, who
from kiosk.shell.city_of import city_of
from kiosk.shell.configured import read_in_force
from kiosk.shell.history import read_history
from kiosk.shell.identity import IdentityFiles
from kiosk.shell.settings import Settings
from kiosk.shell.station import RealSources, boot_id
from sync.city.client import Acknowledged, CityClient
from sync.city.transport import CityTransport, Trust
from sync.journal import events as ev
from sync.journal.format import Chain
from sync.journal.opening import open_for_reading, open_for_writing
from sync.journal.store import JournalBusyError, JournalStore

BATCH = 100
ANSWER_MS = 15_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--config", type=Path, default=Path("/etc/kiosk/kiosk.toml"))
    where.add_argument(
        "--disk", type=Path, metavar="FOLDER", help="a dead machine's state folder: its keys are destroyed"
    )
    parser.add_argument("--by", type=who, required=True, help="who does it")
    add_yes(parser)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 done, 1 nothing was destroyed, and why was said."""
    if options.disk:
        keys = _keys(IdentityFiles(options.disk / "city"))
        if not keys:
            raise Trouble(f"{options.disk}: no key of a kiosk is below it")
    else:
        settings = read_in_force(options.config)
        keys = [
            settings.city.key,
            settings.city.certificate,
            *_keys(IdentityFiles(settings.machine.journal.parent / "city")),
        ]
        keys = [each for each in dict.fromkeys(keys) if each.exists()]
        if not open_for_reading(settings.machine.journal).exists():
            raise Trouble(f"{settings.machine.journal} does not exist; the kiosk has never run")
    print("These are destroyed, and this machine is nobody at its city from then on:")
    for each in keys:
        print(f"  {each}")
    must_agree(options.yes)
    if not options.disk:
        _end_journal(settings, options.by)
    for each in keys:
        _destroy(each)
    print("done. At the city: kiosk city retire")
    return 0


def _keys(files: IdentityFiles) -> list[Path]:
    known = (files.key, files.certificate, files.next_key, files.next_certificate, files.asked)
    return [each for each in known if each.exists()]


def _end_journal(settings: Settings, by: str) -> None:
    """Its last entry is written, and all of it the city's, when this returns.

    Raises:
        Trouble: the kiosk runs, or the city does not take it: then the keys are still needed.
    """
    try:
        store = open_for_writing(settings.machine.journal, RealSources().uuid())
    except JournalBusyError:
        raise Trouble("the kiosk is running; stop it first (systemctl stop kiosk)") from None
    try:
        history, last = read_history(store), None
        for entry in store.read(store.acknowledged):
            last = entry
        if last is None or b'"type":"KioskRetired"' not in last.body:
            chain = Chain(store.id, boot_id(), history.head, history.segment)
            store.commit((chain.entry(ev.KioskRetired(by), monotonic_ms(), RealSources().wall()),))
        sent = _send(store, settings)
    finally:
        store.close()
    print(f"the city has all {sent} entries of the journal")


def _send(store: JournalStore, settings: Settings) -> int:
    client = CityClient(city_of(settings), ())
    carry = CityTransport(settings.city.url, Trust(settings.city.ca, settings.city.certificate, settings.city.key))
    while entries := list(islice(store.read(store.acknowledged), BATCH)):
        first = entries[0].seq
        follow = [each.body for at, each in enumerate(entries) if each.seq == first + at]
        asking = client.upload(store.id, first, follow, first - store.acknowledged - 1)
        try:
            asking.send(carry(next(asking), ANSWER_MS))
        except StopIteration as end:
            if not isinstance(end.value, Acknowledged):
                raise Trouble(
                    f"the city did not take the journal ({end.value}); nothing was destroyed. Where it never will, an admin takes "
                    "it from a copy (kiosk city recover), and then: kiosk retire --disk"
                ) from None
            store.acknowledge(end.value.seq)
    return store.acknowledged


def _destroy(file: Path) -> None:
    """Written over before it goes: a disk that keeps what it is told to forget is the city's reason to bar the key as well."""
    with file.open("r+b") as there:
        there.write(os.urandom(file.stat().st_size))
        there.flush()
        os.fsync(there.fileno())
    file.unlink()
