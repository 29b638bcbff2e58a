"""Since when everything stands as it does: a fold over the journal's events.

A start asks every device anew, and for some seconds nobody knows how it is. That is no change: what is as it was before the
restart has been so since before it.
"""

from __future__ import annotations

from config.ids import DeviceName
from config.vocabulary import Level, State
from sync.journal import events as ev


class Standing:
    """By device, by device and supply, and by source of the city.

    Attributes:
        tested: what the last night's test found, and when; None before the first.
    """

    def __init__(self) -> None:
        self._stands: dict[tuple[str, str], tuple[object, str]] = {}
        self.tested: tuple[tuple[str, ...], str] | None = None

    def since(self, what: DeviceName | str, supply: str = "") -> str:
        """The journal's wall time; "" where nothing was ever written of it."""
        return self._stands.get((what, supply), (None, ""))[1]

    def how(self, what: DeviceName | str, supply: str = "") -> object:
        """As it was written last; None where nothing ever was."""
        return self._stands.get((what, supply), (None, ""))[0]

    def apply(self, event: ev.Event, wall: str) -> None:
        match event:
            case ev.DeviceChanged() if event.state is not State.UNKNOWN:
                self._set(event.device, "", (event.state, event.reason), wall)
                for supply, level in event.supplies:
                    if level is not Level.UNKNOWN:
                        self._set(event.device, supply, level, wall)
            case ev.SelfTested():
                self.tested = event.failed, wall
            case ev.SourceChanged():
                self._set(event.source, "", event.up, wall)
            case ev.ConfigurationAged():
                self._set("configuration", "age", (event.role, event.age), wall)

    def _set(self, what: str, supply: str, how: object, wall: str) -> None:
        if self._stands.get((what, supply), (None, ""))[0] != how:
            self._stands[what, supply] = how, wall
