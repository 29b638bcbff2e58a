"""``kiosk city enrolments``, ``approve``, ``refuse``, ``revoke``, ``keygen``: who may speak for which kiosk.

A machine that asks to be let in shows a code, and so does the city. An admin lets it in only when somebody at the machine reads out
the same one: everything else in the request anybody could have written.
"""

from __future__ import annotations

import argparse
import json
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from config.credentials import certificates
from config.ids import KioskId
from config.trouble import Trouble
from kiosk.commands.arguments import add_city
from kiosk.commands.asking import add_yes, must_agree, plain, who
from sync.city.enrolment import EnrolmentState, fingerprint
from sync.reference_city.enrolments import Enrolment, Enrolments, KnownCertificate, newest
from sync.reference_city.store import Opened, SqlStore

if TYPE_CHECKING:
    from kiosk.commands.arguments import Actions


def add_actions(actions: Actions, database: argparse.ArgumentParser) -> None:
    """``database``: a parser of the option that names one."""
    keygen = actions.add_parser("keygen", help="make a city's keys, in an empty folder")
    add_city(keygen)
    keygen.add_argument("--keys", type=Path, required=True, help="the folder; ca.key in it is kept where no server is")
    keygen.add_argument(
        "--host",
        action="append",
        required=True,
        help="a name or address by which kiosks reach the server; may be repeated",
    )
    keygen.set_defaults(action=_keygen)
    listing = actions.add_parser(
        "enrolments", help="machines that ask to be let in, and the kiosks that are", parents=[database]
    )
    listing.add_argument("--all", action="store_true", help="also what was decided, and certificates that were renewed")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(action=_enrolments)
    approve = actions.add_parser("approve", help="let a machine in that shows this code", parents=[database])
    approve.add_argument("code", help="as somebody who stands at the machine reads it out")
    approve.add_argument("--by", type=who, required=True, help="the office or clerk that lets it in")
    approve.add_argument("--keys", type=Path, required=True, help="the city's keys")
    approve.add_argument("--replaces", action="store_true", help="it takes the place of the kiosk that has this id now")
    add_yes(approve)
    approve.set_defaults(action=_approve)
    refuse = actions.add_parser("refuse", help="turn a machine away that shows this code", parents=[database])
    refuse.add_argument("code")
    refuse.add_argument("--by", type=who, required=True, help="the office or clerk that turns it away")
    refuse.add_argument("--reason", type=who, required=True)
    refuse.set_defaults(action=_refuse)
    revoke = actions.add_parser("revoke", help="bar a kiosk, with its next request", parents=[database])
    revoke.add_argument("kiosk", help="its id")
    revoke.add_argument("--by", type=who, required=True, help="the office or clerk that bars it")
    revoke.add_argument("--reason", type=who, required=True, help="stolen, swapped, taken out of service")
    add_yes(revoke)
    revoke.set_defaults(action=_revoke)


def enrolments_of(store: SqlStore) -> Enrolments:
    return Enrolments(store.enrolments, lambda: datetime.now(UTC), secrets.token_bytes)


def _opened(options: argparse.Namespace, opened: Opened) -> SqlStore:
    return SqlStore(options.database, opened)


def _keygen(options: argparse.Namespace) -> int:
    from sync.reference_city.keys import make_city_keys

    if options.keys.exists() and (not options.keys.is_dir() or any(options.keys.iterdir())):
        raise Trouble(f"{options.keys}: not empty: keys are made in an empty folder only")
    city = options.city
    keys = make_city_keys(options.keys, f"{city.name['en']} city CA"[:40], city.signer, tuple(options.host))
    print(
        f"{keys.folder}: made. Move {keys.ca_key.name} to where no server is: who has it can make one that kiosks believe"
    )
    print(f"the CA's fingerprint, for whoever sets a kiosk up: {fingerprint_of(keys.ca)}")
    return 0


def fingerprint_of(ca: Path) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return fingerprint(certificates(ca)[0].public_bytes(Encoding.DER))


def _enrolments(options: argparse.Namespace) -> int:
    store = _opened(options, "read")
    asked = [each for each in store.enrolments.enrolments() if options.all or each.state is EnrolmentState.WAITING]
    known = store.enrolments.certificates()
    known = known if options.all else sorted(newest(known).values(), key=lambda each: each.kiosk)
    if options.json:
        told = [{"code": each.code, "kiosk": each.kiosk, "number": each.number, "site": each.site, "at": each.at,
                 "address": each.address, "state": each.state.value, "decided": each.decided, "by": each.by,
                 "note": each.note} for each in asked]  # fmt: skip
        print(
            json.dumps(
                {"enrolments": told, "certificates": [vars(each) for each in known]}, ensure_ascii=True, indent=1
            )
        )
        return 0
    for each in asked:
        print(plain(_asks(each)))
    for certificate in known:
        print(plain(_line(certificate)))
    waiting = sum(each.state is EnrolmentState.WAITING for each in asked)
    print(f"{waiting} waiting, {sum(not each.barred for each in known)} kiosks let in")
    return 0


def _asks(each: Enrolment) -> str:
    decided = f"{each.state.value} {each.decided} {each.by} {each.note}".rstrip() if each.decided else "waiting"
    return f"{each.code}  {each.kiosk}  {each.number} {each.site}  {each.at}  from {each.address}  {decided}"


def _line(each: KnownCertificate) -> str:
    state = f"barred {each.barred} {each.barred_by}: {each.why}" if each.barred else f"until {each.until}"
    return f"{each.kiosk}  {each.fingerprint[:16]}  since {each.since}  {state}  ({each.by})"


def _approve(options: argparse.Namespace) -> int:
    from sync.reference_city.keys import CityKeys
    from sync.reference_city.server import load_authority

    store = _opened(options, "there")
    enrolments = enrolments_of(store)
    found = enrolments.waiting(options.code)
    try:
        authority = load_authority(CityKeys(options.keys))
    except ValueError as error:
        raise Trouble(f"{options.keys}: {error}") from None
    if not options.yes:
        print(plain(_asks(found)))
        print("Does somebody who stands at this machine, and whom you know, read out this very code?")
    must_agree(options.yes)
    approved = enrolments.approve(options.code, options.by, authority, options.replaces)
    until = enrolments.in_force_of(approved.kiosk)[-1].until
    print(plain(f"{approved.code}: {approved.kiosk} is let in until {until}; it renews that by itself"))
    return 0


def _refuse(options: argparse.Namespace) -> int:
    refused = enrolments_of(_opened(options, "there")).refuse(options.code, options.by, options.reason)
    print(plain(f"{refused.code}: {refused.kiosk} is turned away"))
    return 0


def _revoke(options: argparse.Namespace) -> int:
    store = _opened(options, "there")
    if not options.yes:
        print(plain(f"{options.kiosk}: nothing that it asks will be answered from now on; it goes out of service"))
    must_agree(options.yes)
    barred = enrolments_of(store).revoke(KioskId(options.kiosk), options.by, options.reason)
    print(plain(f"{options.kiosk} is barred, with {barred} certificate{'s' if barred > 1 else ''}"))
    return 0
