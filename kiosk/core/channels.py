"""Whom the kiosk asks what, and how long an answer may take: one channel a peer and patience, each with a thread of its own.

A question without its answer by the deadline is answered by a `Failure`: the worker is told the deadline and keeps it, and
the step goes on by itself soon after, whatever the worker does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Generic

from config.catalogue import Record
from config.certificate import Issue
from config.dialogue import A, Failure, Q
from config.ids import LeftRequestId, StaffNumber
from config.kind import Kind
from config.software import PackageTrouble
from config.updates.life import Life
from config.updates.software import Offered
from config.vocabulary import RenewalTrouble
from drivers.device import Ms
from drivers.ipp.printer import IppExchange
from drivers.smartcard.questions import Apdu, PowerUp
from kiosk.core.vitals import Look, Vitals
from printing.certificate import LaidOut, Unprintable
from sync.city.client import CityCall, CityReply


@dataclass(frozen=True)
class Channel(Generic[Q, A]):
    """Questions of type Q go out, answers of type A or a `Failure` come in.

    Between the two they pass the outbox and the inbox among those of all other channels, as objects; `question` and
    `answer` are where they get their types back. Another type there is a bug, and ends the process.

    Attributes:
        questions, answers: the types that Q and A are made of.
        deadline_ms: how long one question may take.
    """

    name: str
    questions: tuple[type[Q], ...]
    answers: tuple[type[A], ...]
    deadline_ms: Ms

    def question(self, asked: object) -> Q:
        if isinstance(asked, self.questions):
            return asked
        raise TypeError(f"no question for the {self.name} channel: {type(asked).__name__}")

    def answer(self, answered: object) -> A | Failure:
        if isinstance(answered, (Failure, self.answers)):
            return answered
        raise TypeError(f"no answer of the {self.name} channel: {type(answered).__name__}")


@dataclass(frozen=True)
class LayOut:
    """The question to the layout worker; answered by `LaidOut` or `Unprintable`."""

    kind: Kind
    record: Record
    issue: Issue


@dataclass(frozen=True, repr=False)
class CheckPin:
    """Whether that is the PIN of this hash (`config.staff`); answered by True or False. What was typed is never written anywhere."""

    pin: str
    stored: str


@dataclass(frozen=True)
class LookAtCertificate:
    """How long the kiosk's own lasts; answered by `Certified`, or `NotRenewed` where it cannot be read."""


@dataclass(frozen=True)
class RenewCertificate:
    """The city makes it anew; answered once the new one is in use, or by `NotRenewed`, and then the old one is."""


