"""What a running kiosk knows of itself, and tells whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from config.ids import DeviceName
from config.vocabulary import SourceTrouble
from drivers.device import Status
from kiosk.core.findings import Finding, finding
from kiosk.core.renewal import CertificateStanding
from kiosk.core.status import Board
from kiosk.money.books import Ledger
from sync.journal.events import JournalDiffers


def books(ledger: Ledger) -> Finding:
    """Whether they balance: if not, the kiosk serves nobody until an exchange."""
    if ledger.unbalanced or ledger.imbalance():
        return Finding("books", "hardware-error", "do not balance; nobody is served until an exchange", 2)
    return Finding("books", "online", "balance", 0)


BARRED = "barred: the city has shut this kiosk out; ask there why (kiosk city enrolments), then kiosk enrol"


SOON = timedelta(days=7)


def certificate(standing: CertificateStanding, now: datetime) -> Finding:
    """How long the kiosk's own lasts. Not renewed is told at once, and is out of order when there is a week left."""
    until = standing.until
    if until is None:
        unread = standing.trouble is not None
        return Finding(
            "certificate", "hardware-error" if unread else "unknown", "cannot be read" if unread else "", 2 * unread
        )
    left = f"until {until:%Y-%m-%d %H:%M} UTC"
    if standing.trouble is None:
        return Finding("certificate", "online", left, 0)
    why = f"{left}, not renewed: {standing.trouble.meaning}; where it ends, kiosk enrol"
    return Finding("certificate", "user-error", why, 2 if until - now < SOON else 1)


def journal_finding(problems: int, differs: JournalDiffers | None) -> Finding:
    """``problems``: how many its check has found until now; ``differs``: how it is not what the city has."""
    if differs:
        has = f"the city has journal {differs.journal} up to entry {differs.seq}: {differs.how.meaning}"
        return Finding("journal", "hardware-error", f"{has}; see kiosk journal verify, then kiosk journal set-aside", 2)
    if problems:
        return Finding("journal", "hardware-error", f"{problems} problems: kiosk journal verify", 2)
    return Finding("journal", "online", "whole", 0)


FREE, SERVING = "nobody is at the screen", "somebody is at the screen"


class Diagnosis:
    """What a running kiosk knows of itself; asking it moves nothing and writes nothing."""

    def __init__(
        self, software: str, board: Board, city_down: Mapping[str, SourceTrouble], ledger: Ledger, journal: Callable[[], Finding],
        certified: Callable[[], Finding], unable: Callable[[], str], free: Callable[[], bool],
        machine: Callable[[], tuple[Finding, ...]] = tuple,
    ) -> None:  # fmt: skip
        """``unable``: why nobody is served, "" where certificates are
        issued; ``free``: nobody is at the screen. ``machine`` is the computer's own.
        """
        self._unable, self._free, self._machine = unable, free, machine
        self._software, self._journal = software, journal
        self._certified = certified
        self._board, self._city_down, self._ledger = board, city_down, ledger

    def findings(self) -> tuple[Finding, ...]:
        board = self._board
        devices = (self._device(name, status) for name, status in sorted(board.status.items()))
        return (
            Finding("kiosk", "online", f"is running, {self._software}", 0),
            self._issuing(),
            *devices,
            self._city(),
            self._certified(),
            self._journal(),
            books(self._ledger),
            *self._machine(),
        )

    def _issuing(self) -> Finding:
        """What decides whether a new version stays (``systemd/supervision/updater.py``), which reads state and detail."""
        unable, where = self._unable(), FREE if self._free() else SERVING
        return (
            Finding("issuing", "offline", f"{unable}, {where}", 2) if unable else Finding("issuing", "online", where, 0)
        )

    def _device(self, name: DeviceName, status: Status) -> Finding:
        return finding(name, status, self._board.identity.get(name, ""))

    def _city(self) -> Finding:
        down = ", ".join(f"{source} ({why.value})" for source, why in sorted(self._city_down.items()))
        if self._city_down.get("city") is SourceTrouble.BARRED:
            return Finding("city", "offline", BARRED, 2)
        if "city" in self._city_down:
            return Finding("city", "offline", down, 2)
        return (
            Finding("city", "user-error", f"these sources are down: {down}", 1)
            if down
            else Finding("city", "online", "", 0)
        )
