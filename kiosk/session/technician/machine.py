"""What a member of staff has before them: the machine, and how it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from config.ids import DeviceName, StaffNumber, VisitId
from config.seoul import SEOUL
from config.settings import StaffSettings
from config.vocabulary import Role
from drivers.device import Ms
from kiosk.core.closing import Closing
from kiosk.core.standing import Standing
from kiosk.core.status import Board
from kiosk.core.step import Flow
from kiosk.core.view import Message, Tap, View
from kiosk.money.accounts import Accounts
from kiosk.money.devices import CashDevices
from kiosk.money.trials import Trials
from kiosk.money.units import Place
from kiosk.session.desk import Desk
from kiosk.session.issuing import Issuing
from kiosk.session.technician.fingers import Fingers

PATIENCE_MS: Ms = 300_000
"""Who looks after the machine has their hands in it, not on the screen."""


@dataclass(frozen=True)
class SettingsFile:
    """What this process was started with.

    Attributes:
        version: the first digits of the SHA-256 of what stands there.
        written: when it was.
    """

    version: str
    written: datetime


@dataclass(frozen=True)
class Machine:
    """Attributes:
    names: what people call each device that is fitted.
    places: what the cash units can hold.
    accounts: what the journal says of documents, supplies and claims.
    cash: what takes and what pays out; ``trials`` tries it.
    fingers: the keypad and the earphone's socket, as they are tried.
    closing: whether they have put it out of service.
    reader: of chip cards, None where none is fitted.
    acknowledged: the last entry that the city has.
    software: version and commit of what runs here, since ``started``.
    settings: the file it was started with, None where there was none; ``signed`` is what was signed at the city's desk and lies over it.
    staff: who may be let in, by number.
    """

    desk: Desk
    issuing: Issuing
    board: Board
    standing: Standing
    names: Mapping[DeviceName, Message]
    places: tuple[Place, ...]
    accounts: Accounts
    cash: CashDevices
    trials: Trials
    fingers: Fingers
    closing: Closing
    reader: DeviceName | None
    acknowledged: Callable[[], int]
    software: str
    started: datetime
    settings: SettingsFile | None
    signed: SettingsFile | None
    staff: Mapping[StaffNumber, StaffSettings]

    def supply(self, device: DeviceName, supply: str) -> str:
        """What it is called: the paper of the receipt printer is a roll."""
        return "roll" if supply == "paper" and self.names[device].id == "device.receipt-printer" else supply

    def since(self, what: DeviceName | str, supply: str = "") -> str:
        """``11-23 14:02``, in Korea and in one line; "" where nobody knows."""
        wall = self.standing.since(what, supply)
        return f"{datetime.fromisoformat(wall).astimezone(SEOUL):%m-%d\u00a0%H:%M}" if wall else ""

    def under_way(self) -> bool:
        """Money is on its way, or a document: what a handing over waits for."""
        desk, jobs = self.desk, self.issuing.print_jobs
        money = not desk.taking.settled or desk.charging.presented or desk.payouts.busy
        return bool(money or jobs.under_way or jobs.strays)


@dataclass(frozen=True)
class Visit:
    """A member of staff's time at the machine.

    Attributes:
        by: who it is; it stands in the journal with whatever they do.
    """

    id: VisitId
    by: StaffNumber
    role: Role
    machine: Machine

    def answer(
        self, view: Callable[[], View], ready: Callable[[], bool] = lambda: False,
        again_at: Callable[[], Ms | None] = lambda: None,
    ) -> Flow[Tap | None]:  # fmt: skip
        """As `Desk.answer`, for somebody who has their hands in the machine.

        Raises:
            Left: they leave, or have gone.
        """
        return (yield from self.machine.desk.answer(view, ready, PATIENCE_MS, again_at))
