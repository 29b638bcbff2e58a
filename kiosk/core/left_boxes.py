"""Sealed requests that were left and are not the city's yet: each lies in a file of its own until the city has it or its time is over.

Outside the journal, which has the digest of each and can forget nothing. What lies there is sealed to a key that is the city's alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from config.dialogue import Dialogue, Failure
from config.ids import LeftRequestId
from config.vocabulary import BoxEnd
from drivers.device import Ms
from kiosk.core.background import LONGEST_MS, Pace, Task
from kiosk.core.channels import BOXES, DELIVERY, Boxes, BoxQuestion, EraseBox, LeftBox, ReadBoxes
from kiosk.core.step import Pending, Step
from sync.city.client import CityCall, CityClient, CityReply, CityUnavailable, Refused
from sync.city.left_requests import BoxReply
from sync.journal import events as ev

Delivered = BoxReply | Refused | CityUnavailable


class Delivery(Task[CityCall, CityReply, Delivered]):
    """Brings every box to the city, one at a time, and erases it when the city has it, does not take it, or nobody could collect it
    any more. What a start finds goes on as before; one that the city had already is taken again.
    """

    channel = DELIVERY

    def __init__(self, step: Step, city: CityClient, pace: Pace) -> None:
        super().__init__(step)
        self._city, self._pace = city, pace
        self._waiting: dict[LeftRequestId, LeftBox] = {}
        self._asked: dict[LeftRequestId, Pending[BoxEnd]] = {}
        self._under_way: LeftRequestId | None = None
        self._looked = False
        self._not_before: Ms = 0

    def add(self, box: LeftBox) -> Pending[BoxEnd]:
        """One that was kept just now goes first; what becomes of it."""
        self._waiting = {box.request: box, **self._waiting}
        self._not_before = 0
        self._step.news = True
        return self._asked.setdefault(box.request, Pending())

    def was_not_kept(self, request: LeftRequestId) -> None:
        """Whoever left it is told so: what lies there of it all the same must not be delivered at the next start."""
        self._step.record(ev.RequestBoxErased(request, BoxEnd.NOT_KEPT))
        self._step.converse(BOXES, _ask(EraseBox(request)), _erased)

    @property
    def due(self) -> Ms | None:
        return self._not_before if self._waiting else None

    def act(self) -> Ms | None:
        if not self._looked:
            self._looked = True
            self._step.converse(BOXES, _ask(ReadBoxes()), self._found)
        return super().act()

    def _found(self, answer: Boxes | Failure) -> None:
        """A disk that does not answer is asked at the next start."""
        found: Iterable[LeftBox] = answer.boxes if isinstance(answer, Boxes) else ()
        self._waiting = {**{each.request: each for each in found}, **self._waiting}

    def dialogue(self) -> Dialogue[CityCall, CityReply, Delivered]:
        first = next(iter(self._waiting.values()))
        self._under_way = first.request
        return self._city.deliver_box(first.request, first.box)

    def done(self, now: Ms, result: Delivered) -> None:
        assert self._under_way, "a delivery ends that was begun"
        box = self._waiting.pop(self._under_way)  # another may have come before it meanwhile
        match result:
            case BoxReply():
                self._ended(box, BoxEnd.DELIVERED)
            case Refused():
                self._ended(box, BoxEnd.REFUSED)
            case CityUnavailable() if self._step.wall >= box.until:
                self._ended(box, BoxEnd.OVER)
            case CityUnavailable(retry_after_ms=later):
                self._waiting[box.request] = box  # behind the others
                self._not_before = now + max(self._pace.retry_ms, min(later, LONGEST_MS))

    def _ended(self, box: LeftBox, how: BoxEnd) -> None:
        self._step.record(ev.RequestBoxErased(box.request, how))
        self._step.converse(BOXES, _ask(EraseBox(box.request)), _erased)
        if box.request in self._asked:
            self._asked.pop(box.request).settle(how)


def _ask(question: BoxQuestion) -> Dialogue[BoxQuestion, Boxes, Boxes | Failure]:
    return (yield question)


def _erased(answer: Boxes | Failure) -> None:
    """One that could not be is delivered and erased again at the next start."""
