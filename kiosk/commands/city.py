"""``kiosk city``: the reference city server, and what its clerks do about claims."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from config.trouble import Trouble
from kiosk.commands.arguments import add_city, port
from kiosk.commands.asking import add_yes, must_agree, who
from sync.reference_city.claims import Claim, claims, payable, settle
from sync.reference_city.store import SqlStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    database = argparse.ArgumentParser(add_help=False)
    database.add_argument("--database", required=True, metavar="URL", help="sqlite:///FILE or postgresql+psycopg://…")
    serve = actions.add_parser("serve", help="serve kiosks and the public page on loopback", parents=[database])
    add_city(serve)
    serve.add_argument("--port", type=port, default=0)
    serve.add_argument(
        "--keys", type=Path, required=True, help="folder of keys; made there for a demonstration if empty"
    )
    serve.add_argument("--rehearsal", action="store_true", help="let outages of sources be switched over HTTP")
    serve.set_defaults(action=_serve)
    listing = actions.add_parser("claims", help="what kiosks owe to people, and what was paid", parents=[database])
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(action=_claims)
    paid = actions.add_parser("settle", help="write down that a claim was paid, once", parents=[database])
    paid.add_argument("claim", help="the number on the slip")
    paid.add_argument("--by", type=who, required=True, help="the office or clerk that paid")
    paid.add_argument("--machine", help="whose claim, if two kiosks have one of that number: its number, site or id")
    add_yes(paid)
    paid.set_defaults(action=_settle)


def run(options: argparse.Namespace) -> int:
    try:
        status: int = options.action(options)
    except SQLAlchemyError as error:  # it could be opened, and then not be read or written
        raise Trouble(f"the database: {str(error).partition(chr(10))[0]}") from error
    return status


def _serve(options: argparse.Namespace) -> int:
    from sync.reference_city.keys import DemoKeys, make_demo_keys
    from sync.reference_city.server import serve

    SqlStore(options.database).close()  # before keys are made: a database that cannot be used leaves nothing behind
    keys = DemoKeys(options.keys)
    if not keys.ca.exists():
        make_demo_keys(options.keys)
    serve(options.city, options.database, options.port, keys, options.rehearsal)
    return 0


def _claims(options: argparse.Namespace) -> int:
    found = claims(SqlStore(options.database, "read"))
    if options.json:
        plain = [
            {**vars(each), "kiosk": vars(each.kiosk), "amount": int(each.amount), "paid": int(each.paid)}
            for each in found
        ]
        print(json.dumps(plain, ensure_ascii=False, indent=1))
        return 0
    for each in found:
        state = (
            "open" if each.open else f"paid {int(each.paid):,} won {each.settled}" if each.settled else "nothing owed"
        )
        print(f"{each.number}  {int(each.amount):>7,} won  {each.opened}  {each.kiosk.whole}  {each.reason}  {state}")
    print(f"{sum(each.open for each in found)} open, {sum(int(each.amount) for each in found if each.open):,} won")
    return 0


def _settle(options: argparse.Namespace) -> int:
    store = SqlStore(options.database, "there")
    claim = payable(store, options.claim, options.machine)
    if not options.yes:
        print(f"{_claim(claim)}: will be written down as paid by {options.by}, once and for all")
    must_agree(options.yes)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    paid = settle(store, options.claim, options.machine, at, options.by)
    print(f"{_claim(paid)}; it is written down as paid")
    return 0


def _claim(claim: Claim) -> str:
    return f"{claim.number}: pay {int(claim.paid or claim.amount):,} won ({claim.kiosk.whole}, {claim.reason})"
