"""What a resident may change on every screen: language, theme, sound."""

from __future__ import annotations

import pytest

from kiosk.core.adjusting import adjusted
from kiosk.core.sound import LOUDEST, QUIETEST, RATES, Sound
from kiosk.core.view import Attract, Screen, Tap

SCREEN = Screen(Attract())


def after(*taps: Tap) -> Sound:
    screen = SCREEN
    for tap in taps:
        changed = adjusted(screen, tap, ("ko",))
        assert changed, tap
        screen = changed
    return screen.sound


def test_volume_goes_in_seven_steps_over_18_db_and_no_further() -> None:
    steps = [after(*[Tap("volume", "-1")] * LOUDEST, *[Tap("volume", "+1")] * count) for count in range(10)]
    assert [sound.volume for sound in steps] == [1, 2, 3, 4, 5, 6, 7, 7, 7, 7]
    assert steps[-1].gain_db - steps[0].gain_db == 18
    assert (QUIETEST, LOUDEST) == (1, 7)


def test_the_rate_goes_from_three_quarters_to_twice_and_no_further() -> None:
    steps = [after(*[Tap("rate", "-1")] * len(RATES), *[Tap("rate", "+1")] * count) for count in range(7)]
    assert [sound.rate for sound in steps] == [75, 100, 125, 150, 175, 200, 200]


def test_the_time_goes_from_the_usual_to_twice_to_four_times_and_back() -> None:
    screen, seen = SCREEN, []
    for _ in range(4):
        changed = adjusted(screen, Tap("times"), ("ko",))
        assert changed
        screen = changed
        seen.append(screen.times)
    assert seen == [2, 4, 1, 2]


@pytest.mark.parametrize("tap", [Tap("repeat"), Tap("more-time"), Tap("volume", "louder"), Tap("rate")])
def test_what_changes_nothing_is_no_answer_either(tap: Tap) -> None:
    assert adjusted(SCREEN, tap, ("ko",)) == SCREEN
    assert adjusted(SCREEN, Tap("confirm"), ("ko",)) is None
