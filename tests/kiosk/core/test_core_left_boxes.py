"""Which sealed request is the city's, and which still lies on the disk, whatever comes between."""

from __future__ import annotations

import base64
import json
import random
from datetime import UTC, datetime
from hashlib import sha256

from config.dialogue import Failure, FailureReason
from config.ids import LeftRequestId
from config.vocabulary import BoxEnd
from kiosk.core.background import Pace
from kiosk.core.channels import Boxes, EraseBox, LeftBox, ReadBoxes
from kiosk.core.left_boxes import Delivery
from kiosk.core.step import Answered, Ask, Step
from kiosk.simulator.sources import SeededSources
from sync.city.client import CityCall, CityClient, CityReply
from sync.journal import events as ev
from sync.journal.format import Chain, Entry, Head
from tests.cities import WONJU

FIRST, SECOND = (
    LeftBox(LeftRequestId(f"{digit * 8}-5555-4555-8555-555555555555"), datetime(2099, 1, 1, tzinfo=UTC), digit.encode())
    for digit in "12"
)


class World:
    """Attributes:
    recorded: what is written down.
    erased: in its order.
    """

    def __init__(self) -> None:
        self.recorded: list[ev.Event] = []
        self.erased: list[LeftRequestId] = []
        self.step = Step({}, Chain("j", "b", Head(), 1), SeededSources(random.Random(1), lambda: 0), self._applied)
        self.delivery = Delivery(self.step, CityClient(WONJU, ()), Pace())
        self.now = 0

    def _applied(self, entry: Entry, event: ev.Event) -> None:
        self.recorded.append(event)

    def asks(self, *answers: Answered) -> list[Ask]:
        """What it wants of the city next; the disk does as it is told."""
        self.now += 60_000
        self.step.begin(self.now)
        self.step.take(answers)
        self.delivery.act()
        effects, calls = self.step.end(None).effects, []
        for ask in (each for each in effects if isinstance(each, Ask)):
            match ask.question:
                case CityCall():
                    calls.append(ask)
                case EraseBox(request):
                    self.erased.append(request)
                case ReadBoxes():
                    self.step.begin(self.now)
                    self.step.take([Answered(ask.number, Boxes(()))])
        return calls


def taken(ask: Ask) -> Answered:
    assert isinstance(ask.question, CityCall)
    box = base64.b64decode(json.loads(ask.question.body)["box"])
    return Answered(ask.number, CityReply(200, json.dumps({"digest": sha256(box).hexdigest()}).encode()))


def test_one_that_is_left_while_another_is_under_way_is_delivered_itself() -> None:
    world = World()
    world.asks()
    world.delivery.add(FIRST)
    (call,) = world.asks()
    world.delivery.add(SECOND)
    (call,) = world.asks(taken(call))
    assert world.erased == [FIRST.request]
    assert SECOND.request in call.question.path  # type: ignore[attr-defined]
    assert world.asks(taken(call)) == []
    assert world.erased == [FIRST.request, SECOND.request]
    assert world.recorded == [ev.RequestBoxErased(each.request, BoxEnd.DELIVERED) for each in (FIRST, SECOND)]


def test_one_that_the_city_did_not_get_comes_behind_those_that_were_left_meanwhile() -> None:
    world = World()
    world.asks()
    world.delivery.add(FIRST)
    (call,) = world.asks()
    world.delivery.add(SECOND)
    world.asks(Answered(call.number, Failure(FailureReason.TIMEOUT)))
    (call,) = world.asks()
    assert SECOND.request in call.question.path  # type: ignore[attr-defined]
    (call,) = world.asks(taken(call))
    assert FIRST.request in call.question.path  # type: ignore[attr-defined]
    assert world.erased == [SECOND.request]
