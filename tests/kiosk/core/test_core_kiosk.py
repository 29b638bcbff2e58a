"""Who is asked when: whoever has news or whose time has come, and nobody for bytes of which nothing comes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from config.dialogue import Dialogue, Failure
from config.ids import DeviceName, SessionId
from drivers.device import Command, Event, LineSettings, Ms, Rejected, State, Status, StatusChanged
from drivers.device import Step as BusStep
from kiosk.core.background import CityWatch, PrinterWatch, StrayJobs, Upload
from kiosk.core.channels import Channel
from kiosk.core.kiosk import Kiosk
from kiosk.core.status import Board
from kiosk.core.step import Answered, Ask, CardMoved, Flow, Input, Received, Step, Touched
from kiosk.core.view import Tap
from kiosk.money.card import Charging
from kiosk.money.payout import Payouts
from kiosk.money.taking import Taking
from kiosk.session.desk import Desk
from kiosk.simulator.run import run
from kiosk.simulator.sources import SeededSources
from kiosk.simulator.world import World
from sync.journal import events as ev
from sync.journal.format import Chain, Head
from tests.cities import WONJU
from tests.proofs import of

ORACLE = Channel("oracle", (str,), (str,), 1_000)


class Bus:
    """Reports a rejected coin for ``coin``, its state for ``state``, and nothing for all else; polls each second."""

    devices: tuple[DeviceName, ...] = (DeviceName("acceptor"),)
    line = LineSettings()

    def step(self, now: Ms, received: bytes, commands: Sequence[Command]) -> BusStep:
        events: dict[bytes, tuple[Event, ...]] = {
            b"coin": (Rejected(DeviceName("acceptor"), "unknown-coin"),),
            b"state": (StatusChanged(DeviceName("acceptor"), Status(State.ONLINE)),),
        }
        return BusStep(b"", events.get(received, ()), now + 1_000)


class Part:
    """Attributes:
    asked: when.
    then: what it does when it is asked, and when it wants to be asked again.
    """

    def __init__(self) -> None:
        self.asked: list[Ms] = []
        self.then: Callable[[], Ms | None] = lambda: None
        self.step: Step | None = None

    def handle(self, event: Event) -> None:
        """Nothing."""

    def act(self) -> Ms | None:
        assert self.step
        self.asked.append(self.step.now)
        return self.then()


class Whole:
    """A kiosk of one bus, two parts and somebody at the desk.

    Attributes:
        desk: when the desk was asked.
        wants: when it wants to be asked again.
    """

    def __init__(self) -> None:
        sources = SeededSources(random.Random(1), lambda: 0)
        self.step = Step({"coin": Bus()}, Chain("j", "b", Head(), 1), sources, lambda entry, event: None)
        self.desk: list[Ms] = []
        self.wants: Ms | None = None
        self.parts = Part(), Part()
        for part in self.parts:
            part.step = self.step
        self.kiosk = Kiosk(self.step, Board(self.step, (DeviceName("acceptor"),)), self.parts, self._life(), ())
        self.at(0)
        self.at(1)  # what was done at the beginning
        self.forget()

    def _life(self) -> Flow[None]:
        while True:
            self.desk.append(self.step.now)
            yield self.wants

    def at(self, now: Ms, *inbox: Input) -> Ms | None:
        return self.kiosk.step(now, inbox).wake_at

    def forget(self) -> None:
        for asked in (self.desk, *(part.asked for part in self.parts)):
            asked.clear()

    @property
    def asked(self) -> tuple[list[Ms], ...]:
        return self.desk, *(part.asked for part in self.parts)


def test_bytes_of_which_nothing_comes_wake_only_their_bus() -> None:
    whole = Whole()
    for now in range(10, 60_000, 100):
        whole.at(now, Received("coin", b"nothing new"))
    assert whole.asked == ([], [], [])


@pytest.mark.parametrize(
    "news", [Received("coin", b"coin"), Received("coin", b"state"), Touched(Tap("start")), CardMoved("present")]
)
def test_an_event_a_touch_and_a_card_are_news_to_everybody(news: Input) -> None:
    whole = Whole()
    whole.at(10, news)
    assert whole.asked == ([10], [10], [10])
    whole.at(20)
    whole.at(30)
    assert whole.asked == ([10], [10], [10])


def test_the_end_of_a_conversation_is_news_and_an_answer_within_it_is_not() -> None:
    whole = Whole()

    def dialogue() -> Dialogue[str, str, str | Failure]:
        yield "first"
        return (yield "second")

    told: list[str | Failure] = []
    whole.parts[0].then = lambda: None if told else whole.step.converse(ORACLE, dialogue(), told.append)
    asks = [
        each
        for each in whole.kiosk.step(10, (CardMoved("lost"), CardMoved("present"))).effects
        if isinstance(each, Ask)
    ]
    whole.forget()
    asks += [each for each in whole.kiosk.step(20, (Answered(asks[0].number, "a"),)).effects if isinstance(each, Ask)]
    assert whole.asked == ([], [], [])
    whole.at(30, Answered(asks[1].number, "b"))
    assert told == ["b"]
    assert whole.asked == ([30], [30], [30])


def test_a_part_whose_time_has_come_is_asked_alone_and_the_desk_hears_of_it_next() -> None:
    whole = Whole()
    whole.parts[1].then = lambda: 500 if whole.step.now < 500 else None
    whole.at(10, Touched(Tap("start")))
    whole.forget()
    whole.at(499)
    assert whole.asked == ([], [], [])
    assert whole.at(500) == 500
    assert whole.asked == ([], [], [500])
    assert whole.at(500) == 1_000
    assert whole.asked == ([500], [500], [500, 500])


def test_what_a_part_records_is_news_to_the_desk_and_the_next_step_follows_at_once() -> None:
    whole = Whole()
    records = iter([ev.SessionStarted(SessionId("s"))])
    whole.parts[0].then = lambda: whole.step.record(*(each for each in records))
    assert whole.at(10, Touched(Tap("start"))) == 10
    assert whole.at(10) == 1_000
    whole.at(30)
    assert whole.desk == [10, 10]


def test_the_desk_is_asked_at_the_time_that_it_named_and_the_shell_is_told() -> None:
    whole = Whole()
    whole.wants = 700
    assert whole.at(10, Touched(Tap("start"))) == 700
    whole.forget()
    whole.at(699)
    assert whole.desk == []
    whole.wants = None
    whole.at(700)
    assert whole.desk == [700]


# --- the whole kiosk ---------------------------------------------------------------------------------------------


PARTS = (Desk, PrinterWatch, StrayJobs, CityWatch, Upload, Taking, Payouts, Charging)


def ask_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were news in every step."""
    take = Step.take

    def always(step: Step, inputs: Sequence[Input]) -> None:
        take(step, inputs)
        step.news = True

    monkeypatch.setattr(Step, "take", always)


