"""``kiosk city fleet``, ``account``, ``audit``: the page for admins, who may sign in there, and what they did.

The words in which a kiosk's troubles are told to people are the kiosk's own; the page is handed them here.
"""

from __future__ import annotations

import argparse
import getpass
import json
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from config.city import City
from config.data_file import read_text
from config.language import Always
from config.trouble import Trouble
from config.updates.desk import Desk
from kiosk.commands.arguments import add_city, port
from kiosk.commands.asking import at_terminal, plain, who
from kiosk.core.faults import means, to_do
from kiosk.ui.words import Words
from sync.reference_city.fleet.accounts import SHORTEST, Account, Accounts, Role
from sync.reference_city.fleet.audit import Audit, Deed, problems
from sync.reference_city.fleet.notices import NoticeDesk
from sync.reference_city.fleet.site import Explained
from sync.reference_city.store import Opened, SqlStore

if TYPE_CHECKING:
    from kiosk.commands.arguments import Actions

AT_THE_TERMINAL = "at the terminal"


def add_actions(actions: Actions, database: argparse.ArgumentParser) -> None:
    """``database``: a parser of the option that names one."""
    fleet = actions.add_parser("fleet", help="serve the page for admins", parents=[database])
    add_city(fleet)
    fleet.add_argument("--keys", type=Path, required=True, help="the city's keys")
    fleet.add_argument("--port", type=port, default=0, help="0 for any free one")
    fleet.add_argument("--bind", default="127.0.0.1", metavar="ADDRESS", help="listen on this address, not on loopback")
    fleet.add_argument("--desk", type=Path, metavar="DESK", help="where notices are signed (docs/configuration.md)")
    fleet.add_argument("--notices-key", type=Path, metavar="FILE", help="of the role notices, without a passphrase")
    fleet.add_argument("--server-key", type=Path, metavar="FILE", help="the desk's server key; without it the same")
    fleet.add_argument(
        "--metrics-token", type=Path, metavar="FILE", help="the word by which Prometheus may ask /metrics"
    )
    fleet.add_argument("--receivers", type=Path, metavar="FILE", help="who is told of alerts (docs/fleet.md)")
    fleet.set_defaults(action=_fleet)
    account = actions.add_parser("account", help="who may sign in at the page for admins")
    acts = account.add_subparsers(required=True, metavar="ACT")
    add = acts.add_parser("add", help="one more; its password is asked for", parents=[database])
    add.add_argument("name", type=who)
    add.add_argument("--role", type=Role, choices=list(Role), required=True)
    add.set_defaults(action=_add)
    reset = acts.add_parser("reset", help="another password and another one-time code", parents=[database])
    reset.add_argument("name", type=who)
    reset.set_defaults(action=_reset)
    close = acts.add_parser("close", help="it lets nobody in any more", parents=[database])
    close.add_argument("name", type=who)
    close.set_defaults(action=_close)
    listing = acts.add_parser("list", help="all of them", parents=[database])
    listing.set_defaults(action=_list)
    audit = actions.add_parser(
        "audit", help="what admins did, checked; exit status 1 if it was changed", parents=[database]
    )
    audit.add_argument("--json", action="store_true")
    audit.set_defaults(action=_audit)


class KioskWords:
    """What a kiosk calls its troubles (docs/faults.md), and what its screens say."""

    def __init__(self, city: City) -> None:
        self._words: dict[Always, Words] = {"ko": Words("ko", city), "en": Words("en", city)}

    def explain(self, word: str, language: Always) -> Explained | None:
        what = means(word)
        if what.id == "fault.other":
            return None
        told = (self._words[language].text(each.id, each.args) for each in (what, to_do(word)))
        return Explained(*told)

    def reason(self, unable: str, language: Always) -> str:
        """A kiosk may be newer than this page."""
        try:
            return self._words[language].text(unable, {})
        except KeyError:
            return unable

    def claim(self, reason: str, language: Always) -> str:
        try:
            return self._words[language].text(f"claim.{reason}", {})
        except KeyError:
            return reason


