"""Plates, years, 동·호 and options: what can be typed, what is said of the rest, and what the city gets."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import Choice, Option
from kiosk.core.view import Tap
from kiosk.session.forms.form import Form
from kiosk.session.forms.options import OptionsForm
from kiosk.session.forms.plate import LETTERS, REGIONS, PlateForm
from kiosk.session.forms.unit import FACES, MOST, UnitForm
from kiosk.session.forms.years import FIRST_YEAR, YearsForm

STRAY = st.builds(Tap, st.text(max_size=8), st.text(max_size=8))
KEYS = st.sampled_from([*"0123456789", "erase"]).map(lambda key: Tap("key", key))
ALL_LETTERS = "".join(letters for _, letters in LETTERS)


def after(form: Form, *taps: Tap) -> Form:
    for tap in taps:
        form.edit(tap)
    return form


def plate(text: str) -> PlateForm:
    form = PlateForm()
    region = next((each for each in REGIONS if text.startswith(each)), "")
    after(form, Tap("region", region))
    after(form, *(Tap("key" if key.isdecimal() else "letter", key) for key in text.removeprefix(region)))
    return form


@pytest.mark.parametrize(
    "text", ["12가3456", "123가4567", "강원12가3456", "강원01가1234", "012가4568", "70배0001", "99호9999"]
)
def test_a_plate_as_the_city_wants_it(text: str) -> None:
    form = plate(text)
    assert form.check() is None
    assert form.value() == {"plate": text}
    assert form.rows("ko")[0].value == text


def test_a_plate_is_erased_from_its_end() -> None:
    form = plate("강원12가3456")
    after(form, *[Tap("key", "erase")] * 5, Tap("letter", "나"), *(Tap("key", digit) for digit in "7890"))
    assert form.value() == {"plate": "강원12나7890"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "plate.incomplete"),
        ("12", "plate.incomplete"),
        ("12가", "plate.incomplete"),
        ("12가345", "plate.incomplete"),
        ("강원123가4567", "plate.region-has-two"),
    ],
)
def test_what_is_wrong_with_a_plate_is_said(text: str, problem: str) -> None:
    found = plate(text).check()
    assert found
    assert found.id == problem


def test_keys_that_cannot_follow_do_nothing() -> None:
    assert plate("가1가").typed == "1"
    assert plate("1234567").typed == "123"
    assert plate("12가가34567").typed == "12가3456"
    assert plate("12힣뷁12").typed == "121"
    view = plate("12").view("", "ko")
    assert (view.digit, view.letter) == (True, True)
    view = plate("123").view("", "ko")
    assert (view.digit, view.letter) == (False, True)
    view = plate("12가3456").view("", "ko")
    assert (view.digit, view.letter) == (False, False)


@given(
    st.lists(
        st.one_of(
            KEYS,
            st.sampled_from(ALL_LETTERS).map(lambda letter: Tap("letter", letter)),
            st.sampled_from((*REGIONS, "")).map(lambda region: Tap("region", region)),
            st.just(Tap("regions")),
            STRAY,
        ),
        max_size=40,
    )
)
def test_whatever_is_touched_an_accepted_plate_is_one(taps: list[Tap]) -> None:
    form = PlateForm()
    after(form, *taps)
    if form.check() is None:
        regions = "|".join(REGIONS)
        whole = rf"(({regions})\d\d|\d\d\d?)[{ALL_LETTERS}]\d{{4}}"
        assert re.fullmatch(whole, form.value()["plate"])


STEPS = st.builds(
    Tap, st.sampled_from(("from-year", "to-year")), st.sampled_from(("-10", "-1", "+1", "+10", "+0", "x"))
)


@given(st.integers(2020, 2100), st.lists(st.one_of(STEPS, STRAY), max_size=40))
def test_whatever_is_touched_the_years_are_a_span_that_has_been(present: int, taps: list[Tap]) -> None:
    form = YearsForm(present)
    after(form, *taps)
    assert form.check() is None
    first, last = (int(year) for year in form.value().values())
    assert FIRST_YEAR <= first <= last <= present


def test_years_push_each_other() -> None:
    form = YearsForm(2026)
    assert form.value() == {"from_year": "2026", "to_year": "2026"}
    after(form, *[Tap("from-year", "-1")] * 5)
    assert (form.text(), form.value()) == ("2021–2026", {"from_year": "2021", "to_year": "2026"})
    after(form, Tap("to-year", "-10"))
    assert form.text() == "2016"
    after(form, Tap("from-year", "+1"))
    assert form.text() == "2017"


def test_a_door() -> None:
    form = UnitForm()
    after(form, Tap("field", "room"), *(Tap("key", key) for key in "1203"))
    assert (form.text(), form.value()) == ("1203호", {"building": "", "room": "1203"})
    after(form, Tap("field", "building"), *(Tap("key", key) for key in "0101"))
    assert (form.text(), form.value()) == ("101동 1203호", {"building": "101", "room": "1203"})


@pytest.mark.parametrize(
    ("keys", "door"),
    [(("가",), "가동"), (("B",), "B동"), (("1", "0", "1", "-", "1"), "101-1동"), (("A", "0", "1"), "A01동")],
)
def test_not_every_building_is_a_number(keys: tuple[str, ...], door: str) -> None:
    form = UnitForm()
    after(form, *(Tap("key", key) for key in keys))
    assert (form.text(), form.value()["building"]) == (door, door.removesuffix("동"))


def test_a_room_below_the_ground() -> None:
    form = UnitForm()
    after(form, Tap("field", "room"), Tap("key", "지하"), Tap("key", "1"))
    assert (form.text(), form.value()["room"]) == ("지하1호", "지하1")
    after(form, Tap("key", "erase"), Tap("key", "erase"))
    assert form.value()["room"] == ""


UNIT_KEYS = st.sampled_from([*"0123456789", "erase", *(key for face in FACES for key in face)])


@given(
    st.lists(
        st.one_of(
            UNIT_KEYS.map(lambda key: Tap("key", key)),
            st.sampled_from(("building", "room")).map(lambda box: Tap("field", box)),
            STRAY,
        )
    )
)
def test_whatever_is_touched_a_door_is_what_stands_on_doors(taps: list[Tap]) -> None:
    form = UnitForm()
    after(form, *taps)
    assert form.check() is None
    keys = "|".join(key for face in FACES for key in face)
    assert all(re.fullmatch(rf"(?!0)(?:[0-9]|{keys})*", typed) for typed in form.value().values())
    assert all(len(typed) <= MOST for typed in form.value().values())


OWNERS = Option(
    "owners",
    {"ko": "소유자", "en": "Owners"},
    (Choice("current", {"ko": "현재", "en": "Current"}), Choice("all", {"ko": "전체", "en": "All"})),
    "current",
)
NUMBERS = Option("numbers", {"ko": "번호", "en": "Numbers"}, (Choice("no", {"ko": "미포함", "en": "No"}),), "no")


def test_options_begin_with_the_least() -> None:
    form = OptionsForm((OWNERS, NUMBERS))
    assert form.value() == {"owners": "current", "numbers": "no"}
    after(form, Tap("option", "owners=all"), Tap("option", "owners=none"), Tap("option", "numbers=all"))
    assert form.value() == {"owners": "all", "numbers": "no"}
    assert [(row.label.args["title"], row.value, row.edit) for row in form.rows("en")] == [
        ("Owners", "All", "options"),
        ("Numbers", "No", ""),
    ]


@given(st.lists(STRAY))
def test_stray_taps_change_no_option(taps: list[Tap]) -> None:
    form = OptionsForm((OWNERS, NUMBERS))
    after(form, *taps)
    assert form.value() == {"owners": "current", "numbers": "no"}
