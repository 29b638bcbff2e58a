"""The appliance's log, for whoever reads `journalctl -u kiosk`: what changed and why, and nothing of what goes on in between.

The journal is the record; the log is what a technician looks at first. It is made from what the journal holds already, of those
events alone that tell how the machine is: no session, no person, and no number that somebody carries away (of a paper, a claim
or a charge of a card) is in it.
"""

from __future__ import annotations

import logging
import os
import sys

from config.software import VersionState
from config.vocabulary import ConfigurationAge, Power, ReceiptResult, State
from sync.journal import events as ev
from sync.journal.format import Entry, JournalError, open_entry

LOG = logging.getLogger("kiosk")
LOG.addHandler(logging.NullHandler())  # nothing is said where nobody set it up
NOTICE = 25
"""Between information and a warning: normal, and worth knowing."""
_PRIORITY = {logging.CRITICAL: 2, logging.ERROR: 3, logging.WARNING: 4, NOTICE: 5, logging.INFO: 6}
"""Level to syslog's priority, which journald reads from ``<N>`` at the head of a line (sd-daemon(3))."""
_LEVEL = {State.ONLINE: NOTICE, State.UNKNOWN: logging.INFO, State.USER_ERROR: logging.WARNING}


class _Formatter(logging.Formatter):
    """A line has its priority where journald reads it, and its level in words where a person does."""

    def __init__(self, for_journald: bool) -> None:
        super().__init__("%(message)s" if for_journald else "%(asctime)s %(levelname)s %(message)s")
        self._for_journald = for_journald

    def format(self, record: logging.LogRecord) -> str:
        lines = super().format(record).splitlines()
        if not self._for_journald:
            return "\n".join(lines)
        priority = _PRIORITY.get(record.levelno, 6)
        return "\n".join(f"<{priority}>{line}" for line in lines)  # to journald each line is a message of its own


def start_log() -> None:
    """From now on on standard error."""
    logging.addLevelName(NOTICE, "NOTICE")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter("JOURNAL_STREAM" in os.environ))
    LOG.handlers = [handler]
    LOG.setLevel(logging.INFO)


def log_entries(entries: tuple[Entry, ...]) -> None:
    """What of these entries, which are durable now, is worth a line."""
    if not LOG.isEnabledFor(logging.CRITICAL) or LOG.level == logging.NOTSET:
        return
    for entry in entries:
        try:
            event = open_entry(entry.body).event
        except JournalError:  # this program wrote it; the check will tell
            continue
        told = said(event) if event else None
        if told:
            LOG.log(*told)


def said(event: ev.Event) -> tuple[int, str] | None:
    """Level and line; None where the log says nothing."""
    match event:
        case ev.KioskStarted():
            problems = (
                f"; the check of the journal found {event.journal_problems} problems" if event.journal_problems else ""
            )
            level = logging.ERROR if problems else NOTICE
            return level, f"started: {event.software}, {event.kiosk}, {event.number} {event.site}{problems}"
        case ev.KioskRetired():
            return NOTICE, f"retired by {event.by}"
        case ev.KioskStopped():
            return NOTICE, f"stopped: {event.reason}"
        case ev.PowerChanged():
            return (NOTICE if event.power is Power.MAINS else logging.WARNING), f"power: {event.power.meaning}"
        case ev.StrainChanged():
            return (
                (logging.WARNING, f"{event.strain} runs short")
                if event.over
                else (NOTICE, f"{event.strain} is well again")
            )
        case ev.SelfTested():
            failed = ", ".join(event.failed)
            return (logging.WARNING, f"tried itself: {failed}") if failed else (NOTICE, "tried itself: all is well")
        case ev.WorkerLost():
            return logging.CRITICAL, f"ends for the {event.worker} worker: {event.how}"
        case ev.DeviceChanged():
            why = f" ({event.reason})" if event.reason else ""
            short = "".join(f", {name} {level}" for name, level in event.supplies if level not in ("ok", "unknown"))
            level = max(_LEVEL.get(event.state, logging.ERROR), logging.WARNING if short else 0)
            return level, f"{event.device}: {event.state}{why}{short}"
        case ev.DeviceIdentified():
            return logging.INFO, f"{event.device}: is {event.identity}"
        case ev.SourceChanged():
            up = f"{event.source}: answers"
            return (NOTICE, up) if event.up else (logging.WARNING, f"{event.source}: down ({event.reason})")
        case ev.CertificateRenewed():
            return NOTICE, f"the certificate at the city was renewed, until {event.until}"
        case ev.CertificateNotRenewed():
            return logging.WARNING, f"the certificate at the city was not renewed: {event.reason}"
        case ev.BooksUnbalanced():
            return logging.CRITICAL, "the books do not balance: nobody is served until an exchange"
        case ev.ExchangeEnded():
            return NOTICE, f"batch {event.statement.batch} is closed"
    return _of_the_journal(event) or _of_what_is_signed(event) or _of_money_and_paper(event)


