"""What is offered, and what a machine that offers nothing says of itself: one cause at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from config.city import CityNotice, Off
from config.ids import DeviceName
from config.vocabulary import SourceTrouble
from config.won import ZERO, Won
from drivers.device import NEVER_SEEN, Level, State, Status
from kiosk.core.print_jobs import PrintJob
from kiosk.core.view import Message
from kiosk.session.issuing import Issuing
from kiosk.simulator.run import START_MS
from kiosk.simulator.world import World
from tests.cities import WONJU

PRINTER = DeviceName("printer")


@cache
def ready() -> Issuing:
    """Of a machine in which everything works."""
    world = World(WONJU, 1)
    assert world.run(world.ready, START_MS)
    return world.composed.issuing


def issuing(**changed: Any) -> Issuing:
    return replace(ready(), **{"open_spans": {}, "city_down": {}, **changed})


def printer(state: State = State.ONLINE, **supplies: Level) -> dict[str, Mapping[DeviceName, Status]]:
    return {"status": {**ready().status, PRINTER: Status(state, "", tuple(supplies.items()))}}


def reasons(of: Issuing) -> dict[str, str]:
    return {name: each.unavailable.id if each.unavailable else "" for name, each in of.offer().items()}


def out(of: Issuing) -> str:
    view = of.out_of_service(of.offer())
    return view.reason.id if view else ""


def test_where_everything_works_everything_is_offered_at_its_fee() -> None:
    assert set(reasons(issuing()).values()) == {""}
    assert out(issuing()) == ""
    offer = issuing().offer()
    assert offer.keys() == WONJU.offered.keys()
    assert offer["land-register"].fee == Won(500)
    assert issuing().fee_now(WONJU.kinds["land-register"]) == Won(500)


def test_a_source_that_is_down_takes_its_own_kinds_alone() -> None:
    source = WONJU.kinds["land-register"].source
    said = reasons(issuing(city_down={source: SourceTrouble.NOT_ASKED_YET}))
    assert {name for name, why in said.items() if why} == {
        kind.name for kind in WONJU.offered.values() if kind.source == source
    }
    assert set(said.values()) == {"", "unavailable.source"}


@pytest.mark.parametrize(
    ("changed", "unavailable", "said"),
    [
        ({"city_down": {"city": SourceTrouble.NOT_ASKED_YET}}, "unavailable.city", "out.starting"),
        ({"city_down": {"city": SourceTrouble.UNREACHABLE}}, "unavailable.city", "out.city"),
        ({"unfit": lambda: Message("out.clock")}, "unavailable.city", "out.clock"),
        (printer(State.OFFLINE), "unavailable.printer", "out.printer"),
        (printer(paper=Level.OUT), "unavailable.paper", "out.paper"),
        ({"status": {**ready().status, PRINTER: NEVER_SEEN}}, None, "out.starting"),
        ({"books_are_wrong": lambda: True}, "", "out.books"),
    ],
)
def test_why_nothing_can_be_had(changed: dict[str, Any], unavailable: str | None, said: str) -> None:
    of = issuing(**changed)
    if unavailable is not None:
        assert set(reasons(of).values()) == {unavailable}
    assert out(of) == said
    view = of.out_of_service(of.offer())
    assert view is not None
    assert view.contact == Message("out.contact", {"phone": of.phone, "machine": of.kiosk.printed})


def test_a_void_job_at_the_printer_holds_everything_back() -> None:
    of = issuing()
    jobs = replace(of.print_jobs, strays={"i": PrintJob("s", 1)})  # type: ignore[dict-item, arg-type]
    assert set(reasons(replace(of, print_jobs=jobs)).values()) == {"unavailable.printer"}


def test_what_costs_nothing_is_offered_where_nothing_can_be_paid() -> None:
    of = issuing(can_take=lambda fee: False)
    for name, each in of.offer().items():
        assert bool(each.unavailable) == (each.fee > ZERO), name
        assert not each.unavailable or each.unavailable.id == "unavailable.cash"
    assert [notice.id for notice in of.notices("ko")] == ["attract.cash-down"]


def test_without_change_the_card_is_named_and_the_coins_that_are_short() -> None:
    of = issuing(can_take_cash=lambda fee: False, shortages=lambda: (Won(100), Won(500)))
    assert of.notices("ko") == (
        Message("attract.card-only"),
        Message("attract.change-short", {"denominations": "100,500"}),
    )


def test_without_a_card_reader_what_needs_no_card_is_offered() -> None:
    slot = ready().card
    board = type("Lost", (), {"card": "lost", "insertion": slot.before, "unseen": False})()
    said = reasons(issuing(card=replace(slot, board=board)))
    for kind in WONJU.offered.values():
        assert said[kind.name] == ("unavailable.card-reader" if kind.identity == "card" else "")


@pytest.mark.parametrize("sites", [(), (str(ready().kiosk.number),), ("another",)])
def test_a_kind_that_is_switched_off_here_is_told_as_such(sites: tuple[str, ...]) -> None:
    off = replace(WONJU, off=(Off(("land-register", "local-tax"), sites),))
    told = {name for name, why in reasons(issuing(city=off)).items() if why == "unavailable.off"}
    assert told == (set() if sites == ("another",) else {"land-register", "local-tax"})


def test_the_city_s_notices_are_shown_while_they_hold() -> None:
    of, now = issuing(), datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def told(since: datetime, until: datetime) -> list[str]:
        notice = CityNotice(since.replace(tzinfo=None), until.replace(tzinfo=None), {"ko": "점검", "en": "maintenance"})
        there = replace(of, city=replace(WONJU, notices=(notice,)), wall=lambda: now)
        return [str(message.args["text"]) for message in there.notices("en")]

    later, earlier = now.replace(hour=13), now.replace(hour=11)
    assert told(earlier, later) == ["maintenance"]
    assert told(now, later) == ["maintenance"]
    assert told(earlier, now) == []
    assert told(later, later.replace(hour=14)) == []
