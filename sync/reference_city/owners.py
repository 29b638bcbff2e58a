"""Owners who asked to be told of each paper that is issued of theirs (주민등록법 시행규칙 §13⑩): whoever's card was taken hears of it.

A kiosk that reports nothing of it for `SILENT` may have issued it: one that was carried off does not say so. Then they are told that.

An address is kept from the reservation until the paper was issued and its owner was told, or it is void, or `KEPT` is over; and not at
all where the city tells nobody, or the owner did not ask.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Protocol

from config.city import City
from config.seoul import SEOUL
from sync.reference_city.mailing import NotTaken, Outbox, next_try
from sync.reference_city.readings import utc

KEPT = timedelta(days=14)
"""So late may a kiosk that was cut off still report that it issued."""
ADDRESS = re.compile(r"[A-Za-z0-9.+_%-]{1,64}@[A-Za-z0-9.-]{1,190}")
"""One, and no more than one."""
SILENT = timedelta(days=1)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, repr=False)
class OwnerNotice:
    """That an owner is to be told of this issuance once it is reported as issued, or nothing is reported of it.

    Attributes:
        address: of e-mail. Personal.
        place: the machine, as it stands on the paper.
        since, due: of its reservation, and of the next try; ISO 8601 in UTC. ``tries``: in vain.
    """

    issuance: str
    address: str
    place: str
    since: str
    due: str
    tries: int = 0


@dataclass(frozen=True, repr=False)
class Due:
    """One whose paper was issued, or may have been where its kiosk has not ``reported`` it. ``issued_at``: ISO 8601 with its offset."""

    notice: OwnerNotice
    kind: str
    issued_at: str
    reported: bool


class OwnerNoticeStore(Protocol):
    def due(self, now: str, silent: str) -> Sequence[Due]:
        """Of papers that kiosks have reported as issued, and of those from before ``silent`` of which they have reported nothing."""
        ...

    def put_off(self, notice: OwnerNotice, due: str) -> bool:
        """One more try is made, and the next one then; False when another process was faster."""
        ...

    def told(self, issuance: str) -> None:
        """It is erased."""
        ...

    def erase(self, before: str) -> None:
        """Those of before, and those whose paper is void."""
        ...


@dataclass(frozen=True)
class Owners:
    """Tells them."""

    city: City
    store: OwnerNoticeStore
    outbox: Outbox
    sender: str
    now: Callable[[], datetime]

    def tell(self) -> None:
        """All who are due, each once; to be called again and again, in any process. Who is told when a process ends may hear of it twice."""
        now = self.now()
        for due in self.store.due(utc(now), utc(now - SILENT)):
            if not self.store.put_off(due.notice, utc(next_try(due.notice.tries, now))):
                continue
            try:
                self.outbox.post(message(self.city, self.sender, due))
            except NotTaken as error:
                _log.warning("owners are told later: %s", str(error).partition(":")[0])  # what follows may name one
                break  # a server that is away would hold up each of them
            self.store.told(due.notice.issuance)
        self.store.erase(utc(now - KEPT))


def message(city: City, sender: str, due: Due) -> EmailMessage:
    """In Korean and English; nobody's name, number or paper is in it."""
    kind = city.kinds[due.kind]
    at = f"{datetime.fromisoformat(due.issued_at).astimezone(SEOUL):%Y-%m-%d %H:%M}"
    may_be = "" if due.reported else "발급기가 결과를 아직 알리지 않아 발급되지 않았을 수도 있습니다.\n"
    was = "was" if due.reported else "may have been"
    told = EmailMessage()
    told["From"], told["To"] = sender, due.notice.address
    told["Subject"] = f"[{city.name['ko']}] {kind.title['ko']} 발급 알림"
    told.set_content(
        f"증명서: {kind.title['ko']}\n발급 일시: {at}\n무인민원발급기: {due.notice.place}\n{may_be}\n"
        f"본인이 발급하지 않았다면 바로 알려 주십시오: {city.phone}\n본인이 신청하신 발급 알림입니다.\n\n"
        f"{city.name['en']}: {kind.title['en']} {was} issued on {at} at kiosk {due.notice.place}. "
        f"If this was not you, call {city.phone} at once. You asked to be told.\n"
    )
    return told
