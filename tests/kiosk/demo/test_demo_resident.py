"""The scripted resident: decides from what is shown and from nothing else."""

from __future__ import annotations

import pytest

from kiosk.core.view import (
    Attract,
    ChooseKind,
    ChooseOptions,
    Collect,
    EnterLot,
    EnterPin,
    EnterPlate,
    EnterUnit,
    EnterYears,
    Goodbye,
    KindItem,
    Message,
    Notice,
    OptionItem,
    OutOfService,
    Pay,
    PresentCard,
    Review,
    Screen,
    Tap,
    View,
)
from kiosk.demo.resident import InsertCoin, InsertNote, PresentIdCard, Resident, TakeIdCard, TakePaper

LOT = EnterLot("토지대장", (("p", "단구동"),))
ITEM = KindItem("land-register", "토지대장", 500, False)


def land(*purse: int) -> Resident:
    return Resident("land-register", place="p", number="12", sub_number="3", purse=purse)


def sees(resident: Resident, view: View) -> object:
    return resident.next(Screen(view))


@pytest.mark.parametrize(
    ("view", "action"),
    [
        (Attract(), Tap("start")),
        (ChooseKind((ITEM,)), Tap("kind", "land-register")),
        (ChooseKind((KindItem("land-register", "", 500, False, Message("unavailable.city")),)), Tap("cancel")),
        (LOT, Tap("place", "p")),
        (Review("", (), 500), Tap("confirm")),
        (PresentCard(), PresentIdCard()),
        (PresentCard("present"), TakeIdCard()),
        (Pay(500, 0, (100, 500)), InsertCoin(500)),
        (Pay(500, 0, (100, 500), busy=True), None),
        (Pay(500, 500, ()), None),
        (Notice("info", Message("t"), Message("b"), actions=("retry", "cancel")), Tap("cancel")),
        (Collect(1, 0, True, False), TakePaper()),
        (OutOfService(Message("out.starting")), None),
    ],
)
def test_what_is_shown_decides(view: View, action: object) -> None:
    assert sees(land(500), view) == action


@pytest.mark.parametrize(
    ("place", "number", "sub_number", "focus", "action"),
    [
        ("p", "", "", "number", Tap("key", "1")),
        ("p", "1", "", "number", Tap("key", "2")),
        ("p", "19", "", "number", Tap("key", "erase")),
        ("p", "12", "", "number", Tap("field", "sub_number")),
        ("p", "12", "", "sub_number", Tap("key", "3")),
        ("p", "1", "3", "sub_number", Tap("field", "number")),
        ("p", "12", "3", "sub_number", Tap("confirm")),
    ],
)
def test_types_until_the_screen_shows_the_lot(
    place: str, number: str, sub_number: str, focus: str, action: Tap
) -> None:
    view = EnterLot(
        "", (("p", "단구동"),), place, False, number, sub_number, "sub_number" if focus != "number" else "number"
    )
    assert sees(land(), view) == action


GROUPS = (("plate.private", "가나다"),)


@pytest.mark.parametrize(
    ("view", "action"),
    [
        (EnterPlate("", GROUPS, ("강원",)), Tap("regions")),
        (EnterPlate("", GROUPS, ("강원",), True), Tap("region", "강원")),
        (EnterPlate("", GROUPS, ("강원",), False, "강원"), Tap("key", "0")),
        (EnterPlate("", GROUPS, ("강원",), False, "강원", "01"), Tap("letter", "가")),
        (EnterPlate("", GROUPS, ("강원",), False, "강원", "02"), Tap("key", "erase")),
        (EnterPlate("", GROUPS, ("강원",), False, "강원", "01가1234"), Tap("confirm")),
        (EnterPlate("", GROUPS, (), problem=Message("plate.unknown")), Tap("cancel")),
        (EnterYears("", 2026, 2026, 1990, 2026), Tap("from-year", "-10")),
        (EnterYears("", 2016, 2026, 1990, 2026), Tap("from-year", "-1")),
        (EnterYears("", 2011, 2026, 1990, 2026), Tap("to-year", "-1")),
        (EnterYears("", 2011, 2020, 1990, 2026), Tap("confirm")),
        (EnterUnit("", "1", ""), Tap("key", "0")),
        (EnterUnit("", "101", ""), Tap("field", "room")),
        (EnterUnit("", "101", "5", "room"), Tap("confirm")),
        (EnterUnit("", "101", "5", "room", Message("unit.incomplete")), Tap("cancel")),
        (EnterUnit("", "101", "", "room", Message("unit.incomplete")), Tap("key", "5")),
        (ChooseOptions("", (OptionItem("part", "", (("a", ""), ("b", "")), "a"),)), Tap("option", "part=b")),
        (ChooseOptions("", (OptionItem("part", "", (("a", ""), ("b", "")), "b"),)), Tap("confirm")),
        (ChooseOptions("", (OptionItem("other", "", (("a", ""), ("b", "")), "a"),)), Tap("confirm")),
    ],
)
def test_fills_every_form(view: View, action: Tap) -> None:
    resident = Resident(
        "any", plate="강원01가1234", years=(2011, 2020), building="101", room="5", options={"part": "b"}
    )
    assert sees(resident, view) == action


def test_an_empty_purse_cancels() -> None:
    resident = land(1_000)
    view = Pay(5_000, 0, (1_000,))
    assert sees(resident, view) == InsertNote(1_000)
    looks = [sees(resident, view) for _ in range(20)]
    assert looks[0] is None  # waits for the note to be read
    assert Tap("cancel") in looks


def test_waits_until_the_screen_says_that_notes_are_taken() -> None:
    resident = land(1_000)
    assert sees(resident, Pay(500, 0, (100, 500))) is None
    assert sees(resident, Pay(500, 0, (100, 500, 1_000))) == InsertNote(1_000)


def test_tries_a_note_in_the_end_and_keeps_a_coin() -> None:
    resident = land(50, 1_000)
    looks = [sees(resident, Pay(500, 0, (100, 500))) for _ in range(20)]
    assert looks.index(InsertNote(1_000)) > 10
    assert InsertCoin(50) not in looks


def test_wrong_pins_first() -> None:
    resident = Resident("resident-abstract", pin="135790", wrong_pins=("000000",))
    typed = []
    for _ in range(2):
        digits = [sees(resident, EnterPin(at)) for at in range(6)]
        typed.append("".join(tap.value for tap in digits if isinstance(tap, Tap)))
        assert sees(resident, EnterPin(6)) == Tap("confirm")
    assert typed == ["000000", "135790"]
    assert sees(resident, EnterPin(0)) == Tap("cancel")


def test_takes_the_paper_and_says_so() -> None:
    resident = land(500)
    assert sees(resident, Collect(1, 0, True, False)) == TakePaper()
    assert sees(resident, Collect(1, 0, True, False)) == Tap("continue")


def test_takes_the_card_and_goes() -> None:
    resident = Resident("resident-abstract", card_in=True)
    assert sees(resident, Collect(1, 0, True, True)) == TakeIdCard()
    assert sees(resident, Goodbye()) is None
    assert sees(resident, Attract()) is None
    assert resident.gone


def test_walks_away_without_a_word() -> None:
    resident = Resident("land-register", walks_away_at="Review")
    assert sees(resident, Review("", (), 500)) is None
    assert resident.gone


def test_asks_for_their_language_first() -> None:
    assert sees(Resident("land-register", language="en"), Attract()) == Tap("language", "en")
