"""What the journal can say of the machine: its starts, its devices, its sources, its counted cash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.cash_statement import CashStatement
from config.ids import DeviceName, ExchangeId, StaffNumber
from config.software import PackageTrouble, VersionState
from config.vocabulary import (
    ConfigurationAge,
    ConfigurationTrouble,
    JournalChange,
    Level,
    Power,
    RenewalTrouble,
    Role,
    SourceTrouble,
    State,
    StopReason,
    Strain,
    WorkerTrouble,
)
from config.won import Won


@dataclass(frozen=True)
class KioskStarted:
    """The kiosk's process is up. ``journal_problems`` counts what the check of the journal found wrong.

    ``software`` is version and commit. ``kiosk`` is its id at the city; ``number`` and ``site`` are what its papers and screens call it. Version 1 had the id alone,
    as ``machine``.
    """

    VERSION: ClassVar[int] = 2
    kiosk: str
    number: str | None
    site: str | None
    software: str
    journal_problems: int


@dataclass(frozen=True)
class SealsBegun:
    """By whose signature the journal's first seal is, in hexadecimal: the city learns it by this, and whoever knows it can check all that follow.
    Written at the first start, and where another stands there since."""

    VERSION: ClassVar[int] = 1
    verifier: str


@dataclass(frozen=True)
class ClosedVolumesFaulty:
    """The closed volumes of the journal, which are looked at behind the first screen, have so many ``problems``; ``KioskStarted`` has those of the last one."""

    VERSION: ClassVar[int] = 1
    problems: int


@dataclass(frozen=True)
class JournalBegun:
    """The first entry of a journal that takes the place of another: the disk is new, or the machine. ``seq``: how far the city had that one."""

    VERSION: ClassVar[int] = 1
    previous: str
    seq: int


@dataclass(frozen=True)
class JournalCountersigned:
    """The city has this journal up to ``seq`` as it is here, and has signed that (``sync.city.countersigned``). Written after each start, and when
    many entries have come since.

    Attributes:
        seq, hash: the last entry that it has.
        since: when it got the first one, by its own clock.
        signature: its own, in base64.
    """

    VERSION: ClassVar[int] = 1
    seq: int
    hash: str
    since: str
    signature: str


@dataclass(frozen=True)
class JournalDiffers:
    """What the city has of this kiosk is not what stands here: nobody is served until somebody has looked.

    Attributes:
        journal, seq: what the city has, and how far.
    """

    VERSION: ClassVar[int] = 1
    how: JournalChange
    journal: str
    seq: int


@dataclass(frozen=True)
class CityFellBack:
    """The city has this journal up to ``seq`` alone, and ``had`` more, which it had acknowledged: its database was restored. It is sent the rest again."""

    VERSION: ClassVar[int] = 1
    seq: int
    had: int


@dataclass(frozen=True)
class KioskRetired:
    """The last entry: the machine was taken out of service by hand, and its keys were destroyed after this.

    Attributes:
        by: who did it: staff or a firm.
    """

    VERSION: ClassVar[int] = 1
    by: str


@dataclass(frozen=True)
class KioskStopped:
    """A clean end; a journal whose last start has no stop tells of a kill or a power cut.

    Version 1 knew no configuration and no staff to end it.
    """

    VERSION: ClassVar[int] = 2
    reason: StopReason


@dataclass(frozen=True)
class WorkerLost:
    """A thread of the process is of no use any more, and the process ends for it; the next start follows at once.

    ``worker`` is a channel, the section of a port, or what watches: ``city``, ``cctalk``, ``card-watch``.
    """

    VERSION: ClassVar[int] = 1
    worker: str
    how: WorkerTrouble


@dataclass(frozen=True)
class PowerChanged:
    """The machine's current comes from elsewhere now. On battery nobody begins to pay. Nothing is written of a start on mains."""

    VERSION: ClassVar[int] = 1
    power: Power


@dataclass(frozen=True)
class StrainChanged:
    """Something of the computer runs short (``over`` its limit), or does not any more. Version 1 knew nothing of the disk's health."""

    VERSION: ClassVar[int] = 2
    strain: Strain
    over: bool


@dataclass(frozen=True)
class SelfTested:
    """The night's test: the disk was tried, and everything was looked at.

    Attributes:
        failed: what was not well, in the words of ``kiosk diagnose``; none of it names a person.
    """

    VERSION: ClassVar[int] = 1
    failed: tuple[str, ...]


@dataclass(frozen=True)
class DeviceChanged:
    """A device's state is now another one; written on transitions only.

    ``reason`` is the protocol's own name of the condition, in kebab-case (``stacker-open``), "" where there is none.
    """

    VERSION: ClassVar[int] = 1
    device: DeviceName
    state: State
    reason: str
    supplies: tuple[tuple[str, Level], ...]


@dataclass(frozen=True)
class DeviceIdentified:
    """Who answered at this place: cables get swapped, serial numbers do not."""

    VERSION: ClassVar[int] = 1
    device: DeviceName
    identity: str


@dataclass(frozen=True)
class SourceChanged:
    """A source system of the city went down or came back; ``city`` is the city server as a whole."""

    VERSION: ClassVar[int] = 2
    source: str
    up: bool
    reason: SourceTrouble | None


