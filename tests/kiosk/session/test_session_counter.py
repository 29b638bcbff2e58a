"""What the law keeps at a counter: the kiosk says where it is, when somebody is there, and the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest

from config.counters import Affair, Counter, read_counters
from config.data_file import DataFileError
from config.hours import Hours
from config.language import LANGUAGES
from config.seoul import SEOUL
from kiosk.core.matter_view import ChooseMatter, Details
from kiosk.core.message import Message
from kiosk.demo.resident import Resident
from kiosk.session.matters.counter import where
from tests.cities import GYEONBON, WONJU
from tests.kiosk.session.visit import Visit

SEAL, *_ = AFFAIRS = WONJU.counters.affair
OFFICE = Hours(("mon", "tue", "wed", "thu", "fri"), time(9), time(18), False)


def at(moment: datetime, affair: Affair = SEAL, counter: Counter = WONJU.counters.counter[-1]) -> list[object]:
    """What is said of one counter's hours."""
    view = where(affair, (counter,), {date(2026, 11, 24)}, moment, "ko")
    return [row.value for row in view.rows if row.label.id == "counter.hours"]


@pytest.mark.parametrize("affair", AFFAIRS, ids=lambda affair: affair.name)
def test_from_the_first_screen_to_the_way_there_and_the_city_is_not_asked(affair: Affair) -> None:
    visit = Visit(Resident("", matter=affair.name)).happens()
    told = next(view for view in visit.views if isinstance(view, Details))
    assert told.told.args["why"] == affair.why["ko"]
    places = [str(row.value) for row in told.rows if row.label == Message("counter.place")]
    assert len(places) >= 1
    assert "원주시청" in places[-1]
    assert [entry["matter"] for entry in visit.journal("MatterChosen")] == ["counter"]
    assert visit.ended == "informed"
    assert not visit.journal("LookedUp")


def test_it_is_told_while_the_city_does_not_answer() -> None:
    visit = Visit(Resident("", matter="move-in"))
    visit.world.city.down.add("applications")
    visit.world.run(lambda: "applications" in visit.world.composed.issuing.city_down, 600_000)
    visit.happens()
    menu = next(view for view in visit.views if isinstance(view, ChooseMatter))
    assert {item.name for item in menu.matters if item.unavailable} == {"application"}
    assert visit.ended == "informed"


def test_a_machine_tells_of_the_counter_beside_it_before_the_others() -> None:
    assert [counter.name["ko"] for counter in WONJU.counters.at("03")] == ["단구동 행정복지센터", "원주시청 민원실"]
    assert [counter.name["ko"] for counter in WONJU.counters.at("99")] == ["원주시청 민원실"]


def test_at_three_at_night_it_says_when_the_counter_opens_and_by_day_until_when_it_is_open() -> None:
    times: dict[str, str | int] = {"opens": "09:00", "closes": "18:00"}
    assert at(datetime(2026, 11, 23, 3, tzinfo=SEOUL)) == [Message("counter.opens", {"date": "2026-11-23", **times})]
    assert at(datetime(2026, 11, 23, 17, 59, tzinfo=SEOUL)) == [Message("counter.open-now", times)]
    # Closed for the day, and a holiday tomorrow.
    assert at(datetime(2026, 11, 23, 18, tzinfo=SEOUL)) == [Message("counter.opens", {"date": "2026-11-25", **times})]
    assert at(datetime(2026, 11, 28, 12, tzinfo=SEOUL)) == [Message("counter.opens", {"date": "2026-11-30", **times})]


def test_of_a_counter_that_opens_on_no_day_soon_nothing_is_promised() -> None:
    never = replace(WONJU.counters.counter[-1], hours=(replace(OFFICE, days=("holiday",)),))
    view = where(SEAL, (never,), frozenset(), datetime(2026, 11, 23, 12, tzinfo=SEOUL), "ko")
    assert not [row for row in view.rows if row.label.id == "counter.hours"]


def test_all_of_it_is_said_in_every_language() -> None:
    for affair in WONJU.counters.affair:
        assert {*affair.title} == {*affair.why} == {*affair.bring} == {*LANGUAGES}
    for counter in WONJU.counters.counter:
        assert {*counter.name} == {*counter.way} == {*LANGUAGES}


def test_a_city_need_not_have_them() -> None:
    assert GYEONBON.counters.affair == ()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (lambda text: text.replace('name = "move-in"', 'name = "seal-certificate"'), "twice"),
        (lambda text: text[: text.rindex("[[counter]]")], "one without sites"),
    ],
)
def test_a_slip_of_whoever_edits_the_file_is_told(tmp_path: Path, changed: object, told: str) -> None:
    assert callable(changed)
    text = (WONJU.folder / "counters.toml").read_text("utf-8")
    (tmp_path / "counters.toml").write_text(changed(text), "utf-8")
    with pytest.raises(DataFileError, match=told):
        read_counters(tmp_path / "counters.toml")
