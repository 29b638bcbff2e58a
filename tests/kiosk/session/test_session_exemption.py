"""Somebody the city knows to be exempt pays nothing, and the journal says on what ground."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from config.kind import Exemption, Fee
from config.won import Won
from drivers.escpos.emulator import PrintedLine
from kiosk.core.view import Collect, Message, Pay, Review
from kiosk.demo.settings import CARD_HOLDER
from kiosk.demo.wishes import resident
from kiosk.simulator.world import World
from sync.city.client import CityCall, CityReply
from sync.reference_city.made_up.people import people
from tests.cities import WONJU, with_kinds
from tests.kiosk.session.visit import Visit, abstract, land

NEWER = date(2100, 1, 1)
WELFARE = Exemption(
    "basic-livelihood",
    {"ko": "기초생활수급자", "en": "basic livelihood recipient"},
    "welfare-register",
    date(2003, 2, 7),
)
VETERAN = Exemption("veteran", {"ko": "국가유공자", "en": "veteran"}, "veterans-register", date(2003, 2, 7))


KIND = replace(
    WONJU.kinds["resident-abstract"],
    fees=(Fee(date(2003, 2, 7), Won(500), confirmed=True),),
    exemptions=(WELFARE, VETERAN, replace(VETERAN, name="later", since=NEWER)),
)
CITY = with_kinds(WONJU, KIND)


def visit_of(*entitlements: str, coins: tuple[int, ...] = ()) -> Visit:
    visit = Visit(abstract(purse=coins), city=CITY)
    number = CARD_HOLDER.resident_number
    visit.world.registers.enter([(number, replace(people()[number], entitlements=entitlements))])
    return visit


def receipt(world: World) -> str:
    lines: tuple[PrintedLine, ...] = world.machine.receipts.receipts[-1]
    return "\n".join(line.text for line in lines)


def test_who_is_exempt_is_not_asked_for_money() -> None:
    visit = visit_of("single-parent", "veteran", "basic-livelihood").happens()
    assert visit.ended == "issued"
    assert not any(isinstance(view, Pay) for view in visit.views)
    rows = [row.label.id for view in visit.views if isinstance(view, Review) for row in view.rows]
    assert "review.exemptions" in rows
    assert Message("collect.exempt") in [view.notice for view in visit.views if isinstance(view, Collect)]
    [exempted] = visit.journal("FeeExempted")
    assert (exempted["exemption"], exempted["proof"], exempted["fee"]) == ("veteran", "veterans-register", 500)
    assert visit.journal("Reserved")[0]["fee"] == visit.journal("DocumentIssued")[0]["fee"] == 0
    assert visit.journal("CashInStarted") == []
    printed = receipt(visit.world)
    assert "국가유공자" in printed
    assert CARD_HOLDER.name not in printed


@pytest.mark.parametrize(
    "entitlements", [(), ("single-parent",), ("later",)], ids=["none", "of another kind", "not in force"]
)
def test_who_is_not_pays(entitlements: tuple[str, ...]) -> None:
    visit = visit_of(*entitlements, coins=(500,)).happens()
    assert visit.ended == "issued"
    assert visit.journal("FeeExempted") == []
    assert visit.journal("DocumentIssued")[0]["fee"] == 500


@pytest.mark.parametrize(
    ("kind", "ground"), [("resident-abstract", "원주시 조례, 무인발급"), ("military-service", None)]
)
def test_a_receipt_names_the_ordinance_only_where_it_is_the_ground(kind: str, ground: str | None) -> None:
    visit = Visit(resident(WONJU, WONJU.kinds[kind])).happens()
    assert visit.ended == "issued"
    printed = receipt(visit.world)
    assert "0원" in printed
    assert (ground in printed) if ground else ("면제" not in printed)


def test_nobody_claims_an_exemption_without_a_card() -> None:
    """A kind without identity has a fee for everybody."""
    kind = replace(WONJU.kinds["land-register"], exemptions=(WELFARE,))
    visit = Visit(land(500), city=with_kinds(WONJU, kind)).happens()
    assert visit.journal("DocumentIssued")[0]["fee"] == 500


def test_an_exemption_that_the_catalogue_does_not_know_is_neither_waived_nor_charged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visit = visit_of("basic-livelihood", coins=(500,))
    call = visit.world.call_city

    def newer(request: CityCall) -> CityReply:
        reply = call(request)
        return CityReply(reply.status, reply.body.replace(b'"basic-livelihood"', b'"earthquake"'))

    monkeypatch.setattr(visit.world, "call_city", newer)
    visit.happens()
    assert "city-untrusted" in visit.notices()
    assert visit.journal("Reserved") == visit.journal("CashInStarted") == []
