"""``kiosk journal set-aside FILE --by WHO``: the way on from a journal that no kiosk can open.

The files stay on the disk, as they are, in a folder beside; the next start begins a journal of its own, whose first entry names the
old one. What the old one knew of money is not in the new one's books, so the cash is counted before anybody is served.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict
from pathlib import Path

from config.durable import write_durably
from config.seoul import SEOUL
from config.trouble import Trouble
from kiosk.commands.asking import must_agree
from kiosk.shell.identity import IdentityFiles
from kiosk.shell.station import RealSources
from sync.city.enrolment import PreviousJournal
from sync.journal.events import JournalDiffers
from sync.journal.format import JournalError, open_entry
from sync.journal.opening import set_aside
from sync.journal.store import JournalBusyError, JournalStoreError, StoredJournal
from sync.journal.verify import verify

AFTER = """Now: systemctl restart kiosk, count the cash (kiosk exchange), and tell the city's admin, who takes from the old journal what the
city lacks: kiosk city recover {file}"""
MOST_SAID = 5


def put_aside(journal: StoredJournal, file: Path, by: str, yes: bool) -> int:
    """Exit status 0 it lies aside, 1 nothing was done, and why was said."""
    if not journal.exists():
        raise Trouble(f"{file}: there is no journal")
    verdict = verify(journal)
    for problem in verdict.problems[:MOST_SAID]:
        print(f"{problem.place}: {problem.what}")
    if not verdict.problems:
        print(f"{verdict.entries} entries, whole: a kiosk can go on with this journal")
    now = RealSources().wall().astimezone(SEOUL)
    folder = file.with_name(f"{file.stem}-set-aside-{now:%Y%m%d-%H%M%S}")
    print(
        f"It is put into {folder}, and the kiosk begins a new one. What it knew of the cash, of claims and of staff is not in the new one."
    )
    must_agree(yes)
    had = _the_citys(journal)
    try:
        aside = set_aside(file, folder)
    except JournalBusyError:
        raise Trouble("the kiosk is running; stop it first (systemctl stop kiosk)") from None
    write_durably(folder / "set-aside.txt", f"{now:%Y-%m-%d %H:%M} {by}\n".encode())
    if aside.journal:
        previous = had or PreviousJournal(aside.journal, aside.acknowledged or 0)
        files = IdentityFiles(file.parent / "city")
        files.make_folder()
        write_durably(files.previous, json.dumps(asdict(previous)).encode())
    print(AFTER.format(file=folder / file.name))
    return 0


def _the_citys(journal: StoredJournal) -> PreviousJournal | None:
    """What the city has, where it is not what stands here and the kiosk has noted that; None where nothing is noted."""
    had = None
    with contextlib.suppress(JournalStoreError):
        for entry in journal.read():
            if b'"JournalDiffers"' in entry.body or b'"JournalCountersigned"' in entry.body:
                with contextlib.suppress(JournalError):
                    event = open_entry(entry.body).event
                    had = PreviousJournal(event.journal, event.seq) if isinstance(event, JournalDiffers) else None
    return had
