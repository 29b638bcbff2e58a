"""``kiosk city claims``, ``settle``: what kiosks owe to people, and that it was paid."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.commands.asking import add_yes, must_agree, plain, who
from sync.reference_city.claims import Claim, claims, payable, settle
from sync.reference_city.store import SqlStore

if TYPE_CHECKING:
    from kiosk.commands.arguments import Actions


def add_actions(actions: Actions, database: argparse.ArgumentParser) -> None:
    """``database``: a parser of the option that names one."""
    listing = actions.add_parser("claims", help="what kiosks owe to people, and what was paid", parents=[database])
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(action=_claims)
    paid = actions.add_parser("settle", help="write down that a claim was paid, once", parents=[database])
    paid.add_argument("claim", help="the number on the slip")
    paid.add_argument("--by", type=who, required=True, help="the office or clerk that paid")
    paid.add_argument("--machine", help="whose claim, if two kiosks have one of that number: its number, site or id")
    add_yes(paid)
    paid.set_defaults(action=_settle)


def _claims(options: argparse.Namespace) -> int:
    found = claims(SqlStore(options.database, "read"))
    if options.json:
        rows = [
            {**vars(each), "kiosk": vars(each.kiosk), "amount": int(each.amount), "paid": int(each.paid)}
            for each in found
        ]
        print(json.dumps(rows, ensure_ascii=True, indent=1))
        return 0
    for each in found:
        state = (
            "open" if each.open else f"paid {int(each.paid):,} won {each.settled}" if each.settled else "nothing owed"
        )
        if each.open and each.doubts:
            state = f"open, in doubt: {'; '.join(dict.fromkeys(each.doubts))}"
        line = f"{each.number}  {int(each.amount):>7,} won  {each.opened}  {each.kiosk.whole}  {each.reason}  {state}"
        print(plain(line))
    print(f"{sum(each.open for each in found)} open, {sum(int(each.amount) for each in found if each.open):,} won")
    return 0


def _settle(options: argparse.Namespace) -> int:
    store = SqlStore(options.database, "there")
    at = datetime.now(UTC).isoformat(timespec="seconds")
    claim = payable(store, options.claim, options.machine, at)
    if not options.yes:
        print(f"{_claim(claim)}: will be written down as paid by {options.by}, once and for all")
    must_agree(options.yes)
    paid = settle(store, options.claim, options.machine, at, options.by)
    print(f"{_claim(paid)}; it is written down as paid")
    return 0


def _claim(claim: Claim) -> str:
    return f"{claim.number}: pay {int(claim.paid or claim.amount):,} won ({claim.kiosk.whole}, {claim.reason})"
