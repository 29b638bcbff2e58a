"""What was typed and is not there: the screen names what is wrong, and not what is right."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.core.view import EnterLot, EnterUnit, EnterYears, Message, Review, Tap
from kiosk.demo.wishes import resident
from kiosk.simulator.world import World
from sync.city.client import CityCall, CityReply
from tests.cities import SCENE, WONJU
from tests.kiosk.session.visit import Visit

FLATS = {"place": SCENE.town.id, "number": "9500", "sub_number": "", "options": {"register": "unit"}}


def wants(kind: str, **more: Any) -> Visit:
    return Visit(resident(WONJU, WONJU.offered[kind], purse=(1_000, 1_000), **more))


def said(visit: Visit) -> set[str]:
    return {
        view.problem.id
        for view in visit.views
        if isinstance(view, (EnterLot, EnterUnit, EnterYears, Review)) and view.problem
    }


def test_a_wrong_flat_is_called_a_wrong_flat() -> None:
    visit = wants("building-register", **FLATS, building="101", room="9999").happens()
    assert said(visit) == {"unit.unknown"}


def test_a_wrong_lot_is_called_a_wrong_lot() -> None:
    visit = wants("building-register", **{**FLATS, "number": "1"}, building="101", room="1203").happens()
    assert said(visit) == {"lot.unknown"}


def test_a_flat_that_was_not_typed_is_asked_for() -> None:
    visit = wants("building-register", **FLATS)

    def leave(world: World) -> None:
        world.act(Tap("cancel"))

    visit.when(lambda view: isinstance(view, EnterUnit) and view.problem is not None, leave).happens()
    assert said(visit) == {"unit.incomplete"}


def test_a_register_of_another_sort_is_nobodys_fault_and_all_that_was_typed_is_shown() -> None:
    visit = wants("building-register", **{**FLATS, "options": {"register": "general"}}, building="101", room="1203")
    visit.happens()
    assert said(visit) == {"review.unknown"}


def test_years_without_a_price_are_called_so() -> None:
    visit = wants("land-price", place=SCENE.town.id, number="9452", sub_number="", years=(1990, 1991)).happens()
    assert said(visit) == {"years.unknown"}


@pytest.mark.parametrize("code", ["no-such-record", "bad-input"])
@pytest.mark.parametrize("about", ["", "something-newer", "plate", "options", "lot", "unit"])
def test_whatever_a_city_says_it_is_about_there_is_something_to_show(code: str, about: str) -> None:
    visit = wants("building-register", **FLATS, building="101", room="1203")
    visit.world.call_city = refuses(visit.world, code, about)  # type: ignore[method-assign]
    visit.when(lambda view: getattr(view, "problem", None) is not None, lambda world: world.act(Tap("cancel")))
    visit.happens()
    assert visit.journal("DocumentIssued") == []
    shown = said(visit) | set(visit.notices())
    assert len(shown) == 1


def refuses(world: World, code: str, about: str) -> Any:
    call = world.call_city

    def answer(asked: CityCall) -> CityReply:
        if "/issuances/" in asked.path:
            return CityReply(404, b'{"refused": "%s", "about": "%s"}' % (code.encode(), about.encode()))
        return call(asked)

    return answer


def test_the_review_is_not_blamed_again_after_something_was_changed() -> None:
    visit = wants("building-register", **{**FLATS, "options": {"register": "general"}}, building="101", room="1203")
    visit.when(
        lambda view: isinstance(view, Review) and view.problem is not None,
        lambda world: world.at(world.now + 1, lambda: world.act(Tap("edit", "unit"))),
    )
    visit.when(lambda view: isinstance(view, Review) and view.problem is not None, lambda _: None)
    visit.happens()
    assert Message("review.unknown") in [view.problem for view in visit.views if isinstance(view, Review)]
