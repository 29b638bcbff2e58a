"""Since when everything stands as it does: a fold over the journal's events.

A start asks every device anew, and for some seconds nobody knows how it is. That is no change: what is as it was before the
restart has been so since before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from config.ids import DeviceName
from config.software import VersionState
from config.vocabulary import ConfigurationAge, Level, State
from sync.journal import events as ev

MOST_VERSIONS = 5


@dataclass
class Standing:
    """By device, by device and supply, and by source of the city.

    Attributes:
        tested: what the last night's test found, and when; None before the first.
        verifier: by whose signature the first seal of the journal was said to be last; "" before.
        versions: how far each version of the software was said to have got last; the newest few.
        follows: the journal whose place this one took; "" for none.
        countersigned: what the city signed last of this journal; None before.
        aged: how old the signed configuration was said to be last, and by whose signature; None before.
    """

    tested: tuple[tuple[str, ...], str] | None = None
    aged: tuple[str, ConfigurationAge] | None = None
    verifier: str = ""
    versions: dict[str, VersionState] = field(default_factory=dict)
    follows: str = ""
    countersigned: ev.JournalCountersigned | None = None
    _stands: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # how, and since when

    def since(self, what: DeviceName | str, supply: str = "") -> str:
        """The journal's wall time; "" where nothing was ever written of it."""
        return self._stands.get((what, supply), ("", ""))[1]

    def apply(self, event: ev.Event, wall: str) -> None:
        match event:
            case ev.DeviceChanged() if event.state is not State.UNKNOWN:
                self._set(event.device, "", f"{event.state} {event.reason}", wall)
                for supply, level in event.supplies:
                    if level is not Level.UNKNOWN:
                        self._set(event.device, supply, level, wall)
            case ev.SelfTested():
                self.tested = event.failed, wall
            case ev.SourceChanged():
                self._set(event.source, "", "up" if event.up else "down", wall)
            case ev.JournalBegun():
                self.follows = event.previous
            case ev.JournalCountersigned():
                self.countersigned = event
            case ev.SealsBegun():
                self.verifier = event.verifier
            case ev.ConfigurationAged():
                self.aged = event.role, event.age
            case ev.VersionStands():
                self.versions.pop(event.version, None)
                self.versions[event.version] = event.state
                for old in list(self.versions)[:-MOST_VERSIONS]:
                    del self.versions[old]

    def _set(self, what: str, supply: str, how: str, wall: str) -> None:
        if self._stands.get((what, supply), ("", ""))[0] != how:
            self._stands[what, supply] = how, wall
