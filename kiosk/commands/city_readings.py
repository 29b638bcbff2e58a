"""``kiosk city readings``: who read whom in a month, that somebody has looked at it, and who read one person."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from contextlib import closing
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from config.trouble import Trouble
from kiosk.commands.arguments import month
from kiosk.commands.asking import at_terminal, plain, who
from sync.reference_city.fleet.audit import Audit, Deed, Entry
from sync.reference_city.keys import CityKeys, load_marks
from sync.reference_city.readings import Marks, Unusual, span
from sync.reference_city.store import SqlStore

if TYPE_CHECKING:
    from kiosk.commands.arguments import Actions

BY_STAFF = (Deed.ISSUE_LOG.value, Deed.READINGS_OF.value)
"""Deeds of the audit by which staff read of people."""
MARK = 12
"""Characters of a mark that are shown: enough to tell two apart."""


def add_actions(actions: Actions, database: argparse.ArgumentParser) -> None:
    """``database``: a parser of the option that names one."""
    readings = actions.add_parser("readings", help="who read whom, and what for; kept for two years")
    acts = readings.add_subparsers(required=True, metavar="ACT")
    listing = acts.add_parser("month", help="of one month, to be looked at by a person", parents=[database])
    listing.add_argument("month", type=month, metavar="YYYY-MM")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(action=_month)
    checked = acts.add_parser("checked", help="write down that somebody looked at a month", parents=[database])
    checked.add_argument("month", type=month, metavar="YYYY-MM")
    checked.add_argument("--by", type=who, required=True, help="who looked")
    checked.add_argument("--note", required=True, help="what they found, and what was done about it")
    checked.set_defaults(action=_checked)
    of = acts.add_parser(
        "of",
        help="who read one person, lot or application; its number is asked for, or comes on a line of standard input",
        parents=[database],
    )
    of.add_argument("sort", choices=("person", "lot", "application"))
    of.add_argument("--keys", type=Path, required=True, help="the city's keys, without which nobody is found")
    of.add_argument("--by", type=who, required=True, help="who takes it")
    of.add_argument("--why", required=True, help="what for; it stands in the audit")
    of.set_defaults(action=_of)


def _month(options: argparse.Namespace) -> int:
    since, until = span(options.month)
    with closing(SqlStore(options.database, "read")) as store:
        sums = store.readings.sums(since, until)
        often = store.readings.often(since, until, Unusual())
        audit = list(store.audit.all())
    staff = [each for each in audit if each.what in BY_STAFF and since <= each.at < until]
    checks = [each for each in audit if (each.what, each.about) == (Deed.READINGS_CHECKED, options.month)]
    if options.json:
        told = {
            "month": options.month,
            **{name: [vars(each) for each in found] for name, found in (("sums", sums), ("often", often))},
            **{name: [vars(each) for each in found] for name, found in (("staff", staff), ("checks", checks))},
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    for each in sums:
        print(plain(f"{each.by}  {each.what}  {each.result}  {each.times:,}"))
    for one in often:
        print(
            f"look at {one.whom[:MARK]}: read {one.times:,} times, at {one.kiosks} kiosks, {one.misses} times in vain"
        )
    for entry in staff:
        print(plain(f"{entry.at}  {entry.by}  {entry.what}  {entry.about}: {entry.note}"))
    print(
        f"{sum(each.times for each in sums):,} readings at kiosks, {len(staff)} by staff, {len(often)} to be looked at"
    )
    for entry in checks:
        print(plain(f"{entry.at}  looked at by {entry.by}: {entry.note}"))
    if not checks:
        print("nobody has looked at this month yet")
    return 0


def _checked(options: argparse.Namespace) -> int:
    entry = _write_down(options.database, options.by, Deed.READINGS_CHECKED, options.month, options.note)
    print(plain(f"{options.month}: looked at by {entry.by}"))
    return 0


def _of(options: argparse.Namespace) -> int:
    try:
        marks = load_marks(CityKeys(options.keys).marks)
    except ValueError as error:
        raise Trouble(str(error)) from None
    mark = _mark(marks, options.sort, _number(options.sort))
    _write_down(options.database, options.by, Deed.READINGS_OF, mark[:MARK], options.why)
    with closing(SqlStore(options.database, "read")) as store:
        found = store.readings.of(mark)
    for each in found:
        at, by, _, what, about, result = astuple(each)
        print(plain(f"{at}  {by}  {what}  {result}  {about}".rstrip()))
    print(f"{len(found):,} readings; {options.by} answers for what becomes of this")
    return 0


def _number(sort: str) -> str:
    """Never on the command line, where everybody on this computer sees it."""
    typed = getpass.getpass(f"Number of the {sort}: ") if at_terminal() else sys.stdin.readline()
    digits = typed.strip().replace("-", "").replace(" ", "")
    if not digits.isdecimal():
        raise Trouble("a number has digits alone; nothing was looked up")
    return digits


def _mark(marks: Marks, sort: str, number: str) -> str:
    return {"person": marks.person, "lot": marks.lot, "application": marks.application}[sort](number)


def _write_down(database: str, by: str, what: Deed, about: str, note: str) -> Entry:
    with closing(SqlStore(database, "there")) as store:
        return Audit(store.audit, lambda: datetime.now(UTC)).write(by, what, about, note)