def count(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each part, whoever is at the desk and the kiosk itself are asked from now on."""
    asked: Counter[str] = Counter()

    def counted(target: type, method: str, name: str) -> None:
        inner, asked[name] = getattr(target, method), 0

        def outer(*arguments: object, **more: object) -> object:
            asked[name] += 1
            return inner(*arguments, **more)

        monkeypatch.setattr(target, method, outer)

    for part in PARTS:
        counted(part, "act", part.__name__)
    counted(Desk, "show", "whoever is at the desk")
    counted(Kiosk, "step", "the kiosk")
    return asked


def waiting_kiosk() -> World:
    world = World(WONJU, 1)
    assert world.run(world.at_rest, 60_000)
    world.run(lambda: False, 60_000)
    return world


def test_in_an_idle_minute_nobody_is_asked_but_for_the_printers_and_the_citys_sake(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = waiting_kiosk()
    asked = count(monkeypatch)
    world.run(lambda: False, 60_000)
    assert asked.pop("the kiosk") > 1_200
    # Every 5 s the printer is asked and answers, every 30 s the city, and the minute ends once; each may be news twice.
    assert len(asked) == len(PARTS) + 1
    assert all(times <= 40 for times in asked.values()), asked


def test_asked_always_they_are_asked_in_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test above would find if it were not so."""
    world = waiting_kiosk()
    ask_always(monkeypatch)
    asked = count(monkeypatch)
    world.run(lambda: False, 60_000)
    steps = asked.pop("the kiosk")
    assert steps > 1_200
    assert set(asked.values()) == {steps}


def journal_and_screens(seed: int, faults: str) -> tuple[str, list[tuple[Ms, object]]]:
    world = World(WONJU, seed, faults)
    shown: list[tuple[Ms, object]] = []
    do = world.do

    def watch(effect: object) -> None:
        do(effect)  # type: ignore[arg-type]
        if not shown or shown[-1][1] != world.screen:
            shown.append((world.now, world.screen))

    world.do = watch  # type: ignore[method-assign]
    assert run(WONJU, of(40, sample=15), seed, faults, world=world).findings.clean
    return world.journal_head(), shown


@pytest.mark.parametrize(("seed", "faults"), [(5, "none"), (7, "many"), (8, "many")])
def test_asking_always_and_asking_only_on_news_come_to_the_same(
    monkeypatch: pytest.MonkeyPatch, seed: int, faults: str
) -> None:
    """The same journal, and the same screens at the same times."""
    on_news = journal_and_screens(seed, faults)
    ask_always(monkeypatch)
    assert journal_and_screens(seed, faults) == on_news