@dataclass(frozen=True)
class CertificateRenewed:
    """The city has made the kiosk's certificate anew, and it is in use. ``until``: ISO 8601 in UTC."""

    VERSION: ClassVar[int] = 1
    until: str


@dataclass(frozen=True)
class CertificateNotRenewed:
    """Its time had come, and it was not made anew. It is tried again every hour; another reason is another entry."""

    VERSION: ClassVar[int] = 1
    reason: RenewalTrouble


@dataclass(frozen=True)
class UnitCounted:
    """A person counted a cash unit: ``count`` coins or notes of ``coin`` are in ``unit``, named by its device."""

    VERSION: ClassVar[int] = 1
    unit: DeviceName
    coin: Won
    count: int


@dataclass(frozen=True)
class SupplyReplaced:
    """Somebody put in paper, toner or a receipt roll.

    Attributes:
        supply: as the device calls it in `DeviceChanged`.
        amount: what is in it now: sheets of paper, pages that the toner is good for, slips that the roll is.
        by, role: who did it: the number of a member of staff.
    """

    VERSION: ClassVar[int] = 1
    device: DeviceName
    supply: str
    amount: int
    by: StaffNumber
    role: Role


@dataclass(frozen=True)
class UnitFilled:
    """``pieces`` of ``coin`` were put into ``unit``; what was in it before is what it was, counted or not.

    Attributes:
        by, role: who did it, as in `ExchangeStarted`.
    """

    VERSION: ClassVar[int] = 1
    unit: DeviceName
    coin: Won
    pieces: int
    by: str | None = None
    role: Role | None = None


@dataclass(frozen=True)
class ExchangeStarted:
    """Somebody opened the cash units and counted; no resident was served meanwhile. ``exchange`` is a UUID.

    Version 1 knew nobody's name, version 2 nobody's role.

    Attributes:
        by: who did it, as they were named: staff or a firm, never a resident. None where nobody was asked.
        role: of a member of staff at the machine's own pages, None where it was a command.
    """

    VERSION: ClassVar[int] = 3
    exchange: ExchangeId
    by: str | None = None
    role: Role | None = None


@dataclass(frozen=True)
class ExchangeEnded:
    """The cash units are closed again, and with them the batch; what is in them now was counted just before.

    Version 1 knew of no bag and no trials, and not how the figure of a unit came about.

    Attributes:
        statement: what the batch came to, as `config.cash_statement.CashStatement`.
    """

    VERSION: ClassVar[int] = 2
    exchange: ExchangeId
    statement: CashStatement


@dataclass(frozen=True)
class ConfigurationWritten:
    """A configuration that was signed at the city's desk is on the disk, whole; it is in force for nobody yet."""

    VERSION: ClassVar[int] = 1
    version: str


@dataclass(frozen=True)
class ConfigurationApplied:
    """The kiosk ends itself, to be started with it."""

    VERSION: ClassVar[int] = 1
    version: str


@dataclass(frozen=True)
class ConfigurationBegun:
    """This run was started with it. ``tried``: it has not proved itself yet."""

    VERSION: ClassVar[int] = 1
    version: str
    tried: bool


@dataclass(frozen=True)
class ConfigurationHealthy:
    """With it the kiosk can issue; it has still to go on doing so for a while."""

    VERSION: ClassVar[int] = 1
    version: str


@dataclass(frozen=True)
class ConfigurationKept:
    """The kiosk went on being able to issue with it: it is in force from now on, at every start."""

    VERSION: ClassVar[int] = 1
    version: str


@dataclass(frozen=True)
class ConfigurationLeft:
    """It is not in force; the one before is. Except where the city was not reached with it, it is not taken again.

    Version 1 did not say what is wrong with it.

    Attributes:
        what: which file, which key and why, for whoever has signed it; "" where that is not known.
    """

    VERSION: ClassVar[int] = 2
    version: str
    reason: ConfigurationTrouble
    what: str = ""


@dataclass(frozen=True)
class ConfigurationAged:
    """What was signed last is getting old, or was signed anew.

    Attributes:
        role: whose signatures have the smallest part of their time left; "" while all are new.
    """

    VERSION: ClassVar[int] = 1
    role: str
    age: ConfigurationAge


@dataclass(frozen=True)
class VersionStands:
    """How far a version of the software has got here, told by the one that runs.

    Attributes:
        why: of ``left`` where it was not taken.
    """

    VERSION: ClassVar[int] = 1
    version: str
    state: VersionState
    why: PackageTrouble | None = None


MachineEvent = (
    KioskStarted
    | JournalBegun
    | JournalCountersigned
    | JournalDiffers
    | CityFellBack
    | KioskRetired
    | KioskStopped
    | WorkerLost
    | PowerChanged
    | StrainChanged
    | SelfTested
    | ClosedVolumesFaulty
    | SealsBegun
    | DeviceChanged
    | DeviceIdentified
    | SourceChanged
    | CertificateRenewed
    | CertificateNotRenewed
    | ConfigurationWritten
    | ConfigurationApplied
    | ConfigurationBegun
    | ConfigurationHealthy
    | ConfigurationKept
    | ConfigurationLeft
    | ConfigurationAged
    | VersionStands
    | UnitCounted
    | UnitFilled
    | SupplyReplaced
    | ExchangeStarted
    | ExchangeEnded
)
