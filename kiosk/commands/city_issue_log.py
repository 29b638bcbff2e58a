"""``kiosk city issue-log``: 교부대장 of a month, as a table; who took it, and why, stands in the audit before it is written."""

from __future__ import annotations

import argparse
import csv
import os
from contextlib import closing
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from config.trouble import Trouble
from kiosk.commands.arguments import add_city, month
from kiosk.commands.asking import who
from sync.reference_city.fleet.audit import Audit, Deed
from sync.reference_city.issue_log import HEADINGS, KINDS, lines
from sync.reference_city.store import SqlStore

if TYPE_CHECKING:
    from kiosk.commands.arguments import Actions


def add_actions(actions: Actions, database: argparse.ArgumentParser) -> None:
    """``database``: a parser of the option that names one."""
    log = actions.add_parser(
        "issue-log", help="who had which paper of the resident register (별지 제14호)", parents=[database]
    )
    add_city(log)
    log.add_argument("--month", type=month, required=True, metavar="YYYY-MM")
    log.add_argument("--by", type=who, required=True, help="who takes it")
    log.add_argument("--why", required=True, help="what for; it stands in the audit")
    log.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="a new file (CSV), for its owner alone to read"
    )
    log.set_defaults(action=_issue_log)


def _issue_log(options: argparse.Namespace) -> int:
    try:
        handle = os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Trouble(f"{options.out}: {error.strerror}") from None
    with (
        open(handle, "w", encoding="utf-8-sig", newline="") as out,
        closing(SqlStore(options.database, "there")) as store,
    ):
        Audit(store.audit, lambda: datetime.now(UTC)).write(options.by, Deed.ISSUE_LOG, options.month, options.why)
        table = csv.writer(out)
        table.writerow(HEADINGS)
        written = 0
        for line in lines(options.city, store.issued_in(options.month, KINDS)):
            table.writerow(astuple(line))
            written = line.serial
    print(f"{options.out}  {written:,} papers of {options.month}; it names people: {options.by} answers for it")
    return 0
