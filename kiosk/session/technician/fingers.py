"""What fingers find, as a member of staff tries it: the keys that are pressed, the earphone that goes in and out.

Which keys a resident presses is kept nowhere; here they are counted while somebody tries the keypad, and only then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from config.ids import DeviceName
from drivers.device import Event, Ms
from drivers.keys import JackMoved, Key, KeyPressed


@dataclass
class Tried:
    """``keys`` that were pressed, and ``moves`` of an earphone: in and out."""

    device: DeviceName
    keys: set[Key] = field(default_factory=set)
    moves: list[bool] = field(default_factory=list)


class Fingers:
    """Implements `kiosk.core.kiosk.Part`.

    Attributes:
        keypads: each with the keys that it has.
        sockets: for an earphone.
    """

    def __init__(self, keypads: Mapping[DeviceName, frozenset[Key]], sockets: tuple[DeviceName, ...]) -> None:
        self.keypads, self.sockets = keypads, sockets
        self._tried: Tried | None = None

    def handle(self, event: Event) -> None:
        match self._tried, event:
            case Tried(device) as tried, KeyPressed() if event.device == device:
                tried.keys.add(event.key)
            case Tried(device) as tried, JackMoved() if event.device == device:
                tried.moves.append(event.plugged)

    def act(self) -> Ms | None:
        """Nothing here waits: whoever tries it does."""
        return None

    @contextmanager
    def trying(self, device: DeviceName) -> Iterator[Tried]:
        """What it does from now on, until that ends."""
        self._tried = Tried(device)
        try:
            yield self._tried
        finally:
            self._tried = None
