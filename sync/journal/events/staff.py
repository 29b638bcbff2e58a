"""What the journal can say of those who look after the machine: who was let in, whose the machine was,
and what they tried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.ids import DeviceName, IssuanceId, PayoutId, StaffNumber, VisitId
from config.vocabulary import (
    CloseReason,
    DeviceTest,
    JobEnd,
    Role,
    StaffRefusal,
    StopReason,
    TestResult,
    VendorMode,
    VisitEnd,
    WishFromAfar,
)
from config.won import Won


@dataclass(frozen=True)
class StaffRefused:
    """Somebody typed a number and a PIN and was not let in. Three in a row lock the pages, each further one for twice as long.

    Attributes:
        number: whose PIN it was not. None where the settings know no such number: a resident may have typed anything.
    """

    VERSION: ClassVar[int] = 1
    number: StaffNumber | None
    reason: StaffRefusal


@dataclass(frozen=True)
class StaffEntered:
    """A member of staff was let in."""

    VERSION: ClassVar[int] = 1
    visit: VisitId
    by: StaffNumber
    role: Role


@dataclass(frozen=True)
class VendorModeChanged:
    """Whose the machine is now."""

    VERSION: ClassVar[int] = 1
    visit: VisitId
    by: StaffNumber
    mode: VendorMode


@dataclass(frozen=True)
class StaffLeft:
    """Their time at the machine's own pages is over."""

    VERSION: ClassVar[int] = 1
    visit: VisitId
    by: StaffNumber
    how: VisitEnd


@dataclass(frozen=True)
class DeviceTestBegun:
    """A member of staff is about to try a device; what it is called in the settings, or ``screen``, ``city``, ``clock``."""

    VERSION: ClassVar[int] = 2
    visit: VisitId
    by: StaffNumber
    device: str
    test: DeviceTest


@dataclass(frozen=True)
class DeviceTested:
    """What it came to. ``detail`` is the device's own word or a figure, "" where there is none."""

    VERSION: ClassVar[int] = 2
    visit: VisitId
    by: StaffNumber
    device: str
    test: DeviceTest
    result: TestResult
    detail: str


@dataclass(frozen=True)
class TrialIntended:
    """One coin is about to be thrown to see that it falls. It is the machine's own: nobody's money is paid out with it.

    A kiosk that dies before the coin is settled finds by the hopper's counter, at the next payout, whether it fell (`HopperMoved`).
    ``dispensed`` is that counter now.
    """

    VERSION: ClassVar[int] = 1
    visit: VisitId
    by: StaffNumber
    payout: PayoutId
    unit: DeviceName
    coin: Won
    dispensed: int


@dataclass(frozen=True)
class TrialSettled:
    """What the hopper's counter said: ``paid`` coins fell, one or none; ``dispensed`` is that counter now."""

    VERSION: ClassVar[int] = 1
    payout: PayoutId
    unit: DeviceName
    coin: Won
    paid: int
    dispensed: int


@dataclass(frozen=True)
class TrialCoinPutBack:
    """A member of staff says that the coin is in its hopper again."""

    VERSION: ClassVar[int] = 1
    visit: VisitId
    by: StaffNumber
    payout: PayoutId
    unit: DeviceName
    coin: Won


@dataclass(frozen=True)
class TrialPrintIntended:
    """Sheets that are no certificate are about to be handed to the printer, under ``page`` as the job's name."""

    VERSION: ClassVar[int] = 1
    visit: VisitId
    by: StaffNumber
    page: IssuanceId
    sheets: int


@dataclass(frozen=True)
class TrialPrintEnded:
    """What the printer said of it. What may still be at the printer is cancelled before anybody's paper is printed."""

    VERSION: ClassVar[int] = 1
    visit: VisitId
    page: IssuanceId
    result: JobEnd


@dataclass(frozen=True)
class WishTaken:
    """Somebody at the city's page wants something of the kiosk, and it does it.

    Version 1 did not know ``support``.

    Attributes:
        wish: as the city names it.
        by: who wants it, as the city knows them.
        text: what residents read while it is closed; "" for every other wish.
    """

    VERSION: ClassVar[int] = 2
    wish: str
    by: str
    what: WishFromAfar
    text: str


@dataclass(frozen=True)
class WishRefused:
    """Somebody at the city's page wants something that is done at the machine alone, or that nobody knows here. ``what`` is their word."""

    VERSION: ClassVar[int] = 1
    wish: str
    by: str
    what: str


@dataclass(frozen=True)
class SupportSent:
    """What somebody at the city's page has wished for is there: how the machine stands, its journal and log of the last days. ``size``: bytes."""

    VERSION: ClassVar[int] = 1
    wish: str
    size: int


@dataclass(frozen=True)
class KioskClosed:
    """A member of staff has put the kiosk out of service; it stays so over restarts, until `KioskOpened`."""

    VERSION: ClassVar[int] = 1
    visit: VisitId
    by: StaffNumber
    reason: CloseReason


@dataclass(frozen=True)
class KioskOpened:
    """It serves residents again."""

    VERSION: ClassVar[int] = 1
    visit: VisitId
    by: StaffNumber


@dataclass(frozen=True)
class EndOrdered:
    """A member of staff wants the kiosk to end; `KioskStopped` follows when the machine is nobody's."""

    VERSION: ClassVar[int] = 1
    visit: VisitId
    by: StaffNumber
    reason: StopReason


@dataclass(frozen=True)
class JournalTaken:
    """A copy of the journal is on a stick: ``file``, with so many ``entries``."""

    VERSION: ClassVar[int] = 1
    visit: VisitId
    by: StaffNumber
    file: str
    entries: int


@dataclass(frozen=True)
class SettingsReplaced:
    """A settings file from a stick is in the place of the one in force, from the next start on.

    ``version`` is the first digits of its SHA-256.
    """

    VERSION: ClassVar[int] = 1
    visit: VisitId
    by: StaffNumber
    version: str


@dataclass(frozen=True)
class VersionWritten:
    """A version of the kiosk from a stick lies beside the one in force; it is begun when nobody is at the screen."""

    VERSION: ClassVar[int] = 1
    visit: VisitId
    by: StaffNumber
    version: str


StaffEvent = (
    StaffRefused
    | StaffEntered
    | VendorModeChanged
    | StaffLeft
    | DeviceTestBegun
    | DeviceTested
    | TrialIntended
    | TrialSettled
    | TrialCoinPutBack
    | TrialPrintIntended
    | TrialPrintEnded
    | WishTaken
    | WishRefused
    | SupportSent
    | KioskClosed
    | KioskOpened
    | EndOrdered
    | JournalTaken
    | SettingsReplaced
    | VersionWritten
)
