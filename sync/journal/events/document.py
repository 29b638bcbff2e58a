"""What the journal can say of a session and its document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.ids import DocumentNumber, IssuanceId, SessionId
from config.vocabulary import Ending, IdentityFailure, IdentityMeans, JobEnd, PrintHabit, ReceiptResult, VoidReason
from config.won import Won


@dataclass(frozen=True)
class SessionStarted:
    VERSION: ClassVar[int] = 1
    session: SessionId


@dataclass(frozen=True)
class KindChosen:
    VERSION: ClassVar[int] = 1
    session: SessionId
    kind: str


@dataclass(frozen=True)
class IdentityProved:
    """The resident is who they say."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    means: IdentityMeans


@dataclass(frozen=True)
class IdentityFailed:
    VERSION: ClassVar[int] = 2
    session: SessionId
    reason: IdentityFailure


@dataclass(frozen=True)
class ReservationIntended:
    """The city is about to be asked for this issuance; whatever it does, the UUID is the same."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    issuance: IssuanceId
    kind: str


@dataclass(frozen=True)
class Reserved:
    """The city's signed record is here, verified and laid out: ``sheets`` sheets for ``fee``."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    issuance: IssuanceId
    kind: str
    number: DocumentNumber
    sheets: int
    fee: Won


@dataclass(frozen=True)
class FeeExempted:
    """``fee`` is not charged: the city's registers prove the ``exemption`` of the catalogue, by the kind of ``proof`` there."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    issuance: IssuanceId
    exemption: str
    proof: str
    fee: Won


@dataclass(frozen=True)
class ReservationFailed:
    """There is nothing to issue: refused by the city, unreachable, not trusted, or not printable.

    In version 1 ``reason`` was the id of a notice; version 2 did not know a card that was taken out, nor a
    paper that is too long.
    """

    VERSION: ClassVar[int] = 3
    session: SessionId
    issuance: IssuanceId
    reason: VoidReason


@dataclass(frozen=True)
class PrintIntended:
    """The job is about to be handed to the printer under the issuance's UUID as its name."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    issuance: IssuanceId
    number: DocumentNumber
    sheets: int


@dataclass(frozen=True)
class PrintJobCreated:
    """The printer knows the job; the document itself has not been sent yet."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    issuance: IssuanceId
    job: int


@dataclass(frozen=True)
class DocumentIssued:
    """Every sheet is printed, by the printer's own account; ``fee`` is earned."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    issuance: IssuanceId
    number: DocumentNumber
    sheets: int
    fee: Won


@dataclass(frozen=True)
class DocumentVoided:
    """This number is not valid, whatever paper may exist; None where the city's number never arrived.

    In version 1 ``reason`` was the id of a notice or an `Ending`; version 2 did not know a card that was taken out, nor a
    paper that is too long.
    """

    VERSION: ClassVar[int] = 3
    session: SessionId
    issuance: IssuanceId
    number: DocumentNumber | None
    reason: VoidReason


@dataclass(frozen=True)
class PrintUnproven:
    """The printer was well and did not prove that this document is on paper. The second in a row takes the kiosk out of
    service: a third person would pay for what the printer makes a habit of.
    """

    VERSION: ClassVar[int] = 1
    session: SessionId
    issuance: IssuanceId
    habit: PrintHabit


@dataclass(frozen=True)
class PrintJobEnded:
    """The job of a void document is at an end at the printer, or the printer does not tell.

    Version 1 did not know ``not-told``.
    """

    VERSION: ClassVar[int] = 2
    session: SessionId
    issuance: IssuanceId
    result: JobEnd


@dataclass(frozen=True)
class DocumentPresented:
    """The sheets lie in the outlet, within reach."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    issuance: IssuanceId
    sheets: int


@dataclass(frozen=True)
class DocumentTaken:
    """``confirmed`` by the resident; otherwise the kiosk only stopped waiting."""

    VERSION: ClassVar[int] = 1
    session: SessionId
    issuance: IssuanceId
    confirmed: bool


@dataclass(frozen=True)
class DocumentLeft:
    """The outlet's sensor says that sheets lie there after their time, whatever this document's number is worth. Of several documents
    of one session each is named: which of them lie there the sensor cannot say.
    """

    VERSION: ClassVar[int] = 1
    session: SessionId
    issuance: IssuanceId
    number: DocumentNumber


@dataclass(frozen=True)
class OutletOccupied:
    """Something lay in the outlet before the session's first sheet came out; whose it is nobody knows."""

    VERSION: ClassVar[int] = 1
    session: SessionId


@dataclass(frozen=True)
class RetractIntended:
    """The printer is about to draw back what lies in its outlet: everything that is left there."""

    VERSION: ClassVar[int] = 1


@dataclass(frozen=True)
class DocumentRetracted:
    """What lay there is in the locked bin, out of reach, and the outlet is empty. An issued document stays issued: its number is that
    of a paper that nobody has. Of several documents each is named, as they were left; somebody may have taken one of them before.
    """

    VERSION: ClassVar[int] = 1
    session: SessionId
    issuance: IssuanceId
    number: DocumentNumber


@dataclass(frozen=True)
class OutletEmptied:
    """What was left in the outlet is there no more; who has it nobody knows, unless it was drawn back just before the kiosk went down."""

    VERSION: ClassVar[int] = 1


@dataclass(frozen=True)
class ReceiptEnded:
    """A receipt or statement came out, or did not."""

    VERSION: ClassVar[int] = 1
    session: SessionId | None
    result: ReceiptResult


@dataclass(frozen=True)
class SessionEnded:
    """Nothing of the session is held any more: what was put in is earned, given back or claimed.

    Version 1 had the same words and documented others; version 2 did not know a card that was taken out, nor version 3 somebody
    who only wanted to know something, nor version 4 somebody who left a request.
    """

    VERSION: ClassVar[int] = 5
    session: SessionId
    how: Ending


DocumentEvent = (
    SessionStarted
    | KindChosen
    | IdentityProved
    | IdentityFailed
    | ReservationIntended
    | Reserved
    | FeeExempted
    | ReservationFailed
    | PrintIntended
    | PrintJobCreated
    | DocumentIssued
    | DocumentVoided
    | PrintUnproven
    | PrintJobEnded
    | DocumentPresented
    | DocumentTaken
    | DocumentLeft
    | OutletOccupied
    | RetractIntended
    | DocumentRetracted
    | OutletEmptied
    | ReceiptEnded
    | SessionEnded
)
