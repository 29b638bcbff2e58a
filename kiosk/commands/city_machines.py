"""``kiosk city machine``, ``recover``, ``retire``: what becomes of a machine whose time is over (docs/when-a-machine-dies.md)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec

from config.ids import ExchangeId, KioskId
from config.trouble import Trouble
from kiosk.commands.asking import add_yes, must_agree, plain, who
from kiosk.commands.city_kiosks import enrolments_of
from kiosk.money.books import Ledger
from kiosk.money.exchange import CountsError, close_batch, count_sheet, parse_counts, told
from kiosk.shell.history import fold
from sync.journal.checkpoints import checkpoints_of
from sync.journal.format import JournalError, open_entry
from sync.journal.opening import open_for_reading
from sync.journal.verify import verify
from sync.reference_city.claims import claims
from sync.reference_city.enrolments import NotLetIn
from sync.reference_city.machines import Act, ActKind, KnownJournal, Machines
from sync.reference_city.store import SqlStore

if TYPE_CHECKING:
    from kiosk.commands.arguments import Actions


def add_actions(actions: Actions, database: argparse.ArgumentParser) -> None:
    """``database``: a parser of the option that names one."""
    shown = actions.add_parser("machine", help="all that the city knows of one kiosk", parents=[database])
    shown.add_argument("kiosk", help="its id")
    shown.add_argument("--json", action="store_true")
    shown.set_defaults(action=_machine)
    checkpoints = actions.add_parser(
        "checkpoints", help="what the city has of a kiosk's journals, for kiosk journal verify", parents=[database]
    )
    checkpoints.add_argument("kiosk", help="its id")
    checkpoints.set_defaults(action=_checkpoints)
    recover = actions.add_parser(
        "recover", help="take what an old disk has of a journal and the city lacks", parents=[database]
    )
    recover.add_argument("journal", type=Path, help="journal.sqlite on the disk, or a copy of it; it is only read")
    recover.add_argument("--kiosk", required=True, help="whose it is: its id")
    recover.add_argument("--by", type=who, required=True, help="the office or clerk that does it")
    add_yes(recover)
    recover.set_defaults(action=_recover)
    retire = actions.add_parser("retire", help="end a kiosk: cash, journal, certificates", parents=[database])
    retire.add_argument("kiosk", help="its id")
    retire.add_argument("--by", type=who, required=True, help="who does it")
    retire.add_argument("--and-by", type=who, required=True, help="who counted with them: another person")
    cash = retire.add_mutually_exclusive_group(required=True)
    cash.add_argument(
        "--counted", nargs="+", action="extend", metavar="UNIT[:WON]=N",
        help="pieces that both found in a unit; said twice where it is not what the books say",
    )  # fmt: skip
    cash.add_argument(
        "--not-counted", type=who, metavar="WHY", help="its cash cannot be counted, as of a stolen machine"
    )
    retire.add_argument("--reason", type=who, required=True, help="why the machine is out of service")
    retire.add_argument(
        "--entries",
        type=int,
        default=0,
        metavar="N",
        help="how many its journal had, where that is known from elsewhere",
    )
    add_yes(retire)
    retire.set_defaults(action=_retire)


def _now() -> datetime:
    return datetime.now(UTC)


def _machine(options: argparse.Namespace) -> int:
    store, kiosk = SqlStore(options.database, "read"), KioskId(options.kiosk)
    certificates = [each for each in store.enrolments.certificates() if each.kiosk == kiosk]
    journals, acts = store.machines.journals_of(kiosk), store.machines.acts(kiosk)
    if not certificates and not journals:
        raise Trouble(f"{kiosk}: the city knows no such kiosk")
    owed = [each for each in claims(store) if each.kiosk.id == kiosk and each.open]
    if options.json:
        whole = {
            "certificates": [vars(each) for each in certificates],
            "journals": [asdict(each) for each in journals],
            "acts": [{**vars(each), "what": each.what.value} for each in acts],
            "claims": [{"number": each.number, "won": int(each.amount)} for each in owed],
        }
        print(json.dumps(whole, ensure_ascii=True, indent=1))
        return 0
    for certificate in certificates:
        state = (
            f"barred {certificate.barred}: {certificate.why}" if certificate.barred else f"until {certificate.until}"
        )
        print(plain(f"certificate {certificate.fingerprint[:16]}  {state}"))
    for journal in journals:
        print(plain(f"journal {journal.journal}  since {journal.since}  {journal.head} entries"))
    for act in acts:
        print(plain(_told(act)))
    print(f"{len(owed)} claims open, {sum(int(each.amount) for each in owed):,} won")
    return 0


def _told(act: Act) -> str:
    names = f"{act.by} and {act.also_by}" if act.also_by else act.by
    span = {
        ActKind.RECOVERED: f"entries {act.first} to {act.last}",
        ActKind.DECLARED_LOST: f"entries from {act.first} to {act.last or 'nobody knows which'}",
        ActKind.RETIRED: f"{act.last} entries",
    }[act.what]
    return f"{act.at}  {act.what.value}  {act.journal}  {span}  {names}: {act.note}"


def _checkpoints(options: argparse.Namespace) -> int:
    store, kiosk = SqlStore(options.database, "read"), KioskId(options.kiosk)
    journals = store.machines.journals_of(kiosk)
    if not journals:
        raise Trouble(f"{kiosk}: the city has no journal of it")
    for journal in journals:
        for each in checkpoints_of(kiosk, journal.journal, store.machines.entries_of(journal.journal)):
            print(msgspec.json.encode(each).decode())
    return 0


def _recover(options: argparse.Namespace) -> int:
    kept = open_for_reading(options.journal)
    if not kept.exists():
        raise Trouble(f"{options.journal}: no journal is there")
    verdict = verify(kept)
    for each in verdict.problems:
        print(plain(f"{each.place}: {each.what}"))
    store, kiosk = SqlStore(options.database, "there"), KioskId(options.kiosk)
    with kept.examine() as evidence:
        entries = iter(evidence.entries)
        first = next(entries, None)
        if first is None:
            raise Trouble(f"{options.journal}: nothing of it can be read")
        journal = _journal_of(first[1], options.journal)
        head = store.journal_head(journal)
        print(f"{verdict.entries} entries on the disk; the city has {head}")
        must_agree(options.yes)
        machines = Machines(store, store.machines, _now)
        done = machines.recover(journal, kiosk, chain([first], entries), options.by, f"from {options.journal.name}")
    print(f"entries {done.first} to {done.last} are the city's now" if done.last else "the city lacks none of them")
    if done.stopped:
        print(plain(f"what comes after is not taken: {done.stopped}"))
    return 1 if done.stopped else 0


def _journal_of(body: bytes, file: Path) -> str:
    try:
        entry = open_entry(body)
    except JournalError as error:
        raise Trouble(f"{file}: its first entry: {error}") from None
    return entry.journal


def _retire(options: argparse.Namespace) -> int:
    store, kiosk = SqlStore(options.database, "there"), KioskId(options.kiosk)
    machines = Machines(store, store.machines, _now)
    journals = store.machines.journals_of(kiosk)
    cash = (
        list(_cash(store, kiosk, journals, options.counted))
        if options.counted
        else [f"not counted: {options.not_counted}"]
    )
    for line in cash:
        print(plain(line))
    for each in journals[-1:]:
        whole = "ended by the machine itself" if machines.is_whole(each) else "what comes after is declared lost"
        print(plain(f"journal {each.journal}: the city has {each.head} entries, {whole}"))
    must_agree(options.yes)
    acts = machines.retire(
        kiosk,
        options.by,
        options.and_by,
        "; ".join([options.reason, *(line.strip() for line in cash)]),
        options.entries,
    )
    for act in acts:
        print(plain(_told(act)))
    try:
        enrolments_of(store).revoke(kiosk, options.by, options.reason)
        print(plain(f"{kiosk} is barred"))
    except NotLetIn:
        print(plain(f"{kiosk} was barred already"))
    owed = [each for each in claims(store) if each.kiosk.id == kiosk and each.open]
    print(f"{len(owed)} claims stay open, {sum(int(each.amount) for each in owed):,} won: kiosk city claims")
    return 0


def _cash(store: SqlStore, kiosk: KioskId, journals: Sequence[KnownJournal], counted: list[str]) -> list[str]:
    """What was found, held against the books as far as the city has them."""
    if not journals:
        raise CountsError(f"{kiosk}: the city has no journal of it, and no books to count against: say --not-counted")
    ledger = Ledger()
    for body in store.machines.entries_of(journals[-1].journal):
        fold(ledger, body)
    known = sorted(ledger.units.places)
    sheet = parse_counts(count_sheet(ledger, known), counted, [], [])
    if sheet.once:
        apart = ", ".join(f"{unit}:{int(won)}" for unit, won in sheet.once)
        raise CountsError(f"{apart}: not what the books say; count again, and say it twice")
    statement, _ = close_batch(ledger, known, sheet.counts, ExchangeId(str(uuid4())), None)
    return [line for line in told(statement) if "not counted" not in line][1:]