def _fleet(options: argparse.Namespace) -> int:
    from sync.reference_city.fleet.receivers import Receivers, read_receivers
    from sync.reference_city.fleet.serving import serve_fleet
    from sync.reference_city.keys import CityKeys

    keys = CityKeys(options.keys)
    if not keys.certificate("server").is_file():
        raise Trouble(f"{options.keys}: no city's keys: it has no {keys.certificate('server').name}")
    receivers = read_receivers(options.receivers) if options.receivers else Receivers()
    token = read_text(options.metrics_token).strip() if options.metrics_token else ""
    store = SqlStore(options.database, "there")
    serve_fleet(
        options.city,
        store,
        keys,
        KioskWords(options.city),
        receivers,
        _desk(options),
        token,
        options.bind,
        options.port,
    )
    return 0


def _desk(options: argparse.Namespace) -> NoticeDesk | None:
    if options.desk is None:
        return None
    if options.notices_key is None:
        raise Trouble("--desk: name --notices-key as well")
    Desk(options.desk, _now())  # what is wrong with it is said now
    return NoticeDesk(options.desk, options.notices_key, options.server_key or options.notices_key, _now)


def _accounts(options: argparse.Namespace, opened: Opened = "there") -> tuple[SqlStore, Accounts, Audit]:
    store = SqlStore(options.database, opened)
    return store, Accounts(store.accounts, _now, secrets.token_bytes), Audit(store.audit, _now)


def _now() -> datetime:
    return datetime.now(UTC)


def _add(options: argparse.Namespace) -> int:
    _, accounts, audit = _accounts(options)
    password = _password()
    account = accounts.add(options.name, options.role, password)
    audit.write(AT_THE_TERMINAL, Deed.ACCOUNT_ADDED, account.name, account.role.value)
    _tell(account, options.database)
    return 0


def _reset(options: argparse.Namespace) -> int:
    _, accounts, audit = _accounts(options)
    account = accounts.reset(options.name, _password())
    audit.write(AT_THE_TERMINAL, Deed.ACCOUNT_RESET, account.name)
    _tell(account, options.database)
    return 0


def _close(options: argparse.Namespace) -> int:
    _, accounts, audit = _accounts(options)
    accounts.close(options.name)
    audit.write(AT_THE_TERMINAL, Deed.ACCOUNT_CLOSED, options.name)
    print(plain(f"{options.name} is closed"))
    return 0


def _list(options: argparse.Namespace) -> int:
    store, _, _ = _accounts(options, "read")
    for each in store.accounts.accounts():
        state = (
            f"closed {each.closed}" if each.closed else f"locked until {each.locked_until}" if each.locked_until else ""
        )
        print(plain(f"{each.name}  {each.role.value}  since {each.since}  {state}".rstrip()))
    return 0


def _audit(options: argparse.Namespace) -> int:
    store, _, _ = _accounts(options, "read")
    entries = list(store.audit.all())
    found = list(problems(entries))
    if options.json:
        print(json.dumps([vars(each) for each in entries], ensure_ascii=True, indent=1))
    else:
        for each in entries:
            print(plain(f"{each.number}  {each.at}  {each.by}  {each.what}  {each.about}  {each.note}".rstrip()))
        print(f"{len(entries)} entries, the last {entries[-1].hash}" if entries else "nothing yet")
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


def _password() -> str:
    """Twice at the terminal; a script gives it on a line of standard input."""
    if not at_terminal():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass(f"Password, at least {SHORTEST} characters: ")
    if getpass.getpass("Once more: ") != password:
        raise Trouble("the two differ; nothing was done")
    return password


def _tell(account: Account, database: str) -> None:
    """The secret is shown once: as a picture for the telephone, and in letters."""
    import pyotp
    import segno

    uri = pyotp.TOTP(account.secret).provisioning_uri(name=account.name, issuer_name="kiosk fleet")
    if at_terminal():
        segno.make(uri).terminal(compact=True)
    print(plain(f"{account.name}, {account.role.value}. For an authenticator app: {account.secret}"))
    print(uri)