@dataclass(frozen=True)
class Certified:
    """From when until when it is of use, in UTC."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class NotRenewed:
    why: RenewalTrouble


@dataclass(frozen=True)
class Frame:
    """The question to the window: draw what is shown once more. Answered when the picture has reached the display."""


@dataclass(frozen=True)
class Drawn:
    """A frame was drawn after it had been asked for, by a window that answers."""


@dataclass(frozen=True)
class ListenToVoice:
    """The question to the voice: could something be heard? Answered by `VoiceWell`."""


@dataclass(frozen=True)
class VoiceWell:
    """Something was said since the last question, or a sound too short to be heard has gone to the device."""


@dataclass(frozen=True)
class LookForConfiguration:
    """Is anything new signed for this kiosk? What is, is on the disk when `Looked` answers."""


@dataclass(frozen=True)
class Looked:
    """Attributes:
    written: the version that is new, and that a start can try.
    refused: one that is signed and that no start could use, and what is wrong with it.
    lives: for how long what is signed is new, of each role that is believed.
    software: the version that this kiosk is to run; None where none is signed for it, or it is not its turn.
    """

    written: str | None = None
    refused: tuple[str, str] | None = None
    lives: tuple[Life, ...] = ()
    software: Offered | None = None


@dataclass(frozen=True)
class ApplyConfiguration:
    """The next start tries this version. ``able``: whether the kiosk can issue as it is. Answered by `Applied`."""

    version: str
    able: bool


class Verdict(Enum):
    """What becomes of a version that is tried: it is in force; it is not taken again; it is tried again some other time."""

    KEPT, LEFT, AGAIN = auto(), auto(), auto()


@dataclass(frozen=True)
class SettleConfiguration:
    """What becomes of the version that this process was started with. Answered by `Applied`."""

    version: str
    verdict: Verdict


@dataclass(frozen=True)
class Applied:
    """It is on the disk."""


@dataclass(frozen=True)
class BringSoftware:
    """A version that is signed for this kiosk comes nearer by a step: a piece of it is fetched, or it is handed over to who may lay
    versions. Answered by `SoftwareStands`.

    Attributes:
        offered: None where none is; then it is only told how the versions stand.
        may_write: nobody is there, and nothing is under way.
    """

    offered: Offered | None
    may_write: bool


@dataclass(frozen=True)
class SoftwareStands:
    """The versions of the kiosk's software on its disk.

    Attributes:
        running: the one in force, "" where none was ever laid; ``kept``: it is the one to go back to, else it is on trial.
        waiting: the one that was written last, if it is another one that is still to begin.
        fetched: bytes of what is offered that are on the disk.
        trouble: why what is offered is not taken.
    """

    running: str = ""
    kept: bool = True
    waiting: str = ""
    fetched: int = 0
    trouble: PackageTrouble | None = None


@dataclass(frozen=True)
class SendSupport:
    """What this wish is for is made and sent to the city; answered by `SupportWithCity` once it has it."""

    wish: str


@dataclass(frozen=True)
class SupportWithCity:
    """``size``: bytes."""

    size: int


CARD = Channel[Apdu | PowerUp, bytes]("card", (Apdu, PowerUp), (bytes,), 3_000)
"""One command to the chip; the slowest, a step of PACE, takes a second on an old card."""
PRINTER = Channel("printer", (IppExchange,), (bytes,), 10_000)
"""A busy printer takes some seconds to answer, and a whole document has to cross to it."""
CITY = Channel("city", (CityCall,), (CityReply,), 8_000)
"""Somebody waits for it, before any money."""
SOURCES = Channel("sources", (CityCall,), (CityReply,), 5_000)
"""What the city can serve; it is asked for all the time."""
HEARTBEAT = Channel("heartbeat", (CityCall,), (CityReply,), 20_000)
"""Once a minute, and nobody waits for it: a city writes many down together. One of its own, so that a slow one holds up nothing else."""
CERTIFICATE = Channel[LookAtCertificate | RenewCertificate, Certified | NotRenewed](
    "certificate", (LookAtCertificate, RenewCertificate), (Certified, NotRenewed), 20_000
)
"""Once an hour, and nobody waits for it."""
JOURNAL = Channel("journal", (CityCall,), (CityReply,), 15_000)
"""A thousand entries go up at once at most; nobody waits for it."""
LAYOUT = Channel[LayOut, LaidOut | Unprintable]("layout", (LayOut,), (LaidOut, Unprintable), 20_000)
"""A page takes some 30 ms; a record of hundreds of pages is none that a kiosk prints."""
STAFF = Channel("staff", (CheckPin,), (bool,), 5_000)
"""The hash is slow on purpose: a tenth of a second, half of one on a small computer, in which the step serves the coins."""
VITALS = Channel("vitals", (Look,), (Vitals,), 5_000)
"""How the machine itself is; a UPS on another computer has two seconds of it."""
SCREEN = Channel("screen", (Frame,), (Drawn,), 5_000)
"""A frame takes some ms, and on a busy machine a second."""
VOICE = Channel("voice", (ListenToVoice,), (VoiceWell,), 10_000)
"""A synthesiser that is started takes 20 ms, and on a busy machine a second."""
CONFIGURATION = Channel[LookForConfiguration | ApplyConfiguration | SettleConfiguration, Looked | Applied](
    "configuration", (LookForConfiguration, ApplyConfiguration, SettleConfiguration), (Looked, Applied), 60_000
)
"""Nobody waits for it, and a first look may fetch everything over a slow line."""
SOFTWARE = Channel[BringSoftware, SoftwareStands]("software", (BringSoftware,), (SoftwareStands,), 600_000)
"""Nobody waits for it. A piece is fetched within seconds; handed over, a package is unpacked, on a slow disk for minutes."""

SUPPORT = Channel[SendSupport, SupportWithCity]("support", (SendSupport,), (SupportWithCity,), 600_000)
"""Whoever helps from afar waits for it: the check of the journal takes a minute, and some MB go up."""


@dataclass(frozen=True)
class LookBack:
    """Are the closed volumes of the journal whole? Answered by `LookedBack`, in its own time."""


@dataclass(frozen=True)
class LookedBack:
    problems: int


LOOK_BACK = Channel[LookBack, LookedBack]("look-back", (LookBack,), (LookedBack,), 86_400_000)
"""A check of ten years takes minutes of an idle processor, and it gives way to everything else."""


# --- what a member of staff has done with files ------------------------------------------------------------------


@dataclass(frozen=True)
class VerifyJournal:
    """Is the journal whole? Answered by `JournalChecked`."""


@dataclass(frozen=True)
class ExportJournal:
    """The journal goes to the stick. Answered by `JournalExported`, or by `StickFailed`."""


@dataclass(frozen=True)
class FindSettings:
    """What lies on the stick that could be this kiosk's settings. Answered by `SettingsFound`, or by `StickFailed`."""


@dataclass(frozen=True)
class InstallSettings:
    """A file of the stick takes the place of the settings in force, if it is still ``version``. Answered by `SettingsInstalled`."""

    file: str
    version: str


@dataclass(frozen=True)
class FindPackages:
    """What lies on the stick that could be a version of the kiosk. Answered by `PackagesFound`, or by `StickFailed`."""


