"""What the keys of a keypad come to, page by page, with nothing but what a screen says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.language import LANGUAGES
from drivers.keys import Key
from kiosk.core.focus import controls
from kiosk.core.keying import DOUBLE_STRIKE_MS, Keying
from kiosk.core.view import (
    Attract,
    ChooseKind,
    EnterLot,
    EnterPin,
    EnterPlate,
    EnterUnit,
    EnterYears,
    KindItem,
    Message,
    Pay,
    Screen,
    Tap,
    View,
)
from kiosk.session.forms.plate import LETTERS, REGIONS
from kiosk.session.forms.unit import FACES
from tests.cities import WONJU

NOTHING = Tap("more-time")
KINDS = ChooseKind(tuple(KindItem(f"kind-{at}", f"증명서 {at}", 0, False) for at in range(1, 16)))
PLACES = EnterLot("토지대장", tuple((place.id, place.name) for place in WONJU.places))


class Hand:
    """Presses keys at a screen; what they come to is not done. Time goes on by a second a key."""

    def __init__(self, view: View, language: str = "ko") -> None:
        self.keying = Keying(LANGUAGES)
        self.screen = Screen(view, language)  # type: ignore[arg-type]  # a language
        self.now = 0

    def press(self, *keys: str | Key) -> Tap | None:
        """What the last of them comes to."""
        came = None
        for key in keys:
            self.now += 1_000
            self.keying.pressed(Key(key), self.now)
            came = self.keying.next(self.screen)
            self.show(self.screen.view)
        return came

    def show(self, view: View, seconds_left: int | None = None) -> None:
        self.screen = replace(self.screen, view=view, seconds_left=seconds_left)
        self.screen = replace(self.screen, focus=self.keying.focus(self.screen))

    @property
    def focus(self) -> str:
        focus = self.screen.focus
        return f"{focus.control}:{focus.value}" if focus else ""


def test_nothing_has_the_focus_until_a_key_is_pressed() -> None:
    hand = Hand(KINDS)
    hand.show(KINDS)
    assert hand.focus == ""
    assert hand.press("down") == NOTHING  # the first arrow only says where one is
    assert hand.focus == "kind:kind-1"
    hand.press("down")
    assert hand.focus == "kind:kind-2"
    assert hand.press("enter") == Tap("kind", "kind-2")


def test_behind_the_last_control_comes_the_first_again() -> None:
    hand = Hand(KINDS)
    hand.press("up")
    reached = [hand.focus]
    while (hand.press("up"), hand.focus) != (NOTHING, reached[0]):
        reached.append(hand.focus)
    assert len(reached) == len(controls(hand.screen, LANGUAGES))
    assert {"cancel:", "language:vi", "zoom:"} <= set(reached)


def test_a_list_goes_by_its_numbers_also_those_of_two_digits() -> None:
    hand = Hand(KINDS)
    hand.press("1")
    assert hand.focus == "kind:kind-1"
    hand.press("5")
    assert hand.focus == "kind:kind-15"
    hand.press("7")  # there is no 157th
    assert hand.focus == "kind:kind-7"
    assert hand.press("enter") == Tap("kind", "kind-7")


def test_what_cannot_be_had_now_is_heard_of_and_not_taken() -> None:
    away = replace(KINDS.kinds[0], unavailable=Message("refused.source-down"))
    hand = Hand(ChooseKind((away, *KINDS.kinds[1:])))
    hand.press("down")
    assert hand.focus == "kind:kind-1"
    assert hand.press("enter") == Tap("repeat")


def test_a_place_is_found_by_the_consonant_that_a_word_of_it_begins_with() -> None:
    hand = Hand(PLACES)
    names = dict(PLACES.places)
    hand.press("8")
    found = [names[hand.focus.removeprefix("place:")]]
    for _ in range(3):
        hand.press("8")
        found.append(names[hand.focus.removeprefix("place:")])
    by_hand = [
        name for _, name in PLACES.places if any("사" <= word[0] < "아" or word[0] >= "하" for word in name.split())
    ]
    assert found == by_hand[:4]
    assert hand.press("1") == NOTHING  # a vowel's key


def test_who_reads_latin_letters_finds_it_by_those_of_a_telephone() -> None:
    hand = Hand(PLACES, "vi")
    hand.press("4")  # GHI
    assert dict(PLACES.places)[hand.focus.removeprefix("place:")].startswith(("ㄱ", "개", "관", "행"))


def test_right_goes_to_the_next_town() -> None:
    hand = Hand(replace(PLACES, places=(("a", "문막읍 건등리"), ("b", "문막읍 반계리"), ("c", "소초면 장양리"))))
    hand.press("down", "right")
    assert hand.focus == "place:c"
    hand.press("left")
    assert hand.focus == "place:a"


def test_digits_are_typed_wherever_the_focus_is_and_clear_takes_one_back() -> None:
    hand = Hand(EnterPin(2))
    assert hand.press("7") == Tap("key", "7")
    assert hand.press("up", "7") == Tap("key", "7")
    assert hand.press("clear") == Tap("key", "erase")
    hand = Hand(EnterYears("", 2024, 2025, 1990, 2026))
    assert hand.press("clear") == Tap("back")


def test_enter_goes_from_box_to_box_and_then_on() -> None:
    unit = EnterUnit("건축물대장", building="101", faces=FACES)
    hand = Hand(unit)
    assert hand.press("enter") == Tap("field", "room")
    hand.show(replace(unit, focus="room"))
    assert hand.focus == "field:room"
    assert hand.press("enter") == NOTHING
    assert hand.focus == "confirm:"
    assert hand.press("enter") == Tap("confirm")


def test_the_box_that_somebody_touched_has_the_focus() -> None:
    unit = EnterUnit("건축물대장", faces=FACES)
    hand = Hand(unit)
    hand.press("down")
    assert hand.focus == "field:building"
    hand.show(replace(unit, focus="room"))
    assert hand.focus == "field:room"


def test_letters_of_a_plate_come_when_one_may_follow_in_rows_of_their_vowels() -> None:
    begun = EnterPlate("자동차등록원부", LETTERS, REGIONS)
    hand = Hand(begun)
    hand.press("1")
    assert hand.focus == "confirm:"
    hand.show(replace(begun, typed="12", letter=True))
    assert hand.focus == "letter:가"
    assert hand.press("3") == Tap("key", "3")  # a third digit may follow as well
    hand.press("right")
    assert hand.focus == "letter:거"
    hand.press("down", "down")
    assert hand.focus == "letter:더"
    hand.press("left")
    assert hand.focus == "letter:가"
    hand.press("right", "right", "right", "right", "down", "down", "down")
    assert hand.focus == "letter:자"
    assert hand.press("enter") == Tap("letter", "자")
    hand.show(replace(begun, typed="12자", letter=False))
    assert hand.focus == "confirm:"


def test_every_letter_of_a_plate_is_reached_within_a_dozen_keys() -> None:
    view = EnterPlate("", LETTERS, REGIONS, typed="123", digit=False, letter=True)
    letters = [letter for _, row in LETTERS for letter in row]
    far: dict[str, int] = {}
    for rights in range(8):
        hand = Hand(view)
        hand.press("up", *["right"] * rights)
        for downs in range(9):
            name = hand.focus.removeprefix("letter:")
            far[name] = min(far.get(name, 99), rights + downs)
            hand.press("down")
    assert max(far[letter] for letter in letters) + 1 <= 12


def test_nothing_but_a_way_out_never_has_the_focus_by_itself() -> None:
    hand = Hand(Pay(500, 0, (500,)))
    assert hand.press("enter") == Tap("repeat")
    assert hand.focus == ""
    hand.press("down")
    assert hand.focus == "cancel:"
    assert hand.press("cancel") == Tap("cancel")


def test_any_key_gives_more_time_and_does_nothing_else() -> None:
    hand = Hand(EnterPin(2))
    hand.press("7")
    for key in ("7", "enter", "down", "clear"):
        hand.show(EnterPin(2), seconds_left=12)
        assert hand.focus == "more-time:"
        assert hand.press(key) == NOTHING
        hand.show(EnterPin(2))
        assert hand.focus == "confirm:"
    hand.show(EnterPin(2), seconds_left=12)
    assert hand.press("cancel") == Tap("cancel")


@pytest.mark.parametrize(("key", "tap"), [("5", Tap("start")), ("enter", Tap("start")), ("2", NOTHING)])
def test_on_the_first_screen_five_begins_as_enter_does(key: str, tap: Tap) -> None:
    assert Hand(Attract()).press(key) == tap


def test_volume_and_help_are_about_what_is_heard() -> None:
    hand = Hand(EnterPin(2))
    assert hand.press("louder") == Tap("volume", "+1")
    assert hand.press("quieter") == Tap("volume", "-1")
    assert hand.press("help") == Tap("repeat")


def test_a_hand_that_trembles_has_pressed_once() -> None:
    keying = Keying(LANGUAGES)
    for at in (0, 100, 100 + DOUBLE_STRIKE_MS):
        keying.pressed(Key.ENTER, at)
    keying.pressed(Key.FIVE, 700)
    keying.pressed(Key.FIVE, 750)  # 55 is a number
    came = [keying.next(Screen(EnterPin(2))) for _ in range(5)]
    assert came == [Tap("confirm"), Tap("confirm"), Tap("key", "5"), Tap("key", "5"), None]


def test_the_next_resident_sees_no_focus() -> None:
    hand = Hand(KINDS)
    hand.press("down")
    hand.keying.forget()
    hand.show(KINDS)
    assert hand.focus == ""
