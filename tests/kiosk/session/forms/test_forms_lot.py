"""Typing a lot."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.view import Tap
from kiosk.session.forms.lot import DIGITS, LotForm
from tests.cities import WONJU

PLACE = next(place for place in WONJU.places if place.name == "단구동")
TAPS = st.one_of(
    st.sampled_from([*"0123456789", "erase"]).map(lambda key: Tap("key", key)),
    st.sampled_from(("number", "sub_number")).map(lambda name: Tap("field", name)),
    st.sampled_from([place.id for place in WONJU.places]).map(lambda id_: Tap("place", id_)),
    st.just(Tap("mountain")),
    st.builds(Tap, st.text(max_size=8), st.text(max_size=8)),
)


def typed(*taps: Tap) -> LotForm:
    form = LotForm(WONJU.places)
    for tap in taps:
        form.edit(tap)
    return form


def keys(text: str) -> list[Tap]:
    return [Tap("key", key) for key in text]


def test_a_lot_as_it_is_written_and_as_the_city_wants_it() -> None:
    form = typed(Tap("place", PLACE.id), *keys("9423"), Tap("field", "sub_number"), *keys("1"))
    assert form.text() == "9423-1"
    assert form.value() == {"place": PLACE.id, "mountain": "0", "number": "9423", "sub_number": "1"}
    assert form.rows("ko")[0].value == "단구동 9423-1"
    assert form.check() is None


def test_without_a_second_number() -> None:
    form = typed(Tap("place", PLACE.id), *keys("12"))
    assert (form.text(), form.value()["sub_number"]) == ("12", "0")


def test_what_is_missing_is_named() -> None:
    for taps, problem in ((keys("1"), "lot.missing-place"), ([Tap("place", PLACE.id)], "lot.missing-number")):
        found = typed(*taps).check()
        assert found
        assert found.id == problem


def test_a_slip_of_the_finger() -> None:
    assert typed(*keys("00120")).boxes.typed["number"] == "120"
    assert typed(*keys("123456")).boxes.typed["number"] == "1234"
    assert typed(*keys("12"), *[Tap("key", "erase")] * 5).boxes.typed["number"] == ""
    assert typed(Tap("place", PLACE.id), Tap("place", "no such place")).place == PLACE


def test_a_place_without_mountains_has_no_mountain_lots() -> None:
    flat, hilly = replace(PLACE, id="flat", mountains=False), replace(PLACE, id="hilly", mountains=True)
    form = LotForm((flat, hilly))
    touches = (Tap("place", "hilly"), Tap("mountain"), Tap("place", "hilly"), Tap("place", "flat"))
    for tap, mountain in zip(touches, (False, True, True, False), strict=True):
        form.edit(tap)
        assert form.mountain == mountain
    form.edit(Tap("mountain"))
    assert not form.mountain
    assert form.problem
    assert form.problem.id == "lot.no-mountain"


@given(st.lists(TAPS, max_size=40))
def test_whatever_is_touched_the_lot_stays_one(taps: list[Tap]) -> None:
    form = typed(*taps)
    for number in form.boxes.typed.values():
        assert len(number) <= DIGITS
        assert number == "" or (number.isascii() and number.isdecimal() and number[0] != "0")
    assert form.place is None or form.place in WONJU.places


def test_the_list_of_places_opens_again_and_back_closes_it_with_the_place_as_it_was() -> None:
    form = typed(Tap("place", WONJU.places[3].id), Tap("places"))
    assert form.view("", "ko").choosing_place
    assert form.close_list()
    assert form.view("", "ko").place == WONJU.places[3].id
    assert not form.view("", "ko").choosing_place
    assert not form.close_list()
