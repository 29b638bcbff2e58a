"""A kiosk whose journal the city has otherwise sells nothing: what became of its papers would never arrive."""

from __future__ import annotations

import copy

import pytest

from kiosk.core import comparing
from kiosk.core.view import Attract, OutOfService
from kiosk.simulator.world import World
from sync.city.client import CityCall, CityReply
from sync.journal.format import open_entry
from sync.reference_city.alarms import AlarmKind
from tests.cities import WONJU

MINUTES = 60_000


def started() -> World:
    """A kiosk that has served, stopped and started, and whose city has all of it."""
    world = World(WONJU, 3)
    for _ in range(3):
        assert world.run(world.ready, 2 * MINUTES)
        world.lose_power()
    assert world.run(lambda: world.ready() and world.at_rest(), 2 * MINUTES)
    return world


def shown(world: World) -> str:
    view = world.screen.view
    return view.reason.id if isinstance(view, OutOfService) else type(view).__name__


def test_a_journal_set_back_below_what_the_city_has_serves_nobody() -> None:
    world = started()
    had = world.journal.head.seq
    world.set_back(had // 2)
    assert world.run(lambda: shown(world) == "out.journal", 2 * MINUTES)
    assert not world.run(lambda: isinstance(world.screen.view, Attract), 10 * MINUTES), "not for a moment"
    assert {each.kind for each in world.store.alarms()} == {AlarmKind.FORK}
    assert world.store.journal_head(world.journal.id) == had, "the city keeps what it has"
    world.lose_power()
    assert world.run(lambda: shown(world) == "out.journal", 2 * MINUTES), "a start does not make it good"


def test_with_a_new_journal_it_serves_again_and_a_person_is_told() -> None:
    """What a technician does (docs/recovery.md): the old one is kept, a new one begun."""
    world = started()
    world.set_back(world.journal.head.seq // 2)
    assert world.run(lambda: shown(world) == "out.journal", 2 * MINUTES)
    world.begin_journal()
    assert world.run(lambda: world.ready() and world.at_rest(), 2 * MINUTES)
    assert {each.kind for each in world.store.alarms()} == {AlarmKind.FORK, AlarmKind.ANOTHER_JOURNAL}


def test_a_city_set_back_is_given_the_rest_and_nobody_is_kept_waiting() -> None:
    world = World(WONJU, 3)
    assert world.run(lambda: world.ready() and world.at_rest(), 2 * MINUTES)
    backup = copy.deepcopy(vars(world.store))
    for _ in range(3):
        world.lose_power()
        assert world.run(world.ready, 2 * MINUTES)
    assert world.run(world.at_rest, 2 * MINUTES)
    vars(world.store).update(backup)
    world.lose_power()
    assert world.run(lambda: world.store.journal_head(world.journal.id) == world.journal.head.seq, 5 * MINUTES)
    assert world.run(world.ready, MINUTES)
    assert {each.kind for each in world.store.alarms()} == {AlarmKind.AHEAD}


def told(world: World, type_: str) -> list[dict[str, object]]:
    return [each.data for entry in world.journal.read() if (each := open_entry(entry.body)).type == type_]


def test_a_city_set_back_is_written_down_once() -> None:
    world = started()
    backup = copy.deepcopy(vars(world.store))
    had = world.journal.acknowledged
    world.lose_power()
    assert world.run(lambda: world.ready() and world.at_rest(), 5 * MINUTES)
    went_on = world.journal.acknowledged
    vars(world.store).update(backup)
    for _ in range(2):
        world.lose_power()
        assert world.run(lambda: world.ready() and world.at_rest(), 5 * MINUTES)
    assert told(world, "CityFellBack") == [{"seq": had, "had": went_on}]


def test_a_city_set_back_that_takes_nothing_either_is_written_down_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "EACH", 3)
    world = started()
    backup = copy.deepcopy(vars(world.store))
    for _ in range(2):
        world.lose_power()
        assert world.run(lambda: world.ready() and world.at_rest(), 5 * MINUTES)
    vars(world.store).update(backup)
    answering(world, CityReply(503, b""), "entries")
    world.lose_power()
    world.run(lambda: False, 10 * MINUTES)
    assert len(told(world, "CityFellBack")) == 1


def test_a_city_set_back_to_before_the_journal_was_begun_stops_nobody() -> None:
    """It names the one before that, and has signed for this one since: so it was the city that lost something."""
    world = started()
    backup = copy.deepcopy(vars(world.store))
    for _ in range(2):  # the second does not say that it follows the first
        world.run(lambda: False, 2_000)
        world.begin_journal()
        assert world.run(lambda: world.ready() and world.at_rest(), 5 * MINUTES)
    world.lose_power()
    assert world.run(lambda: world.ready() and world.at_rest(), 5 * MINUTES)
    vars(world.store).update(backup)
    world.lose_power()
    assert world.run(lambda: world.ready() and world.at_rest(), 5 * MINUTES)
    assert [each["seq"] for each in told(world, "CityFellBack")] == [0]
    assert told(world, "JournalDiffers") == []
    assert world.store.journal_head(world.journal.id) == world.journal.head.seq


def test_the_disk_from_before_the_last_journal_was_begun_serves_nobody() -> None:
    world = started()
    old = world.journal
    world.run(lambda: False, 2_000)
    world.begin_journal()
    assert world.run(lambda: world.ready() and world.at_rest(), 5 * MINUTES)
    newest = world.journal
    world.replace_journal(old)
    assert world.run(lambda: shown(world) == "out.journal", 2 * MINUTES)
    assert [(each["how"], each["journal"]) for each in told(world, "JournalDiffers")] == [("another", newest.id)]


def answering(world: World, reply: CityReply, at: str = "checkpoints") -> None:
    """The city answers so whoever says how a journal ends, or what else ``at`` names."""
    honest = world.call_city
    world.call_city = lambda call: reply if call.path.endswith(at) else honest(call)  # type: ignore[method-assign]


def test_a_city_of_before_that_does_not_know_the_question_is_sent_the_journal() -> None:
    world = started()
    answering(world, CityReply(404, b'{"detail":"Not Found"}'))
    world.lose_power()
    assert world.run(lambda: world.ready() and world.at_rest(), 5 * MINUTES)
    world.set_back(world.journal.head.seq // 2)
    assert world.run(lambda: shown(world) == "out.journal", 2 * MINUTES), "and what was set back it finds by itself"


def test_what_was_found_stands_where_the_city_is_one_of_before_later() -> None:
    world = started()
    world.set_back(world.journal.head.seq // 2)
    assert world.run(lambda: shown(world) == "out.journal", 2 * MINUTES)
    honest = world.call_city
    answering(world, CityReply(404, b""))
    world.run(lambda: False, 30 * MINUTES)
    assert shown(world) == "out.journal"
    world.call_city = honest  # type: ignore[method-assign]
    asked = 0

    def asking(call: CityCall) -> CityReply:
        nonlocal asked
        asked += call.path.endswith("checkpoints")
        return honest(call)

    world.call_city = asking  # type: ignore[method-assign]
    world.run(lambda: asked > 0, 120 * MINUTES)
    assert asked, "whether it is mended is asked again"


@pytest.mark.parametrize(
    "answer", [b"", b"[]", b'{"journal": 1}', b'{"journal": "x", "seq": 1, "signature": "AAAA"}', b"\xff" * 100]
)
def test_an_answer_that_the_city_has_not_signed_opens_nothing_and_is_told_once(answer: bytes) -> None:
    world = started()
    before = len(told(world, "SourceChanged"))
    answering(world, CityReply(200, answer))
    world.lose_power()
    assert not world.run(world.ready, 5 * MINUTES)
    assert shown(world) == "out.starting"
    said = [each for each in told(world, "SourceChanged")[before:] if each["source"] == "journal"]
    assert said == [{"source": "journal", "up": False, "reason": "not-understood"}]


def test_nothing_is_sold_before_the_city_has_taken_something_of_the_journal() -> None:
    """Only then is it known that it is the same on both sides."""
    world = World(WONJU, 3)
    answer = world.answer

    def no_journal(channel: str, question: object, timeout_ms: int) -> tuple[object, int]:
        if isinstance(question, CityCall) and "journals" in question.path:
            return CityReply(429, b"", 60_000), 10
        return answer(channel, question, timeout_ms)

    world.answer = no_journal  # type: ignore[method-assign]
    assert not world.run(world.ready, 5 * MINUTES)
    assert shown(world) == "out.starting"
    world.answer = answer  # type: ignore[method-assign]
    assert world.run(world.ready, 2 * MINUTES)
