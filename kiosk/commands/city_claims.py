"""``kiosk city claims``, ``countersign``, ``settle``: what kiosks owe to people, what speaks for it, and who paid it."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from config.trouble import Trouble
from kiosk.commands.arguments import add_city
from kiosk.commands.asking import add_yes, must_agree, plain, who
from sync.reference_city.claims import Claim, claims, countersign, evidence, payable, settle
from sync.reference_city.store import SqlStore

if TYPE_CHECKING:
    from kiosk.commands.arguments import Actions


def add_actions(actions: Actions, database: argparse.ArgumentParser) -> None:
    """``database``: a parser of the option that names one."""
    listing = actions.add_parser(
        "claims", help="what kiosks owe to people, and what was paid; of one claim all that speaks for it", parents=[database]
    )  # fmt: skip
    listing.add_argument("claim", nargs="?", help="the number on the slip")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(action=_claims)
    signed = actions.add_parser(
        "countersign", help="agree that another person pays a claim, having seen what speaks for it", parents=[database]
    )
    _add_which(signed)
    signed.add_argument("--by", type=who, required=True, help="who agrees")
    signed.add_argument("--note", required=True, help="what they have seen")
    add_yes(signed)
    signed.set_defaults(action=_countersign)
    paid = actions.add_parser("settle", help="write down that a claim was paid, once", parents=[database])
    add_city(paid)
    _add_which(paid)
    paid.add_argument("--by", type=who, required=True, help="the office or clerk that paid")
    add_yes(paid)
    paid.set_defaults(action=_settle)


def _add_which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("claim", help="the number on the slip")
    parser.add_argument("--machine", help="whose claim, if two kiosks have one of that number: its number, site or id")


def _claims(options: argparse.Namespace) -> int:
    store = SqlStore(options.database, "read")
    found = [each for each in claims(store) if options.claim in (None, each.number)]
    if options.claim and not found:
        raise Trouble(f"{options.claim}: no kiosk has reported such a claim; its journal may not have arrived yet")
    if options.json:
        print(json.dumps([_as_json(store, each, options.claim is not None) for each in found], indent=1))
        return 0
    for each in found:
        line = f"{each.number}  {int(each.amount):>7,} won  {each.opened}  {each.kiosk.whole}  {each.reason}  {_state(each)}"
        print(plain(line))
        for entry in evidence(store, each) if options.claim else ():
            print(plain(f"    entry {entry.seq}  {entry.at}  {entry.type}  {int(entry.won):,} won  {entry.about}"))
    print(f"{sum(each.open for each in found)} open, {sum(int(each.amount) for each in found if each.open):,} won")
    return 0


def _state(claim: Claim) -> str:
    if claim.settled:
        return f"paid {int(claim.paid):,} won {claim.settled} by {claim.paid_by}{_countersigned(claim)}"
    if not claim.open:
        return "nothing owed"
    if claim.doubts:
        return f"open, in doubt: {'; '.join(dict.fromkeys(claim.doubts))}{_countersigned(claim)}"
    return f"open{_countersigned(claim)}"


def _countersigned(claim: Claim) -> str:
    signed = claim.countersigned
    return f", countersigned {signed.at} by {signed.by}: {signed.note}" if signed else ""


def _as_json(store: SqlStore, claim: Claim, with_evidence: bool) -> dict[str, object]:
    told = asdict(claim) | {"amount": int(claim.amount), "paid": int(claim.paid)}
    if claim.countersigned:
        told["countersigned"] |= {"amount": int(claim.countersigned.amount)}
    if with_evidence:
        told["evidence"] = [vars(each) | {"won": int(each.won)} for each in evidence(store, claim)]
    return told


def _countersign(options: argparse.Namespace) -> int:
    store, at = _agreed(options, f"will be countersigned by {options.by}; another person pays it")
    signed = countersign(store, options.claim, options.machine, at, options.by, options.note)
    print(f"{_claim(signed)}; it is countersigned by {options.by}")
    return 0


def _settle(options: argparse.Namespace) -> int:
    store, at = _agreed(options, f"will be written down as paid by {options.by}, once and for all")
    paid = settle(store, options.claim, options.machine, at, options.by, options.city.claim_alone)
    print(f"{_claim(paid)}; it is written down as paid")
    return 0


def _agreed(options: argparse.Namespace, what: str) -> tuple[SqlStore, str]:
    """The claim can be paid, and whoever types agrees to ``what`` is said of it; the city's database, and when that was."""
    store, at = SqlStore(options.database, "there"), _now()
    claim = payable(store, options.claim, options.machine, at)
    if not options.yes:
        print(f"{_claim(claim)}: {what}")
    must_agree(options.yes)
    return store, at


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _claim(claim: Claim) -> str:
    return f"{claim.number}: pay {int(claim.paid or claim.amount):,} won ({claim.kiosk.whole}, {claim.reason})"
