"""``kiosk city``: the reference city server, and what its clerks do about claims, alarms and machines."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from config.city import City
from config.trouble import Trouble
from kiosk.commands import (
    city_claims,
    city_fleet,
    city_issue_log,
    city_kiosks,
    city_load,
    city_machines,
    city_readings,
    city_verifier,
)
from kiosk.commands.arguments import add_city, port
from kiosk.commands.asking import plain, who
from sync.reference_city.alarms import MEANINGS, attend
from sync.reference_city.registered import Registers
from sync.reference_city.store import SqlStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    database = argparse.ArgumentParser(add_help=False)
    database.add_argument("--database", required=True, metavar="URL", help="sqlite:///FILE or postgresql+psycopg://…")
    serve = actions.add_parser("serve", help="serve kiosks and the public page", parents=[database])
    add_city(serve)
    serve.add_argument("--port", type=port, default=0)
    serve.add_argument(
        "--keys", type=Path, required=True, help="folder of keys; made there for a demonstration if empty"
    )
    serve.add_argument("--rehearsal", action="store_true", help="let outages of sources be switched over HTTP")
    serve.add_argument("--bind", default="127.0.0.1", metavar="ADDRESS", help="listen on this address, not on loopback")
    serve.add_argument(
        "--door",
        type=port,
        metavar="PORT",
        help="let machines ask to be let in, on this port; 0 for any free one. Without it the door is shut",
    )
    serve.add_argument(
        "--configuration",
        type=Path,
        metavar="REPOSITORY",
        help="hand out what a desk has published (docs/configuration.md)",
    )
    serve.add_argument(
        "--cards",
        type=Path,
        metavar="FILE",
        help="who signs residents' chip cards (CSCA, PEM or DER): a card then proves to the city itself that it is there. Without it "
        "the kiosk's word is taken",
    )
    serve.add_argument(
        "--cards-crl", type=Path, metavar="FILE", help="signers of cards that those have revoked (PEM or DER)"
    )
    serve.add_argument(
        "--registers",
        metavar="MODULE:FUNCTION",
        help="answer from a city's own systems: what the function returns for the city (docs/integrating-a-city.md). Without it the "
        "made-up people are served, and whoever `load` has entered",
    )
    serve.add_argument(
        "--tell-owners",
        type=Path,
        metavar="FILE",
        help="tell those who asked of each paper of theirs, by e-mail or into a folder (docs/privacy.md). Without it nobody is told",
    )
    serve.set_defaults(action=_serve)
    city_claims.add_actions(actions, database)
    alarms = actions.add_parser(
        "alarms", help="what kiosks did that none should, for a person to look at", parents=[database]
    )
    alarms.add_argument("--all", action="store_true", help="also those that somebody has looked at")
    alarms.add_argument("--json", action="store_true")
    alarms.set_defaults(action=_alarms)
    attended = actions.add_parser("attend", help="write down that somebody looked at an alarm", parents=[database])
    attended.add_argument("alarm", type=int, help="its number")
    attended.add_argument("--by", type=who, required=True, help="who looked")
    attended.add_argument(
        "--note", required=True, help="what they found; a claim that was in doubt can be settled after that"
    )
    attended.set_defaults(action=_attend)
    city_kiosks.add_actions(actions, database)
    city_machines.add_actions(actions, database)
    city_fleet.add_actions(actions, database)
    city_load.add_actions(actions, database)
    city_verifier.add_actions(actions)
    city_issue_log.add_actions(actions, database)
    city_readings.add_actions(actions, database)


def run(options: argparse.Namespace) -> int:
    try:
        status: int = options.action(options)
    except SQLAlchemyError as error:  # it could be opened, and then not be read or written
        raise Trouble(f"the database: {str(error).partition(chr(10))[0]}") from error
    return status


def _serve(options: argparse.Namespace) -> int:
    from kiosk.demo.settings import demo_kiosk
    from sync.reference_city.keys import DAYS, CityKeys, make_demo_keys
    from sync.reference_city.mailing import read_owners
    from sync.reference_city.server import serve

    SqlStore(options.database).close()  # before keys are made: a database that cannot be used leaves nothing behind
    registers = _registers(options.registers, options.city) if options.registers else None
    keys = CityKeys(options.keys)
    if not keys.ca.exists():
        if options.keys.is_dir() and any(options.keys.iterdir()):
            raise Trouble(
                f"{options.keys}: other files are in it, and no {keys.ca.name}: keys are made in an empty folder only"
            )
        make_demo_keys(options.keys, demo_kiosk(options.city).id, options.city.signer)
    if (ends := keys.ends()) <= datetime.now(UTC):
        raise Trouble(
            f"{options.keys}: its keys ended on {ends:%Y-%m-%d %H:%M} UTC, a demonstration's live {DAYS} days: name an empty "
            "folder, and new ones are made there; a city makes its own with kiosk city keygen"
        )
    if options.configuration and not (options.configuration / "metadata" / "timestamp.json").is_file():
        raise Trouble(f"{options.configuration}: nothing is published there; `kiosk config publish` does it")
    owners = read_owners(options.tell_owners) if options.tell_owners else None
    serve(
        options.city, options.database, options.port, keys, options.rehearsal, options.bind, options.door,
        options.configuration, options.cards, options.cards_crl, registers=registers, owners=owners,
    )  # fmt: skip
    return 0


def _registers(name: str, city: City) -> Registers:
    """What an adapter's function makes. Raises `Trouble`: there is none of that name."""
    module, _, function = name.partition(":")
    try:
        made: Callable[[City], Registers] = getattr(import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise Trouble(f"--registers {name}: {error}; write it as MODULE:FUNCTION") from None
    return made(city)


def _alarms(options: argparse.Namespace) -> int:
    found = [each for each in SqlStore(options.database, "read").alarms() if each.open or options.all]
    if options.json:
        print(json.dumps([vars(each) for each in found], ensure_ascii=False, indent=1))
        return 0
    for each in found:
        state = f"{each.attended} {each.by}: {each.note}" if each.attended else "open"
        when = each.first if each.count == 1 else f"{each.first} to {each.last}, {each.count} times"
        print(plain(f"{each.number}  {each.kiosk}  {each.kind}  {each.about}  {when}  {state}"))
        print(f"    {MEANINGS[each.kind]}")
    print(f"{sum(each.open for each in found)} open")
    return 0


def _attend(options: argparse.Namespace) -> int:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    alarm = attend(SqlStore(options.database, "there"), options.alarm, at, options.by, options.note)
    print(plain(f"{alarm.number}: {alarm.kiosk}, {alarm.kind}, {alarm.about}: attended to by {alarm.by}"))
    return 0
