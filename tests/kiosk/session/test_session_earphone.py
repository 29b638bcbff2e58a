"""An earphone that goes in and comes out: what is heard then, and what is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from drivers.emulated import EarphoneSocket
from kiosk.core.saying import Hush, Say
from kiosk.core.step import Effect, Input, Outbox, Show
from kiosk.core.view import Attract, EnterPin, Screen, Tap, View, Working
from kiosk.demo.resident import Resident
from kiosk.demo.settings import example
from kiosk.simulator.world import World, demo_machine_settings
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit, abstract


class Listening(Visit):
    """Attributes:
    put_out: every effect that is seen or heard, in order.
    """

    def __init__(self, resident: Resident, darkens: bool = False) -> None:
        data = example(WONJU)
        super().__init__(
            resident,
            settings=demo_machine_settings(WONJU, jack=data["jack"] | {"darkens": darkens}, keypad=data["keypad"]),
        )
        self.put_out: list[Effect] = []
        step = self.world.kiosk.step

        def watch(now: int, inbox: Sequence[Input]) -> Outbox:
            outbox = step(now, inbox)
            self.put_out += [effect for effect in outbox.effects if isinstance(effect, Say | Hush | Show)]
            return outbox

        self.world.kiosk.step = watch  # type: ignore[method-assign]

    def put(self, earphone: bool) -> list[Effect]:
        """What comes of it within a second."""
        self.put_out.clear()
        put(earphone)(self.world)
        self.world.run(lambda: False, 1_000)
        return list(self.put_out)


def put(earphone: bool) -> Callable[[World], None]:
    return lambda world: world.machine.the(EarphoneSocket).put(world.now, earphone)


def said(put_out: list[Effect]) -> list[Say]:
    return [effect for effect in put_out if isinstance(effect, Say) and effect.parts()]


def test_on_the_first_screen_an_earphone_is_heard_in_from_the_top() -> None:
    visit = Listening(abstract())
    heard = said(visit.put(True))
    assert [say.since for say in heard] == [None]
    screen = heard[0].screen
    assert isinstance(screen.view, Attract)
    assert screen.sound.earphone
    assert screen.focus == Tap("start")
    assert "attract.start" in {getattr(part.said, "id", "") for part in heard[0].parts()}


@pytest.mark.parametrize("view", [Attract, EnterPin, Working])
def test_what_the_loudspeaker_says_stops_within_a_fifth_of_a_second(view: type[View]) -> None:
    """By the kiosk's own clock, whatever is being done: the socket is asked often enough. What comes then is for the earphone alone."""
    visit = Listening(abstract())
    put_in: list[int] = []
    heard: list[tuple[int, Effect]] = []
    step = visit.world.kiosk.step

    def watch(now: int, inbox: Sequence[Input]) -> Outbox:
        outbox = step(now, inbox)
        heard.extend((now, each) for each in outbox.effects if put_in and isinstance(each, Hush | Say))
        return outbox

    def plug_in(world: World) -> None:
        put_in.append(world.now)
        put(True)(world)

    visit.world.kiosk.step = watch  # type: ignore[method-assign]
    if view is Attract:
        plug_in(visit.world)
        visit.world.run(lambda: bool(heard), 1_000)
    else:
        visit.when(lambda shown: isinstance(shown, view), plug_in).happens()
    stopped, effect = heard[0]
    assert isinstance(effect, Hush)
    assert stopped - put_in[0] <= 200
    assert all(say.screen.sound.earphone for _, say in heard if isinstance(say, Say))


def test_pulled_out_it_is_silent_and_nothing_is_said_again() -> None:
    visit = Listening(abstract())
    visit.put(True)
    put_out = visit.put(False)
    assert [effect for effect in put_out if isinstance(effect, Hush)]
    assert said(put_out) == []
    assert not visit.world.screen.sound.earphone


def test_in_the_middle_of_a_session_the_page_is_said_from_the_top() -> None:
    visit = Listening(abstract())
    at: list[int] = []

    def plug_in(world: World) -> None:
        at.append(len(visit.put_out))
        put(True)(world)

    visit.when(lambda view: isinstance(view, EnterPin) and view.typed == 2, plug_in).happens()
    again = [each for each in visit.put_out[at[0] :] if isinstance(each, Say) and each.since is None]
    assert isinstance(again[0].screen.view, EnterPin)
    assert visit.ended == "issued"


def test_the_screen_is_dark_while_an_earphone_is_in_only_where_it_is_set_so() -> None:
    dark, light = Listening(abstract(), darkens=True), Listening(abstract())
    for visit, expected in ((dark, True), (light, False)):
        visit.put(True)
        assert visit.world.screen.dark is expected
        visit.put(False)
        assert not visit.world.screen.dark


def test_who_leaves_an_earphone_in_leaves_the_machine_as_it_is_for_it() -> None:
    visit = Listening(abstract(by_keys=True), darkens=True)
    visit.put(True)
    visit.happens()
    assert visit.ended == "issued"
    screen = visit.world.screen
    assert screen == replace(screen, sound=replace(screen.sound, earphone=True), dark=True, focus=None)
    assert isinstance(screen, Screen)
