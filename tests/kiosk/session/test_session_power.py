"""A power cut while somebody stands there: who pays already is served to the end, and nobody begins to pay."""

from __future__ import annotations

from kiosk.core.view import Goodbye, OutOfService, Review
from kiosk.simulator.world import World
from tests.kiosk.session.visit import Visit, land, paying


def mains_fail(world: World) -> None:
    world.composed.issuing.on_battery = lambda: True


def test_who_has_not_begun_to_pay_is_told_why_and_keeps_the_money() -> None:
    visit = Visit(land(1_000)).when(lambda view: isinstance(view, Review), mains_fail).happens()
    assert visit.notices() == ["no-mains"]
    assert visit.ended == "refused"
    assert visit.world.machine.truth().taken == 0


def test_who_pays_already_is_served_to_the_end_and_then_it_is_shut() -> None:
    visit = Visit(land(1_000)).when(paying, mains_fail).happens()
    assert visit.ended == "issued"
    last = [view for view in visit.views if not isinstance(view, Goodbye)][-1]
    assert isinstance(last, OutOfService)
    assert last.reason.id == "out.power"
