"""What is known of the devices, written down whenever it changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NewType

from config.ids import DeviceName
from drivers import device as dev
from drivers.device import NEVER_SEEN, READER_NAME, State, Status
from kiosk.core.refusals import Refusals
from kiosk.core.step import Step
from sync.journal import events as ev

Insertion = NewType("Insertion", int)
"""Names one putting in of a card, for as long as the kiosk runs: a card that was pulled and put back is another."""


def is_online(status: Mapping[DeviceName, Status], device: DeviceName) -> bool:
    """Whether it works now, as far as is known; a device that is not fitted does not."""
    known = status.get(device)
    return known is not None and known.state == State.ONLINE


class Board:
    """Attributes:
    status: device to its last known state; everybody reads it, this alone writes it.
    identity: device to what it says it is, as far as it does.
    card: media state of the card reader: ``present``, ``notPresent`` or ``lost`` (the reader itself).
    insertion: the last card that was put in. A reader that was lost cannot say that it is still the same one.
    unseen: nobody has seen it being put in: it was there when the reader came, or came back.
    """

    def __init__(self, step: Step, devices: tuple[DeviceName, ...], refusals: Refusals | None = None) -> None:
        self.status = dict.fromkeys(devices, NEVER_SEEN)
        self._said = dict(self.status)  # by the devices themselves
        self._refusals = refusals or Refusals()
        self._reviewed = 0
        self.identity: dict[DeviceName, str] = {}
        self.card = "lost"
        self.insertion = Insertion(0)
        self.unseen = False
        self._step = step

    def handle(self, event: dev.Event) -> None:
        match event:
            case dev.StatusChanged():
                self._said[event.device] = event.status
                self._review(event.device)
            case dev.Identified():
                self.identity[event.device] = event.identity
                self._step.record(ev.DeviceIdentified(event.device, event.identity))

    def review(self) -> None:
        """A device that refuses what it is told, again and again, is not online, whatever it says of itself."""
        while self._reviewed != self._refusals.changes:
            self._reviewed = self._refusals.changes
            for device in self._said:
                self._review(device)

    def _review(self, device: DeviceName) -> None:
        said, refuses = self._said[device], self._refusals.reason(device)
        if refuses and said.state == State.ONLINE:
            said = Status(State.HARDWARE_ERROR, refuses, said.supplies)
        if said != self.status[device]:
            self.set(device, said)

    def card_moved(self, media: str) -> None:
        if (media == "lost") != (self.card == "lost"):
            self.set(READER_NAME, Status(State.OFFLINE if media == "lost" else State.ONLINE))
        if media == "present" and self.card != "present":
            self.insertion, self.unseen = Insertion(self.insertion + 1), self.card == "lost"
        self.card = media

    def set(self, device: DeviceName, status: Status) -> None:
        self.status[device] = status
        self._step.record(ev.DeviceChanged(device, status.state, status.reason, status.supplies))
