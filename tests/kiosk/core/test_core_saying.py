"""What a screen says to who cannot see it: another page whole, on the page that stands only what has changed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from kiosk.core.saying import Say
from kiosk.core.sound import Sound
from kiosk.core.spoken import How, Part
from kiosk.core.view import (
    NOTHING,
    Attract,
    ChooseKind,
    Collect,
    EnterCan,
    EnterLot,
    EnterPin,
    EnterPlate,
    KindItem,
    Message,
    Pay,
    PresentCard,
    Review,
    ReviewRow,
    Screen,
    Tap,
    View,
)

EARPHONE = Sound(earphone=True)
LOT = EnterLot("토지대장", (("1", "단구동"),), "1")


def ids(parts: tuple[Part, ...]) -> list[str]:
    return [part.said.id if isinstance(part.said, Message) else part.said for part in parts]


def said(now: View, since: View, sound: Sound = EARPHONE) -> tuple[Part, ...]:
    return Say(Screen(now, sound=sound), Screen(since, sound=sound)).parts()


def test_another_page_is_said_whole_with_its_title_first() -> None:
    assert ids(said(EnterPin(0), PresentCard())) == ["pin.title", "pin.subtitle"]


def test_what_has_not_changed_is_not_said_again() -> None:
    assert said(LOT, LOT) == ()


def test_a_digit_is_said_by_itself_and_erasing_too() -> None:
    four, fourtwo = replace(LOT, number="4"), replace(LOT, number="42")
    assert ids(said(four, LOT)) == ["4"]
    assert ids(said(fourtwo, four)) == ["2"]
    assert ids(said(four, fourtwo)) == ["say.erased"]
    assert ids(said(LOT, four)) == ["say.erased"]


def test_where_the_next_digit_goes_is_said() -> None:
    assert ids(said(replace(LOT, focus="sub_number"), LOT)) == ["lot.sub-number.spoken"]


def test_a_pin_is_heard_as_ticks_on_an_earphone_as_well() -> None:
    (tick,) = said(EnterPin(3), EnterPin(2))
    assert (tick.said, tick.how) == ("●", How.TICKS)


def test_a_problem_is_said_when_it_comes_up() -> None:
    wrong = EnterPin(0, problem=Message("pin.wrong", {"tries_left": 2}))
    assert ids(said(wrong, EnterPin(6))) == ["pin.wrong", "say.erased"]


def test_a_coin_is_answered_by_what_is_in_and_what_is_left() -> None:
    parts = said(Pay(1_500, 600, (500,)), Pay(1_500, 500, (500,)))
    assert [(part.slot, part.said.args.get("amount")) for part in parts if isinstance(part.said, Message)] == [
        ("inserted", None), ("inserted", 600), ("remaining", None), ("remaining", 900),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("view", "since", "public"),
    [
        (EnterCan("12"), EnterCan("1"), "●"),
        (EnterPlate("", (), (), typed="12"), EnterPlate("", (), (), typed="1"), "●"),
    ],
)
def test_a_loudspeaker_ticks_where_an_earphone_says_what_was_typed(view: View, since: View, public: str) -> None:
    assert ids(said(view, since)) == ["2"]
    assert ids(said(view, since, Sound())) == [public]


def test_who_the_paper_is_about_is_said_to_an_earphone_alone() -> None:
    review = Review("등본", (ReviewRow(Message("review.person"), "홍○동 (900101-●●●●●●●)"),), 0)
    assert "홍○동 (900101-●●●●●●●)" in ids(Say(Screen(review, sound=EARPHONE)).parts())
    in_public = ids(Say(Screen(review)).parts())
    assert "홍○동 (900101-●●●●●●●)" not in in_public
    assert "say.personal" in in_public


def test_time_is_said_when_it_begins_to_run_out_and_twice_more() -> None:
    screens = [Screen(LOT), *(Screen(LOT, seconds_left=left) for left in range(20, 0, -1))]
    told = [Say(now, since).parts() for since, now in pairwise(screens)]
    assert [20 - at for at, parts in enumerate(told) if parts] == [20, 10, 5]
    assert ids(told[0]) == ["time.title", "time.body"]


def test_who_has_paper_waiting_is_told_to_take_it() -> None:
    collect = Screen(Collect(1, 0, False, False), seconds_left=20)
    assert ids(Say(collect, replace(collect, seconds_left=None)).parts()) == ["time.collect-title", "time.body"]


def test_how_loud_and_how_fast_is_said_when_it_changes() -> None:
    louder = Say(Screen(LOT, sound=Sound(5, 125)), Screen(LOT)).parts()
    assert ids(louder) == ["say.volume", "say.rate"]


def test_in_another_language_all_is_said_again() -> None:
    assert len(Say(Screen(LOT, "en"), Screen(LOT, "ko")).parts()) > 2


def test_what_has_the_focus_is_said_when_it_gets_it() -> None:
    kinds = (
        KindItem("land-register", "토지대장", 500, False),
        KindItem("land-price", "개별공시지가 확인서", 800, False),
    )
    first = Screen(ChooseKind(kinds), focus=Tap("kind", "land-register"))
    second = replace(first, focus=Tap("kind", "land-price"))
    assert ids(Say(first).parts()) == ["choose.title", "say.kinds", "keys.list", "say.number", "choose.kind.spoken"]
    number, part = Say(second, first).parts()
    assert number.said == Message("say.number", {"number": 2}), "by it they find it again"
    assert part.said == Message("choose.kind.spoken", {"title": "개별공시지가 확인서", "fee": 800})
    assert Say(second, second).parts() == ()
    free = ChooseKind((KindItem("disability", "장애인증명서", 0, True),))
    focused = Screen(free, focus=Tap("kind", "disability"))
    assert ids(Say(focused).parts())[-1] == "choose.kind-free.spoken", "nobody is told of a fee of no won"


def test_why_something_is_not_to_be_had_is_heard_by_who_comes_to_it() -> None:
    why = Message("unavailable.source")
    kinds = KindItem("land-register", "토지대장", 500, False, why), KindItem("disability", "장애인증명서", 0, True)
    at, after = (Screen(ChooseKind(kinds), focus=Tap("kind", kind.name)) for kind in kinds)
    assert ids(Say(at, after).parts()) == ["say.number", "choose.kind-unavailable.spoken", "unavailable.source"]


def test_who_uses_the_keys_is_told_to_touch_nothing() -> None:
    review = Review("토지대장", (), 500)
    assert "review.subtitle" in ids(Say(Screen(review)).parts())
    for view, focus in ((review, Tap("confirm")), (Attract(), Tap("start"))):
        heard = ids(Say(Screen(view, focus=focus)).parts())
        assert not {"review.subtitle", "attract.subtitle"} & {*heard}
        assert {"keys.confirm", "keys.start"} & {*heard}


def test_what_was_left_empty_is_said_to_be() -> None:
    rows = (ReviewRow(Message("review.unit"), NOTHING, "unit"),)
    assert ids(Say(Screen(Review("건축물대장", rows, 500))).parts())[3:5] == ["review.unit", "say.none"]


def test_of_a_button_that_leads_back_it_is_said_to_what() -> None:
    rows = (
        ReviewRow(Message("review.lot"), "단구동 9423-1", "lot"),
        ReviewRow(Message("review.years"), "2026", "years"),
    )
    first, second = (Screen(Review("토지대장", rows, 500), focus=Tap("edit", row.edit)) for row in rows)
    assert ids(Say(second, first).parts()) == ["review.years", "button.edit"]


def test_where_the_focus_and_the_question_are_one_it_is_said_once() -> None:
    parts = Say(Screen(LOT, focus=Tap("field", "number"))).parts()
    assert ids(parts).count("lot.number.spoken") == 1
