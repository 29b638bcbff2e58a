"""What runs in the kiosk's place while its journal cannot be opened (`kiosk.core.stand_in`), on real ground."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from config.city import City
from config.trouble import Trouble
from config.vocabulary import StopReason
from drivers.device import Ms
from kiosk.core.findings import Finding
from kiosk.core.stand_in import JOURNAL_TRIAL, StandIn
from kiosk.core.view import Message, OutOfService, Screen
from kiosk.session.issuing import contact
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
WAY_ON = "see what it says by kiosk journal verify; if the disk is sound, put it aside (kiosk journal set-aside) and count the cash"
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
    view = OutOfService(Message(REASON), contact(identity, phone_of(city, identity)))
    stand_in = StandIn(Screen(view), city.languages, findings, frame_every_ms(supervisor.watchdog_ms), TRY_EVERY_MS)
    runner = Runner(stand_in, MemoryStore("none"))
    runner.serve(JOURNAL_TRIAL, lambda asked, _: can_be_opened(path))
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