def _of_what_is_signed(event: ev.Event) -> tuple[int, str] | None:
    match event:
        case (
            ev.ConfigurationWritten()
            | ev.ConfigurationApplied()
            | ev.ConfigurationBegun()
            | ev.ConfigurationHealthy()
            | ev.ConfigurationKept()
        ):
            what = type(event).__name__.removeprefix("Configuration").lower()
            return NOTICE, f"configuration {event.version}: {what}"
        case ev.ConfigurationLeft():
            return logging.WARNING, f"configuration {event.version}: left ({event.reason}) {event.what}".rstrip()
        case ev.ConfigurationAged():
            level = NOTICE if event.age is ConfigurationAge.NEW else logging.WARNING
            return level, f"what is signed: {event.role} {event.age}".replace("  ", " ")
        case ev.VersionStands():
            level = logging.WARNING if event.state is VersionState.LEFT else NOTICE
            return level, f"software {event.version}: {event.state} {event.why or ''}".rstrip()
    return None


def _of_the_journal(event: ev.Event) -> tuple[int, str] | None:
    match event:
        case ev.ClosedVolumesFaulty():
            return logging.ERROR, f"the check of the journal's closed volumes found {event.problems} problems"
        case ev.JournalBegun():
            return NOTICE, f"a new journal in the place of {event.previous}, of which the city had {event.seq} entries"
        case ev.JournalCountersigned():
            return logging.INFO, f"the city has the journal up to entry {event.seq}, as it is here"
        case ev.JournalDiffers():
            has = f"the city has journal {event.journal} up to entry {event.seq}"
            return logging.ERROR, f"the journal is not what the city has: {event.how.meaning}; {has}"
        case ev.CityFellBack():
            return (
                logging.WARNING,
                f"the city had {event.had} entries of the journal and has {event.seq}: was it set back?",
            )
    return None


def _of_money_and_paper(event: ev.Event) -> tuple[int, str] | None:
    """And of what was done from afar."""
    match event:
        case ev.WishTaken():
            return NOTICE, f"{event.by}, from afar: {event.what}"
        case ev.SupportSent():
            return NOTICE, f"support: {event.size:,} bytes were sent to the city"
        case ev.WishRefused():
            return logging.WARNING, f"{event.by}, from afar: {event.what}, refused"
        case ev.SuspenseOpened():
            return logging.WARNING, f"{event.amount} won are owed to somebody: {event.reason}"
        case ev.SuspenseReduced():
            return NOTICE, f"{event.amount} won are owed no longer: {event.reason}"
        case ev.PayoutSettled(unpaid=unpaid) if unpaid:
            return logging.WARNING, f"{event.unit}: {unpaid} of {event.paid + unpaid} coins did not fall"
        case ev.HopperMoved():
            return logging.WARNING, f"{event.unit}: threw {event.coins} coins that nobody asked for"
        case ev.CreditsLost():
            return logging.WARNING, f"{event.device}: may have taken coins whose value it cannot tell any more"
        case ev.NoteFoundInPath():
            return logging.WARNING, f"{event.device}: a note lay in the {event.where} at power-up"
        case ev.ChargeInDoubt() | ev.ChargeCancelFailed():
            return logging.WARNING, f"a charge of a card is in doubt: {event.reason}"
        case ev.DocumentVoided() | ev.ReservationFailed():
            return NOTICE, f"nothing was issued: {event.reason}"
        case ev.ReceiptEnded(result=result) if result is not ReceiptResult.PRINTED:
            return logging.WARNING, f"no receipt came out: {result}"
    return None