@dataclass(frozen=True)
class TakePackage:
    """A package of the stick is laid beside the version in force. Answered by `PackageWritten`, or by `StickFailed`."""

    file: str


@dataclass(frozen=True)
class MakeDiagnosis:
    """How the machine stands, on a sheet; ``to_stick``: there. Answered by `DiagnosisMade`, or by `StickFailed`."""

    to_stick: bool


@dataclass(frozen=True)
class MakeCommissioning:
    """What the machine is made of and what was tried of it; ``by`` puts it into service. Answered by `CommissioningMade`, or by
    `StickFailed`."""

    by: StaffNumber
    to_stick: bool


@dataclass(frozen=True)
class NotTried:
    """What is missing before anybody is served: a test that was not tried or failed, or "" and a device's state that is no good.

    Attributes:
        result: of the test, "" where there is none.
    """

    device: str
    test: str
    result: str
    state: str


@dataclass(frozen=True)
class CommissioningMade:
    """``sheets`` of the ``pdf``, one page on each. ``file``: what it is called on the stick, "" where it was not to go there."""

    pdf: bytes
    sheets: int
    missing: tuple[NotTried, ...]
    file: str = ""


@dataclass(frozen=True)
class DiagnosisMade:
    """``pdf``: one page. ``file``: what it is called on the stick, "" where it was not to go there."""

    pdf: bytes
    file: str = ""


@dataclass(frozen=True)
class JournalChecked:
    """``problems``: the place, and what is wrong there."""

    entries: int
    problems: tuple[str, ...]


@dataclass(frozen=True)
class JournalExported:
    """It is on the stick: written, flushed, read back, and verified there."""

    file: str
    size: int
    checked: JournalChecked


@dataclass(frozen=True)
class StickFailed:
    """``trouble`` is a word of `kiosk.shell.stick.StickTrouble`."""

    trouble: str


@dataclass(frozen=True)
class Candidate:
    """A settings file, and everything that is wrong with it."""

    file: str
    version: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class SettingsFound:
    files: tuple[Candidate, ...]


@dataclass(frozen=True)
class SettingsInstalled:
    """They are in force from the next start on; with problems nothing was changed."""

    version: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class FoundPackage:
    """``version``: what it would be, "" where it cannot be taken: ``trouble`` is a word of `config.software.PackageTrouble`."""

    file: str
    version: str
    trouble: str = ""


@dataclass(frozen=True)
class PackagesFound:
    """``running``: the version in force, which is ``kept`` or still on trial; ``waiting``: the one that was written last, if another."""

    files: tuple[FoundPackage, ...]
    running: str = ""
    kept: bool = True
    waiting: str = ""


@dataclass(frozen=True)
class PackageWritten:
    """It is begun when nobody is at the screen; with a ``trouble`` nothing was changed."""

    version: str
    trouble: str = ""


FileQuestion = (
    VerifyJournal
    | ExportJournal
    | FindSettings
    | InstallSettings
    | FindPackages
    | TakePackage
    | MakeDiagnosis
    | MakeCommissioning
)
FileAnswer = (
    JournalChecked | JournalExported | StickFailed | SettingsFound | SettingsInstalled | PackagesFound | PackageWritten
    | DiagnosisMade | CommissioningMade
)  # fmt: skip
FILES = Channel[FileQuestion, FileAnswer](
    "files",
    (
        VerifyJournal,
        ExportJournal,
        FindSettings,
        InstallSettings,
        FindPackages,
        TakePackage,
        MakeDiagnosis,
        MakeCommissioning,
    ),
    (
        JournalChecked,
        JournalExported,
        StickFailed,
        SettingsFound,
        SettingsInstalled,
        PackagesFound,
        PackageWritten,
        DiagnosisMade,
        CommissioningMade,
    ),
    600_000,
)
"""A journal of five years is some gigabytes, and a slow stick takes minutes for it; who waits stands there."""


@dataclass(frozen=True)
class LeftBox:
    """``until``: from then on nobody can collect what is in it."""

    request: LeftRequestId
    until: datetime
    box: bytes


@dataclass(frozen=True)
class KeepBox:
    """It is on the disk when this is answered, by what lies there then."""

    box: LeftBox


@dataclass(frozen=True)
class EraseBox:
    request: LeftRequestId


@dataclass(frozen=True)
class ReadBoxes:
    """What lies there?"""


@dataclass(frozen=True)
class Boxes:
    """All that lie there."""

    boxes: tuple[LeftBox, ...]


BoxQuestion = KeepBox | EraseBox | ReadBoxes
BOXES = Channel[BoxQuestion, Boxes]("boxes", (KeepBox, EraseBox, ReadBoxes), (Boxes,), 10_000)
"""A file of a few hundred bytes; a disk that is busy with a large one takes seconds."""
DELIVERY = Channel("delivery", (CityCall,), (CityReply,), 8_000)
"""Somebody may wait for the first try; one of its own, so that later ones hold up nobody."""
