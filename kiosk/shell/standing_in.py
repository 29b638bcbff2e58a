"""What runs in the kiosk's place while its journal cannot be opened (`kiosk.core.stand_in`), on real ground."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from config.city import City
from config.staff import matches
from config.trouble import Trouble
from config.vocabulary import StopReason
from drivers.device import Ms
from kiosk.core.channels import STAFF
from kiosk.core.findings import Finding
from kiosk.core.stand_in import TRIAL, StandIn
from kiosk.core.view import Message, OutOfService
from kiosk.session.issuing import contact
from kiosk.session.technician.setting_aside import JOURNAL_ASIDE, PutAside, SettingAside
from kiosk.shell.city_of import identity_of, phone_of
from kiosk.shell.diagnosis import FREE
from kiosk.shell.enquiry import Enquiries
from kiosk.shell.runner import Runner
from kiosk.shell.sd_notify import Supervisor, frame_every_ms
from kiosk.shell.settings import Settings
from kiosk.shell.software import software
from sync.journal.memory import MemoryStore
from sync.journal.opening import open_for_writing
from sync.journal.store import JournalStoreError

TRY_EVERY_MS: Ms = 120_000
WAY_ON = (
    "see what it says by kiosk journal verify; if the disk is sound, put it aside (at the machine, or by kiosk journal set-aside) "
    "and count the cash"
)
REASON = "out.no-journal"


def standing_in(settings: Settings, city: City, why: JournalStoreError) -> Runner:
    """Starts nothing. ``why`` is what keeps the journal shut, for whoever asks."""
    path, supervisor = settings.machine.journal, Supervisor()
    findings = (
        Finding("kiosk", "hardware-error", f"stands still, {software()}", 2),
        Finding("issuing", "offline", f"{REASON}, {FREE}", 2),
        Finding("journal", "hardware-error", f"{why}: {WAY_ON}", 2),
    )
    identity = identity_of(settings)
    out = OutOfService(Message(REASON), contact(identity, phone_of(city, identity)))
    behind = SettingAside(out, {each.number: each for each in settings.staff})
    stand_in = StandIn(behind, city.languages, findings, frame_every_ms(supervisor.watchdog_ms), TRY_EVERY_MS)
    runner = Runner(stand_in, MemoryStore("none"))
    runner.serve(TRIAL, lambda asked, _: can_be_opened(path))
    runner.serve(STAFF, lambda asked, _: matches(asked.pin, asked.stored))
    runner.serve(JOURNAL_ASIDE, lambda asked, timeout_ms: put_aside(path, asked, timeout_ms))
    with contextlib.suppress(Trouble):  # a folder that takes no socket either
        runner.watchers["enquiries"] = Enquiries(path, runner)
    runner.notify = supervisor.tell
    return runner


def run_standing_in(runner: Runner, loop: Callable[[Runner], int]) -> int:
    """Runs the loop to its end, which starts the runner; raises what it raises."""
    try:
        status = loop(runner)
    except BaseException:
        runner.stop(None)
        raise
    runner.stop(StopReason.STOPPED)
    return status


def put_aside(journal: Path, asked: PutAside, timeout_ms: Ms) -> bool:
    """By the command that an administrator types, in a process of its own; whether it was done."""
    command = (sys.executable, "-m", "kiosk", "journal", "set-aside", f"{journal}", "--by", asked.by, "--yes")
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=sys.stderr, timeout=timeout_ms / 1000, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"journal set-aside: {error}", file=sys.stderr)
        return False
    return done.returncode == 0


def can_be_opened(journal: Path) -> bool:
    """As a start opens it, and to its last entry. What is not there is begun by the start."""
    if not journal.exists():
        return True
    try:
        with contextlib.closing(open_for_writing(journal, "none")) as store:
            for _ in store.read():
                pass
    except JournalStoreError:
        return False
    return True
