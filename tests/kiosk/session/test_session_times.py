"""Who is slow to read, to listen or to move has twice as long, or four times: on every screen, at the city, and to pay."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from kiosk.core.saying import heard
from kiosk.core.step import Effect, Show, Touched
from kiosk.core.view import EnterLot, Message, Notice, Pay, Screen, Tap
from kiosk.demo.resident import Action, Resident
from kiosk.simulator.world import World, demo_machine_settings
from sync.journal.format import open_entry
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit, land


class Watched(Visit):
    """Attributes:
    screens: everything that was shown, and when.
    """

    def __init__(self, resident: Resident, **sections: Any) -> None:
        super().__init__(resident, settings=demo_machine_settings(WONJU, **sections))
        self.screens: list[tuple[int, Screen]] = []
        do = self.world.do

        def watch(effect: Effect) -> None:
            if isinstance(effect, Show):
                self.screens.append((self.world.now, effect.screen))
            do(effect)

        self.world.do = watch  # type: ignore[method-assign]


def touch(*controls: str) -> Callable[[World], None]:
    def act(world: World) -> None:
        for control in controls:
            world.tell(Touched(Tap(control)))

    return act


def waited(visit: Watched, view: type) -> tuple[int, int]:
    """From when such a screen stood still to the warning, and from there to the end of it, in ms."""
    shown = next(
        at for at, screen in reversed(visit.screens) if isinstance(screen.view, view) and not screen.seconds_left
    )
    warned = next(at for at, screen in visit.screens if at > shown and screen.seconds_left)
    left = next(at for at, screen in visit.screens if at > warned and not screen.seconds_left)
    return warned - shown, left - warned


@pytest.mark.parametrize("touches", [0, 1, 2])
def test_every_screen_waits_as_long_as_the_resident_wants_it_to(touches: int) -> None:
    visit = Watched(land(walks_away_at="EnterLot"))
    visit.when(lambda view: isinstance(view, EnterLot), touch(*["times"] * touches))
    visit.happens()
    assert visit.ended == "timed-out"
    times = (1, 2, 4)[touches]
    assert waited(visit, EnterLot) == (40_000 * times, 20_000 * times)
    assert visit.screens[-1][1].times == 1, "the next one begins as everybody"


def test_a_city_sets_how_long_its_kiosks_wait() -> None:
    visit = Watched(land(walks_away_at="EnterLot"), patience={"answer_s": 90, "warn_s": 30})
    visit.happens()
    assert waited(visit, EnterLot) == (60_000, 30_000)


class Hesitant(Resident):
    """Asks for more time as often as they are warned, ten times, and only then goes on.

    Attributes:
        asked: how often.
    """

    asked = 0

    def next(self, screen: Screen) -> Action | None:
        if isinstance(screen.view, EnterLot) and self.asked < 10:
            self.asked += screen.seconds_left is not None
            return Tap("more-time") if screen.seconds_left else None
        return super().next(screen)


def test_time_is_had_more_than_ten_times_over() -> None:
    model = land()
    hesitant = Hesitant(model.kind, place=model.place, number="9423", sub_number="1", purse=(500,))
    visit = Watched(hesitant).happens()
    assert (hesitant.asked, visit.ended) == (10, "issued")


def test_what_was_changed_is_heard() -> None:
    screen = Screen(EnterLot("토지대장", ()), times=2)
    (told, *_) = heard(screen, Screen(screen.view))
    assert told.said == Message("times.2.spoken")


def reserved(visit: Visit) -> list[int]:
    """For how long, in s, every number of theirs was kept by the city."""
    lives = []
    for data in visit.journal("ReservationIntended"):
        issuance = visit.world.store.get(data["issuance"])
        assert issuance
        lives.append(int((issuance.expires_at - issuance.issued_at).total_seconds()))
    return lives


def test_the_city_keeps_a_number_for_as_many_times_as_long() -> None:
    visit = Watched(land(500)).when(lambda view: isinstance(view, EnterLot), touch("times", "times"))
    visit.happens()
    assert reserved(visit) == [2_400]


def test_a_number_that_would_not_last_for_the_payment_is_reserved_anew_before_it() -> None:
    """They find out how much time they need when it is there already."""
    slow = Resident("land-use-plan", place=land().place, number="9423", sub_number="1", purse=(1_000, 500))
    visit = Watched(slow, patience={"payment_s": 300})
    visit.world.machine.printer.mechanism.stapler_jammed = True  # loose sheets are asked about
    visit.world.run(lambda: False, 10_000)
    visit.when(lambda view: isinstance(view, Notice), touch("times", "times")).happens()
    assert visit.ended == "issued"
    first, second = (data["issuance"] for data in visit.journal("ReservationIntended"))
    lived, lives = reserved(visit)
    assert lives - lived == 3 * 600
    assert [(data["issuance"], data["reason"]) for data in visit.journal("DocumentVoided")] == [(first, "expired")]
    assert [data["issuance"] for data in visit.journal("DocumentIssued")] == [second]
    order = [open_entry(entry.body).type for entry in visit.world.journal.read()]
    assert order.index("CashInStarted") > len(order) - order[::-1].index("Reserved") - 1


class Ditherer(Resident):
    """Puts in what they have and asks for more time, for ever."""

    def next(self, screen: Screen) -> Action | None:
        if isinstance(screen.view, Pay) and screen.view.inserted == sum(self.purse):
            return Tap("more-time") if screen.seconds_left else None
        return super().next(screen)


def test_the_end_of_a_payment_that_no_touch_puts_off_is_said_in_time() -> None:
    model = land()
    visit = Watched(Ditherer(model.kind, place=model.place, number="9423", sub_number="1", purse=(100,))).happens()
    assert visit.ended == "expired"
    paying = [(at, screen) for at, screen in visit.screens if isinstance(screen.view, Pay)]
    (over, _) = next((at, screen) for at, screen in visit.screens if at > paying[-1][0])
    ends = [
        (at, screen.view.notice)
        for at, screen in paying
        if isinstance(screen.view, Pay) and screen.view.notice and screen.view.notice.id == "pay.ends"
    ]
    first = {notice.args["seconds"]: at for at, notice in reversed(ends)}
    assert {seconds: over - at for seconds, at in first.items()} == {60: 60_000, 20: 20_000}
    said = [
        part.said
        for before, now in pairwise(screen for _, screen in paying)
        for part in heard(now, before)
        if isinstance(part.said, Message) and part.said.id == "pay.ends"
    ]
    assert [message.args["seconds"] for message in said] == [60, 20]
