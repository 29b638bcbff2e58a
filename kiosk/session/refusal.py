"""Why a certificate cannot be had: for the journal, and for the resident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from config.vocabulary import VoidReason
from kiosk.core.notices import NoticeId, notice
from kiosk.core.view import Notice
from sync.city.api import RefusalCode
from sync.city.client import CityUnavailable, Refused, Unsealed, Untrusted


@dataclass(frozen=True)
class Refusal:
    """It cannot be had.

    Attributes:
        reason: for the journal.
        notice_id: for the resident.
        retry: the resident may try the same again.
        about: name of the form that it is about, "" where nobody says.
    """

    reason: VoidReason
    notice_id: NoticeId
    args: Mapping[str, str | int] = field(default_factory=dict)
    retry: bool = False
    about: str = ""

    def notice(self) -> Notice:
        return notice(
            "problem", self.notice_id, self.args, actions=("retry", "cancel") if self.retry else ("continue",)
        )


_REFUSED = {
    RefusalCode.NO_SUCH_RECORD: (VoidReason.NO_SUCH_RECORD, NoticeId.NO_SUCH_RECORD),
    RefusalCode.RESTRICTED: (VoidReason.RESTRICTED, NoticeId.RESTRICTED),
    RefusalCode.CARD_LOST: (VoidReason.CARD_LOST, NoticeId.CARD_LOST),
    RefusalCode.PROOF_WANTED: (VoidReason.NOT_PROVED, NoticeId.NOT_PROVED),
    RefusalCode.NOT_PROVED: (VoidReason.NOT_PROVED, NoticeId.NOT_PROVED),
    RefusalCode.NOT_HOLDER: (VoidReason.NOT_HOLDER, NoticeId.NOT_HOLDER),
    RefusalCode.AT_COUNTER: (VoidReason.AT_COUNTER, NoticeId.AT_COUNTER),
    RefusalCode.UNDER_AGE: (VoidReason.UNDER_AGE, NoticeId.UNDER_AGE),
    RefusalCode.TOO_OFTEN: (VoidReason.TOO_OFTEN, NoticeId.TOO_OFTEN),
    RefusalCode.CLOSED: (VoidReason.CLOSED, NoticeId.CLOSED),
    RefusalCode.OUTSIDE_AREA: (VoidReason.OUTSIDE_AREA, NoticeId.OUTSIDE_AREA),
    RefusalCode.SOURCE_DOWN: (VoidReason.SOURCE_DOWN, NoticeId.SOURCE_DOWN),
    RefusalCode.BAD_INPUT: (VoidReason.BAD_INPUT, NoticeId.BAD_INPUT),
    RefusalCode.CONFLICT: (VoidReason.CONFLICT, NoticeId.CONFLICT),
    RefusalCode.TICKET_IN_USE: (VoidReason.CONFLICT, NoticeId.TICKET_IN_USE),
    RefusalCode.UNKNOWN: (VoidReason.REFUSED_UNKNOWN, NoticeId.REFUSED_UNKNOWN),
}
"""What the city says, for the journal and for the resident."""


def refusal_of(result: Refused | CityUnavailable | Untrusted | Unsealed) -> Refusal:
    match result:
        case Refused():
            return Refusal(*_REFUSED[result.code], about=result.about)
        case CityUnavailable():
            return Refusal(VoidReason.CITY_UNREACHABLE, NoticeId.CITY_UNREACHABLE, retry=True)
        case Untrusted():
            return Refusal(VoidReason.CITY_UNTRUSTED, NoticeId.CITY_UNTRUSTED)
        case Unsealed():
            return Refusal(VoidReason.NOT_SEALED, NoticeId.NOT_SEALED)
