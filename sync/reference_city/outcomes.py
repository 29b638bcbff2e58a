"""How kiosks fare with what is signed for them, as they say themselves: whoever rolls it out asks before it goes further."""

from __future__ import annotations

from config.ids import KioskId
from config.software import VersionState
from config.vocabulary import ConfigurationTrouble
from sync.journal import events as ev
from sync.journal.format import JournalError, open_entry
from sync.reference_city.fleet.beats import Known
from sync.reference_city.machines import MachineStore

_MARK = b'"Configuration'
"""In the body of every entry that counts; the others need not be read."""


def outcome_of_software(known: Known | None, version: str) -> str:
    """``kept``, ``left`` or ``open``, by the last heartbeat of the kiosk."""
    states = [each.state for each in known.told.versions if each.name == version] if known else []
    return states[0] if states in ([VersionState.KEPT], [VersionState.LEFT]) else "open"


def outcomes_of(machines: MachineStore, kiosk: KioskId) -> dict[str, str]:
    """Version of the configuration to ``kept`` or ``left``, whichever the kiosk said last; one of which it says neither, or that it will try again, is
    not there.
    """
    said: dict[str, str] = {}
    for journal in machines.journals_of(kiosk):
        for body in machines.entries_of(journal.journal):
            if _MARK not in body:
                continue
            try:
                event = open_entry(body).event
            except JournalError:
                continue
            match event:
                case ev.ConfigurationKept():
                    said[event.version] = "kept"
                case ev.ConfigurationLeft() if event.reason is not ConfigurationTrouble.NOT_REACHED:
                    said[event.version] = "left"
    return said
